# SPDX-License-Identifier: Apache-2.0
"""What a training of a Gemma 2 needs, counted from its sizes: memory for each GPU, and time.

Counted, not measured; docs/training.md has the formulas. Weights, gradients and Adam's two
moments are kept in float32 and shared out; computation is in bfloat16.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GIB = 2**30
SIZE_2B: Mapping[str, int] = {
    'vocab_size': 256_525,  # with tags and motion tokens
    'hidden_size': 2304,
    'num_hidden_layers': 26,
    'num_attention_heads': 8,
    'num_key_value_heads': 4,
    'head_dim': 256,
    'intermediate_size': 9216,
}


@dataclass(frozen=True)
class Load:
    """One step of training.

    Attributes:
        rows: Rows of a micro-batch.
        row_tokens: Tokens of a row.
        micro_batches: Micro-batches of a step, over all GPUs.
        gpus: How many share the weights.
        recompute: Whether activations are computed anew in the backward pass.
        learned_share: Share of the tokens whose logits are computed.
        tflops: Peak of a GPU in bfloat16 [TFLOP/s].
        utilisation: Share of the peak that is reached; an assumption.
    """

    rows: int
    row_tokens: int
    micro_batches: int
    gpus: int
    recompute: bool
    learned_share: float = 0.6
    tflops: float = 400.0
    utilisation: float = 0.3


def parameters(size: Mapping[str, Any]) -> tuple[int, int]:
    """Parameters of one layer, and of the whole model with tied embeddings."""
    width, heads = size['hidden_size'], size['num_attention_heads']
    attention = 2 * width * size['head_dim'] * (heads + size['num_key_value_heads'])
    layer = attention + 3 * width * size['intermediate_size'] + 4 * width
    return layer, size['num_hidden_layers'] * layer + (size['vocab_size'] + 1) * width


def memory_gib(size: Mapping[str, Any], load: Load) -> dict[str, float]:
    """Memory for each GPU by what it is for [GiB]."""
    layer, whole = parameters(size)
    tokens = load.rows * load.row_tokens
    scores = size['num_attention_heads'] * load.rows * load.row_tokens**2
    heads = size['num_attention_heads'] + 2 * size['num_key_value_heads']
    one = 2 * tokens * (8 * size['hidden_size'] + 2 * heads * size['head_dim'])
    one += 2 * tokens * 4 * size['intermediate_size'] + 10 * scores
    layers, kept = size['num_hidden_layers'], 2 * tokens * size['hidden_size']
    parts = {
        'weights': 4 * whole / load.gpus,
        'gradients': 4 * whole / load.gpus,
        'adam': 8 * whole / load.gpus,
        'gathered': 2 * (size['vocab_size'] * size['hidden_size'] + 2 * layer),
        'activations': layers * kept + one if load.recompute else layers * one,
        'logits': 12 * load.learned_share * tokens * size['vocab_size'],
    }
    return {name: value / GIB for name, value in parts.items()}


def seconds_per_step(size: Mapping[str, Any], load: Load) -> float:
    """Time of one step [s] if the assumed share of the peak is reached."""
    _, whole = parameters(size)
    tokens = load.rows * load.row_tokens * load.micro_batches
    width = size['num_attention_heads'] * size['head_dim']
    attention = 12 * size['num_hidden_layers'] * width * load.row_tokens
    passes = 4 / 3 if load.recompute else 1.0
    work = (6 * whole + attention) * passes * tokens
    return float(work / (load.gpus * load.tflops * 1e12 * load.utilisation))


def report(size: Mapping[str, Any], load: Load, name: str) -> str:
    """The estimate in words, its assumptions included."""
    _, whole = parameters(size)
    memory = memory_gib(size, load)
    tokens = load.rows * load.row_tokens * load.micro_batches
    lines = [
        f'estimate for {name}: {whole / 1e6:,.1f} M parameters, {load.gpus} GPUs, '
        f'{tokens:,} tokens a step',
        *(f'  {part:<12}{value:8.2f} GiB' for part, value in memory.items()),
        f'  {"together":<12}{sum(memory.values()):8.2f} GiB for each GPU',
        f'  {seconds_per_step(size, load):.2f} s a step, assumed {load.utilisation:.0%} of '
        f'{load.tflops:.0f} TFLOP/s',
    ]
    return '\n'.join(lines)
