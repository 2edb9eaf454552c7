# SPDX-License-Identifier: Apache-2.0
r"""The type that the language model computes in, and the scale that keeps float16 from overflow.

Products, residual stream, activations and cache are in 16 bits; the tensor cores add up in float32
all the same. In float32 stays what 16 bits would spoil and what costs next to nothing, because it
is no product: the mean square of a norm (a sum of squares leaves the range of float16 from 256
on), soft-cap and softmax (differences of scores, and sums of many small numbers), the angles of
the rotary embedding (position 2049 does not exist in float16), and what tokens are chosen by: the
logits as they leave the head, and the motion head as a whole, which is small and writes every
motion. A score past the range of float16 is infinite, and the soft-cap turns it into the cap, as
it would have with the number itself.

**Residual rescale.** Gemma 2 begins with embeddings times the root of the width H and adds two
vectors in each layer; the sum may pass 65504. A layer is

    x <- x + P(f(N(x))),    N(x) = g * x / sqrt(mean(x^2) + eps),    P a norm like N

so that for any s > 0 the stream s x obeys the same law with norms of the scaled stream N' and P':

    N'(s x) = g * s x / sqrt(s^2 mean(x^2) + s^2 eps) = N(x)    (eps' = s^2 eps)
    P'(y)   = s P(y)                                            (gain' = s g)

Embeddings times s in, and every product sees the numbers it saw before. With s a power of two no
rounding is added, but to numbers of the stream that end below the smallest normal one, 6e-5: far
from mattering beside the rest. The final norm is one of the N', so the hidden state needs no
scaling back.

**Which s.** |y_i| <= sqrt(H) sqrt(mean(y^2)), hence |P(y)_i| <= sqrt(H) |g_i|: with the gains g of
the post-norms in each layer, channel i of the stream never exceeds

    max|embedding| + sqrt(H) sum over layers (|g_i of attention| + |g_i of feed-forward|)

whatever the text. s is the largest power of two that brings this bound to half the range of
float16; the other half is for the rounding of the sums. bfloat16 has the range of float32: s = 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import Gemma2ForCausalLM

from export.checkpoints import Weight
from export.fusable import DividingNorm
from export.placeholders import placeholder, source_of
from export.streaming import blocks

KINDS = {'fp32': torch.float32, 'fp16': torch.float16, 'bf16': torch.bfloat16}
_WHOLE = ('motion_head', 'vq_encoder', 'vq_decoder')  # small, or no language model
_POST_NORMS = ('post_attention_layernorm', 'post_feedforward_layernorm')


@dataclass(frozen=True)
class Arithmetic:
    """How a decoder computes.

    Attributes:
        kind: Type of products, residual stream, activations and cache.
        scale: Factor s on the residual stream, a power of two.
    """

    kind: torch.dtype = torch.float32
    scale: float = 1.0

    def enter(self, embeddings: Tensor) -> Tensor:
        """Embeddings (B, S, H) in float32 as the residual stream begins with them."""
        scaled = embeddings if self.scale == 1.0 else embeddings * self.scale
        return scaled if self.kind is torch.float32 else scaled.to(self.kind)

    def apply(self, model: Gemma2ForCausalLM) -> None:
        """Make the layers of ``model`` compute so, in place.

        Args:
            model: What `export.fusable.make_fusable` gave; its matrices may be placeholders. It
                stays as it is where there is nothing to do.
        """
        if self == Arithmetic():
            return
        body: Any = model.model
        for layer in body.layers:
            for module in layer.modules():
                _convert_matrices(module, self.kind)
            for name in (name for name, _ in layer.named_children()):
                norm = getattr(layer, name)
                if isinstance(norm, DividingNorm):
                    self._rescale(norm, is_post=name in _POST_NORMS)
                    setattr(layer, name, _Wide(norm, self.kind))
            layer.mlp.act_fn = _Wide(layer.mlp.act_fn, self.kind)
        self._rescale(body.norm, is_post=False)
        body.norm = _Wide(body.norm, torch.float32)

    def _rescale(self, norm: DividingNorm, is_post: bool) -> None:
        if is_post:
            norm.gain.data = norm.gain.data * self.scale
        else:
            norm.eps *= self.scale**2


def kind_of(graph: str, arithmetic: str) -> torch.dtype:
    """Type that one graph of a bundle computes in.

    Args:
        graph: Its name.
        arithmetic: ``fp32``, ``fp16`` or ``bf16``.
    """
    return torch.float32 if graph in _WHOLE else KINDS[arithmetic]


def arithmetic_of(model: Gemma2ForCausalLM, arithmetic: str, embedding_scale: float) -> Arithmetic:
    """How the decoder of ``model`` computes without leaving the range of its type.

    Args:
        model: What `export.fusable.make_fusable` gave; its matrices may be placeholders.
        arithmetic: ``fp32``, ``fp16`` or ``bf16``.
        embedding_scale: Factor on the embeddings before they enter the decoder.
    """
    kind = KINDS[arithmetic]
    if kind is torch.float32:
        return Arithmetic()
    excess = residual_bound(model, embedding_scale) / (torch.finfo(kind).max / 2)
    return Arithmetic(kind, 2.0 ** -max(0, math.ceil(math.log2(max(excess, 1.0)))))


def residual_bound(model: Gemma2ForCausalLM, embedding_scale: float) -> float:
    """What no number of the residual stream of ``model`` exceeds; see the module."""
    body: Any = model.model
    gains = [getattr(layer, name).gain.abs() for layer in body.layers for name in _POST_NORMS]
    added = math.sqrt(model.config.hidden_size) * float(torch.stack(gains).sum(0).max())
    weight = body.embed_tokens.weight
    return embedding_scale * max(float(part.abs().max()) for part in _rows(weight)) + added


class _Wide(nn.Module):
    """A module that computes in float32, between values of another type."""

    def __init__(self, inner: nn.Module, kind: torch.dtype) -> None:
        super().__init__()
        self.inner, self.kind = inner, kind

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.inner(x.float())
        return made.to(self.kind)


def _convert_matrices(module: nn.Module, kind: torch.dtype) -> None:
    for name, weight in module.named_parameters(recurse=False):
        if weight.dim() > 1:
            source = source_of(weight)
            made = nn.Parameter(weight.detach().to(kind), requires_grad=False)
            setattr(module, name, made if source is None else placeholder(source.used_as(kind)))


def _rows(weight: Tensor) -> Iterator[Tensor]:
    """A matrix in blocks of rows, read from its file if it is a placeholder."""
    source: Weight | None = source_of(weight)
    if source is None:
        yield weight.detach()
        return
    for start, stop in blocks(source.shape[0], source.shape):
        yield source.rows(start, stop)
