# SPDX-License-Identifier: Apache-2.0
"""Low-frequency variation: nobody stands perfectly still."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import FPS

_BAND_HZ = (0.12, 0.6)
_WAVES = 3


def sway(
    rng: np.random.Generator, frames: int, amplitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sums of slow sines (frames, D), about `amplitudes` (D,) at most, zero at both ends."""
    shape = (_WAVES, 1, len(amplitudes))
    frequency = rng.uniform(*_BAND_HZ, shape)
    phase = rng.uniform(0.0, 2.0 * np.pi, shape)
    time = np.arange(frames)[None, :, None] / FPS
    waves = np.sin(2.0 * np.pi * frequency * time + phase).sum(axis=0) / _WAVES
    fade = np.minimum(1.0, np.minimum(np.arange(frames), np.arange(frames)[::-1]) / 6.0)
    fade = fade * fade * (3.0 - 2.0 * fade)
    return np.asarray(waves * fade[:, None] * amplitudes)
