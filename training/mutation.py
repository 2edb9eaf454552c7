# SPDX-License-Identifier: Apache-2.0
"""Near misses: a command that differs from another in exactly one attribute."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluation.spec import ALLOWED, GESTURES, Command, Part, Step
from training.synth import fits

_ATTEMPTS = 20
_FIELDS = {
    'side': 'sides',
    'count': 'counts',
    'direction': 'directions',
    'angle_deg': 'angles_deg',
    'speed': 'speeds',
}


def mutate(command: Command, rng: np.random.Generator) -> Command:
    """Change one attribute, one gesture or the order of a command.

    Args:
        command: What to start from.
        rng: Source of the choice.

    Returns:
        A different command that fits into a clip; the command itself if none was found.
    """
    for _ in range(_ATTEMPTS):
        kind = rng.random()
        if kind < 0.12 and len(command.steps) > 1:
            changed: Command | None = Command(command.steps[::-1])
        elif kind < 0.3:
            changed = _other_action(command, rng)
        else:
            changed = _other_attribute(command, rng)
        if changed is not None and changed != command and fits(changed):
            return changed
    return command


def _other_attribute(command: Command, rng: np.random.Generator) -> Command | None:
    choices = [
        (index, part, name)
        for index, step in enumerate(command.steps)
        for part in step.parts
        for name in _FIELDS
        if getattr(part, name) is not None
    ]
    if not choices:
        return None
    index, part, name = choices[int(rng.integers(len(choices)))]
    options = [o for o in getattr(ALLOWED[part.action], _FIELDS[name]) if o != getattr(part, name)]
    if name == 'count':  # neighbours are the hard ones
        options.sort(key=lambda count: abs(count - (part.count or 0)))
        options = options[:3]
    if not options:
        return None
    changes = {name: options[int(rng.integers(len(options)))]}
    try:
        return _with_part(command, index, part, replace(part, **changes))
    except ValueError:
        return None


def _other_action(command: Command, rng: np.random.Generator) -> Command | None:
    index = int(rng.integers(len(command.steps)))
    part = command.steps[index].parts[-1]
    pool = sorted(GESTURES if part.action in GESTURES else set(ALLOWED) - GESTURES)
    action = pool[int(rng.integers(len(pool)))]
    kept = {
        name: getattr(part, name)
        for name, options in _FIELDS.items()
        if getattr(part, name) in getattr(ALLOWED[action], options)
    }
    try:
        return _with_part(command, index, part, Part(action, **kept))
    except ValueError:
        return None


def _with_part(command: Command, index: int, old: Part, new: Part) -> Command:
    step = command.steps[index]
    changed = Step(new, step.gesture) if step.body == old else Step(step.body, new)
    return Command((*command.steps[:index], changed, *command.steps[index + 1 :]))
