# SPDX-License-Identifier: Apache-2.0
"""Tensors of checkpoints on disk: listed by name, read in rows, never all in memory.

PyTorch files are opened with ``weights_only``: what a pickle asks for besides tensors is refused
and not executed. A file is mapped anew for each block of rows, so that pages already read do not
stay resident.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import pickle
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor

from irgm_ros.errors import BundleError

# Where the tensors of a wrapped checkpoint are; what stands beside them serves to resume training.
_WRAPPERS = ('state_dict', 'net')
_SHARDS = ('model*.safetensors', 'pytorch_model*.bin')
FLOATS = (torch.float32, torch.float16, torch.bfloat16)
_LISTED = 6


@dataclass(frozen=True)
class Stored:
    """One tensor of a file.

    Attributes:
        file: The file.
        key: Its name there.
        shape: Its shape.
        dtype: One of `FLOATS`.
    """

    file: Path
    key: str
    shape: tuple[int, ...]
    dtype: torch.dtype

    def rows(self, start: int, stop: int) -> Tensor:
        """Rows ``start`` to ``stop`` of the first axis; they stay mapped as long as they live."""
        return _open(self.file)[self.key][start:stop]


@dataclass(frozen=True)
class Weight:
    """A tensor to be written, made row by row.

    Attributes:
        name: Its name.
        shape: Its shape.
        dtype: One of `FLOATS`.
        rows: Rows from (first) to (last, not included) of the first axis.
        used: Type that a graph computes with it in.
    """

    name: str
    shape: tuple[int, ...]
    dtype: torch.dtype
    rows: Callable[[int, int], Tensor]
    used: torch.dtype = torch.float32

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    def named(self, name: str) -> Weight:
        """The same numbers by another name."""
        return dataclasses.replace(self, name=name)

    def used_as(self, kind: torch.dtype) -> Weight:
        """The same numbers for a graph that computes in another type."""
        return dataclasses.replace(self, used=kind)

    def part(self, rows: slice) -> Weight:
        """Some of its rows, ``rows.start`` to ``rows.stop``."""
        first, shape = rows.start, (rows.stop - rows.start, *self.shape[1:])
        return Weight(
            self.name,
            shape,
            self.dtype,
            lambda start, stop: self.rows(first + start, first + stop),
            self.used,
        )

    @staticmethod
    def stacked(weights: Sequence[Weight]) -> Weight:
        """The rows of several weights, one after the other, by the name of the first."""
        ends = list(itertools.accumulate(weight.shape[0] for weight in weights))

        def rows(start: int, stop: int) -> Tensor:
            parts = []
            for weight, end in zip(weights, ends, strict=True):
                first = end - weight.shape[0]
                if start < end and stop > first:
                    parts.append(weight.rows(max(start - first, 0), min(stop, end) - first))
            return torch.cat(parts)

        first = weights[0]
        return Weight(first.name, (ends[-1], *first.shape[1:]), first.dtype, rows, first.used)

    @property
    def turned(self) -> Weight:
        """The transpose of a matrix."""
        return Weight(
            self.name,
            self.shape[::-1],
            self.dtype,
            # A copy, so that nothing stays mapped.
            lambda start, stop: self.rows(0, self.shape[0])[:, start:stop].T.contiguous(),
            self.used,
        )


def list_tensors(path: Path) -> dict[str, Stored]:
    """List the tensors of a checkpoint without reading them.

    Args:
        path: A file of PyTorch (flat, or wrapped under ``state_dict`` or ``net``) or safetensors,
            or a folder of shards as transformers writes them.

    Returns:
        Tensors by name.

    Raises:
        BundleError: Missing, truncated, no checkpoint, one that asks to run code, or with tensors
            that are not floating point.
    """
    files = [path]
    if path.is_dir():
        found = (sorted(path.glob(pattern)) for pattern in _SHARDS)
        files = next((shards for shards in found if shards), [])
        if not files:
            raise BundleError(f'{path}: no weights here; {" or ".join(_SHARDS)} expected')
    tensors: dict[str, Stored] = {}
    for file in files:
        for key, value in _open(file).items():
            if value.layout != torch.strided or value.dtype not in FLOATS or value.dim() == 0:
                kind = f'{value.dtype} of shape {tuple(value.shape)}'
                raise BundleError(f'{file}: {key} is {kind}; float32, float16 or bfloat16 allowed')
            tensors[key] = Stored(file, key, tuple(value.shape), value.dtype)
    return tensors


def check_coverage(where: str, given: Mapping[str, Stored], wanted: Mapping[str, Any]) -> None:
    """Refuse a set of tensors that is not the one wanted.

    Args:
        where: What was given, the head of the message.
        given: Tensors by name.
        wanted: Shapes by name.

    Raises:
        BundleError: All that is missing, unexpected, or of another shape.
    """
    missing = [name for name in wanted if name not in given]
    unexpected = [name for name in given if name not in wanted]
    shapes = [
        f'{name} {list(given[name].shape)} instead of {list(shape)}'
        for name, shape in wanted.items()
        if name in given and tuple(given[name].shape) != tuple(shape)
    ]
    named = (('missing', missing), ('unexpected', unexpected), ('other shape', shapes))
    found = [f'{kind} ({len(names)}): {shorten(names)}' for kind, names in named if names]
    if found:
        raise BundleError(f'{where}: {"; ".join(found)}')


def shorten(names: list[str]) -> str:
    """The first of ``names``, and how many more there are."""
    more = f' and {len(names) - _LISTED} more' if len(names) > _LISTED else ''
    return ', '.join(names[:_LISTED]) + more


class _Safetensors(Mapping[str, Tensor]):
    """The tensors of a safetensors file, each read when asked for."""

    def __init__(self, path: Path) -> None:
        self._file: Any = safe_open(path, 'pt')

    def __getitem__(self, key: str) -> Tensor:
        tensor: Tensor = self._file.get_tensor(key)
        return tensor

    def __iter__(self) -> Iterator[str]:
        return iter(self._file.keys())

    def __len__(self) -> int:
        return len(self._file.keys())


def _open(path: Path) -> Mapping[str, Tensor]:
    """Map a file; the tensors keep it mapped."""
    if not path.is_file():
        raise BundleError(f'{path}: no such file; give the path of a checkpoint')
    try:
        if path.suffix == '.safetensors':
            return _Safetensors(path)
        loaded = torch.load(path, map_location='cpu', weights_only=True, mmap=True)
    except pickle.UnpicklingError as error:
        raise BundleError(f'{path}: {_refusal(str(error))}') from error
    except Exception as error:  # torch and safetensors raise anything on a foreign file
        line = str(error).strip().splitlines()[:1]
        raise BundleError(
            f'{path}: truncated, or no checkpoint ({type(error).__name__}: {"".join(line)}); '
            'a file of torch.save (PyTorch 1.6 or later) or safetensors expected'
        ) from error
    return _state(path, loaded)


def _refusal(message: str) -> str:
    asked = re.search(r'GLOBAL\s+([\w.]+)', message)
    if asked is None:
        return f'no readable checkpoint ({message.splitlines()[0] if message else "empty"})'
    return (
        f'refused: the file asks for {asked.group(1)}, which is no tensor, and nothing of it was '
        'executed; download the checkpoint again from its publisher'
    )


def _state(path: Path, loaded: object) -> dict[str, Tensor]:
    if isinstance(loaded, dict):
        inner = (loaded[name] for name in _WRAPPERS if isinstance(loaded.get(name), dict))
        tensors = {str(k): v for k, v in next(inner, loaded).items() if isinstance(v, Tensor)}
        if tensors:
            return tensors
    raise BundleError(
        f'{path}: no tensors by name in it; a state dict, flat or under '
        f'{" or ".join(_WRAPPERS)}, expected'
    )
