# SPDX-License-Identifier: Apache-2.0
"""What the synthesiser returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.spec.command import Command

MIN_FRAMES = 40
MAX_FRAMES = 196  # HumanML3D's cap; 49 motion-token steps of four frames


@dataclass(frozen=True)
class Clip:
    """A motion together with the command that it fulfils.

    Attributes:
        positions: Joint positions (F, 22, 3) [m], HumanML3D axes, 20 fps; frame 0 has the root at
            x = z = 0 and faces +z; the floor is y = 0.
        command: The command as it was given, unset attributes included.
        spans: Per step of the command (step index, first frame, last frame), in order of time.
    """

    positions: NDArray[np.float64]
    command: Command
    spans: tuple[tuple[int, int, int], ...]
