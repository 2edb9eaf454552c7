# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from evaluation.spec import Action, AttributeResult, CheckReport, Command, Part, Step
from training.text import assess
from training.text.samples import random_command, random_report

WALK = Part(Action.WALK, count=2, direction='forward', speed='fast')
WAVE = Part(Action.WAVE, side='left', count=3)
KICK = Part(Action.KICK, side='right')
COMMAND = Command((Step(WALK, WAVE), Step(KICK), Step(Part(Action.TURN, angle_deg=90))))


def said(*results, shown=None):
    report = CheckReport(tuple(AttributeResult(*result) for result in results))
    texts = {assess(COMMAND, report, shown, np.random.default_rng(seed)) for seed in range(20)}
    return {(a.replace('This motion', 'The motion'), r) for a, r in texts}


@pytest.mark.parametrize(
    ('result', 'assessment', 'refinement'),
    [
        ((0, Action.WAVE, 'side', 'left', 'right', False),
         'The motion waves the right hand instead of the left.', 'Wave the left hand.'),
        ((0, Action.WAVE, 'side', 'left', 'both', False),
         'The motion waves both hands instead of the left.', 'Wave the left hand.'),
        ((0, Action.WAVE, 'side', 'left', 'mixed', False),
         'The motion waves on the wrong side instead of the left.', 'Wave the left hand.'),
        ((0, Action.WAVE, 'count', 3, 2, False),
         'The motion waves two times instead of three.', 'Wave three times.'),
        ((0, Action.WALK, 'count', 2, 1, False),
         'The motion walks one step instead of two.', 'Walk two steps.'),
        ((0, Action.WALK, 'count', 2, 17, False),
         'The motion walks too many times instead of two.', 'Walk two steps.'),
        ((0, Action.WALK, 'direction', 'forward', 'left', False),
         'The motion walks to the left instead of forward.', 'Walk forward.'),
        ((0, Action.WALK, 'speed', 'fast', 'slow', False),
         'The motion walks slowly instead of fast.', 'Walk fast.'),
        ((1, Action.KICK, 'present', True, None, False),
         'The motion does not kick.', 'Kick with the right leg.'),
        ((1, Action.KICK, 'order', 'after', 'before', False),
         'The motion kicks too early.', 'Walk, then kick.'),
        ((0, Action.WALK, 'together', True, False, False),
         'The motion does not wave while walking.', 'Wave while walking.'),
        ((0, Action.WAVE, 'present', True, 'travelling', False),
         'The motion moves away while waving.', 'Stay in place.'),
        ((2, Action.TURN, 'angle_deg', 90, 42, False),
         'The motion turns 45 degrees instead of 90.', 'Turn 90 degrees.'),
        ((2, Action.TURN, 'angle_deg', 90, 65, False),
         'The motion turns 45 degrees instead of 90.', 'Turn 90 degrees.'),
        ((2, Action.TURN, 'angle_deg', 90, 112, False),
         'The motion turns a bit too far, not 90 degrees.', 'Turn 90 degrees.'),
        ((0, Action.WAVE, 'side', 'left', None, False),
         'The motion does not wave the left hand.', 'Wave the left hand.'),
    ],
)  # fmt: skip
def test_text_follows_from_the_measurement(result, assessment, refinement):
    assert said(result) == {(assessment, refinement)}


def test_missing_action_names_what_is_shown_instead():
    shown = Command((Step(gesture=WAVE), Step(Part(Action.SQUAT, count=2))))
    texts = said((1, Action.KICK, 'present', True, None, False), shown=shown)
    assert texts == {('The motion does not kick but squats.', 'Kick with the right leg.')}


def test_what_follows_from_a_missing_action_is_not_repeated():
    texts = said(
        (0, Action.WAVE, 'present', True, None, False),
        (0, Action.WAVE, 'count', 3, None, False),
        (0, Action.WALK, 'together', True, None, False),
        (1, Action.KICK, 'order', 'after', None, False),
        (1, Action.KICK, 'side', 'right', 'left', False),
    )
    assert texts == {
        (
            'The motion does not wave. It kicks with the left leg instead of the right.',
            'Wave the left hand three times. Kick with the right leg.',
        )
    }


def test_a_motion_that_is_right_is_said_to_match():
    for assessment, refinement in said((0, Action.WAVE, 'count', 3, 3, True)):
        assert assessment.startswith('The motion matches')
        assert 'waving' in assessment and 'kicks' in assessment
        assert refinement == 'No refinements needed.'


def test_texts_are_short_and_never_contradict_the_verdict():
    rng = np.random.default_rng(0)
    for _ in range(3000):
        command = random_command(rng)
        report = random_report(command, rng, 0.3)
        assessment, refinement = assess(command, report, random_command(rng), rng)
        assert assessment.startswith('The motion matches') == report.ok
        assert (refinement == 'No refinements needed.') == report.ok
        assert len(assessment.split()) <= 30 and len(refinement.split()) <= 20
        assert len(report.failures) == 0 or assessment.count('. ') <= 2
