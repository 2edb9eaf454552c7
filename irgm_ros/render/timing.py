# SPDX-License-Identifier: Apache-2.0
"""Which postures to draw when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.types import FloatArray, RobotPath, TimedTrajectory

Array = NDArray[np.float64]
_SHORT_S = 1e-6
_EVEN_SHARE = 0.02  # keeps time running where the robot stands still


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
        progress: (K,) how much of the human's motion is over, in [0, 1], never falling.
    """

    times: Array
    joint_positions: Array
    base_positions: Array
    base_quat_xyzw: Array
    progress: Array

    @classmethod
    def of(cls, motion: RobotPath | TimedTrajectory, path: RobotPath | None = None) -> Playback:
        """Take the postures of a motion.

        Args:
            motion: What the robot does.
            path: The frames that a trajectory was timed from: where it was slowed down, the
                human is too. None slows the human down evenly.
        """
        if isinstance(motion, RobotPath):
            times = np.arange(len(motion.joint_positions)) / motion.fps
            progress = times / max(times[-1], _SHORT_S)
        else:
            times = motion.times - motion.times[0]
            progress = _progress(motion, path)
        joints, base, quaternions = (
            np.asarray(part, dtype=np.float64)
            for part in (motion.joint_positions, motion.base_positions, motion.base_quat_xyzw)
        )
        return cls(times, joints, base, quaternions, progress)

    @property
    def duration(self) -> float:
        """Length [s]."""
        return float(self.times[-1])

    @property
    def fps(self) -> float:
        """Mean rate of the postures [Hz]."""
        return (len(self.times) - 1) / max(self.duration, _SHORT_S)

    def index(self, time: float) -> int:
        """Return the posture nearest to ``time`` [s]."""
        return int(np.abs(self.times - time).argmin())

    def human_time(self, time: float, human_duration: float) -> float:
        """Return where the human is while the robot is at ``time``.

        Args:
            time: Of the robot [s].
            human_duration: Length of the human's motion [s].
        """
        return float(np.interp(time, self.times, self.progress)) * human_duration


def _progress(trajectory: TimedTrajectory, path: RobotPath | None) -> Array:
    """Find where a trajectory is on its path: both trace one curve, at different speeds."""
    times = np.asarray(trajectory.times)
    begin = int(np.searchsorted(times, trajectory.blend_seconds))
    begin = min(begin, len(times) - 1)
    even = (times - times[begin]) / max(times[-1] - times[begin], _SHORT_S)
    if path is None or len(path.joint_positions) < 2:
        clipped: Array = np.clip(even, 0.0, 1.0)
        return clipped
    frames = np.linspace(0.0, 1.0, len(path.joint_positions))
    way = _way(path.joint_positions) + _EVEN_SHARE * frames
    own = _way(trajectory.joint_positions[begin:]) + _EVEN_SHARE * even[begin:]
    progress: Array = np.concatenate([np.zeros(begin), np.interp(own, way, frames)])
    return progress


def _way(joints: FloatArray) -> Array:
    """Return (K,) the length of the curve up to each posture, as a share of all of it."""
    steps = np.linalg.norm(np.diff(joints, axis=0), axis=1)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    share: Array = length / max(float(length[-1]), 1e-9)
    return share
