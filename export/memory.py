# SPDX-License-Identifier: Apache-2.0
"""What an engine needs of memory, computed from sizes; ``docs/jetson.md`` shows its table.

weights      parameters of the decoder x bytes + heads x bytes (text head: V x H, motion head)
cache        2 (key, value) x layers x KV heads x head width x bytes, for each token and row
             x 2, because a step writes a new cache beside the old one; see backends/cuda.py
activations  the widest arrays of reading: scores (B, heads, S, P + S) and feed-forward (B, S, F)
while it is built: weights three times (ONNX in memory, network, serialised engine)
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from irgm_ros.backends.cuda import rounded
from irgm_ros.backends.profiles import CONTEXT

GIB = 1 << 30
BYTES = {'fp32': 4.0, 'fp16': 2.0, 'bf16': 2.0, 'int8': 1.0, 'int4': 0.5}
BUILD_COPIES = 3
KERNELS = 32 << 20  # bytes of kernels in an engine: 10 MB were seen for the default decoder
# Total memory of the boards [GiB]; CPU and GPU share it.
BOARDS = {
    'Orin Nano 8 GB': 8, 'Orin NX 8 GB': 8, 'Orin NX 16 GB': 16,
    'AGX Orin 32 GB': 32, 'AGX Orin 64 GB': 64, 'AGX Thor 128 GB': 128,
}  # fmt: skip
RESERVED = 2.5  # GiB for the system, ROS 2 and this program's CPU side: an assumption
# Peak memory bandwidth by NVIDIA's data sheets [GB/s].
BANDWIDTH = {
    'Orin Nano 8 GB': 68, 'Orin NX 8 GB': 102, 'Orin NX 16 GB': 102,
    'AGX Orin 32 GB': 205, 'AGX Orin 64 GB': 205, 'AGX Thor 128 GB': 273,
}  # fmt: skip


@dataclass(frozen=True)
class ModelSize:
    """Sizes of a Gemma-2 decoder.

    Attributes:
        vocabulary: Rows V of the embedding and of the text head.
        hidden: Width H.
        layers: Layers.
        heads: Query heads.
        kv_heads: Key-value heads.
        head_dim: Width of a head.
        feed_forward: Width F of the feed-forward part.
        motion_rows: Rows of the motion head.
    """

    vocabulary: int
    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    feed_forward: int
    motion_rows: int

    @property
    def decoder(self) -> int:
        """Parameters of the decoder: projections, gated feed-forward and four norms a layer."""
        attention = 2 * self.hidden * self.head_dim * (self.heads + self.kv_heads)
        layer = attention + 3 * self.hidden * self.feed_forward + 4 * self.hidden
        return self.layers * layer + self.hidden

    @property
    def text_head(self) -> int:
        """Parameters of the text head, which the decoder does not hold."""
        return self.vocabulary * self.hidden

    @property
    def motion_head(self) -> int:
        """Parameters of the motion head, rows of the text head held once more."""
        return self.motion_rows * self.hidden


# Gemma-2-2b with the 514 motion tokens of IRG-MotionLLM.
GEMMA_2_2B = ModelSize(256_514, 2304, 26, 8, 4, 256, 9216, 514)


@dataclass(frozen=True)
class Need:
    """Memory [bytes] of a model that runs."""

    weights: int
    cache: int
    activations: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.cache + self.activations


def need(
    model: ModelSize,
    weight_bytes: float,
    arithmetic_bytes: int,
    rows: int = 1,
    context: int = CONTEXT,
    read: int = 512,
) -> Need:
    """Estimate what a model needs to run.

    Args:
        model: Its sizes.
        weight_bytes: Bytes of a weight in the engine.
        arithmetic_bytes: Bytes of a number of cache and activations.
        rows: Sequences side by side.
        context: Tokens in all.
        read: Tokens that are read at once.
    """
    parameters = model.decoder + model.text_head + model.motion_head
    scores = model.heads * read * context
    wide = 3 * read * model.feed_forward
    per_array = model.kv_heads * model.head_dim * arithmetic_bytes * rows * context
    cache = 2 * 2 * model.layers * rounded(per_array)
    activations = rows * (2 * scores + wide) * arithmetic_bytes
    return Need(round(parameters * weight_bytes), cache, activations)


def cache_per_token(model: ModelSize, arithmetic_bytes: int) -> int:
    """Bytes that a token adds to the cache."""
    return 2 * model.layers * model.kv_heads * model.head_dim * arithmetic_bytes


def bandwidth_bound(model: ModelSize, weight_bytes: float, gigabytes: float) -> float:
    """Most motion tokens a second: each reads all weights of decoder and motion head once."""
    return gigabytes * 1e9 / ((model.decoder + model.motion_head) * weight_bytes)


def build_need(onnx_bytes: int) -> int:
    """Memory [bytes] to build the engine of a graph: its copies, and up to 1 GiB to work in."""
    return BUILD_COPIES * onnx_bytes + KERNELS + min(GIB, 8 * onnx_bytes)


def disk_need(onnx_bytes: int, precision: str, arithmetic: str = 'fp32') -> int:
    """Disk [bytes] for an engine: weights as TensorRT may unpack them for it, and kernels."""
    unpacked = max(1.0, BYTES[arithmetic] / BYTES[precision])
    return round(onnx_bytes * unpacked) + KERNELS


def table(model: ModelSize = GEMMA_2_2B) -> str:
    """The table of ``docs/jetson.md``: memory and bandwidth bound by board and precision."""
    kinds = (('fp32', 4), ('int8', 4), ('fp16', 2), ('int8', 2), ('int4', 2))
    head = '| weights / arithmetic | weights | cache | activations | total |'
    rows = [*(f' {board} |' for board in BOARDS)]
    lines = [head + ''.join(rows), '|---' * (5 + len(BOARDS)) + '|']
    for precision, arithmetic in kinds:
        wanted = need(model, BYTES[precision], arithmetic)
        cells = [wanted.weights, wanted.cache, wanted.activations, wanted.total]
        sizes = ''.join(f' {cell / GIB:.2f} |' for cell in cells)
        fits = ''.join(f' {_fits(wanted, precision, board, model)} |' for board in BOARDS)
        lines.append(f'| {precision} / fp{8 * arithmetic} |{sizes}{fits}')
    return '\n'.join(lines)


def _fits(wanted: Need, precision: str, board: str, model: ModelSize) -> str:
    if wanted.total / GIB > BOARDS[board] - RESERVED:
        return 'no'
    return f'{bandwidth_bound(model, BYTES[precision], BANDWIDTH[board]):.0f}/s'


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog='python -m export.memory', description=__doc__)
    parser.parse_args(argv)
    print(table())
    return 0


if __name__ == '__main__':
    main()
