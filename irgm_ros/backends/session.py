# SPDX-License-Identifier: Apache-2.0
"""What the runtime asks of whatever runs an exported graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from numpy.typing import NDArray

Array = NDArray[Any]


class Session(Protocol):
    """One loaded graph.

    Attributes:
        provider: What really runs the graph, e.g. ``CPUExecutionProvider``.
        inputs: Names of the graph inputs.
        outputs: Names of the graph outputs.
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

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Run the graph once.

        Args:
            feeds: One array for each name of ``inputs``, in the type of the graph.

        Returns:
            One array for each name of ``outputs``.
        """
        ...
