# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.spec import assess
from irgm_ros.spec.command import Action, AttributeResult, CheckReport, Command, Part, Step
from irgm_ros.spec.wording import APPROVALS
from training.text.samples import random_command, random_report

WALK = Part(Action.WALK, count=2, direction='forward', speed='fast')
WAVE = Part(Action.WAVE, side='left', count=3)
KICK = Part(Action.KICK, side='right', height='high')
BOW = Part(Action.BOW, depth='deep')
COMMAND = Command((Step(WALK, WAVE), Step(KICK), Step(Part(Action.TURN, angle_deg=90)), Step(BOW)))
APPROVED = tuple(text.partition('{')[0] for text in APPROVALS)


def said(*results, shown=None, seeds=200):
    report = CheckReport(tuple(AttributeResult(*result) for result in results))
    return {assess(COMMAND, report, shown, np.random.default_rng(seed)) for seed in range(seeds)}


@pytest.mark.parametrize(
    ('result', 'assessment', 'refinement'),
    [
        ((0, Action.WAVE, 'side', 'left', 'right', False),
         'The motion waves the right hand instead of the left.', 'Wave the left hand.'),
        ((0, Action.WAVE, 'side', 'left', 'both', False),
         'The motion waves both hands instead of the left.', 'Use the left.'),
        ((0, Action.WAVE, 'side', 'left', 'mixed', False),
         'The motion waves on the wrong side instead of the left.', 'Wave the left hand.'),
        ((0, Action.WAVE, 'count', 3, 2, False),
         'The motion waves two times instead of three.', 'Wave three times.'),
        ((0, Action.WAVE, 'count', 3, 5, False),
         'The motion waves too often.', 'Less often: wave three times.'),
        ((0, Action.WALK, 'count', 2, 1, False),
         'The motion walks one step instead of two.', 'More steps: walk two steps.'),
        ((0, Action.WALK, 'count', 2, 17, False),
         'The motion walks too many times instead of two.', 'Walk two steps.'),
        ((0, Action.WALK, 'direction', 'forward', 'left', False),
         'The motion walks to the left instead of forward.', 'Walk forward.'),
        ((0, Action.WALK, 'direction', 'forward', 'forward_left', False),
         'The direction is forward left, not forward.', 'Change the direction: walk forward.'),
        ((0, Action.WALK, 'speed', 'fast', 'slow', False),
         'The motion walks too slowly.', 'Speed up.'),
        ((0, Action.WALK, 'speed', 'fast', 'normal', False),
         'The walking is too slow.', 'Speed up: walk fast.'),
        ((1, Action.KICK, 'height', 'high', 'low', False),
         'The motion kicks too low.', 'Higher: kick high.'),
        ((3, Action.BOW, 'depth', 'deep', 'slight', False),
         'The motion bows not deeply enough.', 'Bow deeply.'),
        ((1, Action.KICK, 'present', True, None, False),
         'There is no kicking.', 'Kick with the right leg high.'),
        ((1, Action.KICK, 'order', 'after', 'before', False),
         'The motion kicks too early.', 'Walk, then kick.'),
        ((0, Action.WALK, 'together', True, False, False),
         'The motion does not wave while walking.', 'Wave while walking.'),
        ((0, Action.WAVE, 'present', True, 'travelling', False),
         'The motion moves away while waving.', 'Stay in place.'),
        ((2, Action.TURN, 'angle_deg', 90, 42, False),
         'The motion turns 45 degrees instead of 90 degrees.', 'Further: turn 90 degrees.'),
        ((2, Action.TURN, 'angle_deg', 90, 65, False),
         'The turn has 45 degrees, not 90 degrees.', 'Turn 90 degrees.'),
        ((2, Action.TURN, 'angle_deg', 90, 112, False),
         'The motion turns a bit too far, not 90 degrees.', 'Less: 90 degrees in all.'),
        ((0, Action.WAVE, 'side', 'left', None, False),
         'The motion does not wave the left hand.', 'Wave the left hand.'),
    ],
)  # fmt: skip
def test_text_follows_from_the_measurement(result, assessment, refinement):
    texts = said(result)
    assert assessment in {a for a, _ in texts}
    assert refinement in {b for _, b in texts}
    assert len(texts) >= 4


@pytest.mark.parametrize(
    ('result', 'never'),
    [
        ((0, Action.WAVE, 'count', 3, 2, False), ('too often', 'Less often')),
        ((0, Action.WALK, 'speed', 'fast', 'slow', False), ('too fast', 'Slow down')),
        ((1, Action.KICK, 'height', 'high', 'low', False), ('too high', 'Lower')),
        ((2, Action.TURN, 'angle_deg', 90, 42, False), ('too far', 'Less')),
    ],
)  # fmt: skip
def test_no_variant_turns_the_difference_round(result, never):
    for text in (text for pair in said(result) for text in pair):
        assert not any(words in text for words in never), text


def test_missing_action_names_what_is_shown_instead():
    shown = Command((Step(gesture=WAVE), Step(Part(Action.SQUAT, count=2))))
    texts = said((1, Action.KICK, 'present', True, None, False), shown=shown)
    assert 'The motion does not kick but squats.' in {a for a, _ in texts}
    assert all('squat' in assessment for assessment, _ in texts)


def test_what_follows_from_a_missing_action_is_not_repeated():
    texts = said(
        (0, Action.WAVE, 'present', True, None, False),
        (0, Action.WAVE, 'count', 3, None, False),
        (0, Action.WALK, 'together', True, None, False),
        (1, Action.KICK, 'order', 'after', None, False),
        (1, Action.KICK, 'side', 'right', 'left', False),
    )
    assert 'The motion does not wave. It kicks with the left leg instead of the right.' in {
        a for a, _ in texts
    }
    for assessment, refinement in texts:
        assert 'early' not in assessment and 'time' not in assessment
        assert 'while' not in refinement and 'then' not in refinement


def test_a_motion_that_is_right_is_said_to_match():
    texts = said((0, Action.WAVE, 'count', 3, 3, True))
    assert len(texts) == len(APPROVALS)
    for assessment, refinement in texts:
        assert assessment.startswith(APPROVED)
        assert 'waving' in assessment and 'kicks' in assessment
        assert refinement == 'No refinements needed.'


def test_texts_are_short_and_never_contradict_the_verdict():
    rng = np.random.default_rng(0)
    for _ in range(2000):
        command = random_command(rng)
        report = random_report(command, rng, 0.3)
        assessment, refinement = assess(command, report, random_command(rng), rng)
        assert assessment.startswith(APPROVED) == report.ok
        assert (refinement == 'No refinements needed.') == report.ok
        assert len(assessment.split()) <= 32 and len(refinement.split()) <= 24
        assert assessment[0].isupper() and refinement[0].isupper() and '{' not in assessment
