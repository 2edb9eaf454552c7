# SPDX-License-Identifier: Apache-2.0
"""Clipped speech: "wave x3 left", "turn 90 left", "kick high left leg x2"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from irgm_ros.spec.canonical import STEPPED
from irgm_ros.spec.command import Action, Command, Part, Step, attributes_of
from irgm_ros.spec.inflect import Form
from training.text.templates import Phrasebook

# Where the side alone says which limb; elsewhere it could be a direction.
_BARE_SIDE = frozenset({Action.WAVE, Action.KICK, Action.PUNCH, Action.SALUTE})
_LIMBS: Mapping[Action, str] = {
    **dict.fromkeys((Action.KICK, Action.LUNGE, Action.BALANCE, Action.HOP, Action.LIMP), 'leg'),
    Action.KNEEL: 'knee', Action.RAISE: 'arm', Action.REACH: 'arm',
}  # fmt: skip
_WORDS: Mapping[object, tuple[str, ...]] = {
    'forward': ('forward', 'fwd', 'ahead'), 'backward': ('backward', 'back'),
    'slow': ('slow', 'slowly'), 'normal': ('normal speed', 'normal pace'),
    'fast': ('fast', 'quickly'), 'slight': ('slightly', 'a little'),
}  # fmt: skip
_JOINERS = (', ', ' then ', '; ', ', then ', '. ')

Sayer = Callable[[Part, np.random.Generator, Form], str]


def terse(
    command: Command, rng: np.random.Generator, books: Mapping[Action, Phrasebook], say: Sayer
) -> str:
    """Say ``command`` in few words.

    Args:
        command: What is asked for.
        rng: Source of the choice of words.
        books: Phrasebooks by action, for the name of the action.
        say: Says a part in full; the gesture of two things at once is said so.
    """
    joiner = _JOINERS[_below(rng, len(_JOINERS))]
    return joiner.join(_step(step, rng, books, say) for step in command.steps)


def terse_words(action: Action) -> Iterator[str]:
    """Everything that may stand beside the name of an action, for the lexicon."""
    for name, values in attributes_of(action).items():
        for value in values:
            yield from terse_options(action, name, value)


def _step(
    step: Step, rng: np.random.Generator, books: Mapping[Action, Phrasebook], say: Sayer
) -> str:
    if step.body is None or step.gesture is None:
        return _part(step.parts[0], rng, books)
    gesture = say(step.gesture, rng, 'gerund').replace('POSS', 'your')
    return f'{_part(step.body, rng, books)} while {gesture}'


def _part(part: Part, rng: np.random.Generator, books: Mapping[Action, Phrasebook]) -> str:
    names = books[part.action].terse
    words = [names[_below(rng, len(names))]]
    said = [
        options[_below(rng, len(options))]
        for name in attributes_of(part.action)
        if (value := getattr(part, name)) is not None
        and (options := terse_options(part.action, name, value))
    ]
    for word in said:
        words.insert(1 + _below(rng, len(words)), word)
    if part.action in _BARE_SIDE and part.side in words and rng.random() < 0.4:
        words.remove(part.side)
        words.insert(0, part.side)
    return ' '.join(words)


def terse_options(action: Action, name: str, value: object) -> tuple[str, ...]:
    """Words for one attribute of an action in clipped speech."""
    if name == 'side':
        limb = _LIMBS.get(action, 'hand')
        if value == 'both':
            return (f'both {limb}s',)
        return (f'{value} {limb}', *((str(value),) if action in _BARE_SIDE else ()))
    if name == 'count':
        if action in STEPPED:
            return (f'{value} step{"" if value == 1 else "s"}',)
        return (f'x{value}', f'{value}x', f'x {value}', f'{value} time{"" if value == 1 else "s"}')
    if name == 'angle_deg':
        return (f'{value}', f'{value} degrees', f'{value}°', f'{value} deg')
    if action is Action.POINT and value in ('left', 'right'):
        return (f'to the {value}',)  # "left" would be read with the hand
    return _WORDS.get(value, (str(value).replace('_', ' '),))


def _below(rng: np.random.Generator, count: int) -> int:
    return int(rng.random() * count)
