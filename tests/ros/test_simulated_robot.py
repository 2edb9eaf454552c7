# SPDX-License-Identifier: Apache-2.0
"""The simulated robot in a process of its own follows, refuses and holds."""

import numpy as np
import pytest
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import JointState
from trajectory_msgs.msg import JointTrajectory

from irgm_ros.msg import ControllerState
from irgm_ros.robot import load_robot
from irgm_ros.ros.conversions import to_joint_trajectory, to_seconds
from irgm_ros.ros.joint_controller import Waypoints
from irgm_ros.ros.mover import TRAJECTORY_QOS


class Robot:
    """The process and everything it says."""

    def __init__(self, process, ros):
        self.process, self.ros = process, ros
        self.states = ros.listen(ControllerState, 'simulated_robot/controller_state')
        self.joints = ros.listen(JointState, 'joint_states', qos_profile_sensor_data)
        self._publisher = ros.node.create_publisher(
            JointTrajectory, 'joint_trajectory', TRAJECTORY_QOS
        )
        self.model = load_robot('g1')

    @property
    def state(self):
        return self.states[-1][1]

    def publish(self, message):
        self.ros.until(lambda: self._publisher.get_subscription_count() > 0)
        self._publisher.publish(message)

    def swing(self, seconds=1.0, size=0.4):
        """Lift both arms in front, positions and velocities given."""
        times = np.linspace(0.0, seconds, 21)[1:]
        phase = times / seconds
        moving = np.array(['shoulder_pitch' in name for name in self.model.joint_names])
        shape = (phase - np.sin(2 * np.pi * phase) / (2 * np.pi))[:, None] * moving
        speed = ((1 - np.cos(2 * np.pi * phase)) / seconds)[:, None] * moving
        speed[-1] = 0.0
        start = self.model.rest_posture
        return Waypoints(self.model.joint_names, times, start - size * shape, -size * speed)


@pytest.fixture(scope='module')
def robot(start, ros):
    robot = Robot(start('irgm_ros.ros.simulated_robot'), ros)
    ros.until(lambda: robot.states, 60.0)
    return robot


def test_joint_states_come_at_100_hz(robot, ros):
    robot.joints.clear()
    ros.until(lambda: len(robot.joints) >= 101)
    stamps = [to_seconds(message.header.stamp) for _, message in robot.joints]
    assert np.median(np.diff(stamps)) < 0.015  # a busy machine leaves out some
    assert tuple(robot.joints[-1][1].name) == robot.model.joint_names


def test_it_holds_the_rest_posture(robot, ros):
    robot.joints.clear()
    ros.until(lambda: len(robot.joints) >= 20)
    np.testing.assert_allclose(robot.joints[-1][1].position, robot.model.rest_posture, atol=0.02)


def test_it_tracks_a_trajectory(robot, ros):
    wanted = robot.swing()
    robot.publish(to_joint_trajectory(wanted))
    ros.until(lambda: robot.state.state == ControllerState.SUCCEEDED)
    assert robot.state.rms_error < 0.02
    assert robot.state.max_error < 0.08
    np.testing.assert_allclose(robot.state.feedback.positions, wanted.positions[-1], atol=0.05)


def test_a_missing_joint_is_refused(robot, ros):
    count = robot.state.trajectory_id
    message = to_joint_trajectory(robot.swing())
    message.joint_names = [*message.joint_names[:-1], 'third_arm']
    robot.publish(message)
    ros.until(lambda: 'third_arm' in robot.state.message)
    assert robot.state.trajectory_id == count


def test_an_empty_trajectory_means_hold(robot, ros):
    robot.publish(to_joint_trajectory(robot.swing(seconds=5.0)))
    ros.until(lambda: robot.state.state == ControllerState.FOLLOWING)
    robot.publish(JointTrajectory())
    ros.until(lambda: robot.state.state == ControllerState.HOLDING)


def test_sigint_ends_cleanly(robot):
    status, seconds = robot.process.interrupt()
    assert status == 0
    assert seconds <= 2.0
