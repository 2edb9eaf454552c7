# SPDX-License-Identifier: Apache-2.0
"""Grouped-query attention with soft-cap and rotary positions, in few nodes.

Queries, keys and values come from one product and are turned by their positions together. The
queries of a group are rows of one product with their key (Ainslie et al., "GQA: Training
Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", EMNLP 2023), so that keys
and values are never copied for each of them.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import Cache
from transformers.models.gemma2.modeling_gemma2 import Gemma2Attention, Gemma2RotaryEmbedding

from export.placeholders import stacked

Angles = tuple[Tensor, Tensor]


class SignedRotary(nn.Module):
    """Cosines and sines of a rotary embedding (Su et al., "RoFormer", 2021).

    The sines of the first half are negative: what they multiply needs no sign of its own.
    """

    def __init__(self, rotary: Gemma2RotaryEmbedding) -> None:
        """Take the frequencies of ``rotary``."""
        super().__init__()
        self.rotary = rotary
        half = rotary.inv_freq.shape[0]
        self.register_buffer('signs', torch.tensor([-1.0, 1.0]).repeat_interleave(half), False)

    def forward(self, x: Tensor, position_ids: Tensor) -> Angles:
        """Return cosines and signed sines (B, 1, S, D) of positions (B, S), in the type of x."""
        cosines, sines = self.rotary(x, position_ids)
        return cosines.unsqueeze(1), (sines * self.signs.to(sines.dtype)).unsqueeze(1)


class GroupedAttention(nn.Module):
    """Attention layer of Gemma 2 with the matrices of queries, keys and values side by side."""

    def __init__(self, attention: Gemma2Attention) -> None:
        """Take the matrices of ``attention``, which must have no biases."""
        super().__init__()
        config = attention.config
        parts = (attention.q_proj, attention.k_proj, attention.v_proj)
        self.qkv = stacked([part.weight for part in parts])
        self.o_proj = attention.o_proj
        self.layer = attention.layer_idx
        self.heads, self.shared = config.num_attention_heads, config.num_key_value_heads
        self.width = attention.head_dim
        self.scaling, self.softcap = attention.scaling, attention.attn_logit_softcapping

    def forward(
        self,
        hidden_states: Tensor,
        position_embeddings: Angles,
        attention_mask: Tensor | None,
        past_key_values: Cache | None = None,
        **_: Any,
    ) -> tuple[Tensor, None]:
        """Attend from S new positions to T in all.

        Args:
            hidden_states: (B, S, H).
            position_embeddings: Of `SignedRotary`.
            attention_mask: What is added to the scores, (B, 1, S, T).
            past_key_values: Takes keys and values (B, KV, S, D), gives all of them.
            **_: What other attention layers take.

        Returns:
            (B, S, H), and None in place of the attention weights.
        """
        batch, length = hidden_states.shape[:2]
        joined = functional.linear(hidden_states, self.qkv)
        heads = joined.view(batch, length, -1, self.width).transpose(1, 2)
        turning, value = heads.split([self.heads + self.shared, self.shared], dim=1)
        query, key = _turn(turning, *position_embeddings).split([self.heads, self.shared], dim=1)
        if past_key_values is not None:
            key, value = past_key_values.update(key, value, self.layer)
        groups = self.heads // self.shared
        rows = query.reshape(batch, self.shared, groups * length, self.width)
        scores = self._capped(rows @ key.transpose(-2, -1))
        if attention_mask is not None:
            scores = scores + torch.cat([attention_mask] * groups, dim=2)
        mixed = (torch.softmax(scores, dim=-1) @ value).reshape(
            batch, self.heads, length, self.width
        )
        made: Tensor = self.o_proj(mixed.transpose(1, 2).reshape(batch, length, -1))
        return made, None

    def _capped(self, scores: Tensor) -> Tensor:
        if self.softcap is None:
            return scores * self.scaling
        return torch.tanh(scores * (self.scaling / self.softcap)) * self.softcap


def _turn(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Turn the pairs of ``x`` (B, N, S, D), of which the halves of D hold one number each."""
    first, second = x.chunk(2, dim=-1)
    return x * cosines + torch.cat([second, first], dim=-1) * sines
