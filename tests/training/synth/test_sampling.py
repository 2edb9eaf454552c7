# SPDX-License-Identifier: Apache-2.0
"""The drawn commands cover the specification and fit."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from irgm_ros.spec.command import CARRIERS, MAX_STEPS, Action, Command, Part, Step, attributes_of
from training.synth import fits, sample_command
from training.synth.sampling import distinct


@pytest.fixture(scope='module')
def commands() -> list[Command]:
    """A few thousand draws."""
    rng = np.random.default_rng(2)
    return [sample_command(rng) for _ in range(2500)]


def test_every_action_and_attribute_comes_up(commands: list[Command]) -> None:
    seen = {
        (part.action, name, value)
        for command in commands
        for part in command.parts
        for name, value in vars(part).items()
    }
    for action in Action:
        for name, options in attributes_of(action).items():
            for value in (*options, None):
                assert (action, name, value) in seen


def test_paces_heights_and_depths_are_mostly_open(commands: list[Command]) -> None:
    parts = [part for command in commands for part in command.parts]
    for name in ('speed', 'height', 'depth'):
        given = [getattr(p, name) is not None for p in parts if name in attributes_of(p.action)]
        assert 0.25 < np.mean(given) < 0.45


def test_shares(commands: list[Command]) -> None:
    lengths = Counter(len(command.steps) for command in commands)
    assert set(lengths) == set(range(1, MAX_STEPS + 1))
    assert lengths[1] > lengths[2] > lengths[3] > lengths[4] > 0.04 * len(commands)
    actions = Counter(part.action for command in commands for part in command.parts)
    assert {a for a, _ in actions.most_common(6)} >= {Action.WALK, Action.TURN, Action.WAVE}
    steps = [step for command in commands for step in command.steps]
    both = [step for step in steps if step.body and step.gesture]
    assert 0.15 < len(both) / len(steps) < 0.3
    assert {step.body.action for step in both if step.body} == CARRIERS


def test_same_seed_same_command() -> None:
    one, two = (sample_command(np.random.default_rng(7)) for _ in range(2))
    assert one == two


def test_neighbouring_steps_differ() -> None:
    ahead = Step(body=Part(Action.WALK))
    left = Step(body=Part(Action.WALK, direction='left'))
    wave = Step(gesture=Part(Action.WAVE))
    assert not distinct(Command((ahead, Step(body=Part(Action.WALK, direction='forward')))))
    assert not distinct(Command((wave, Step(body=Part(Action.WALK), gesture=Part(Action.WAVE)))))
    assert distinct(Command((ahead, left)))
    assert distinct(Command((wave, ahead, wave)))


def test_what_can_be_taken_for_each_other_does_not_meet() -> None:
    circle, turn = Step(body=Part(Action.CIRCLE)), Step(body=Part(Action.TURN))
    ahead, back = (
        Step(body=Part(Action.TIPTOE, direction=way))
        for way in ('forward', 'backward')  # type: ignore[arg-type]
    )
    assert not distinct(Command((circle, turn)))
    assert not distinct(Command((circle, ahead)))
    assert distinct(Command((circle, back)))
    down = Step(body=Part(Action.REACH, direction='down'))
    assert not distinct(Command((down, Step(body=Part(Action.SQUAT)))))


def test_gestures_that_nobody_could_see_are_not_asked_for(commands: list[Command]) -> None:
    both = [s for c in commands for s in c.steps if s.body and s.gesture]
    squats = {s.gesture.action for s in both if s.body.action is Action.SQUAT}
    assert squats
    assert not squats & {Action.NOD, Action.SHRUG}


def test_fits() -> None:
    jacks = Step(body=Part(Action.JUMPING_JACK, count=5))
    assert fits(Command((jacks,)))
    assert not fits(Command((jacks, jacks)))
