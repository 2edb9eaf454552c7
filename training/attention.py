# SPDX-License-Identifier: Apache-2.0
"""The transformer layer of the small models beside the language model."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

HIDDEN = -1e9  # added to the score of what is not seen


class Block(nn.Module):
    """Attention and a feed-forward part, each behind a normalisation."""

    def __init__(self, width: int, heads: int, dropout: float = 0.0) -> None:
        """Set up for inputs (B, S, ``width``)."""
        super().__init__()
        self.heads = heads
        self.attention_norm, self.forward_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """Transform (B, S, W).

        Args:
            x: The sequence.
            hidden: 0 where a row sees a column and `HIDDEN` elsewhere; as (B, H, S, S), axes of
                size 1 allowed.
        """
        parts = self.qkv(self.attention_norm(x)).unflatten(-1, (3, self.heads, -1))
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        weights = (scores + hidden).softmax(-1)
        x = x + self.drop(self.out((weights @ value).transpose(1, 2).flatten(2)))
        more: Tensor = self.narrow(F.gelu(self.widen(self.forward_norm(x))))
        return x + self.drop(more)
