# SPDX-License-Identifier: Apache-2.0
"""Mode ``upper_body``: the legs are a walking controller's, the base moves as that is told."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from benchmarks.retarget import real_clips
from irgm_ros.errors import RobotError
from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.retargeting import Retargeted, RobotStage
from irgm_ros.robot import Robot, load_robot
from tests.robot.bodies import (
    Array,
    rising_arm,
    robot_or_skip,
    standing,
    with_arm,
    write_tiny_robot,
)
from tests.robot.walks import glide, walking_share
from tests.shared import shared_file

LEG_PARTS = ('hip', 'knee', 'ankle')


@pytest.fixture(scope='module')
def upper(tmp_path_factory: pytest.TempPathFactory) -> Robot:
    """The tiny humanoid on a walking controller."""
    return load_robot(write_tiny_robot(tmp_path_factory.mktemp('tiny')), 'upper_body')


def run(robot: Robot, human: Array) -> Retargeted:
    return RobotStage(robot).run(human)


def test_the_legs_are_in_no_trajectory(upper: Robot) -> None:
    names = run(upper, rising_arm('left')).trajectory.joint_names
    assert names == upper.joint_names
    assert not [name for name in names if any(part in name for part in LEG_PARTS)]
    assert len(names) == 8


def test_arms_do_what_they_do_with_the_whole_body(upper: Robot, tiny: Robot) -> None:
    human = rising_arm('left')
    ours, whole = run(upper, human), run(tiny, human)
    columns = [tiny.joint_names.index(name) for name in upper.joint_names]
    given = np.asarray(whole.path.joint_positions)[:, columns]
    assert np.abs(ours.path.joint_positions - given).max() < 0.15


def test_the_base_stays_upright_at_standing_height(upper: Robot) -> None:
    path = run(upper, glide(0.4, 0.5)).path
    assert np.ptp(path.base_positions[:, 2]) < 1e-3
    up = Rotation.from_quat(path.base_quat_xyzw).as_matrix()[:, :, 2]
    assert (up[:, 2] > 0.9999).all()


def test_walking_forward_is_a_twist_forward(upper: Robot) -> None:
    twists = run(upper, glide(0.4)).trajectory.base_twists
    assert twists is not None
    scale = 0.8 / 0.87  # leg lengths of the robot and of the person
    assert twists[len(twists) // 2 :, 0].max() == pytest.approx(0.4 * scale, rel=0.15)
    assert np.abs(twists[:, 1:]).max() < 0.02
    assert not twists[-1].any()


def test_turning_left_is_a_positive_twist(upper: Robot) -> None:
    twists = run(upper, glide(0.0, 0.6)).trajectory.base_twists
    assert twists is not None
    assert twists[:, 2].max() == pytest.approx(0.6, rel=0.1)
    assert np.abs(twists[:, :2]).max() < 0.1


def test_a_twist_is_in_the_axes_of_the_base(upper: Robot) -> None:
    """Someone who looks to the left while gliding along +x walks to the right of the robot."""
    human = glide(0.4)
    turned = Rotation.from_euler('y', np.pi / 2).as_matrix()
    middle = human[:, :1]
    twists = run(upper, (human - middle) @ turned.T + middle).trajectory.base_twists
    assert twists is not None
    assert twists[:, 1].min() < -0.3
    assert np.abs(twists[:, 0]).max() < 0.05


def test_too_fast_a_walk_is_slowed_down_to_what_the_controller_takes(upper: Robot) -> None:
    trajectory = run(upper, glide(2.5)).trajectory
    assert trajectory.base_twists is not None
    assert trajectory.stretch_factor > 1.5
    assert walking_share(upper, trajectory) <= 1.0 + 1e-9


def waving(human: Array, hertz: float) -> Array:
    """The arms of a person shake, which stretches time in places of its own."""
    time = np.arange(len(human)) / 20.0
    for side, across in (('left', 1.0), ('right', -1.0)):
        angle = 1.2 + np.sin(2 * np.pi * hertz * time)
        arm = np.stack([across * np.sin(angle), -np.cos(angle), np.zeros_like(time)], axis=1)
        human = with_arm(human, side, arm, arm)
    return human


@pytest.mark.parametrize(
    ('speed', 'turn', 'hertz'),
    [(2.5, 0.0, 0.5), (0.75, 1.5, 2.0), (1.2, -2.0, 3.0), (-1.5, 3.0, 1.0), (0.8, 0.9, 2.5)],
)
@pytest.mark.parametrize('robot', ['tiny', 'g1'])
def test_walking_limits_hold_at_points_and_between(
    upper: Robot, robot: str, speed: float, turn: float, hertz: float
) -> None:
    walker = upper if robot == 'tiny' else robot_or_skip('g1', 'upper_body')
    trajectory = run(walker, waving(glide(speed, turn), hertz)).trajectory
    assert walking_share(walker, trajectory) <= 1.0 + 1e-9
    assert walking_share(walker, trajectory) > 0.5  # and the robot does not creep


def test_walking_limits_hold_on_recordings() -> None:
    walker = robot_or_skip('g1', 'upper_body')
    clips = real_clips(shared_file('data/cmu_mocap'))
    assert clips
    for name, human in clips.items():
        trajectory = run(walker, human).trajectory
        assert walking_share(walker, trajectory) <= 1.0 + 1e-9, name


def test_a_wave_is_executable_and_a_squat_refused(upper: Robot) -> None:
    assert run(upper, rising_arm('left')).feasibility.verdict == 'executable'
    human = standing(60)
    depth = 0.3 * np.sin(np.linspace(0, np.pi, 60)) ** 2
    above = [i for name, i in JOINTS.items() if not name.endswith(('ankle', 'foot'))]
    human[:, above, 1] -= depth[:, None]
    found = run(upper, human).feasibility
    assert found.verdict == 'refused'
    assert 'pelvis rises and sinks by 0.30 m' in ' '.join(found.reasons)
    assert found.assessment and found.refinement


def test_a_kick_is_refused(upper: Robot) -> None:
    human = standing(60)
    lift = 0.4 * np.sin(np.linspace(0, np.pi, 60)) ** 2
    foot = [JOINTS['left_ankle'], JOINTS['left_foot']]
    human[:, foot, 1] += lift[:, None]
    found = run(upper, human).feasibility
    assert found.verdict == 'refused'
    assert 'A foot is lifted by 0.4' in ' '.join(found.reasons)


def test_a_jump_is_refused_by_name_though_the_walk_would_take_minutes(upper: Robot) -> None:
    human = standing(40)
    human[20:, :, 2] += 500.0
    done = run(upper, human)
    assert done.trajectory is None
    assert done.feasibility.verdict == 'refused'
    first, *others = done.feasibility.reasons
    assert first.startswith('The motion jumps at 1.00 s')
    assert any('would last' in reason for reason in others)
    assert done.feasibility.score == 0.0
    assert done.feasibility.refinement


def test_an_unknown_mode_is_refused(tmp_path: pytest.TempPathFactory) -> None:
    with pytest.raises(RobotError, match='whole_body, upper_body'):
        load_robot('g1', 'lower_body')


def test_the_whole_body_has_no_twists(tiny: Robot) -> None:
    assert run(tiny, rising_arm('left')).trajectory.base_twists is None
