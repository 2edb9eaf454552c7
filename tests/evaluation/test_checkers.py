# SPDX-License-Identifier: Apache-2.0
"""Checkers against hand-made motions whose content is known by construction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evaluation.checkers import attributes_seen, check, shown_command
from evaluation.spec import GESTURES, Action, Command, Part, Step
from tests.evaluation import puppet

A = Action
MADE = {
    'walk 3': (Part(A.WALK, count=3, direction='forward'), puppet.walk([0.3, 0.6, 0.3])),
    'walk 4': (Part(A.WALK, count=4, direction='forward'), puppet.walk([0.3, 0.6, 0.6, 0.3])),
    'back 3': (Part(A.WALK, count=3, direction='backward'), puppet.walk([-0.2, -0.4, -0.2])),
    'side 2': (Part(A.WALK, count=2, direction='left'), puppet.walk([0.3] * 4, sideways=True)),
    'side right 3': (
        Part(A.WALK, count=3, direction='right'),
        puppet.walk([-0.3] * 6, sideways=True),
    ),
    'slow': (Part(A.WALK, speed='slow'), puppet.walk([0.2, 0.4, 0.4, 0.4, 0.4, 0.2], 0.9)),
    'normal': (Part(A.WALK, speed='normal'), puppet.walk([0.45, 0.9, 0.9, 0.9, 0.9, 0.45], 0.55)),
    'fast': (Part(A.WALK, speed='fast'), puppet.walk([0.55, 1.1, 1.1, 1.1, 1.1, 0.55], 0.4)),
    'turn left': (Part(A.TURN, direction='left', angle_deg=90), puppet.turn(90)),
    'turn right': (Part(A.TURN, direction='right', angle_deg=45), puppet.turn(-45)),
    'half turn': (Part(A.TURN, direction='right', angle_deg=180), puppet.turn(-180)),
    'squat 2': (Part(A.SQUAT, count=2), puppet.squat(2)),
    'bow 1': (Part(A.BOW, count=1), puppet.bow(1)),
    'bow 3': (Part(A.BOW, count=3), puppet.bow(3)),
    'kick': (Part(A.KICK, side='right', count=1), puppet.lift_leg('right', 0.1, 0.64, 0.37)),
    'balance': (Part(A.BALANCE, side='left'), puppet.lift_leg('right', 1.6, 0.1, 0.2)),
    'jump up': (Part(A.JUMP, count=1, direction='up'), puppet.jump(0.2, 0.0)),
    'jump on': (Part(A.JUMP, count=1, direction='forward'), puppet.jump(0.2, 0.5)),
    'stand': (Part(A.STAND), puppet.still()),
    'wave 2': (Part(A.WAVE, side='right', count=2), puppet.wave('right', 2)),
    'wave 5': (Part(A.WAVE, side='left', count=5), puppet.wave('left', 5)),
    'wave both': (Part(A.WAVE, side='both', count=3), puppet.wave('both', 3)),
    'punch 3': (Part(A.PUNCH, side='right', count=3), puppet.punch('right', 3)),
    'clap 4': (Part(A.CLAP, count=4), puppet.clap(4)),
    'raise': (Part(A.RAISE, side='left'), puppet.hands('left', [(0.1, 0.48, 0.05)] * 3, 0.4)),
    'raise both': (Part(A.RAISE, side='both'), puppet.hands('both', [(0.1, 0.48, 0.0)] * 3, 0.4)),
    'point': (
        Part(A.POINT, side='right', direction='forward'),
        puppet.hands('right', [(0.0, 0.0, 0.51)] * 3, 0.4),
    ),
    'point left': (
        Part(A.POINT, side='left', direction='left'),
        puppet.hands('left', [(0.51, 0.0, 0.0)] * 3, 0.4),
    ),
    't pose': (Part(A.T_POSE), puppet.hands('both', [(0.51, 0.0, 0.0)] * 3, 0.4)),
    'flap 3': (
        Part(A.FLAP, count=3),
        puppet.hands('both', [(0.45, 0.2, 0.0), (0.3, -0.4, 0.0)] * 3, 0.3),
    ),
}  # fmt: skip


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
    """A motion is not taken for another action, except standing and pointing up while raising."""
    part, positions = MADE[name]
    alike = {part.action, A.STAND} | ({A.POINT} if part.action is A.RAISE else set())
    taken = [a for a in A if a not in alike and check(command(Part(a)), positions).ok]
    assert not taken


@pytest.mark.parametrize('name', MADE)
def test_survives_jitter(name: str) -> None:
    """20 mm of slow jitter, as a motion tokenizer leaves it, changes no verdict."""
    part, positions = MADE[name]
    verdicts = [check(command(part), puppet.trembling(positions, seed)).ok for seed in range(2)]
    assert all(verdicts)


@pytest.mark.parametrize('name', MADE)
def test_mirroring_swaps_sides(name: str) -> None:
    """Exchanging left and right flips side and direction and nothing else."""
    part, positions = MADE[name]
    swap: dict[object, Any] = {'left': 'right', 'right': 'left'}
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
