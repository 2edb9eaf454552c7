# SPDX-License-Identifier: Apache-2.0
"""Sends a joint trajectory at once or in chunks, each in time to take the stop off the last."""

from __future__ import annotations

from rclpy.lifecycle import LifecycleNode
from rclpy.publisher import Publisher
from trajectory_msgs.msg import JointTrajectory

from irgm_ros.robot.description import Robot
from irgm_ros.robot.streaming import LEAD_S, chunks
from irgm_ros.ros.conversions import to_joint_trajectory
from irgm_ros.ros.ticker import Ticker
from irgm_ros.types import TimedTrajectory


class ChunkStream:
    """Publishes trajectories; what is not sent yet dies with ``stop``."""

    def __init__(self, node: LifecycleNode, publisher: Publisher, robot: Robot) -> None:
        """Publish by ``publisher``; nothing is sent yet."""
        self._node, self._publisher, self._robot = node, publisher, robot
        self._ticker = Ticker(node, self._send_due)
        self._waiting: list[tuple[float, JointTrajectory]] = []

    def prepare(
        self, trajectory: TimedTrajectory, seconds: float
    ) -> list[tuple[float, JointTrajectory]]:
        """Return the messages of a trajectory, each with when it is due after the first [s].

        Args:
            trajectory: The whole.
            seconds: Length of a chunk [s]; see `irgm_ros.robot.streaming`.
        """
        cut = chunks(self._robot, trajectory, seconds)
        return [
            (max(0.0, number * seconds - LEAD_S), to_joint_trajectory(chunk))
            for number, chunk in enumerate(cut)
        ]

    def start(self, messages: list[tuple[float, JointTrajectory]]) -> None:
        """Send the first message now and the others when they are due.

        A single message keeps the stamp 0, execution on receipt; several share the stamp of now.
        """
        if len(messages) > 1:
            stamp = self._node.get_clock().now().to_msg()
            for _, message in messages:
                message.header.stamp = stamp

        def take() -> None:
            self._waiting = messages[1:]
            self._publisher.publish(messages[0][1])

        self._ticker.start(take)

    def stop(self) -> None:
        """Send nothing more."""
        self._ticker.stop()

    def destroy(self) -> None:
        """Remove the timer from the node."""
        self._ticker.destroy()

    def _send_due(self, elapsed: float) -> bool:
        while self._waiting and self._waiting[0][0] <= elapsed:
            self._publisher.publish(self._waiting.pop(0)[1])
        return bool(self._waiting)
