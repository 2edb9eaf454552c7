# SPDX-License-Identifier: Apache-2.0
"""Write weights block by block: safetensors and array files of NumPy.

Format of the former: https://github.com/huggingface/safetensors#format.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from export.checkpoints import Weight
from irgm_ros.errors import BundleError

_NAMES = {torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16'}
_BLOCK = 1 << 22  # numbers in memory at a time


def size_of(weights: Sequence[Weight]) -> int:
    """Bytes of all ``weights``."""
    return sum(math.prod(weight.shape) * weight.dtype.itemsize for weight in weights)


def blocks(
    rows: int, shape: tuple[int, ...], whole: int = 1, numbers: int = _BLOCK
) -> Iterator[tuple[int, int]]:
    """Ranges of some of ``rows`` rows of a tensor of ``shape``, of bounded size.

    Args:
        rows: How many rows there are.
        shape: Shape of the tensor.
        whole: Each range but the last is a multiple of this.
        numbers: Size of a range, as far as ``whole`` allows.
    """
    step = max(1, numbers // max(1, whole * math.prod(shape[1:]))) * whole
    return ((start, min(start + step, rows)) for start in range(0, rows, step))


def write_safetensors(
    path: Path, weights: Sequence[Weight], progress: Callable[[int], object]
) -> None:
    """Write ``weights``, a block of rows in memory at a time.

    Args:
        path: The file.
        weights: What to write.
        progress: Takes the bytes of each block written.

    Raises:
        BundleError: A number is not finite.
    """
    header = _header(weights)
    with path.open('wb') as stream:
        stream.write(len(header).to_bytes(8, 'little') + header)
        for weight in weights:
            for start, stop in blocks(weight.shape[0], weight.shape):
                data = _bytes(weight, weight.rows(start, stop))
                stream.write(data)
                progress(len(data))


def write_npy(
    path: Path, weight: Weight, dtype: torch.dtype, progress: Callable[[int], object]
) -> None:
    """Write one weight as an array file of NumPy, a block of rows in memory at a time.

    Args:
        path: The file.
        weight: What to write.
        dtype: float32 or float16.
        progress: Takes the bytes of each block written.

    Raises:
        BundleError: A number is not finite, or too large for ``dtype``.
    """
    kind = np.dtype(np.float32 if dtype == torch.float32 else np.float16)
    header = {'descr': kind.str, 'fortran_order': False, 'shape': weight.shape}
    weight = dataclasses.replace(weight, dtype=dtype)
    with path.open('wb') as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        for start, stop in blocks(weight.shape[0], weight.shape):
            block = weight.rows(start, stop)
            if block.abs().max() > torch.finfo(dtype).max:
                raise BundleError('the embeddings do not fit float16; take --precision fp32')
            data = _bytes(weight, block)
            stream.write(data)
            progress(len(data))


def _bytes(weight: Weight, block: Tensor) -> memoryview:
    if not torch.isfinite(block).all():
        raise BundleError(
            f'{weight.name}: holds numbers that are not finite; the checkpoint is damaged, '
            'download it again'
        )
    block = block.to(weight.dtype).contiguous()
    return memoryview(block.view(torch.uint8).numpy().reshape(-1).data)


def _header(weights: Sequence[Weight]) -> bytes:
    """Names, shapes and places, padded to whole eights."""
    entries: dict[str, object] = {'__metadata__': {'format': 'pt'}}
    begin = 0
    for weight in weights:
        end = begin + size_of([weight])
        entries[weight.name] = {
            'dtype': _NAMES[weight.dtype],
            'shape': list(weight.shape),
            'data_offsets': [begin, end],
        }
        begin = end
    text = json.dumps(entries, separators=(',', ':')).encode()
    return text + b' ' * (-len(text) % 8)
