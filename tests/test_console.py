# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.console import Progress, summary
from irgm_ros.language.events import Analysed, Assessed, MotionReady, RoundFinished
from irgm_ros.pipeline import PipelineResult, StageFinished
from irgm_ros.types import Feasibility, Motion, MotionTokens, Round, TimedTrajectory

TOKENS = MotionTokens(np.zeros((5, 2)))
EVENTS = (
    Analysed('wave [right] hand'),
    MotionReady(0, TOKENS),
    Assessed(0, 'The arm hits the head.', 'Wave further out.', 'robot', False),
    RoundFinished(Round(0, TOKENS, score=0.5, seconds=0.25)),
    StageFinished('retarget', 0.012),
)


def test_progress_prints_each_event_to_stderr(capsys):
    progress = Progress()
    for event in EVENTS:
        progress(event)
    said = capsys.readouterr()
    assert said.out == ''
    for words in (
        'wave [right] hand',
        'round 1',
        'robot   The arm',
        'Wave further',
        '0.50',
        '12 ms',
    ):
        assert words in said.err


def test_quiet_progress_prints_nothing(capsys):
    progress = Progress(quiet=True)
    for event in EVENTS:
        progress(event)
    assert capsys.readouterr().err == ''


def test_summary_of_a_motion_on_a_robot():
    times = np.array([0.02, 0.04])
    trajectory = TimedTrajectory(
        ('a',), times, *(np.zeros((2, 1)) for _ in range(3)), np.zeros((2, 3)), np.zeros((2, 4))
    )
    result = PipelineResult(
        'wave', 'wave', (Round(0, TOKENS, score=0.75),), 0, 'accepted', {'total': 1.25}, 'tiny',
        'cpu', Motion(np.zeros((20, 263))), np.zeros((20, 22, 3)), None, trajectory,
        Feasibility('fixed_base_only', ('Feet leave the floor.',)),
    )  # fmt: skip
    text = summary(result)
    for words in ('1.0 s (20 frames)', '0.75', 'accepted', 'fixed_base_only: Feet', 'total 1.25'):
        assert words in text


@pytest.mark.parametrize('reason', ['stop_command', 'deadline'])
def test_summary_without_a_motion(reason):
    assert reason.split('_')[0] in summary(PipelineResult('x', stop_reason=reason))
