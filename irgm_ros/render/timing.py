# SPDX-License-Identifier: Apache-2.0
"""Which postures to draw when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.types import RobotPath, TimedTrajectory

Array = NDArray[np.float64]


def pictures_at(duration: float, count: int) -> list[float]:
    """Return up to ``count`` evenly spaced times, first and last included [s]."""
    count = max(2, min(count, int(duration / 0.2) + 1))
    return [float(t) for t in np.linspace(0.0, duration, count)]


def frames_at(duration: float, fps: float) -> list[float]:
    """Return the times of an animation's frames [s]."""
    return [float(t) for t in np.arange(0.0, duration + 1e-9, 1 / fps)]


@dataclass(frozen=True)
class Playback:
    """Postures of a robot over time.

    Attributes:
        times: (K,) from 0 [s].
        joint_positions: (K, n) [rad].
        base_positions: (K, 3) [m].
        base_quat_xyzw: (K, 4).
        lead: Time before the robot begins to follow the human [s].
    """

    times: Array
    joint_positions: Array
    base_positions: Array
    base_quat_xyzw: Array
    lead: float = 0.0

    @classmethod
    def of(cls, motion: RobotPath | TimedTrajectory) -> Playback:
        """Take the postures of a path or a trajectory."""
        lead = 0.0
        if isinstance(motion, RobotPath):
            times = np.arange(len(motion.joint_positions)) / motion.fps
        else:
            times = motion.times - motion.times[0]
            lead = motion.blend_seconds
        joints, base, quaternions = (
            np.asarray(part, dtype=np.float64)
            for part in (motion.joint_positions, motion.base_positions, motion.base_quat_xyzw)
        )
        return cls(times, joints, base, quaternions, lead)

    @property
    def duration(self) -> float:
        """Length [s]."""
        return float(self.times[-1])

    @property
    def fps(self) -> float:
        """Mean rate of the postures [Hz]."""
        return (len(self.times) - 1) / max(self.duration, 1e-6)

    def index(self, time: float) -> int:
        """Return the posture nearest to ``time`` [s]."""
        return int(np.abs(self.times - time).argmin())

    def human_time(self, time: float, human_duration: float) -> float:
        """Return where the human is while the robot is at ``time``.

        A robot that needs longer than the human does so evenly.

        Args:
            time: Of the robot [s].
            human_duration: Length of the human's motion [s].
        """
        share = (time - self.lead) / max(self.duration - self.lead, 1e-6)
        return min(max(share, 0.0), 1.0) * human_duration
