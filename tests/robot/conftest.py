# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the robot layer's tests."""

from __future__ import annotations

import pytest

from irgm_ros.robot import Retargeter, Robot, load_robot
from tests.robot.bodies import robot_or_skip, write_tiny_robot


@pytest.fixture(scope='session')
def g1() -> Robot:
    """Unitree G1, or skip."""
    return robot_or_skip('g1')


@pytest.fixture(scope='session')
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Robot:
    """A small humanoid that needs no installed files."""
    return load_robot(write_tiny_robot(tmp_path_factory.mktemp('tiny')))


@pytest.fixture(scope='session', params=['g1', 'jvrc1', 'tiny'])
def any_robot(request: pytest.FixtureRequest) -> Robot:
    """Each of the robots."""
    if request.param == 'tiny':
        robot: Robot = request.getfixturevalue('tiny')
        return robot
    return robot_or_skip(request.param)


@pytest.fixture(scope='session')
def retargeter(any_robot: Robot) -> Retargeter:
    """The retargeter of each robot."""
    return Retargeter(any_robot)
