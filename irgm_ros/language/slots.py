# SPDX-License-Identifier: Apache-2.0
"""Commands as short sequences of slots: what the semantic parser writes, and what it may write.

A command is ``ACTION value ... [WITH GESTURE value ...]`` with ``THEN`` between its steps and
``END`` behind the last one; ``REFUSE END`` stands for whatever is no command that the
specification knows. Values follow their action in one fixed order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from irgm_ros.spec.command import (
    CARRIERS,
    GESTURES,
    MAX_STEPS,
    Action,
    Command,
    Part,
    Step,
    attributes_of,
)

PAD, START, END, REFUSE, THEN, WITH = range(6)
_MARKS = ('<pad>', '<start>', '<end>', '<refuse>', '<then>', '<with>')
_ATTRIBUTES = ('side', 'count', 'direction', 'angle_deg', 'speed', 'height', 'depth')


def _values() -> list[str]:
    """``attribute:value`` for everything that any action takes."""
    return [
        f'{name}:{value}'
        for name in _ATTRIBUTES
        for value in dict.fromkeys(v for a in Action for v in attributes_of(a).get(name, ()))
    ]


SLOTS: tuple[str, ...] = (*_MARKS, *(str(action) for action in Action), *_values())
_IDS = {name: index for index, name in enumerate(SLOTS)}
_ACTIONS = {_IDS[str(action)]: action for action in Action}
# Longest sequence: four steps of an action with four values and a gesture with four.
LONGEST = MAX_STEPS * 11 + 1


def slots_of(command: Command | None) -> list[int]:
    """The slots of a command, ``END`` included; of a refusal for None."""
    if command is None:
        return [REFUSE, END]
    found: list[int] = []
    for step in command.steps:
        found += [THEN] if found else []
        for index, part in enumerate(step.parts):
            found += [WITH] if index else []
            found.append(_IDS[str(part.action)])
            given = ((name, getattr(part, name)) for name in attributes_of(part.action))
            values = {name: f'{name}:{value}' for name, value in given if value is not None}
            found += [_IDS[values[name]] for name in _ATTRIBUTES if name in values]
    return [*found, END]


def command_of(slots: Sequence[int]) -> Command | None:
    """The command that slots without ``START`` and ``END`` stand for; None for a refusal.

    Raises:
        ValueError: They break the rules of `allowed`.
    """
    if list(slots) == [REFUSE]:
        return None
    steps = [[_part(part) for part in _split(step, WITH)] for step in _split(slots, THEN)]
    return Command(tuple(_step(parts) for parts in steps))


def allowed(slots: Sequence[int]) -> list[int]:
    """The slots that may follow some, in ascending order.

    Args:
        slots: What was written so far, without ``START``.
    """
    if not slots:
        return sorted([REFUSE, *_ACTIONS])
    if slots[-1] == REFUSE:
        return [END]
    steps = _split(slots, THEN)
    parts = _split(steps[-1], WITH)
    if slots[-1] == THEN:
        return sorted(_ACTIONS)
    if slots[-1] == WITH:
        return sorted(i for i, action in _ACTIONS.items() if action in GESTURES)
    following = list(_next_values(tuple(parts[-1])))
    if _is_whole(tuple(parts[-1])):
        following.append(END)
        if len(steps) < MAX_STEPS:
            following.append(THEN)
        if len(parts) == 1 and _ACTIONS[parts[0][0]] in CARRIERS - GESTURES:
            following.append(WITH)
    return sorted(following)


@cache
def _next_values(part: tuple[int, ...]) -> tuple[int, ...]:
    """Values that may follow an action with some of its values."""
    takes = attributes_of(_ACTIONS[part[0]])
    reached = max((_ATTRIBUTES.index(SLOTS[v].split(':')[0]) for v in part[1:]), default=-1)
    names = (f'{n}:{v}' for n in _ATTRIBUTES[reached + 1 :] for v in takes.get(n, ()))
    found = (_IDS[name] for name in names)
    return tuple(v for v in found if _is_whole((*part, v)) or _next_values((*part, v)))


@cache
def _is_whole(part: tuple[int, ...]) -> bool:
    """Whether the specification allows these values together."""
    with suppress(ValueError):
        return bool(_part(part))
    return False


def _part(slots: Sequence[int]) -> Part:
    if not slots or slots[0] not in _ACTIONS:
        raise ValueError(f'slots {list(slots)} do not begin with an action')
    values: dict[str, Any] = {}
    for slot in slots[1:]:
        name, colon, value = SLOTS[slot].partition(':')
        if not colon or name in values:
            raise ValueError(f'slot {SLOTS[slot]} has no place behind {SLOTS[slots[0]]}')
        values[name] = int(value) if value.isdecimal() else value
    return Part(_ACTIONS[slots[0]], **values)


def _step(parts: Sequence[Part]) -> Step:
    if len(parts) == 1:
        one = parts[0]
        return Step(gesture=one) if one.action in GESTURES else Step(body=one)
    body, gesture = parts
    return Step(body, gesture)


def _split(slots: Iterable[int], mark: int) -> list[list[int]]:
    found: list[list[int]] = [[]]
    for slot in slots:
        if slot == mark:
            found.append([])
        else:
            found[-1].append(slot)
    return found
