# SPDX-License-Identifier: Apache-2.0
"""One compared quantity of a bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Check:
    """One compared quantity.

    Attributes:
        quantity: What was compared.
        difference: Largest absolute difference.
        bound: What is allowed; infinite for a figure that is only reported.
    """

    quantity: str
    difference: float
    bound: float

    @property
    def passed(self) -> bool:
        """Whether the difference stays inside the bound."""
        return self.difference <= self.bound


def gap(got: NDArray[Any], wanted: NDArray[Any]) -> float:
    """Largest absolute difference; infinite where the shapes differ or a number is none."""
    if got.shape != wanted.shape:
        return float('inf')
    difference = float(np.abs(got - wanted).max())
    return float('inf') if np.isnan(difference) else difference
