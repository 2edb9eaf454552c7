# SPDX-License-Identifier: Apache-2.0
"""The simulated joints."""

import numpy as np
import pytest

from irgm_ros.errors import RobotError
from irgm_ros.robot import load_robot
from irgm_ros.ros.mujoco_robot import TIME_STEP_S, MujocoRobot


@pytest.fixture(scope='module')
def robot():
    return load_robot('g1')


def test_gravity_is_compensated(robot):
    simulated = MujocoRobot(robot.mjcf_path, robot.joint_names, robot.rest_posture)
    for _ in range(250):
        simulated.step(robot.rest_posture, np.zeros(len(robot.joint_names)))
    position, velocity = simulated.state
    np.testing.assert_allclose(position, robot.rest_posture, atol=2e-3)
    assert np.abs(velocity).max() < 0.02
    assert simulated.time == pytest.approx(250 * TIME_STEP_S)


def test_an_arm_follows_a_smooth_motion(robot):
    simulated = MujocoRobot(robot.mjcf_path, robot.joint_names, robot.rest_posture)
    elbow = robot.joint_names.index('left_elbow_joint')
    worst = 0.0
    for step in range(500):
        phase = 2 * np.pi * step * TIME_STEP_S
        position, velocity = robot.rest_posture.copy(), np.zeros(len(robot.joint_names))
        position[elbow] -= 0.25 * (1 - np.cos(phase))
        velocity[elbow] = -0.25 * 2 * np.pi * np.sin(phase)
        simulated.step(position, velocity)
        worst = max(worst, abs(simulated.state[0][elbow] - position[elbow]))
    assert worst < 0.03


def test_unknown_joints_are_named(robot):
    with pytest.raises(RobotError, match='third_arm'):
        MujocoRobot(robot.mjcf_path, ['third_arm'], np.zeros(1))


def test_a_broken_model_is_a_clear_error(robot, tmp_path):
    broken = tmp_path / 'broken.xml'
    broken.write_text('<mujoco><worldbody><geom type="cube"/></worldbody></mujoco>')
    with pytest.raises(RobotError, match='cannot load'):
        MujocoRobot(broken, robot.joint_names, robot.rest_posture)
