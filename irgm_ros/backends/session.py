# SPDX-License-Identifier: Apache-2.0
"""What the runtime asks of whatever runs an exported graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
PAST = 'past.'  # inputs with such names are the cache
# Types of an empty cache. bfloat16, which NumPy lacks, never leaves the device: two bytes.
CACHE_TYPES: dict[str, type] = {'fp32': np.float32, 'fp16': np.float16, 'bf16': np.uint16}


class OnDevice(Protocol):
    """A part of the key-value cache that never leaves the device; see ``device_array.py``."""

    def rows(self, indices: Sequence[int]) -> OnDevice:
        """Some of the rows, or one several times, side by side along the first axis."""
        ...

    def row(self, index: int, length: int) -> OnDevice:
        """The first ``length`` positions of one row."""
        ...


class Session(Protocol):
    """One loaded graph.

    Attributes:
        provider: What really runs the graph, e.g. ``CPUExecutionProvider``.
        inputs: Names of the graph inputs.
        outputs: Names of the graph outputs.
        cache: Type of the cache as the graph declares it, ``fp32``, ``fp16`` or ``bf16``, or
            what the runtime calls another; empty for a graph without a cache.
    """

    @property
    def provider(self) -> str:
        """What really runs the graph."""
        ...

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the graph inputs."""
        ...

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the graph outputs."""
        ...

    @property
    def cache(self) -> str:
        """Type of the cache as the graph declares it."""
        ...

    def run(self, feeds: Mapping[str, Any]) -> dict[str, Any]:
        """Run the graph once.

        Args:
            feeds: One array for each name of ``inputs``, in the type of the graph; or, for the
                cache, what an earlier run gave.

        Returns:
            One array for each name of ``outputs``; the cache may be `OnDevice` instead.
        """
        ...
