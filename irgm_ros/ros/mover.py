# SPDX-License-Identifier: Apache-2.0
"""Everything that makes the robot move goes through here: sending, executing, stopping."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from rclpy.action import ActionClient
from rclpy.lifecycle import LifecycleNode
from rclpy.qos import QoSProfile, ReliabilityPolicy
from trajectory_msgs.msg import JointTrajectory, MultiDOFJointTrajectory

from irgm_ros.errors import IrgmError, JointStateError
from irgm_ros.robot.description import Robot
from irgm_ros.ros.chunk_stream import ChunkStream
from irgm_ros.ros.conversions import to_base_trajectory, to_joint_trajectory
from irgm_ros.ros.posture import PostureMonitor
from irgm_ros.ros.results import FRAME
from irgm_ros.ros.safety import braking
from irgm_ros.ros.walker import Walker
from irgm_ros.types import TimedTrajectory

# Never latched: whoever joins late must not start to move.
TRAJECTORY_QOS = QoSProfile(depth=1, reliability=ReliabilityPolicy.RELIABLE)
_POLL_S = 0.02
_SERVER_TIMEOUT_S = 2.0


class ExecutionError(IrgmError):
    """The trajectory controller refused or aborted a trajectory."""


class Mover:
    """Publishes trajectories, or has them executed, unless a stop came first."""

    def __init__(self, node: LifecycleNode, robot: Robot, monitor: PostureMonitor) -> None:
        """Create the publishers ``joint_trajectory`` and ``base_trajectory`` on ``node``.

        And ``cmd_vel`` where a walking controller has the robot's legs.
        """
        self._node, self._robot, self._monitor = node, robot, monitor
        self._lock = threading.Lock()
        self._joints = node.create_lifecycle_publisher(
            JointTrajectory, 'joint_trajectory', TRAJECTORY_QOS
        )
        self._base = node.create_lifecycle_publisher(
            MultiDOFJointTrajectory, 'base_trajectory', TRAJECTORY_QOS
        )
        self._stream = ChunkStream(node, self._joints, robot)
        self._walker = Walker(node) if robot.mode == 'upper_body' else None
        self._client: ActionClient | None = None

    def publish(
        self, trajectory: TimedTrajectory, stopped: Callable[[], bool], chunk: float
    ) -> bool:
        """Publish joints and base.

        Args:
            trajectory: What to publish.
            stopped: Asked once more before anything is published.
            chunk: Seconds of the trajectory in one message of ``joint_trajectory``.

        Returns:
            False, with nothing published, if ``stopped()``.
        """
        joints, base = self._stream.prepare(trajectory, chunk), self._base_message(trajectory)
        with self._lock:  # a stop comes either before this, and is seen, or after it
            if stopped():
                return False
            self._base.publish(base)
            self._stream.start(joints)
            self._walk(trajectory)
            return True

    def _walk(self, trajectory: TimedTrajectory) -> None:
        if self._walker is not None:
            self._walker.follow(trajectory)

    def _stand(self) -> None:
        if self._walker is not None:
            self._walker.stop()

    def _base_message(self, trajectory: TimedTrajectory) -> MultiDOFJointTrajectory:
        return to_base_trajectory(trajectory, FRAME, self._robot.spec.frames['pelvis'])

    def stop(self, now: float, timeout: float) -> None:
        """Bring the robot to rest from wherever it is.

        Args:
            now: Present time [s].
            timeout: Age at which the posture is unknown [s]; then an empty trajectory goes out,
                the best that can be said without it.
        """
        self._stand()
        try:
            message = to_joint_trajectory(braking(self._robot, *self._monitor.state(now, timeout)))
        except JointStateError:
            message = JointTrajectory()
        with self._lock:
            self._stream.stop()
            self._joints.publish(message)

    def execute(self, trajectory: TimedTrajectory, stopped: Callable[[], bool]) -> bool:
        """Have ``follow_joint_trajectory`` execute a trajectory and wait for its end.

        Not to be called from the executor. ``control_msgs`` is imported here: it is on every
        robot, but not everywhere else.

        Args:
            trajectory: What to execute.
            stopped: Polled; True cancels the execution.

        Returns:
            False if it was stopped.

        Raises:
            ExecutionError: No server, or it refused or aborted.
        """
        try:
            from control_msgs.action import FollowJointTrajectory
        except ImportError as error:
            raise ExecutionError(
                'execution "action" needs the package control_msgs; install it or set the '
                'parameter execution to "topic"'
            ) from error
        if self._client is None:
            self._client = ActionClient(
                self._node, FollowJointTrajectory, 'follow_joint_trajectory'
            )
        if not self._client.wait_for_server(_SERVER_TIMEOUT_S):
            raise ExecutionError('no action server at follow_joint_trajectory')
        joints, base = to_joint_trajectory(trajectory), self._base_message(trajectory)
        with self._lock:
            if stopped():
                return False
            self._base.publish(base)
            sent = self._client.send_goal_async(FollowJointTrajectory.Goal(trajectory=joints))
        _await(sent, lambda: False)
        goal = sent.result()
        if not goal.accepted:
            raise ExecutionError('follow_joint_trajectory refused the trajectory')
        self._walk(trajectory)
        done = goal.get_result_async()
        if not _await(done, stopped):
            self._stand()
            _await(goal.cancel_goal_async(), lambda: False)
            return False
        answer = done.result().result
        if answer.error_code != answer.SUCCESSFUL:
            self._stand()
            raise ExecutionError(f'code {answer.error_code}: {answer.error_string}')
        return True

    def destroy(self) -> None:
        """Remove publishers and client from the node."""
        self._node.destroy_publisher(self._joints)
        self._node.destroy_publisher(self._base)
        self._stream.destroy()
        if self._walker is not None:
            self._walker.destroy()
        if self._client is not None:
            self._client.destroy()


def _await(future: Any, stopped: Callable[[], bool]) -> bool:
    """Wait for a future that the executor completes; False if ``stopped()`` came first."""
    ready = threading.Event()
    future.add_done_callback(lambda _: ready.set())
    while not ready.wait(_POLL_S):
        if stopped():
            return False
    return True
