# SPDX-License-Identifier: Apache-2.0
"""Synthesiser, data engine and training of the default model."""
