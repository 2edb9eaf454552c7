# SPDX-License-Identifier: Apache-2.0
"""The peer of the side-by-side does retarget, and both are measured by the same functions."""

import numpy as np
import pytest

from benchmarks.peers import PAGE, measure, put, table
from irgm_ros.robot import Retargeter
from tests.robot.bodies import rising_arm, robot_or_skip

WHY = 'pip install "irgm_ros[peers]"'


@pytest.fixture(scope='module')
def clips():
    return {'left': rising_arm('left'), 'right': rising_arm('right')}


def test_our_own_path_is_measured(clips):
    robot = robot_or_skip('g1')
    found = measure(robot, Retargeter(robot).retarget, clips)
    assert found['upper_arm_deg'] < 5.0
    assert found['penetration_frames'] == 0.0
    assert 0.0 <= found['fast_frames'] <= 100.0
    assert '| 0 |' in table({'ours': found}, 2, 50)


def test_two_stage_inverse_kinematics_follows_the_arms(clips):
    pytest.importorskip('mink', reason=WHY)
    pytest.importorskip('daqp', reason=WHY)
    from benchmarks.two_stage import TwoStage

    robot = robot_or_skip('g1')
    path = TwoStage(robot).retarget(clips['left'])
    assert path.joint_positions.shape == (len(clips['left']), 29)
    assert np.isfinite(path.joint_positions).all()
    found = measure(robot, TwoStage(robot).retarget, clips)
    assert found['upper_arm_deg'] < 20.0
    assert found['mean_deg'] < 20.0


def test_the_table_goes_between_its_marks() -> None:
    page = PAGE.read_text()
    assert put(put(page, 'one\n'), 'two\n') == put(page, 'two\n')
    assert '<!-- peers -->\ntwo\n<!-- end of peers -->' in put(page, 'two\n')
    with pytest.raises(ValueError, match='end of peers'):
        put('a page without marks\n', 'two\n')
