# SPDX-License-Identifier: Apache-2.0
"""One fixed text per command, with its exact inverse: the analysis that the model writes.

Grammar: ``A person STEP, then STEP.`` with ``STEP := CLAUSE [while CLAUSE]``; a clause is the
verb followed by side, direction, count, angle and speed, as far as they are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import product

from evaluation.spec import ALLOWED, GESTURES, Action, Command, Part, Step
from training.text.inflect import Form, verb
from training.text.words import NUMBER_WORDS

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
}
_SPEEDS = {'slow': 'slowly', 'normal': 'at normal speed', 'fast': 'fast'}


def canonical(command: Command) -> str:
    """The fixed text of ``command``; attributes that are None are not named."""
    return SUBJECT + ', then '.join(_step(step) for step in command.steps) + '.'


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
    noun = 'step' if part.action in (Action.WALK, Action.MARCH) else 'time'
    return f'{NUMBER_WORDS.get(count, count)} {noun}{"" if count == 1 else "s"}'


def speed_words(speed: str) -> str:
    """A speed in words: "slowly"."""
    return _SPEEDS[speed]


def direction_words(part: Part, direction: str) -> str:
    """A direction in words: "to the left", but "left" for a turn."""
    if direction in ('left', 'right') and part.action is not Action.TURN:
        return f'to the {direction}'
    return direction


def all_parts(action: Action) -> Iterator[Part]:
    """Every part that the specification allows for ``action``."""
    allowed = ALLOWED[action]
    options = (
        (None, *allowed.sides), (None, *allowed.counts), (None, *allowed.directions),
        (None, *allowed.angles_deg), (None, *allowed.speeds),
    )  # fmt: skip
    for values in product(*options):
        with suppress(ValueError):  # a pointing arm does not cross the body
            yield Part(action, *values)


def _attributes(part: Part) -> Iterator[str]:
    if part.direction is not None:
        yield direction_words(part, part.direction)
    if part.count is not None:
        yield count_words(part, part.count)
    if part.angle_deg is not None:
        yield f'{part.angle_deg} degrees'
    if part.speed is not None:
        yield speed_words(part.speed)


def _step(step: Step) -> str:
    if step.body is None or step.gesture is None:
        return clause(step.parts[0])
    return f'{clause(step.body)} while {clause(step.gesture, "gerund")}'


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
