# SPDX-License-Identifier: Apache-2.0
"""Near misses: a command that differs from another in exactly one attribute."""

from __future__ import annotations

from typing import Any

import numpy as np

from irgm_ros.spec.command import GESTURES, Action, Command, Part, Step, attributes_of
from training.synth import distinct, fits

_ATTEMPTS = 20
_NEIGHBOURS = 3  # counts that are tried: near ones are the hard ones


def mutate(command: Command, rng: np.random.Generator) -> Command:
    """Change one attribute, one action or the order of two steps of a command.

    Args:
        command: What to start from.
        rng: Source of the choice.

    Returns:
        A different command that fits into a clip; the command itself if none was found.
    """
    for _ in range(_ATTEMPTS):
        kind = rng.random()
        if kind < 0.12 and len(command.steps) > 1:
            changed: Command | None = _swapped(command, rng)
        elif kind < 0.3:
            changed = _other_action(command, rng)
        else:
            changed = _other_attribute(command, rng)
        if changed is not None and changed != command and distinct(changed) and fits(changed):
            return changed
    return command


def _swapped(command: Command, rng: np.random.Generator) -> Command:
    steps = list(command.steps)
    one, other = rng.choice(len(steps), size=2, replace=False)
    steps[one], steps[other] = steps[other], steps[one]
    return Command(tuple(steps))


def _other_attribute(command: Command, rng: np.random.Generator) -> Command | None:
    choices = [
        (index, part, name, others)
        for index, step in enumerate(command.steps)
        for part in step.parts
        for name, options in attributes_of(part.action).items()
        if (now := getattr(part, name)) is not None
        and (others := [option for option in options if option != now])
    ]
    if not choices:
        return None
    index, part, name, others = choices[int(rng.integers(len(choices)))]
    if name == 'count':
        others = sorted(others, key=lambda count: abs(int(str(count)) - (part.count or 0)))
        others = others[:_NEIGHBOURS]
    values = {**_values(part), name: others[int(rng.integers(len(others)))]}
    return _with_part(command, index, part, part.action, values)


def _other_action(command: Command, rng: np.random.Generator) -> Command | None:
    index = int(rng.integers(len(command.steps)))
    part = command.steps[index].parts[-1]
    pool = sorted(GESTURES if part.action in GESTURES else set(Action) - GESTURES)
    action = pool[int(rng.integers(len(pool)))]
    options = attributes_of(action)
    kept = {name: v for name, v in _values(part).items() if v in options.get(name, ())}
    return _with_part(command, index, part, action, kept)


def _values(part: Part) -> dict[str, Any]:
    """Attributes that a part gives."""
    values = {name: getattr(part, name) for name in attributes_of(part.action)}
    return {name: value for name, value in values.items() if value is not None}


def _with_part(
    command: Command, index: int, old: Part, action: Action, values: dict[str, Any]
) -> Command | None:
    """A command with another part; None where the parts do not go together."""
    step = command.steps[index]
    try:
        new = Part(action, **values)
        changed = Step(new, step.gesture) if step.body == old else Step(step.body, new)
    except ValueError:
        return None
    return Command((*command.steps[:index], changed, *command.steps[index + 1 :]))
