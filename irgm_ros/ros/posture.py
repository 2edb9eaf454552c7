# SPDX-License-Identifier: Apache-2.0
"""The robot's present posture, from joint states."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from sensor_msgs.msg import JointState

from irgm_ros.errors import JointStateError
from irgm_ros.types import FloatArray


class PostureMonitor:
    """Keeps the newest position of each joint; states of parts of the robot add up."""

    def __init__(self, joint_names: Sequence[str]) -> None:
        """Wait for ``joint_names``; other joints are ignored."""
        self._names = tuple(joint_names)
        self._values: dict[str, tuple[float, float, float]] = {}
        self._lock = threading.Lock()

    def update(self, message: JointState, now: float) -> None:
        """Take a message that arrived at ``now`` [s]; without finite positions it is ignored."""
        count = len(message.name)
        if len(message.position) != count:
            return
        speeds = message.velocity if len(message.velocity) == count else [0.0] * count
        with self._lock:
            for name, position, speed in zip(message.name, message.position, speeds, strict=True):
                if name in self._names and np.isfinite((position, speed)).all():
                    self._values[name] = (float(position), float(speed), now)

    def age(self, now: float) -> float:
        """Return the age of the oldest joint [s]; infinite while one is missing."""
        with self._lock:
            if len(self._values) < len(self._names):
                return float('inf')
            return now - min(stamp for _, _, stamp in self._values.values())

    def state(self, now: float, timeout: float) -> tuple[FloatArray, FloatArray]:
        """Return the present posture and its change.

        Args:
            now: Present time [s].
            timeout: Largest age [s].

        Returns:
            (n,) positions [rad] and (n,) velocities [rad/s], 0 where none was given, both in the
            order of the joint names.

        Raises:
            JointStateError: Joints are missing or too old.
        """
        with self._lock:
            values = dict(self._values)
        if not values:
            raise JointStateError(
                'no joint state has arrived; check that joint_states is published and remapped'
            )
        missing = [name for name in self._names if name not in values]
        if missing:
            raise JointStateError(f'joint_states lacks {len(missing)} joints: {missing}')
        age = now - min(stamp for _, _, stamp in values.values())
        if age > timeout:
            raise JointStateError(
                f'the joint state is {age:.2f} s old, at most {timeout:.2f} s allowed'
            )
        rows = np.array([values[name][:2] for name in self._names])
        return rows[:, 0], rows[:, 1]
