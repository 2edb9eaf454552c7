# SPDX-License-Identifier: Apache-2.0
"""Checkers against hand-made motions whose content is known by construction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from irgm_ros.checks.check import attributes_seen, check, shown_command
from irgm_ros.spec.command import GESTURES, Action, Command, Part, Step
from tests.checks import puppet
from tests.checks import puppet_moves as moves
from tests.checks.made import ALSO, MADE

A = Action


def command(*parts: Part) -> Command:
    """One step for each part."""
    steps = (Step(gesture=p) if p.action in GESTURES else Step(body=p) for p in parts)
    return Command(tuple(steps))


@pytest.mark.parametrize('name', MADE)
def test_accepts_what_was_made(name: str) -> None:
    """All attributes of a motion made by hand are measured right."""
    part, positions = MADE[name]
    report = check(command(part), positions)
    assert report.ok, report.failures


@pytest.mark.parametrize('name', MADE)
def test_refuses_all_other_actions(name: str) -> None:
    """A motion is not taken for an action that it does not show."""
    part, positions = MADE[name]
    alike = {part.action, A.STAND} | ALSO.get(part.action, frozenset())
    taken = [a for a in A if a not in alike and check(command(Part(a)), positions).ok]
    assert not taken


@pytest.mark.parametrize('name', MADE)
def test_survives_jitter(name: str) -> None:
    """Slow jitter, as a motion tokenizer leaves it, changes no verdict.

    It is 20 mm, but less between head and neck, which are close to each other.
    """
    part, positions = MADE[name]
    size = 0.008 if part.action in (A.NOD, A.SHAKE_HEAD, A.SHRUG) else 0.02
    noisy = [puppet.trembling(positions, seed, size) for seed in range(2)]
    verdicts = [check(command(part), motion).ok for motion in noisy]
    assert all(verdicts)


@pytest.mark.parametrize('name', MADE)
def test_mirroring_swaps_sides(name: str) -> None:
    """Exchanging left and right flips side and direction and nothing else."""
    part, positions = MADE[name]
    swap: dict[object, Any] = {'left': 'right', 'right': 'left'}
    swap |= {
        f'{way}_{a}': f'{way}_{b}' for way in ('forward', 'backward') for a, b in swap.items()
    }
    side, direction = (swap.get(x, x) for x in (part.side, part.direction))
    flipped = replace(part, side=side, direction=direction)
    report = check(command(flipped), puppet.mirrored(positions))
    assert report.ok, report.failures
    if flipped != part:
        assert not check(command(part), puppet.mirrored(positions)).ok


def test_time_reversal_swaps_directions() -> None:
    """Played backwards, forward steps go backward and a left turn goes right."""
    walk, turn = MADE['walk 4'][1][::-1], MADE['turn left'][1][::-1]
    assert check(command(Part(A.WALK, count=4, direction='backward')), walk).ok
    assert check(command(Part(A.TURN, direction='right', angle_deg=90)), turn).ok


def test_measured_values_say_what_is_there() -> None:
    """A failing attribute carries the value that the motion has."""

    def measured(part: Part, name: str) -> object:
        (row,) = check(command(part), MADE[name][1]).failures
        return row.measured

    assert measured(Part(A.WAVE, side='left'), 'wave 2') == 'right'
    assert measured(Part(A.WAVE, count=3), 'wave 2') == 2
    assert measured(Part(A.WALK, direction='backward'), 'walk 3') == 'forward'
    assert measured(Part(A.WALK, speed='slow'), 'fast') == 'fast'
    angle = measured(Part(A.TURN, angle_deg=180), 'turn left')
    assert isinstance(angle, int) and abs(angle - 90) <= 3
    assert measured(Part(A.KICK), 'squat 2') is None


def test_order_and_repeats() -> None:
    """Steps must come in their order; the end of one may touch the start of the next."""
    wave, squat = MADE['wave 2'], MADE['squat 2']
    film = np.concatenate([wave[1], squat[1]])
    assert check(command(wave[0], squat[0]), film).ok
    report = check(command(squat[0], wave[0]), film)
    assert [(r.name, r.measured) for r in report.failures] == [('order', 'before')]


def test_together_wants_the_same_time() -> None:
    """A gesture while walking must overlap the walk."""
    walk, wave = MADE['slow'][1], MADE['wave 5'][1]
    n = min(len(walk), len(wave))
    both = walk[:n].copy()
    both[:, 18:21:2] += (wave - puppet.still(len(wave)))[:n, 18:21:2]
    wanted = Command((Step(Part(A.WALK), Part(A.WAVE, side='left', count=5)),))
    assert check(wanted, both).ok
    shift = np.array([0.0, 0.0, walk[-1, 0, 2]])
    apart = np.concatenate([walk, wave + shift])
    assert [r.name for r in check(wanted, apart).failures] == ['together']


def test_a_gesture_alone_is_done_on_the_spot() -> None:
    """Waving while walking away is not just waving."""
    wave = MADE['wave 5'][1].copy()
    wave[..., 2] += np.linspace(0, 2.0, len(wave))[:, None]
    (row,) = check(command(Part(A.WAVE)), wave).failures
    assert (row.name, row.measured) == ('present', 'travelling')


def joined(*names: str) -> puppet.Array:
    """Motions one after the other, each from the place at which the one before ends."""
    film = MADE[names[0]][1]
    for name in names[1:]:
        film = np.concatenate([film, MADE[name][1] + film[-1, 0] * np.array([1.0, 0.0, 1.0])])
    return film


@pytest.mark.parametrize(
    'names',
    [
        ('walk 4', 'circle'), ('circle', 'walk 4'), ('circle', 'turn left'),
        ('walk 4', 'tiptoe 5'), ('walk 3', 'limp 6'), ('skip 4', 'walk 4'),
        ('balance', 'hop on'), ('jump on', 'hop 3'), ('march 4', 'balance'),
        ('squat 2', 'sit'), ('sit', 'squat 2'), ('bow 1', 'reach down'), ('point', 'reach on'),
        ('wave 2', 'beckon 3'), ('clap 4', 'block', 'shrug 2', 'nod 3'),
        ('turn left', 'squat slow', 'kick high', 'bow slight'),
    ],
)  # fmt: skip
def test_like_actions_one_after_the_other(names: tuple[str, ...]) -> None:
    """What looks alike stays apart and is counted apart, up to four steps; the order matters."""
    wanted, film = [MADE[name][0] for name in names], joined(*names)
    report = check(command(*wanted), film)
    assert report.ok, report.failures
    assert not check(command(*wanted[::-1]), film).ok


def test_dancing_takes_hips_and_arms() -> None:
    """Hips alone are not a dance."""
    assert check(command(Part(A.DANCE)), moves.dance(6)).ok
    assert not check(command(Part(A.DANCE)), moves.dance(6, arms=False)).ok


def test_bending_over_is_reaching_only_with_the_trunk() -> None:
    """An arm held out in front points; it reaches if the trunk follows."""
    point, reach = Part(A.POINT, direction='forward'), Part(A.REACH, direction='forward')
    for pitch, pointing in ((3.0, True), (30.0, False)):
        film = moves.reach('forward', ('left',), pitch)
        assert check(command(point), film).ok is pointing
        assert check(command(reach), film).ok is not pointing


def test_a_short_seat_is_no_seat() -> None:
    """Half a second down is too short for sitting."""
    assert check(command(Part(A.SIT)), moves.sit(1.2)).ok
    assert not check(command(Part(A.SIT)), moves.sit(0.2)).ok


@pytest.mark.parametrize(
    ('name', 'wrong'),
    [
        ('kick high', {'height': 'low'}), ('jump low', {'height': 'high'}),
        ('punch low', {'height': 'high'}), ('punch 3', {'height': 'low'}),
        ('squat deep', {'depth': 'slight'}), ('squat 2', {'depth': 'deep'}),
        ('bow slight', {'depth': 'deep'}), ('lean deep', {'depth': 'slight'}),
        ('lunge slight', {'depth': 'deep'}), ('march slow', {'speed': 'fast'}),
        ('wave fast', {'speed': 'slow'}), ('clap slow', {'speed': 'fast'}),
        ('turn fast', {'speed': 'slow'}), ('turn left', {'speed': 'slow'}),
        ('squat 2', {'speed': 'slow'}), ('turn 135', {'angle_deg': 90}),
        ('turn 270', {'angle_deg': 360}), ('diagonal', {'direction': 'forward'}),
        ('diagonal', {'direction': 'left'}), ('walk 8', {'count': 7}),
        ('hop on', {'direction': 'up'}), ('hop 3', {'side': 'left'}),
        ('limp 6', {'side': 'right'}),
        ('circle', {'direction': 'right'}), ('skip 4', {'count': 3}), ('nod 3', {'count': 2}),
        ('reach up', {'direction': 'forward'}), ('reach down', {'side': 'left'}),
    ],
)  # fmt: skip
def test_refuses_one_wrong_attribute(name: str, wrong: dict[str, Any]) -> None:
    """A motion with one attribute other than asked for fails by that attribute alone."""
    part, positions = MADE[name]
    report = check(command(replace(part, **wrong)), positions)
    assert [row.name for row in report.failures] == list(wrong)


def test_standing_is_not_walking() -> None:
    """Rest at both ends of a walk is not what "stand" asks for."""
    (row,) = check(command(Part(A.STAND)), MADE['slow'][1]).failures
    assert row.name == 'present'


def test_seen_attributes_describe_the_motion() -> None:
    """The description of a motion is a command that the motion fulfils."""
    for name in ('walk 3', 'turn left', 'squat 2', 'wave 2', 'punch 3', 'jump on', 'clap 4'):
        part, positions = MADE[name]
        (seen,) = attributes_seen(positions)
        wanted = {k: v for k, v in vars(part).items() if v is not None}
        assert wanted.items() <= vars(seen).items(), name
        shown = shown_command(positions)
        assert shown is not None and check(shown, positions).ok


def test_refuses_broken_positions() -> None:
    """Wrong shapes and non-finite numbers are named."""
    with pytest.raises(ValueError, match='expected'):
        check(command(Part(A.STAND)), np.zeros((10, 21, 3)))
    with pytest.raises(ValueError, match='finite'):
        check(command(Part(A.STAND)), np.full((10, 22, 3), np.nan))
