# SPDX-License-Identifier: Apache-2.0
"""How the weights of a graph are stored, and the nodes that turn them into what it computes in.

``fp16`` and ``bf16`` are cast where the graph computes in another type. ``int8`` has a scale for
each column, ``int4`` one for each block of 128 (64, 32) rows of a column; both are symmetric and
rounded to the nearest level, the int4 scales chosen among a few by the squared error.
``DequantizeLinear`` turns them back, in the type of the scales: onnxruntime makes a product of
int8 or int4 weights of it or folds it, TensorRT reads it as weight-only quantisation. All is made
in blocks of rows, as it is written.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from onnx import NodeProto, TensorProto, helper
from torch import Tensor

from export.checkpoints import Weight
from export.streaming import blocks
from irgm_ros.errors import BundleError

HALF = '.half'  # behind the name of a weight that is cast, most often from 16 bits
_KINDS = {
    'fp32': (torch.float32, TensorProto.FLOAT),
    'bf16': (torch.bfloat16, TensorProto.BFLOAT16),
    'fp16': (torch.float16, TensorProto.FLOAT16),
}
DATA_TYPES = dict(_KINDS.values())
_BLOCKS = (128, 64, 32)  # what runtimes have kernels for; the first that divides the rows
_CLIPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)  # parts of the largest number of a block that are kept
_NUMBERS = 1 << 22  # in memory at a time; a matrix that is turned is read once for each block
_TRIED = 1 << 20  # numbers whose scales are chosen at a time
_SMALLEST = 1e-12  # of a scale: a column of zeros has none


@dataclass(frozen=True)
class Part:
    """One stored tensor.

    Attributes:
        name: Its name in the graph.
        data_type: A value of ``onnx.TensorProto.DataType``.
        dims: Its shape.
        size: Its size [bytes].
        blocks: Its bytes in turn, made anew with each call.
    """

    name: str
    data_type: int
    dims: tuple[int, ...]
    size: int
    blocks: Callable[[], Iterator[memoryview]]


@dataclass(frozen=True)
class Form:
    """A weight as stored: its tensors, and the node that makes the weight of them, if any."""

    parts: tuple[Part, ...]
    node: NodeProto | None = None


def form_of(weight: Weight, precision: str, product: bool) -> Form:
    """Choose the form of a weight.

    Args:
        weight: The weight, a matrix (rows K, columns N) where it is a factor.
        precision: ``fp32``, ``fp16``, ``bf16``, ``int8`` or ``int4``.
        product: Whether it is the right factor of a product; nothing else is quantised.
    """
    levels = levels_of(weight, precision) if product and len(weight.shape) == 2 else None
    if levels is not None:
        return levels.form()
    kind, data_type = _KINDS.get(precision, _KINDS['fp16'])
    as_used = kind is weight.used
    name = weight.name if as_used else weight.name + HALF
    size = weight.size * kind.itemsize
    part = Part(name, data_type, weight.shape, size, lambda: _floats(weight, kind))
    if as_used:
        return Form((part,))
    used = DATA_TYPES[weight.used]
    return Form((part,), helper.make_node('Cast', [name], [weight.name], to=used))


def levels_of(weight: Weight, precision: str) -> Levels | None:
    """Levels of a matrix; None if the precision has none, or no block divides the rows."""
    rows = weight.shape[0]
    if precision == 'int8':
        return Levels(weight, rows, -127, 127, (1.0,))
    block = next((size for size in _BLOCKS if rows % size == 0), 0)
    if precision == 'int4' and block:
        return Levels(weight, block, -8, 7, _CLIPS)
    return None


def as_stored(matrix: Tensor, precision: str, used: torch.dtype = torch.float32) -> Tensor:
    """A right factor (K, N) as its levels give it back for ``used``; itself where it has none."""
    weight = Weight('matrix', tuple(matrix.shape), matrix.dtype, lambda a, b: matrix[a:b], used)
    levels = levels_of(weight, precision)
    return matrix if levels is None else levels.rounded()


@dataclass(frozen=True)
class Levels:
    """A matrix as whole numbers times scales.

    Attributes:
        weight: The matrix (K, N).
        block: Rows that share a scale in each column; K for one scale a column.
        least: Lowest level.
        most: Highest level; the largest number of a block is kept with it.
        clips: Parts of the largest number that are tried as the largest that is kept.
    """

    weight: Weight
    block: int
    least: int
    most: int
    clips: tuple[float, ...]

    @property
    def packed(self) -> bool:
        """Whether two levels share a byte."""
        return self.most < 8

    @functools.cached_property
    def scales(self) -> Tensor:
        """(K / block, N) float32, rounded to the type that the graph computes in."""
        if not self.packed:
            largest = [values.abs().amax(0, keepdim=True) for _, values in self._values(1)]
            return self._kept(torch.cat(largest).amax(0, keepdim=True) / self.most)
        return torch.cat([self._best(values) for _, values in self._values(self.block)])

    def rounded(self) -> Tensor:
        """The matrix as the levels give it back, (K, N) float32."""
        parts = []
        for start, levels in self._levels():
            scales = self._scales_of(start, len(levels))
            shared = levels.view(len(scales), -1, levels.shape[1]) * scales[:, None]
            parts.append(shared.reshape(levels.shape))
        return torch.cat(parts)

    def form(self) -> Form:
        """Levels, scales and the node that multiplies them."""
        name, (rows, columns) = self.weight.name, self.weight.shape
        packed = self.packed
        kind = 'int4' if packed else 'int8'
        data_type = TensorProto.INT4 if packed else TensorProto.INT8
        size = rows * columns // 2 if packed else rows * columns
        dims = (rows // self.block, columns)
        shape = dims if packed else (columns,)
        levels = Part(f'{name}.{kind}', data_type, (rows, columns), size, self._bytes)
        used = self.weight.used
        scales = Part(
            f'{name}.scale', DATA_TYPES[used], shape, used.itemsize * dims[0] * columns,
            lambda: iter([_memory(self.scales.to(used))]),
        )  # fmt: skip
        along = {'axis': 0, 'block_size': self.block} if packed else {'axis': 1}
        node = helper.make_node('DequantizeLinear', [levels.name, scales.name], [name], **along)
        return Form((levels, scales), node)

    def _bytes(self) -> Iterator[memoryview]:
        for _, levels in self._levels():
            whole = levels.to(torch.int8)
            if self.packed:  # two in a byte, the first in the lower half
                pairs = whole.view(torch.uint8).reshape(-1, 2)
                whole = (pairs[:, 0] & 15) | (pairs[:, 1] << 4)
            yield _memory(whole)

    def _levels(self) -> Iterator[tuple[int, Tensor]]:
        """First row and levels of some rows, as float32."""
        for start, values in self._values(self.block if self.packed else 1):
            scales = self._scales_of(start, len(values))
            shared = values.view(len(scales), -1, values.shape[1])
            shared.div_(scales[:, None]).round_().clamp_(self.least, self.most)
            yield start, values

    def _values(self, step: int) -> Iterator[tuple[int, Tensor]]:
        """First row and numbers (k, N) of some rows, k a multiple of ``step`` but at the end."""
        weight = self.weight
        for start, stop in blocks(weight.shape[0], weight.shape, step, _NUMBERS):
            # By way of float16, so that it makes no difference whether an export is quantised.
            yield start, _finite(weight, weight.rows(start, stop).half()).float()

    def _kept(self, scales: Tensor) -> Tensor:
        """Scales above zero, rounded to the type that the graph has them in."""
        used = self.weight.used
        limits = torch.finfo(used)
        least = max(_SMALLEST, limits.smallest_normal * limits.eps)
        return scales.clamp(least).to(used).float()

    def _scales_of(self, start: int, count: int) -> Tensor:
        """Scales of ``count`` rows, (blocks, N)."""
        if len(self.scales) == 1:
            return self.scales
        return self.scales[start // self.block : (start + count) // self.block]

    def _best(self, values: Tensor) -> Tensor:
        """Scales (k / block, N) of least squared error among those of `clips`."""
        some = max(1, _TRIED // len(values))
        return torch.cat([self._tried(part) for part in values.split(some, dim=1)], dim=1)

    def _tried(self, values: Tensor) -> Tensor:
        numbers = values.reshape(-1, self.block, values.shape[1])
        largest = numbers.abs().amax(1) / self.most
        best, least = self._kept(largest), torch.full_like(largest, torch.inf)
        for clip in self.clips:
            scale = self._kept(largest * clip)
            levels = (numbers / scale[:, None]).round_().clamp_(self.least, self.most)
            error = levels.mul_(scale[:, None]).sub_(numbers).square_().sum(1)
            best, least = torch.where(error < least, scale, best), torch.minimum(error, least)
        return best


def _floats(weight: Weight, kind: torch.dtype) -> Iterator[memoryview]:
    for start, stop in blocks(weight.shape[0], weight.shape, 1, _NUMBERS):
        values = _finite(weight, weight.rows(start, stop))
        stored = values.to(kind)
        if not _is_finite(stored):
            largest = float(values.abs().max())
            raise BundleError(f'{weight.name}: {largest} does not fit float16; take bf16 or fp32')
        yield _memory(stored)


def _finite(weight: Weight, values: Tensor) -> Tensor:
    if not _is_finite(values):
        raise BundleError(f'{weight.name}: holds numbers that are not finite')
    return values


def _is_finite(values: Tensor) -> bool:
    """Whether all numbers are finite, found without an array of answers."""
    return bool(torch.isfinite(torch.stack(values.aminmax())).all())


def _memory(values: Tensor) -> memoryview:
    """The bytes of a tensor, in the order of its rows."""
    return memoryview(values.contiguous().view(torch.uint8).numpy().reshape(-1).data)
