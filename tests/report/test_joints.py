# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from irgm_ros.report.joints import limb_of, position_plots, velocity_plots
from tests.robot.bodies import robot_or_skip


def test_joints_belong_to_the_limb_of_their_names(lifted):
    limbs = limb_of(lifted.robot)
    for name in lifted.robot.joint_names:
        limb = limbs[name]
        side, part = name.split('_')[:2]
        kind = 'leg' if part in ('hip', 'knee', 'ankle') else 'arm'
        assert limb == f'{side.capitalize()} {kind}', name


@pytest.mark.parametrize('name', ['g1', 'g1_43', 'jvrc1', 'icub', 'talos'])
def test_waist_and_neck_are_the_trunk_and_fingers_the_arm(name):
    robot = robot_or_skip(name)
    limbs = limb_of(robot)
    assert set(limbs) >= set(robot.joint_names)
    for joint, limb in limbs.items():
        word = joint.lower()
        if any(part in word for part in ('waist', 'torso', 'neck')):
            assert limb == 'Trunk and head', joint
        if any(part in word for part in ('hand', 'thumb', 'index', 'elbow')):
            assert limb.endswith('arm'), joint
        if any(part in word for part in ('hip', 'knee', 'ankle')):
            assert limb.endswith('leg'), joint


def test_a_joint_at_its_limit_is_marked(lifted):
    joint = lifted.robot.joint_names.index('left_knee_p_joint')
    positions = np.array(lifted.trajectory.joint_positions)
    positions[5, joint] = lifted.robot.upper[joint]
    tight = replace(lifted, trajectory=replace(lifted.trajectory, joint_positions=positions))
    assert 'left_knee_p_joint. ⚠ margin 0 %' in position_plots(tight)
    assert 'left_knee_p_joint. ⚠' not in position_plots(lifted)


def test_the_peak_is_a_share_of_the_limit(lifted):
    joint = lifted.robot.joint_names.index('left_knee_p_joint')
    peak = np.abs(lifted.trajectory.joint_velocities[:, joint]).max()
    share = 100 * peak / lifted.robot.velocity_limits[joint]
    assert f'left_knee_p_joint. peak {share:.0f} %' in velocity_plots(lifted)


def test_joints_that_rest_are_named_and_not_drawn(lifted):
    joint = lifted.robot.joint_names.index('right_elbow_p_joint')
    positions = np.array(lifted.trajectory.joint_positions)
    positions[:, joint] = 0.1
    resting = replace(lifted, trajectory=replace(lifted.trajectory, joint_positions=positions))
    drawn = position_plots(resting)
    assert 'right_elbow_p_joint' in drawn.split('Not moving')[1]
    assert 'aria-label="right_elbow_p_joint' not in drawn


def test_continuous_joints_have_no_limit(lifted):
    free = replace(
        lifted.robot, lower=lifted.robot.lower * 0 - 100, upper=lifted.robot.upper * 0 + 100
    )
    drawn = position_plots(replace(lifted, robot=free))
    assert 'no limit' in drawn
    assert 'class="limit"' not in drawn
