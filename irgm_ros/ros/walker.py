# SPDX-License-Identifier: Apache-2.0
"""Base motion for a walking controller: ``cmd_vel`` along a trajectory."""

from __future__ import annotations

import numpy as np
from geometry_msgs.msg import Twist
from rclpy.lifecycle import LifecycleNode

from irgm_ros.ros.ticker import Ticker
from irgm_ros.types import FloatArray, TimedTrajectory


class Walker:
    """Publishes ``cmd_vel`` every 20 ms while a trajectory lasts; its last word is zero.

    Walking controllers stop by themselves where no command comes any more: what a crash of this
    process needs.
    """

    def __init__(self, node: LifecycleNode) -> None:
        """Create the publisher on ``node``; nothing is published yet."""
        self._node = node
        self._publisher = node.create_lifecycle_publisher(Twist, 'cmd_vel', 1)
        self._ticker = Ticker(node, self._walk)
        self._times: FloatArray = np.zeros(1)
        self._twists: FloatArray = np.zeros((1, 3))

    def follow(self, trajectory: TimedTrajectory) -> None:
        """Walk along a trajectory from now on, instead of any before it."""
        times, twists = trajectory.times, trajectory.base_twists
        assert twists is not None

        def take() -> None:
            self._times, self._twists = times, twists

        self._ticker.start(take)

    def stop(self) -> None:
        """Stand still at once."""
        self._ticker.stop(lambda: self._publish(np.zeros(3)))

    def destroy(self) -> None:
        """Remove timer and publisher from the node."""
        self._ticker.destroy()
        self._node.destroy_publisher(self._publisher)

    def _walk(self, elapsed: float) -> bool:
        if not 0.0 <= elapsed < self._times[-1]:
            self._publish(np.zeros(3))
            return False
        self._publish(np.array([np.interp(elapsed, self._times, c) for c in self._twists.T]))
        return True

    def _publish(self, twist: FloatArray) -> None:
        message = Twist()
        message.linear.x, message.linear.y, message.angular.z = twist.tolist()
        self._publisher.publish(message)
