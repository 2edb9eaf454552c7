# SPDX-License-Identifier: Apache-2.0
"""From a sentence to motion tokens: prompts, grammar, decoding and the IRMoGen loop."""
