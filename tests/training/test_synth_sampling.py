# SPDX-License-Identifier: Apache-2.0
"""The drawn commands cover the specification and fit."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from evaluation.spec import ALLOWED, CARRIERS, Action, Command, Part, Step
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
    for action, allowed in ALLOWED.items():
        for name, options in (
            ('side', allowed.sides), ('count', allowed.counts),
            ('direction', allowed.directions), ('angle_deg', allowed.angles_deg),
            ('speed', allowed.speeds),
        ):  # fmt: skip
            for value in (*options, None):
                assert (action, name, value) in seen


def test_shares(commands: list[Command]) -> None:
    lengths = Counter(len(command.steps) for command in commands)
    assert set(lengths) == {1, 2, 3}
    assert lengths[1] > lengths[2] > lengths[3] > 0.015 * len(commands)
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


def test_fits() -> None:
    jacks = Step(body=Part(Action.JUMPING_JACK, count=5))
    assert fits(Command((jacks,)))
    assert not fits(Command((jacks, jacks)))
