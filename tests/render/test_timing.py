# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.render.timing import Playback, frames_at, pictures_at
from irgm_ros.types import RobotPath, TimedTrajectory


def test_times():
    assert frames_at(0.5, 10.0) == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert pictures_at(6.0, 4) == pytest.approx([0.0, 2.0, 4.0, 6.0])
    assert pictures_at(0.4, 12) == pytest.approx([0.0, 0.2, 0.4])  # no more than there is to see
    assert pictures_at(0.0, 12) == [0.0, 0.0]


def test_path_runs_with_the_human():
    path = RobotPath(('a',), np.zeros((21, 1)), np.zeros((21, 3)), np.tile([0, 0, 0, 1], (21, 1)))
    playback = Playback.of(path)
    assert playback.duration == pytest.approx(1.0)
    assert playback.human_time(0.25, 1.0) == pytest.approx(0.25)
    assert playback.index(0.26) == 5


def test_human_waits_for_the_blend_and_slows_down_with_the_robot():
    times = np.arange(1, 152) * 0.02
    k = len(times)
    trajectory = TimedTrajectory(
        ('a',), times, np.zeros((k, 1)), np.zeros((k, 1)), np.zeros((k, 1)),
        np.zeros((k, 3)), np.tile([0, 0, 0, 1], (k, 1)), blend_seconds=1.0,
    )  # fmt: skip
    playback = Playback.of(trajectory)
    assert playback.duration == pytest.approx(3.0)
    assert playback.human_time(0.5, 1.0) == 0.0
    assert playback.human_time(2.0, 1.0) == pytest.approx(0.5, abs=0.01)
    assert playback.human_time(3.0, 1.0) == 1.0


def test_human_is_slowed_down_where_the_robot_is():
    """The first half of the way takes the robot 3 s, the second 1 s; the human 1 s each."""
    way = np.linspace(0.0, 2.0, 41)[:, None]
    path = RobotPath(('a',), way, np.zeros((41, 3)), np.tile([0, 0, 0, 1], (41, 1)))
    times = np.arange(1, 201) * 0.02
    joints = np.interp(times, [0.0, 3.0, 4.0], [0.0, 1.0, 2.0])[:, None]
    k = len(times)
    trajectory = TimedTrajectory(
        ('a',), times, joints, np.zeros((k, 1)), np.zeros((k, 1)),
        np.zeros((k, 3)), np.tile([0, 0, 0, 1], (k, 1)),
    )  # fmt: skip
    playback = Playback.of(trajectory, path)
    assert playback.human_time(1.5, 2.0) == pytest.approx(0.5, abs=0.05)
    assert playback.human_time(3.0, 2.0) == pytest.approx(1.0, abs=0.05)
    assert playback.human_time(3.98, 2.0) == pytest.approx(2.0, abs=0.01)
    assert (np.diff(playback.progress) >= 0).all()
