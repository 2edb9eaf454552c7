# SPDX-License-Identifier: Apache-2.0
"""One fixed text per command, with its exact inverse: the analysis that the model writes.

Grammar: ``A person STEP, then STEP.`` with ``STEP := CLAUSE [while CLAUSE]``; a clause is the
verb followed by side, direction, height, depth, count, angle and speed, as far as they are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import product
from typing import Any

from irgm_ros.spec.command import GESTURES, Action, Command, Part, Step, attributes_of
from irgm_ros.spec.inflect import NUMBER_WORDS, Form, verb

SUBJECT = 'A person '
# Verb and what follows it; a dict gives the words per side.
_VERBS: Mapping[Action, tuple[str, str | Mapping[str | None, str]]] = {
    Action.WALK: ('walk', ''),
    Action.RUN: ('run', ''),
    Action.MARCH: ('march', ' in place'),
    Action.TURN: ('turn', ''),
    Action.SQUAT: ('squat', ''),
    Action.JUMP: ('jump', ''),
    Action.KICK: ('kick', ' with the {} leg'),
    Action.KNEEL: ('kneel', ' on the {} knee'),
    Action.LUNGE: ('lunge', ' with the {} leg'),
    Action.BOW: ('bow', ''),
    Action.LEAN: ('lean', ''),
    Action.BALANCE: ('balance', {None: ' on one leg', '': ' on the {} leg'}),
    Action.JUMPING_JACK: ('do', ' jumping jacks'),
    Action.STAND: ('stand', ' still'),
    Action.TIPTOE: ('tiptoe', ''),
    Action.LIMP: ('limp', ' on the {} leg'),
    Action.CIRCLE: ('walk', ' in a circle'),
    Action.HOP: ('hop', {None: ' on one leg', '': ' on the {} leg'}),
    Action.SKIP: ('skip', ''),
    Action.SIT: ('sit', ' down'),
    Action.DANCE: ('dance', ''),
    Action.REACH: ('reach', {None: '', '': ' with the {} arm', 'both': ' with both arms'}),
    Action.WAVE: ('wave', {None: '', '': ' the {} hand', 'both': ' both hands'}),
    Action.RAISE: ('raise', {None: ' one arm', '': ' the {} arm', 'both': ' both arms'}),
    Action.POINT: ('point', ' with the {} hand'),
    Action.PUNCH: ('punch', ' with the {} hand'),
    Action.CLAP: ('clap', ''),
    Action.SALUTE: ('salute', ' with the {} hand'),
    Action.HANDS_ON_HIPS: ('put', ' the hands on the hips'),
    Action.CROSS_ARMS: ('cross', ' the arms'),
    Action.T_POSE: ('make', ' a T pose'),
    Action.FLAP: ('flap', ' the arms'),
    Action.BECKON: ('beckon', ' with the {} hand'),
    Action.BLOCK: ('block', ''),
    Action.SHRUG: ('shrug', ''),
    Action.NOD: ('nod', ''),
    Action.SHAKE_HEAD: ('shake', ' the head'),
}
# Actions whose count is a count of steps.
STEPPED = frozenset({Action.WALK, Action.MARCH, Action.TIPTOE, Action.LIMP})
_SPEEDS = {'slow': 'slowly', 'normal': 'at normal speed', 'fast': 'fast'}
_DEPTHS = {'deep': 'deeply', 'slight': 'slightly'}


def canonical(command: Command) -> str:
    """The fixed text of ``command``; attributes that are None are not named."""
    return SUBJECT + ', then '.join(_step(step) for step in command.steps) + '.'


def plainly(command: Command) -> str:
    """``command`` as an order in few words: "walk forward, then wave the left hand"."""
    return ', then '.join(_step(step, 'base') for step in command.steps)


def parse_canonical(text: str) -> Command | None:
    """The command of a text that `canonical` wrote; None for any other text."""
    text = text.strip()
    if not text.startswith(SUBJECT) or not text.endswith('.'):
        return None
    steps = []
    for words in text[len(SUBJECT) : -1].split(', then '):
        step = _parsed_step(words)
        if step is None:
            return None
        steps.append(step)
    return Command(tuple(steps))


def clause(part: Part, form: Form = 'third') -> str:
    """The fixed words of one part in a verb form: "waves the left hand two times"."""
    word, rest = _VERBS[part.action]
    if isinstance(rest, str):
        rest = {None: '' if '{}' in rest else rest, '': rest}
    limb = rest.get(part.side, rest['']).format(part.side)
    return verb(word, form) + limb + ''.join(f' {word}' for word in _attributes(part))


def count_words(part: Part, count: int) -> str:
    """A count of ``part`` in words: "one step", "two times"."""
    noun = 'step' if part.action in STEPPED else 'time'
    return f'{NUMBER_WORDS.get(count, count)} {noun}{"" if count == 1 else "s"}'


def attribute_words(part: Part, name: str, value: object) -> str:
    """One attribute of ``part`` in words: "slowly", "to the left", "90 degrees", "two times"."""
    if name == 'count':
        return count_words(part, int(str(value)))
    if name == 'direction':
        return direction_words(part, str(value))
    if name == 'angle_deg':
        return f'{value} degrees'
    return {'speed': _SPEEDS, 'depth': _DEPTHS}.get(name, {}).get(str(value), str(value))


def direction_words(part: Part, direction: str) -> str:
    """A direction in words: "to the left", but "left" for a turn and "forward left"."""
    if direction in ('left', 'right') and part.action is not Action.TURN:
        return f'to the {direction}'
    return direction.replace('_', ' ')


def all_parts(action: Action) -> Iterator[Part]:
    """Every part that the specification allows for ``action``."""
    options = attributes_of(action)
    for values in product(*((None, *allowed) for allowed in options.values())):
        given: dict[str, Any] = dict(zip(options, values, strict=True))
        with suppress(ValueError):  # a pointing arm does not cross the body
            yield Part(action, **given)


def _attributes(part: Part) -> Iterator[str]:
    for name in ('direction', 'height', 'depth', 'count', 'angle_deg', 'speed'):
        value = getattr(part, name)
        if value is not None:
            yield attribute_words(part, name, value)


def _step(step: Step, form: Form = 'third') -> str:
    if step.body is None or step.gesture is None:
        return clause(step.parts[0], form)
    return f'{clause(step.body, form)} while {clause(step.gesture, "gerund")}'


@lru_cache(maxsize=1)
def _parts_by_clause() -> dict[str, Part]:
    return {
        clause(part, form): part
        for action in Action
        for part in all_parts(action)
        for form in (('third', 'gerund') if action in GESTURES else ('third',))
    }


def _parsed_step(words: str) -> Step | None:
    first, joined, second = words.partition(' while ')
    parts = [_parts_by_clause().get(words) for words in ((first, second) if joined else (first,))]
    try:
        if joined:
            step = Step(body=parts[0], gesture=parts[1])
        elif parts[0] is not None and parts[0].action in GESTURES:
            step = Step(gesture=parts[0])
        else:
            step = Step(body=parts[0])
    except ValueError:
        return None
    return step if None not in parts and _step(step) == words else None
