# SPDX-License-Identifier: Apache-2.0
"""Near misses: one thing changed, and the result still fits into a clip."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.spec.command import Action, Command, Part, Step, attributes_of
from training.data.mutation import mutate
from training.synth import distinct, fits, sample_command

Pair = tuple[Command, Command]


@pytest.fixture(scope='module')
def pairs() -> list[Pair]:
    """Drawn commands with their near misses."""
    rng = np.random.default_rng(0)
    commands = [sample_command(rng) for _ in range(600)]
    return [(command, mutate(command, rng)) for command in commands]


def test_near_misses_differ_in_one_part_or_in_the_order(pairs: list[Pair]) -> None:
    orders = 0
    for command, other in pairs:
        assert len(other.steps) == len(command.steps)
        differing = sum(a != b for a, b in zip(command.steps, other.steps, strict=True))
        if sorted(map(repr, command.steps)) == sorted(map(repr, other.steps)) and differing:
            orders += 1
            assert differing == 2
            continue
        assert differing <= 1
        parts = zip(command.parts, other.parts, strict=True)
        assert sum(a != b for a, b in parts) == differing
    assert orders > 10
    assert sum(command == other for command, other in pairs) < 10


def test_near_misses_can_be_made_and_told(pairs: list[Pair]) -> None:
    assert all(fits(other) and distinct(other) for command, other in pairs if other != command)


def test_every_attribute_is_changed_alone(pairs: list[Pair]) -> None:
    changed = set()
    for command, other in pairs:
        if len(command.parts) != len(other.parts):
            continue
        for a, b in zip(command.parts, other.parts, strict=True):
            names = [n for n in attributes_of(a.action) if getattr(a, n) != getattr(b, n)]
            if a.action is b.action and len(names) == 1:
                changed.add(names[0])
    assert changed >= {name for action in Action for name in attributes_of(action)}


def test_counts_move_to_a_neighbour() -> None:
    command = Command((Step(gesture=Part(Action.WAVE, count=5)),))
    counts = {
        part.count
        for seed in range(60)
        for part in mutate(command, np.random.default_rng(seed)).parts
        if part.action is Action.WAVE
    }
    assert counts <= {3, 4, 6, 7}
    assert {4, 6} <= counts
