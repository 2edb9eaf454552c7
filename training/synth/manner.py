# SPDX-License-Identifier: Apache-2.0
"""How one person moves in one clip: tempo, size of movements, stance.

People differ a little only: whatever no word of a command asks for is chance to the language
model, which has to learn it all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SMALLEST, LARGEST = 0.95, 1.05  # factors on amplitudes


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
            tempo=float(min(rng.uniform(0.95, 1.05), slowest)),
            size=float(rng.uniform(SMALLEST, LARGEST)),
            stance=float(rng.uniform(0.095, 0.105)),
            toe_out=float(rng.uniform(0.08, 0.12)),
            sway=float(rng.uniform(0.1, 0.3)),
            first=int(rng.integers(2)),
        )
