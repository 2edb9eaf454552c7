# SPDX-License-Identifier: Apache-2.0
"""Mistakes of a map or a URDF become doubts; a sound robot has none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from irgm_ros.robot import Robot, load_robot
from irgm_ros.robot.anatomy import Axes
from irgm_ros.robot.checkup import check_robot, mirrored_range
from tests.robot.bodies import robot_or_skip, write_tiny_robot


def doubts(robot: Robot) -> list[str]:
    return [finding.text for finding in check_robot(robot) if finding.doubt]


def changed(tmp_path: Path, old: str, new: str, extra_map: str = '') -> Robot:
    """The tiny robot with a text of its URDF replaced."""
    path = write_tiny_robot(tmp_path, extra_map=extra_map)
    urdf = path.with_name('tiny.urdf')
    assert old in urdf.read_text()
    urdf.write_text(urdf.read_text().replace(old, new))
    return load_robot(path)


@pytest.mark.parametrize('name', ['g1', 'jvrc1'])
def test_presets_leave_nothing_to_doubt(any_robot: Robot, name: str) -> None:
    if any_robot.name == name:
        assert not doubts(any_robot)


def test_coverage_is_counted(tiny: Robot) -> None:
    first = check_robot(tiny)[0]
    assert first.text.startswith('20 joints move, 0 are held, 0 locked, 0 follow others; 20')


def test_pairs_that_cannot_be_told_are_named(tiny: Robot) -> None:
    texts = [finding.text for finding in check_robot(robot_or_skip('icub'))]
    assert any('chest and l_upper_arm' in text for text in texts)
    assert any('is not checked' in finding.text for finding in check_robot(tiny))


def test_a_robot_in_millimetres_is_doubted(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path)
    urdf = path.with_name('tiny.urdf')
    urdf.write_text(urdf.read_text().replace('0 0 -0.4', '0 0 -2.4'))
    found = doubts(load_robot(path))
    assert any('wrong unit' in text for text in found)


def test_speeds_that_no_humanoid_has_are_doubted(tmp_path: Path) -> None:
    found = doubts(changed(tmp_path, 'velocity="10"', 'velocity="600"'))
    assert sum('velocity limit 600 rad/s' in text for text in found) == 20


def test_limits_that_do_not_mirror_are_doubted(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path, extra_map='limits: {left_hip_r_joint: [-0.5, 2.0]}\n')
    (found,) = [text for text in doubts(load_robot(path)) if 'mirror' in text]
    assert found == (
        'right_hip_r_joint [-2.900, 2.900] does not mirror left_hip_r_joint [-0.500, 2.000]: '
        '[-2.000, 0.500] expected'
    )


def test_soles_that_are_not_level_at_rest_are_doubted(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path)
    text = path.read_text()
    path.write_text(text.replace('left_knee_p_joint: 0.3', 'left_knee_p_joint: 0.9'))
    found = doubts(load_robot(path))
    assert any('at rest one sole is' in line for line in found)
    assert any('at rest the left sole is tilted by 52 degrees' in line for line in found)


@pytest.mark.parametrize(
    ('left', 'right', 'wanted'),
    [
        ([0, 1, 0], [0, 1, 0], (-0.1, 0.7)),  # pitch: the same way
        ([1, 0, 0], [1, 0, 0], (-0.7, 0.1)),  # roll about the same axis: the other way
        ([1, 0, 0], [-1, 0, 0], (-0.1, 0.7)),  # roll about mirrored axes
        ([0, 1, 0], [1, 0, 0], None),
    ],
)
def test_mirrored_range(left: list[float], right: list[float], wanted: object) -> None:
    axes = Axes(
        np.zeros((2, 3)),
        np.array([left, right], dtype=float),
        np.zeros((2, 3)),
        (0, 0),
        ('l', 'r'),
    )
    assert mirrored_range(axes, 0, 1, (-0.1, 0.7)) == wanted


@pytest.mark.parametrize(
    ('old', 'new', 'words'),
    [
        ('lower="-2.9" upper="2.9"', 'lower="0" upper="0"', 'no range at all, it stays at 0.000'),
        ('lower="-2.9" upper="2.9"', 'lower="-166" upper="166"', 'in degrees?'),
        ('knee_p_joint" type="revolute"', 'knee_p_joint" type="prismatic"', 'it slides'),
        ('mass value="1"', 'mass value="0"', 'no link has a mass'),
    ],
)
def test_what_no_humanoid_has_is_doubted(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert any(words in text for text in doubts(changed(tmp_path, old, new)))
