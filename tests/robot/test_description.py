# SPDX-License-Identifier: Apache-2.0
"""Robots load from presets and maps, and mistakes are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from irgm_ros.errors import RobotError
from irgm_ros.robot import Robot, load_robot
from irgm_ros.robot.description import UNLIMITED
from tests.robot.bodies import robot_or_skip, write_tiny_robot


def test_unknown_robot_lists_known_ones() -> None:
    with pytest.raises(RobotError, match='g1, g1_43, gr1t2, h1, icub, jvrc1'):
        load_robot('optimus')


def test_g1_limits_and_order(g1: Robot) -> None:
    assert len(g1.joint_names) == 29
    assert g1.joint_names[0] == 'left_hip_pitch_joint'
    assert g1.joint_names[-1] == 'right_wrist_yaw_joint'
    assert np.isclose(g1.velocity_limits[0], 0.9 * 32.0)
    assert ((g1.rest_posture >= g1.lower) & (g1.rest_posture <= g1.upper)).all()


def test_mimic_joints_follow_and_are_not_actuated() -> None:
    robot = robot_or_skip('jvrc1')
    assert len(robot.mimic) == 10 and len(robot.joint_names) == 34
    assert not set(robot.mimic) & set(robot.joint_names)
    joints = robot.rest_posture[None].copy()
    joints[0, robot.joint_names.index('R_UTHUMB')] = -0.3
    q = robot.configurations(joints, np.zeros((1, 3)), np.eye(4)[3:])[0]
    index = robot.model.joints[robot.model.getJointId('R_UINDEX')].idx_q
    assert np.isclose(q[index], 0.6)  # multiplier -2


def test_missing_limits_name_joints_and_fields(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path, limit='<limit velocity="3" effort="9"/>')
    with pytest.raises(RobotError) as error:
        load_robot(path)
    message = str(error.value)
    assert 'left_knee_p_joint lacks lower, upper' in message
    assert '<limit lower=' in message


@pytest.mark.parametrize('value', ['fast', 'nan', ''])
def test_limits_that_are_no_numbers_count_as_missing(tmp_path: Path, value: str) -> None:
    limit = f'<limit lower="-1" upper="1" velocity="{value}" effort="9"/>'
    with pytest.raises(RobotError, match='left_knee_p_joint lacks velocity'):
        load_robot(write_tiny_robot(tmp_path, limit=limit))


def test_the_map_may_give_what_the_urdf_lacks(tmp_path: Path) -> None:
    """Neither velocity nor effort in the URDF, a default and one joint's own in the map."""
    path = write_tiny_robot(
        tmp_path, limit='<limit lower="-1" upper="1"/>',
        extra_map='velocity: {default: 4.0, left_knee_p_joint: 6.0}\n',
    )  # fmt: skip
    robot = load_robot(path)
    speeds = dict(zip(robot.joint_names, robot.velocity_limits / 0.9, strict=True))
    assert speeds.pop('left_knee_p_joint') == pytest.approx(6.0)
    assert [*speeds.values()] == pytest.approx([4.0] * 19)


def test_a_default_replaces_only_limits_that_nobody_meant(tmp_path: Path) -> None:
    given = write_tiny_robot(tmp_path, extra_map='velocity: {default: 4.0}\n')
    assert load_robot(given).velocity_limits == pytest.approx(9.0)  # 10 rad/s in the URDF
    urdf = tmp_path / 'tiny.urdf'
    urdf.write_text(urdf.read_text().replace('velocity="10"', 'velocity="50000"'))
    assert load_robot(given).velocity_limits == pytest.approx(3.6)


def test_zero_velocity_limit_is_refused(tmp_path: Path) -> None:
    limit = '<limit lower="-1" upper="1" velocity="0" effort="9"/>'
    with pytest.raises(RobotError, match='left_knee_p_joint lacks velocity'):
        load_robot(write_tiny_robot(tmp_path, limit=limit))


