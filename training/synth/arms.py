# SPDX-License-Identifier: Apache-2.0
"""Where one arm is, in the frame of the chest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ArmPose:
    """Pose of one arm in the frame of the chest, the same numbers for both sides.

    Attributes:
        flexion: Of the shoulder-wrist line [deg]: 0 hangs, 90 forward, 180 up.
        abduction: Sideways [deg]: 90 straight out to the side.
        reach: Distance from shoulder to wrist as a share of the straight arm.
        elbow: Direction of the elbow (out, up, forward).
    """

    flexion: float = 4.0
    abduction: float = 8.0
    reach: float = 0.965
    elbow: tuple[float, float, float] = (0.3, -0.5, -0.9)

    @property
    def channel(self) -> tuple[float, ...]:
        """The arm channel (6,), angles in radians."""
        return (np.radians(self.flexion), np.radians(self.abduction), self.reach, *self.elbow)


def arm_to(
    out: float, up: float, forward: float, elbow: tuple[float, float, float] = (0.5, -0.8, -0.5)
) -> ArmPose:
    """Arm pose with the wrist at a point beside the shoulder [m]."""
    length = float(np.sqrt(out * out + up * up + forward * forward))
    return ArmPose(
        flexion=float(np.degrees(np.arctan2(forward, -up))),
        abduction=float(np.degrees(np.arcsin(out / length))),
        reach=length / 0.52,
        elbow=elbow,
    )


REST = ArmPose()
