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
from irgm_ros.errors import BundleError

Angles = tuple[Tensor, Tensor]


class HeadRotary(nn.Module):
    """Cosines and sines of a rotary embedding (Su et al., "RoFormer", 2021) for each head.

    Queries and keys turn with the same frequencies; values have frequency 0 and so stay as they
    are, which spares taking them out. The first half of a head turns the other way than the
    second: what its sines multiply needs no sign.
    """

    def __init__(self, rotary: Gemma2RotaryEmbedding) -> None:
        """Take the frequencies of ``rotary``.

        Raises:
            BundleError: They depend on more than the position.
        """
        super().__init__()
        config = rotary.config
        if rotary.rope_type != 'default':
            raise BundleError(
                f'rotary embedding of type {rotary.rope_type!r} given; only "default" can be '
                'exported'
            )
        turning = config.num_attention_heads + config.num_key_value_heads
        heads = torch.cat([torch.ones(turning), torch.zeros(config.num_key_value_heads)])
        signed = torch.cat([rotary.inv_freq, -rotary.inv_freq]).float()
        # Apart: as one table a large model's would be stored in 16 bits like its weights.
        self.register_buffer('heads', heads[:, None, None], persistent=False)
        self.register_buffer('frequencies', signed, persistent=False)

    def forward(self, x: Tensor, position_ids: Tensor) -> Angles:
        """Return cosines and sines (B, N, S, D) of positions (B, S), in the type of ``x``."""
        angles = position_ids[:, None, :, None].float() * self.heads * self.frequencies
        return angles.cos().to(x.dtype), angles.sin().to(x.dtype)


class GroupedAttention(nn.Module):
    """Attention layer of Gemma 2 with the matrices of queries, keys and values side by side.

    Products are in the type of their factors, scores and softmax in float32.
    """

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
            position_embeddings: Of `HeadRotary`.
            attention_mask: What is added to the scores, (B, 1, S, T).
            past_key_values: Takes keys and values (B, KV, S, D), gives all of them.
            **_: What other attention layers take.

        Returns:
            (B, S, H), and None in place of the attention weights.
        """
        batch, length = hidden_states.shape[:2]
        joined = functional.linear(hidden_states, self.qkv)
        heads = joined.view(batch, length, -1, self.width).transpose(1, 2)
        parts = [self.heads, self.shared, self.shared]
        query, key, value = _turn(heads, *position_embeddings).split(parts, dim=1)
        if past_key_values is not None:
            key, value = past_key_values.update(key, value, self.layer)
        groups = self.heads // self.shared
        rows = query.reshape(batch, self.shared, groups * length, self.width)
        scores = self._capped((rows @ key.transpose(-2, -1)).float())
        if attention_mask is not None:
            scores = scores + torch.cat([attention_mask] * groups, dim=2)
        shares = torch.softmax(scores, dim=-1).to(value.dtype)
        mixed = (shares @ value).reshape(batch, self.heads, length, self.width)
        made: Tensor = self.o_proj(mixed.transpose(1, 2).reshape(batch, length, -1))
        return made, None

    def _capped(self, scores: Tensor) -> Tensor:
        if self.softcap is None:
            return scores * self.scaling
        return torch.tanh(scores * (self.scaling / self.softcap)) * self.softcap


def _turn(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Turn ``x`` (B, N, S, D); the numbers of a pair are half of D apart."""
    first, second = (x * sines).chunk(2, dim=-1)
    return x * cosines + torch.cat([second, first], dim=-1)
