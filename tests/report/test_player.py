# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json

import numpy as np
import pytest

from irgm_ros.motion.skeleton import JOINTS, from_rep103
from irgm_ros.report.player import player_data
from irgm_ros.robot.series import measure_frames


@pytest.fixture(scope='module')
def data(lifted):
    series = measure_frames(lifted.robot, lifted.path, from_rep103(lifted.positions))
    return json.loads(player_data(lifted, series))


def test_both_clocks_run_to_their_ends(lifted, data):
    robot, motion = np.array(data['robot']), np.array(data['motion'])
    assert (np.diff(robot) > 0).all() and (np.diff(motion) >= 0).all()
    assert motion[0] == 0.0
    assert abs(robot[-1] - lifted.trajectory.times[-1]) < 0.06
    assert abs(motion[-1] - 79 / 20) < 0.1


def test_figures_have_a_place_for_all_points(data):
    for figure in data['figures']:
        assert len(figure['points']) == len(figure['targets']) == len(data['robot'])
        count = len(figure['points'][0]) // 3
        assert max(max(bone[:2]) for bone in figure['bones']) < count
        assert {bone[2] for bone in figure['bones']} >= {'left', 'right'}


def test_the_foot_is_up_when_the_human_lifts_it(lifted, data):
    human, robot = data['figures']
    ankle = 3 * JOINTS['left_ankle'] + 2
    when = int(np.argmax([points[ankle] for points in human['points']]))
    assert abs(data['motion'][when] - 39.5 / 20) < 0.15
    assert human['points'][when][ankle] > 200  # mm
    joint = lifted.robot.model.getJointId('left_ankle_p_joint')
    heights = [points[3 * joint + 2] for points in robot['points']]
    assert heights[when] > min(heights) + 100
