# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from irgm_ros.spec import parse_canonical
from irgm_ros.spec.command import Action, Command, Part, Step
from irgm_ros.spec.compare import compare, entails


def read(text: str) -> Command:
    command = parse_canonical(f'A person {text}.')
    assert command is not None, text
    return command


def failures(wanted: str, shown: str) -> list[str]:
    report = compare(read(wanted), read(shown))
    return [f'{r.step} {r.action} {r.name} {r.measured}' for r in report.failures]


WALK_WAVE = 'walks forward three steps, then waves the left hand'


@pytest.mark.parametrize(
    ('wanted', 'shown'),
    [
        (WALK_WAVE, WALK_WAVE),
        ('walks', 'walks forward three steps fast'),  # more than was asked for
        ('walks forward three steps', 'walks'),  # left open
        ('bows', 'turns left, then bows, then claps'),
        ('squats while waving', 'squats while waving the right hand'),
    ],
)
def test_no_contradiction(wanted: str, shown: str) -> None:
    assert compare(read(wanted), read(shown)).ok


@pytest.mark.parametrize(
    ('wanted', 'shown', 'found'),
    [
        (WALK_WAVE, 'walks forward five steps, then waves the left hand', ['0 walk count 5']),
        (WALK_WAVE, 'walks forward, then waves the right hand', ['1 wave side right']),
        ('bows', 'claps', ['0 bow present None']),
        ('turns left, then bows', 'bows, then turns left', ['1 bow order before']),
        ('squats while waving', 'squats, then waves', ['0 squat together False']),
        ('squats, then squats deeply', 'squats deeply', ['0 squat present None']),
    ],
)
def test_contradictions(wanted: str, shown: str, found: list[str]) -> None:
    assert failures(wanted, shown) == found


def test_a_missing_action_lacks_its_attributes_too() -> None:
    names = [r.name for r in compare(read('kicks with the left leg low'), read('bows')).failures]
    assert names == ['present', 'side', 'height']


def test_every_wanted_attribute_has_a_result() -> None:
    report = compare(
        read('walks forward three steps, then turns left 90 degrees'), read('stands still')
    )
    named = [r.name for r in report.results]
    assert named == ['present', 'count', 'direction', 'present', 'direction', 'angle_deg']
    assert not any(r.ok for r in report.results)


WALK = Part(Action.WALK, count=3, direction='forward')


def command(*parts: Part) -> Command:
    gestures = (Action.WAVE, Action.CLAP)
    return Command(tuple(Step(gesture=p) if p.action in gestures else Step(body=p) for p in parts))


@pytest.mark.parametrize(
    ('said', 'true'),
    [
        (Part(Action.WALK), True),
        (Part(Action.WALK, count=3), True),
        (WALK, True),
        (Part(Action.WALK, count=4), False),
        (Part(Action.WALK, count=3, speed='fast'), False),
        (Part(Action.MARCH, count=3), False),
    ],
)
def test_a_motion_shows_what_its_command_says_and_less(said: Part, true: bool) -> None:
    assert entails(command(WALK), command(said)) is true


def test_steps_are_compared_one_by_one() -> None:
    wave = Part(Action.WAVE, side='left')
    assert entails(command(WALK, wave), command(Part(Action.WALK), Part(Action.WAVE)))
    assert not entails(command(WALK, wave), command(wave, WALK))
    assert not entails(command(WALK, wave), command(WALK))
    together = Command((Step(body=WALK, gesture=wave),))
    assert not entails(together, command(WALK))
