# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.language.slots import (
    END,
    LONGEST,
    REFUSE,
    SLOTS,
    THEN,
    WITH,
    allowed,
    command_of,
    slots_of,
)
from irgm_ros.spec.command import MAX_STEPS
from irgm_ros.spec.notation import parse_command
from training.text.samples import random_command


def ids(*names: str) -> list[int]:
    return [SLOTS.index(name) for name in names]


def test_every_command_survives_and_is_allowed_slot_by_slot() -> None:
    rng = np.random.default_rng(3)
    for _ in range(500):
        command = random_command(rng)
        slots = slots_of(command)
        assert len(slots) <= LONGEST
        assert command_of(slots[:-1]) == command
        assert all(slot in allowed(slots[:at]) for at, slot in enumerate(slots))


def test_whatever_is_allowed_ends_as_a_command_or_a_refusal() -> None:
    rng = np.random.default_rng(4)
    for _ in range(500):
        slots: list[int] = []
        while not slots or slots[-1] != END:
            choices = allowed(slots)
            slots.append(int(rng.choice(choices)))
        command = command_of(slots[:-1])
        assert slots_of(command) == slots
        assert command is None or len(command.steps) <= MAX_STEPS


def test_a_refusal_is_one_slot() -> None:
    assert slots_of(None) == [REFUSE, END]
    assert command_of([REFUSE]) is None
    assert allowed([REFUSE]) == [END]


def test_only_arms_left_free_take_a_gesture() -> None:
    assert WITH in allowed(ids('walk'))
    assert WITH not in allowed(ids('run'))
    assert WITH not in allowed(ids('wave'))
    assert WITH not in allowed(ids('walk', '<with>', 'wave'))
    assert THEN not in allowed(slots_of(parse_command('wave ; bow ; wave ; bow'))[:-1])


def test_an_arm_points_to_its_own_side() -> None:
    right = SLOTS.index('direction:right')
    assert right not in allowed(ids('point', 'side:left'))
    assert right in allowed(ids('point', 'side:right'))


@pytest.mark.parametrize(
    'names', [('side:left',), ('wave', 'walk'), ('wave', 'count:2', 'count:2'), ('<with>',), ()]
)
def test_what_breaks_the_rules_is_an_error(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        command_of(ids(*names))
