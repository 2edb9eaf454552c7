# SPDX-License-Identifier: Apache-2.0
"""Networks: the motion tokenizer and the language model, small or published size."""
