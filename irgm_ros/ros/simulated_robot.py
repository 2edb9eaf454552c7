# SPDX-License-Identifier: Apache-2.0
"""The node ``simulated_robot``: a robot in MuJoCo that follows ``joint_trajectory``.

Its pelvis is fixed in the air: joints, masses, friction and torque limits are simulated, balance
is not. Trajectories are treated as joint_trajectory_controller treats them (joint_controller.py).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from rcl_interfaces.msg import ParameterDescriptor
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import JointState
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from irgm_ros.errors import IrgmError, RobotError
from irgm_ros.msg import ControllerState
from irgm_ros.robot import load_robot
from irgm_ros.ros.conversions import from_joint_trajectory, to_duration, to_seconds
from irgm_ros.ros.joint_controller import JointController, State
from irgm_ros.ros.mover import TRAJECTORY_QOS
from irgm_ros.ros.mujoco_robot import TIME_STEP_S, MujocoRobot
from irgm_ros.ros.process import spin_until_signal
from irgm_ros.types import FloatArray

JOINT_STATE_RATE_HZ = 100.0
_STATE_EVERY = 5  # joint states per controller state
# A process that was held up catches up no more than this: simulated time falls behind instead.
_LONGEST_CATCH_UP_S = 0.1


class SimulatedRobot(Node):
    """Publishes ``joint_states`` and ``~/controller_state``, listens to ``joint_trajectory``."""

    def __init__(self) -> None:
        """Load the robot of parameter ``robot`` and start the clock.

        Raises:
            RobotError: The robot is unknown or has no MuJoCo model.
        """
        super().__init__('simulated_robot')
        name = self._parameter('robot', 'g1', 'Robot preset or path of its YAML map')
        tolerance = self._parameter(
            'path_tolerance', 0.0, 'Joint error that aborts a trajectory [rad], 0 = not checked'
        )
        desired = self._parameter(
            'interpolate_from_desired_state',
            False,
            'Start trajectories from the wanted instead of the measured state',
        )
        partial = self._parameter(
            'allow_partial_joints_goal', False, 'Take trajectories of some joints, hold the others'
        )
        robot = load_robot(name)
        if robot.mjcf_path is None:
            raise RobotError(f'{robot.name}: no MuJoCo model (mjcf) in its map')
        self._robot = MujocoRobot(robot.mjcf_path, robot.joint_names, robot.rest_posture)
        self._controller = JointController(
            robot.joint_names, robot.rest_posture, tolerance, desired, partial
        )
        self._message = ''
        self._joint_states = self.create_publisher(
            JointState, 'joint_states', qos_profile_sensor_data
        )
        self._states = self.create_publisher(ControllerState, '~/controller_state', 10)
        self.create_subscription(
            JointTrajectory, 'joint_trajectory', self._on_trajectory, TRAJECTORY_QOS
        )
        self._last = self._second = time.monotonic()
        self._simulated = self._factor = 0.0
        self._ticks = 0
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self.create_timer(1.0 / JOINT_STATE_RATE_HZ, self._tick, clock=steady)
        self.get_logger().info(
            f'{robot.name}: {len(robot.joint_names)} joints in MuJoCo. The pelvis is fixed: '
            'joints and torques are simulated, balance is not'
        )

    def _parameter(self, name: str, default: Any, description: str) -> Any:
        descriptor = ParameterDescriptor(description=description, read_only=True)
        return self.declare_parameter(name, default, descriptor).value

    def _on_trajectory(self, message: JointTrajectory) -> None:
        """Follow a trajectory, or say why not."""
        now = self._robot.time
        stamp = to_seconds(message.header.stamp)
        start = None
        if stamp > 0:
            start = now + stamp - self.get_clock().now().nanoseconds * 1e-9
        try:
            waypoints = from_joint_trajectory(message)
            self._controller.follow(waypoints, now, self._robot.state, start)
        except IrgmError as error:
            self._message = f'trajectory rejected: {error}'
            self.get_logger().error(self._message)
        else:
            number = self._controller.trajectory_id
            self._message = f'trajectory {number} of {len(message.points)} points'
            if not message.points:
                self._message = 'empty trajectory: holding'
            self.get_logger().info(self._message)
        self._publish_controller_state()

    def _tick(self) -> None:
        """Simulate what has passed since the last tick, then publish."""
        now = time.monotonic()
        due = min(now - self._last, _LONGEST_CATCH_UP_S)
        steps = int(due / TIME_STEP_S)
        self._last = max(self._last + steps * TIME_STEP_S, now - _LONGEST_CATCH_UP_S)
        before = self._controller.state
        for _ in range(steps):
            reference = self._controller.update(self._robot.time, self._robot.state)
            self._robot.step(*reference)
        self._simulated += steps * TIME_STEP_S
        if now - self._second >= 1.0:
            self._factor = self._simulated / (now - self._second)
            self._second, self._simulated = now, 0.0
        self._publish_joint_state()
        self._ticks += 1
        changed = self._controller.state != before
        if changed:
            self._report()
        if changed or self._ticks % _STATE_EVERY == 0:
            self._publish_controller_state()

    def _report(self) -> None:
        """Say how a trajectory ended."""
        controller = self._controller
        how = 'aborted: path tolerance'
        if controller.state == State.SUCCEEDED:
            how = 'reached the end'
        self._message = (
            f'trajectory {controller.trajectory_id}: {how}; tracking error '
            f'{controller.rms_error:.4f} rad rms, {controller.max_error:.3f} rad at '
            f'{controller.max_error_joint}'
        )
        self.get_logger().info(self._message)

    def _publish_joint_state(self) -> None:
        position, velocity = self._robot.state
        message = JointState(
            name=list(self._robot.joint_names),
            position=position.tolist(),
            velocity=velocity.tolist(),
        )
        message.header.stamp = self.get_clock().now().to_msg()
        self._joint_states.publish(message)

    def _publish_controller_state(self) -> None:
        controller = self._controller
        wanted, measured = controller.reference, self._robot.state
        message = ControllerState(
            state=int(controller.state),
            trajectory_id=controller.trajectory_id,
            message=self._message,
            joint_names=list(controller.joint_names),
            reference=_point(*wanted),
            feedback=_point(*measured),
            position_error=(wanted[0] - measured[0]).tolist(),
            rms_error=controller.rms_error,
            max_error=controller.max_error,
            max_error_joint=controller.max_error_joint,
            real_time_factor=self._factor,
        )
        message.reference.time_from_start = to_duration(
            max(0.0, controller.elapsed(self._robot.time))
        )
        message.header.stamp = self.get_clock().now().to_msg()
        self._states.publish(message)


def _point(position: FloatArray, velocity: FloatArray) -> JointTrajectoryPoint:
    return JointTrajectoryPoint(positions=position.tolist(), velocities=velocity.tolist())


def main(args: Sequence[str] | None = None) -> int:
    """Run the node until SIGINT or SIGTERM."""
    return spin_until_signal(SimulatedRobot, lambda node: None, args, threads=1)


if __name__ == '__main__':
    raise SystemExit(main())
