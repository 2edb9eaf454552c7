# SPDX-License-Identifier: Apache-2.0
"""The same mathematics as transformers' Gemma2, written in the order that runtimes fuse.

onnxruntime recognises a root-mean-square norm only as ``x / sqrt(...)`` and the tanh GELU only as
``0.5 * x * (1 + tanh(...))``; grouped attention as a broadcast product spares the copies of keys
and values. Only standard ONNX operators result, and export.parity compares with the original.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface, Gemma2ForCausalLM
from transformers.activations import NewGELUActivation
from transformers.masking_utils import eager_mask
from transformers.models.gemma2.modeling_gemma2 import Gemma2RMSNorm

GROUPED = 'grouped_eager'


class DividingNorm(nn.Module):
    """Root-mean-square norm with the gain ``1 + w`` folded, as a division."""

    def __init__(self, norm: Gemma2RMSNorm) -> None:
        """Take gain and epsilon of ``norm``."""
        super().__init__()
        self.gain = nn.Parameter(1.0 + norm.weight.detach().float(), requires_grad=False)
        self.eps = norm.eps

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` (..., H) divided by its root mean square, times the gain."""
        return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.gain


def grouped_attention(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float,
    softcap: float | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """Eager attention with soft-cap that broadcasts each key-value head over its queries.

    Products are in the type of their factors, the rest in float32.

    Args:
        module: Attention layer; gives the number of queries per key-value head.
        query: (B, KV * G, S, D).
        key: (B, KV, T, D).
        value: (B, KV, T, D).
        attention_mask: Additive, (B, 1, S, T).
        scaling: Factor on the scores.
        softcap: Bound of the scores; None for none.
        **_: What other attention functions take.

    Returns:
        (B, S, KV * G, D), and None in place of the attention weights.
    """
    batch, heads, length, width = query.shape
    groups = module.num_key_value_groups
    grouped = query.view(batch, heads // groups, groups, length, width)
    scores = (grouped @ key.unsqueeze(2).transpose(-2, -1)).float()
    if softcap is None:
        scores = scores * scaling
    else:
        scores = torch.tanh(scores * (scaling / softcap)) * softcap
    if attention_mask is not None:
        scores = scores + attention_mask.unsqueeze(2)
    mixed = torch.softmax(scores, dim=-1).to(value.dtype) @ value.unsqueeze(2)
    return mixed.reshape(batch, heads, length, width).transpose(1, 2), None


def make_fusable(model: Gemma2ForCausalLM) -> Gemma2ForCausalLM:
    """Replace norms, activation and attention of ``model`` in place by the forms above."""
    AttentionInterface.register(GROUPED, grouped_attention)
    AttentionMaskInterface.register(GROUPED, eager_mask)
    model.set_attn_implementation(GROUPED)
    body = model.model
    for layer in body.layers:
        for name, child in list(layer.named_children()):
            if isinstance(child, Gemma2RMSNorm):
                setattr(layer, name, DividingNorm(child))
        layer.mlp.act_fn = NewGELUActivation()
    body.norm = DividingNorm(body.norm)
    return model
