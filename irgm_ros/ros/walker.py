# SPDX-License-Identifier: Apache-2.0
"""Base motion for a walking controller: ``cmd_vel`` along a trajectory."""

from __future__ import annotations

import threading

import numpy as np
from geometry_msgs.msg import Twist
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.lifecycle import LifecycleNode

from irgm_ros.types import FloatArray, TimedTrajectory

PERIOD_S = 0.02


class Walker:
    """Publishes ``cmd_vel`` every 20 ms while a trajectory lasts; its last word is zero.

    Walking controllers stop by themselves where no command comes any more: what a crash of this
    process needs.
    """

    def __init__(self, node: LifecycleNode) -> None:
        """Create the publisher on ``node``; nothing is published yet."""
        self._node, self._lock = node, threading.Lock()
        self._publisher = node.create_lifecycle_publisher(Twist, 'cmd_vel', 1)
        self._times: FloatArray = np.zeros(1)
        self._twists: FloatArray = np.zeros((1, 3))
        self._start = 0.0
        group = MutuallyExclusiveCallbackGroup()
        self._timer = node.create_timer(PERIOD_S, self._tick, callback_group=group)
        self._timer.cancel()

    def follow(self, trajectory: TimedTrajectory) -> None:
        """Walk along a trajectory from now on, instead of any before it."""
        assert trajectory.base_twists is not None
        with self._lock:
            self._times, self._twists = trajectory.times, trajectory.base_twists
            self._start = self._now()
            self._timer.reset()

    def stop(self) -> None:
        """Stand still at once."""
        with self._lock:
            self._timer.cancel()
            self._publish(np.zeros(3))

    def destroy(self) -> None:
        """Remove timer and publisher from the node."""
        self._node.destroy_timer(self._timer)
        self._node.destroy_publisher(self._publisher)

    def _tick(self) -> None:
        with self._lock:
            if self._timer.is_canceled():  # a stop came between the call and this
                return
            elapsed = self._now() - self._start
            if elapsed >= self._times[-1] or elapsed < 0:
                self._timer.cancel()
                self._publish(np.zeros(3))
                return
            columns = (np.interp(elapsed, self._times, column) for column in self._twists.T)
            self._publish(np.array(list(columns)))

    def _publish(self, twist: FloatArray) -> None:
        message = Twist()
        message.linear.x, message.linear.y, message.angular.z = twist.tolist()
        self._publisher.publish(message)

    def _now(self) -> float:
        return float(self._node.get_clock().now().nanoseconds) * 1e-9
