# SPDX-License-Identifier: Apache-2.0
"""Physical faults in training: put on right motions, and said as far as there are words for them.

The published data engine knows wrong actions only. Here a motion that fulfils its command may be
wrong too, if no body could do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.checks.physics import PhysicsReport
from irgm_ros.motion.features import features_from_positions, positions_from_features
from irgm_ros.motion.layout import layout_of
from training.synth.faults import draw_fault
from training.text import assess_fault

Array = NDArray[np.float32]

FPS = 20.0
# What is measured -> the fault that there are words for. The others (bones that stretch, knees
# that bend the wrong way) are mostly errors of a tokenizer and decide nothing.
SAID: Mapping[str, str] = {
    'foot_skate_m_s': 'skate',
    'penetration_m': 'penetration',
    'floating_m': 'floating',
    'jump_m': 'over_speed',
    'jerk_m_s3': 'jerk',
}
_SHORTEST = 32  # frames of a motion that has room for a fault


@dataclass(frozen=True)
class FaultSource:
    """Puts faults on some clips.

    Attributes:
        share: Share of the clips that get one.
        heading_sigma: Smoothing of the heading in the features [frames].
    """

    share: float
    heading_sigma: float

    def put_on(self, features: Array, rng: np.random.Generator) -> Array:
        """The same motion with one physical fault.

        Args:
            features: (F, D) of a motion, not normalised.
            rng: Chooses the fault, its place and its size.

        Returns:
            (F, D) features; those given if the motion is too short for a fault.
        """
        if len(features) < _SHORTEST:
            return features
        positions, _ = draw_fault(positions_from_features(features), rng)
        whole = np.concatenate([positions, positions[-1:]])  # features have a row less
        out = features_from_positions(whole, self.heading_sigma).astype(np.float32)
        # Encoding puts the lowest point on the floor; what has sunk shall stay below it.
        lowest, layout = whole[..., 1].min(), layout_of(out.shape[1])
        out[:, layout.root_height] += lowest
        out[:, layout.positions][:, 1::3] += lowest
        return out


def physical_words(report: PhysicsReport, rng: np.random.Generator) -> tuple[str, str] | None:
    """Assessment and refinement for the first fault that can be said; None if there is none."""
    for name, fault in SAID.items():
        frames = report.failures.get(name)
        if frames:
            return assess_fault(fault, (frames[0] / FPS, frames[-1] / FPS), rng)
    return None
