# SPDX-License-Identifier: Apache-2.0
"""Commands in short notation, for people to write and to check.

``walk forward x3 ; squat slow + wave left x2``: steps in order are parted by ``;``, a body action
and the gesture that goes with it are joined by ``+``. An action is followed by its attributes in
any order: ``xN`` is a count, ``Ndeg`` an angle, any other word belongs to the one attribute of
the action that allows it. Where two do (left and right of ``point``) the attribute is named:
``point side:left``, ``point direction:left``.
"""

from __future__ import annotations

import re
from typing import Any

from irgm_ros.spec.command import GESTURES, MAX_STEPS, Action, Command, Part, Step, attributes_of

_NUMBERS = (('count', re.compile(r'x(\d+)')), ('angle_deg', re.compile(r'(\d+)deg')))


def parse_command(text: str) -> Command:
    """Read a command.

    Args:
        text: In the notation above.

    Raises:
        ValueError: With the part that is wrong and what is allowed there.
    """
    steps = text.split(';')
    if len(steps) > MAX_STEPS:
        raise ValueError(f'{len(steps)} steps, at most {MAX_STEPS} allowed')
    return Command(tuple(_step(step) for step in steps))


def as_text(command: Command) -> str:
    """Write a command in the notation; `parse_command` reads it back.

    Args:
        command: What to write.
    """
    return ' ; '.join(' + '.join(map(_words, step.parts)) for step in command.steps)


def _step(text: str) -> Step:
    parts = [_part(part) for part in text.split('+')]
    bodies = [part for part in parts if part.action not in GESTURES]
    gestures = [part for part in parts if part.action in GESTURES]
    if len(bodies) > 1 or len(gestures) > 1:
        raise ValueError(f'"{text.strip()}": a step is one body action, one gesture, or both')
    return Step(bodies[0] if bodies else None, gestures[0] if gestures else None)


def _part(text: str) -> Part:
    name, *words = text.split() or ['']
    if name not in set(Action):
        raise ValueError(f'action "{name}" unknown; there are {", ".join(Action)}')
    action = Action(name)
    values: dict[str, Any] = {}
    for word in words:
        attribute, value = _attribute(word, action)
        if attribute in values:
            raise ValueError(f'{action}: {attribute} given twice')
        values[attribute] = value
    return Part(action, **values)


def _attribute(word: str, action: Action) -> tuple[str, object]:
    """Name and value of the attribute that a word stands for."""
    options = attributes_of(action)
    for name, pattern in _NUMBERS:
        number = pattern.fullmatch(word)
        if number is not None:
            return name, int(number.group(1))
    if ':' in word:
        name, _, value = word.partition(':')
        if name in options:
            return name, value
    owners = [name for name, values in options.items() if word in values]
    if len(owners) == 1:
        return owners[0], word
    if owners:
        raise ValueError(f'{action}: "{word}" may be {" or ".join(f"{o}:{word}" for o in owners)}')
    raise ValueError(f'{action}: "{word}" unknown; it takes {options or "no attributes"}')


def _words(part: Part) -> str:
    """One part in the notation."""
    options = attributes_of(part.action)
    words = [str(part.action)]
    for name in options:
        value = getattr(part, name)
        if value is None:
            continue
        if name == 'count':
            words.append(f'x{value}')
        elif name == 'angle_deg':
            words.append(f'{value}deg')
        else:
            shared = sum(value in values for values in options.values()) > 1
            words.append(f'{name}:{value}' if shared else value)
    return ' '.join(words)
