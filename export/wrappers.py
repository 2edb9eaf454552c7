# SPDX-License-Identifier: Apache-2.0
"""Modules with flat inputs and outputs, one per exported graph, each with names and examples.

A wrapper knows its tensor names, its dynamic axes and an example input, so that the exporter
needs to know nothing of the network behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from transformers import DynamicCache, Gemma2ForCausalLM

from export.arithmetic import Arithmetic
from export.placeholders import placeholder, source_of


@dataclass(frozen=True)
class GraphSpec:
    """What ``torch.onnx.export`` has to be told besides the module.

    Attributes:
        example: Positional example inputs; every dynamic axis is larger than 1 so that no size
            is specialised.
        dynamic_shapes: One entry per argument of ``forward``, axis -> name.
        inputs: Names of the graph inputs, flat.
        outputs: Names of the graph outputs, flat.
    """

    example: tuple[Tensor, ...]
    dynamic_shapes: dict[str, Any]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class Exportable(Protocol):
    """A module that describes its own ONNX graph."""

    def as_onnx(self) -> GraphSpec:
        """Names, dynamic axes and an example input."""
        ...


class DecoderGraph(nn.Module):
    """Decoder without embedding and head: embeddings and KV cache in, hidden state and cache out.

    The cache is built without a configuration, which makes every layer keep its full length: the
    sliding layers are then limited by their mask alone and one graph serves prefill and decode.

    Several sequences may share a row behind what they have in common, each in a lane of its own:
    a tree attention mask (Miao et al., "SpecInfer", ASPLOS 2024, section 4.2), of which only the
    lane of each position has to be given.
    """

    def __init__(self, model: Gemma2ForCausalLM, arithmetic: Arithmetic | None = None) -> None:
        """Wrap ``model.model``.

        Args:
            model: Its attention implementation must be ``eager``.
            arithmetic: What was applied to it; float32 if nothing was.
        """
        super().__init__()
        self.body = model.model
        self.config = model.config
        self.arithmetic = arithmetic or Arithmetic()

    def forward(
        self, inputs_embeds: Tensor, attention_mask: Tensor, position_ids: Tensor, *past: Tensor
    ) -> tuple[Tensor, ...]:
        """Run S new positions behind P cached ones.

        Args:
            inputs_embeds: (B, S, H) embeddings, already multiplied by ``embedding_scale``.
            attention_mask: (B, P + S) int64; 0 hides a position (left padding), 1 shows it to all
                behind it, a higher number to those behind it that have the same number.
            position_ids: (B, S) int64.
            *past: key and value of each layer in turn, (B, KV, P, D), in the type of the
                arithmetic.

        Returns:
            Hidden state (B, S, H) in float32 after the final norm, then the cache,
            (B, KV, P + S, D) each.
        """
        cache = DynamicCache()
        for layer in range(self.config.num_hidden_layers):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        result = self.body(
            inputs_embeds=self.arithmetic.enter(inputs_embeds),
            attention_mask=self._masks(attention_mask, past[0]),
            position_ids=position_ids,
            past_key_values=cache,
            use_cache=True,
        )
        present = [
            t for layer in result.past_key_values.layers for t in (layer.keys, layer.values)
        ]
        return (result.last_hidden_state, *present)

    def _masks(self, lanes: Tensor, cached: Tensor) -> dict[str, Tensor]:
        """What is added to the scores, (B, 1, S, P + S) in float32, for each kind of layer.

        Args:
            lanes: (B, P + S); what a hidden position sees has no meaning.
            cached: (B, KV, P, D).
        """
        past, window = cached.shape[2], self.config.sliding_window
        keys, own = lanes[:, None], lanes[:, past:, None]
        seen = ((keys == own) | (keys == 1)).tril(past)[:, None]
        # No sequence leaves the window where it is as long as the longest.
        short = window >= self.config.max_position_embeddings
        recent = seen if short else seen.triu(past - window + 1)
        least = torch.finfo(torch.float32).min
        zero = torch.zeros(())
        return {
            'full_attention': torch.where(seen, zero, least),
            'sliding_attention': torch.where(recent, zero, least),
        }

    def as_onnx(self) -> GraphSpec:
        """Names, dynamic axes and an example of 2 rows, 7 new and 5 cached positions."""
        cfg = self.config
        rows, new, old = 2, 7, 5
        generator = torch.Generator().manual_seed(0)
        past_shape = (rows, cfg.num_key_value_heads, old, cfg.head_dim)
        past = [
            torch.randn(past_shape, generator=generator).to(self.arithmetic.kind)
            for _ in range(2 * cfg.num_hidden_layers)
        ]
        embeds = torch.randn((rows, new, cfg.hidden_size), generator=generator)
        positions = torch.arange(old, old + new).repeat(rows, 1)
        mask = torch.ones((rows, old + new), dtype=torch.int64)
        return GraphSpec(
            example=(embeds, mask, positions, *past),
            dynamic_shapes={
                'inputs_embeds': {0: 'batch', 1: 'seq'},
                'attention_mask': {0: 'batch', 1: 'total'},
                'position_ids': {0: 'batch', 1: 'seq'},
                'past': tuple({0: 'batch', 2: 'past'} for _ in past),
            },
            inputs=('inputs_embeds', 'attention_mask', 'position_ids', *cache_names('past', cfg)),
            outputs=('hidden', *cache_names('present', cfg)),
        )


class HeadGraph(nn.Module):
    """Rows of the tied output matrix, with the final soft-cap: hidden (N, H) -> logits (N, R)."""

    def __init__(
        self,
        model: Gemma2ForCausalLM,
        rows: slice | None = None,
        kind: torch.dtype = torch.float32,
    ) -> None:
        """Take ``rows`` of the output matrix, all of them by default, for products in ``kind``."""
        super().__init__()
        weight: Any = model.get_output_embeddings().weight
        source = source_of(weight)
        if source is None:
            taken = weight.detach()[rows or slice(None)].clone().to(kind)
            self.weight = nn.Parameter(taken, requires_grad=False)
        else:
            part = source if rows is None else source.part(rows)
            self.weight = placeholder(part.used_as(kind))
        self.softcap: float | None = model.config.final_logit_softcapping

    def forward(self, hidden: Tensor) -> Tensor:
        """Return logits (N, R) of hidden states (N, H), both in float32."""
        logits = (hidden.to(self.weight.dtype) @ self.weight.T).float()
        if self.softcap is None:
            return logits
        return torch.tanh(logits / self.softcap) * self.softcap

    def as_onnx(self) -> GraphSpec:
        """Names, dynamic axis and an example of 3 hidden states."""
        return GraphSpec(
            example=(torch.randn(3, self.weight.shape[1]),),
            dynamic_shapes={'hidden': {0: 'count'}},
            inputs=('hidden',),
            outputs=('logits',),
        )


class VqEncoderGraph(nn.Module):
    """Motion encoder with the quantiser inside: features (B, 4T, D) -> codes (B, T, C) int64."""

    def __init__(self, vqvae: nn.Module, input_dim: int) -> None:
        """Wrap a ``training.tokenizer.vqvae.MotionVQVAE`` of ``input_dim`` features."""
        super().__init__()
        self.vqvae = vqvae
        self.input_dim = input_dim

    def forward(self, features: Tensor) -> Tensor:
        """Return the codes of normalised features."""
        return self.vqvae.encode(features).to(torch.int64)  # type: ignore[operator]

    def as_onnx(self) -> GraphSpec:
        """Names, dynamic axes (frames are a multiple of 4) and an example of 6 steps."""
        steps = torch.export.Dim('steps', min=1, max=1 << 16)
        return GraphSpec(
            example=(torch.randn(2, 24, self.input_dim),),
            dynamic_shapes={'features': {0: torch.export.Dim('batch'), 1: 4 * steps}},
            inputs=('features',),
            outputs=('codes',),
        )


class VqDecoderGraph(nn.Module):
    """Motion decoder: codes (B, T, C) int64 -> normalised features (B, 4T, D)."""

    def __init__(self, vqvae: nn.Module, codebooks: int) -> None:
        """Wrap a ``training.tokenizer.vqvae.MotionVQVAE`` with ``codebooks`` codes a step."""
        super().__init__()
        self.vqvae = vqvae
        self.codebooks = codebooks

    def forward(self, codes: Tensor) -> Tensor:
        """Return the normalised features of codes."""
        return self.vqvae.decode(codes)  # type: ignore[operator, no-any-return]

    def as_onnx(self) -> GraphSpec:
        """Names, dynamic axes and an example of 6 steps."""
        return GraphSpec(
            example=(torch.randint(0, 512, (2, 6, self.codebooks)),),
            dynamic_shapes={'codes': {0: 'batch', 1: 'steps'}},
            inputs=('codes',),
            outputs=('features',),
        )


def cache_names(prefix: str, config: Any) -> tuple[str, ...]:
    """Names of the cache tensors, e.g. ``past.0.key``, ``past.0.value``, ``past.1.key`` ..."""
    layers = range(config.num_hidden_layers)
    return tuple(f'{prefix}.{i}.{part}' for i in layers for part in ('key', 'value'))
