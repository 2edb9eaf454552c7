# SPDX-License-Identifier: Apache-2.0
"""How one person moves in one clip: tempo, size of movements, stance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SMALLEST, LARGEST = 0.88, 1.12  # factors on amplitudes


@dataclass(frozen=True)
class Manner:
    """Traits that hold for a whole clip.

    Attributes:
        tempo: Factor on durations; 1.15 is slow.
        size: Factor on amplitudes.
        stance: Half distance between the feet [m].
        toe_out: Outward yaw of the feet [rad].
        sway: Factor on idle noise.
        first: Foot that starts when the command leaves it open, 0 = left, 1 = right.
    """

    tempo: float = 1.0
    size: float = 1.0
    stance: float = 0.1
    toe_out: float = 0.1
    sway: float = 1.0
    first: int = 1

    @staticmethod
    def draw(rng: np.random.Generator, slowest: float = 1.15) -> Manner:
        """Draw a manner; `slowest` caps the tempo factor so that long commands fit a clip."""
        return Manner(
            tempo=float(min(rng.uniform(0.85, 1.15), slowest)),
            size=float(rng.uniform(SMALLEST, LARGEST)),
            stance=float(rng.uniform(0.085, 0.115)),
            toe_out=float(rng.uniform(0.03, 0.17)),
            sway=float(rng.uniform(0.2, 0.7)),
            first=int(rng.integers(2)),
        )