def test_continuous_joints_have_no_position_limit(tmp_path: Path) -> None:
    robot = load_robot(write_tiny_robot(tmp_path, knee='continuous'))
    knee = robot.joint_names.index('left_knee_p_joint')
    assert robot.upper[knee] == UNLIMITED
    q = robot.configurations(robot.rest_posture[None], np.zeros((1, 3)), np.eye(4)[3:])
    assert q.shape == (1, robot.model.nq) and robot.model.nq == 7 + 20 + 2


def test_all_mistakes_of_a_map_at_once(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path, extra_map='velocity_scale: 3\ncolour: red\nmjcf: [1]\n')
    with pytest.raises(RobotError) as error:
        load_robot(path)
    assert 'colour: unknown key' in str(error.value)
    assert 'mjcf: [1] given' in str(error.value)


def test_map_that_names_missing_links_and_joints(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path, extra_map='held: [tail_joint]\n')
    path.write_text(path.read_text().replace('left_wrist: left_wrist', 'left_wrist: claw'))
    with pytest.raises(RobotError) as error:
        load_robot(path)
    assert "no link 'claw'" in str(error.value) and "no joint 'tail_joint'" in str(error.value)


def test_missing_urdf_and_file(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path)
    (tmp_path / 'tiny.urdf').unlink()
    with pytest.raises(RobotError, match=r'tiny\.urdf'):
        load_robot(path)
    with pytest.raises(RobotError, match='cannot be read'):
        load_robot(tmp_path / 'absent.yaml')


def test_urdf_in_wrong_units_is_refused(tmp_path: Path) -> None:
    from irgm_ros.robot import Retargeter

    path = write_tiny_robot(tmp_path)
    urdf = tmp_path / 'tiny.urdf'
    urdf.write_text(urdf.read_text().replace('0 0 -0.4', '0 0 -400'))
    with pytest.raises(RobotError, match='metres'):
        Retargeter(load_robot(path))


def test_locked_joints_are_not_commanded(tmp_path: Path) -> None:
    robot = load_robot(write_tiny_robot(tmp_path, extra_map='locked: [left_elbow_p_joint]\n'))
    assert 'left_elbow_p_joint' not in robot.joint_names and len(robot.joint_names) == 19


@pytest.mark.parametrize(
    ('line', 'words'),
    [
        ('heading: .inf', 'heading: inf given'),
        ('blend_velocity: .nan', 'blend_velocity: nan given'),
        ('acceleration: {default: .nan}', 'acceleration: '),
        ('walking: [.nan, 1, 1]', 'walking: '),
        ('held: left_knee_p_joint', "held: 'left_knee_p_joint' given"),
        ('limits: {left_knee_p_joint: [5, 6]}', 'the URDF allows [-2.9, 2.9] rad'),
    ],
)
def test_values_that_no_robot_has(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(RobotError) as error:
        load_robot(write_tiny_robot(tmp_path, extra_map=f'{line}\n'))
    assert words in str(error.value)


def test_a_sole_of_many_metres_is_refused(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path)
    path.write_text(path.read_text().replace('half_length: 0.1', 'half_length: 100'))
    with pytest.raises(RobotError, match='at most 1 m expected'):
        load_robot(path)


def test_a_map_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / 'deep.yaml').write_text('{' * 3000)
    with pytest.raises(RobotError, match='cannot be read as YAML'):
        load_robot(tmp_path / 'deep.yaml')


@pytest.mark.parametrize(('key', 'words'), [('held', 'to move'), ('locked', 'to command')])
def test_something_has_to_move(tmp_path: Path, key: str, words: str) -> None:
    from irgm_ros.robot import Retargeter

    names = ', '.join(load_robot(write_tiny_robot(tmp_path)).joint_names)
    with pytest.raises(RobotError, match=f'no joint is left {words}'):
        Retargeter(load_robot(write_tiny_robot(tmp_path, extra_map=f'{key}: [{names}]\n')))
