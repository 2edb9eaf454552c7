# SPDX-License-Identifier: Apache-2.0
"""Motion tokenizer: model, losses, training."""
