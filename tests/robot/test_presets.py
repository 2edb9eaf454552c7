# SPDX-License-Identifier: Apache-2.0
"""Every preset whose files are here: complete, not to be doubted, and it follows a human."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.robot import Retargeter, Robot, assess_feasibility, time_trajectory
from irgm_ros.robot.assets import preset_names
from irgm_ros.robot.checkup import check_robot
from irgm_ros.robot.kinematics import body_of
from tests.robot.bodies import rising_arm, robot_or_skip

# Commanded joints of each, and those that follow others.
JOINTS = {
    'g1': (29, 0), 'g1_43': (43, 0), 'gr1t2': (32, 0), 'h1': (19, 0), 'icub': (32, 0),
    'jvrc1': (34, 10), 't1': (29, 0), 't1_23': (23, 0), 'talos': (32, 0), 'talos_44': (32, 12),
}  # fmt: skip


@pytest.fixture(params=preset_names())
def preset(request: pytest.FixtureRequest) -> Robot:
    """Each preset, or skip."""
    return robot_or_skip(request.param)


def test_joints_are_counted(preset: Robot) -> None:
    assert (len(preset.joint_names), len(preset.mimic)) == JOINTS[preset.name]


def test_nothing_is_to_be_doubted(preset: Robot) -> None:
    assert [finding.text for finding in check_robot(preset) if finding.doubt] == []


def test_limits_are_sound(preset: Robot) -> None:
    assert (preset.lower < preset.upper).all()
    assert (preset.velocity_limits > 0).all() and (preset.acceleration_limits > 0).all()
    body = body_of(preset)
    assert (body.lower <= body.rest).all() and (body.rest <= body.upper).all()


def test_a_rising_arm_is_followed_within_the_limits(preset: Robot) -> None:
    human = rising_arm('right')
    path = Retargeter(preset).retarget(human)
    assert (path.joint_positions >= preset.lower - 1e-9).all()
    assert (path.joint_positions <= preset.upper + 1e-9).all()
    trajectory = time_trajectory(preset, path)
    assert (np.abs(trajectory.joint_velocities) <= preset.velocity_limits + 1e-6).all()
    metrics = assess_feasibility(preset, path, trajectory, human).metrics
    assert np.degrees(metrics['tracking_error_upper_arm_rad']) < 10
    assert np.degrees(metrics['tracking_error_forearm_rad']) < 10
    assert metrics['self_collision_depth_max_m'] == 0
