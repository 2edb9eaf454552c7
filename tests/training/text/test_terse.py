# SPDX-License-Identifier: Apache-2.0
import numpy as np

from irgm_ros.spec.command import Action, Command, Part, Step
from training.text import phrase


def said(*parts, count=800):
    command = Command(tuple(Step(gesture=part) for part in parts))
    rng = np.random.default_rng(0)
    return {phrase(command, rng, 'terse') for _ in range(count)}


def test_clipped_speech():
    texts = said(Part(Action.WAVE, side='left', count=3))
    assert {'wave x3 left', 'left wave x3', 'wave left 3 times'} <= texts


def test_a_bare_side_is_never_a_direction():
    texts = said(Part(Action.POINT, side='left', direction='up'))
    assert all('left hand' in text for text in texts)


def test_steps_follow_each_other():
    assert any(', clap' in t or ' then clap' in t for t in said(
        Part(Action.WAVE), Part(Action.CLAP)))  # fmt: skip
