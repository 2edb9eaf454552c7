# SPDX-License-Identifier: Apache-2.0
"""The same mathematics as transformers' Gemma2, in few nodes and in the order that runtimes fuse.

At one token a step a small model is bound by the number of its nodes. onnxruntime recognises a
root-mean-square norm only as ``x / sqrt(...)`` and the tanh GELU only as
``0.5 * x * (1 + tanh(...))``; matrices that multiply the same state are one matrix. Attention is
in ``export.attention``. Only standard ONNX operators result, and export.parity compares with the
original.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import Gemma2ForCausalLM
from transformers.activations import NewGELUActivation
from transformers.models.gemma2.modeling_gemma2 import Gemma2RMSNorm

from export.attention import GroupedAttention, HeadRotary


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


def make_fusable(model: Gemma2ForCausalLM) -> Gemma2ForCausalLM:
    """Replace norms, rotary embedding, attention and feed-forward layers of ``model`` in place."""
    model.set_attn_implementation('eager')  # masks are added to the scores
    body: Any = model.model
    for layer in body.layers:
        for name, child in list(layer.named_children()):
            if isinstance(child, Gemma2RMSNorm):
                setattr(layer, name, DividingNorm(child))
        layer.self_attn = GroupedAttention(layer.self_attn)
        layer.mlp.act_fn = NewGELUActivation()
    body.norm = DividingNorm(body.norm)
    body.rotary_emb = HeadRotary(body.rotary_emb)
    return model
