# SPDX-License-Identifier: Apache-2.0
"""Series: one verb said once, and what changes from one time to the next.

"Lean left, then right, then left again": frames that join whole clauses never leave a verb out,
and clauses that are drawn apart seldom repeat an action. ``series.txt`` holds families of
such clauses: a head with the verb, and tails that go on from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from irgm_ros.spec.command import GESTURES, MAX_STEPS, Action, Part, Step, attributes_of
from irgm_ros.spec.inflect import Form
from training.semantic_parser.phrases import Person, Phrase

_T = TypeVar('_T')

SERIES = Path(__file__).parent / 'series.txt'
SAME, SWAP = 'same', 'swap'
_THEN = (
    ', then ', ' then ', ', and then ', ' and then ', '; then ', '. Then ', ', after that ',
    ', next ',
)  # fmt: skip
_BARE = (', ', ', ', '; ', ' and ', ', and ')  # what is said in the same way needs no "then"
_AGAIN = ('', '', '', ' again', ' once more', ' one more time')
_MIRRORED: Mapping[object, Any] = {'left': 'right', 'right': 'left'}
_NOBODY = Person('POSS', 'SELF', 'SUBJ')  # tails are fitted with the whole series
_TRIES = 4  # for a tail that asks for something else than the one before
_WRONG_SHARE = 0.12  # of series, one tail of which must be refused


@dataclass(frozen=True)
class Family:
    """A head, and what may follow it.

    Attributes:
        head: Template with the verb.
        tails: Templates with their meanings; None for what must be refused.
    """

    head: str
    tails: tuple[Phrase, ...]

    @property
    def right(self) -> list[Phrase]:
        """Tails that mean something by themselves."""
        return [t for t in self.tails if t.meaning not in (None, SAME, SWAP)]

    @property
    def wrong(self) -> list[Phrase]:
        """Tails that must be refused."""
        return [t for t in self.tails if t.meaning is None]

    @property
    def back(self) -> list[Phrase]:
        """Tails that speak of the time before."""
        return [t for t in self.tails if t.meaning in (SAME, SWAP)]


class SeriesSource:
    """Draws series of two to four steps."""

    def __init__(self, path: Path = SERIES) -> None:
        """Read the families."""
        self._families = read_families(path)

    def draw(
        self, form: Form, person: Person, rng: np.random.Generator, longest: int = MAX_STEPS
    ) -> tuple[str, tuple[Step, ...] | None]:
        """The words of one series, and its steps; None where it must be refused.

        Args:
            form: Of its verb.
            person: Whom it speaks of.
            rng: Source of everything.
            longest: Most steps, two at least.
        """
        family = _pick(self._families, rng)
        count = min(longest, 2 + int(rng.random() < 0.45) + int(rng.random() < 0.15))
        wrong = family.wrong and rng.random() < _WRONG_SHARE
        spoilt = _below(rng, count) if wrong else -1
        words, steps = list[str](), list[Step]()
        for place in range(count):
            tail, step = self._tail(family, steps, place == spoilt, rng)
            again = step in steps[:-1] and rng.random() < 0.6
            words.append(tail.rstrip() + (_pick(_AGAIN, rng) if again else ''))
            steps.append(step)
        head = Phrase(_with_one_verb(family.head, rng), None).say({}, form, person, rng)
        text = person.fit(f'{head} {_joined(words, steps, rng)}')
        return ' '.join(text.split()), None if wrong else tuple(steps)

    @staticmethod
    def _tail(
        family: Family, before: Sequence[Step], spoilt: bool, rng: np.random.Generator
    ) -> tuple[str, Step]:
        """Words and step of the next tail; a spoilt one has the step of another."""
        for _ in range(_TRIES):
            phrase, binding = _bound(family.right, rng)
            step = _step(phrase, binding)
            if step not in before[-1:]:
                break
        if spoilt:
            phrase, binding = _bound(family.wrong, rng)
        elif before and family.back and rng.random() < 0.2:
            back = _pick(family.back, rng)
            found = before[-1] if back.meaning == SAME else _swapped(before[-1])
            if found is not None:
                phrase, binding, step = back, {}, found
        return phrase.say(binding, 'base', _NOBODY, rng), step


def read_families(path: Path) -> list[Family]:
    """The families of a file.

    Raises:
        ValueError: A line is wrong; the message names it.
    """
    found = list[Family]()
    head, tails = '', list[Phrase]()
    lines = path.read_text(encoding='utf-8').splitlines()
    for number, line in enumerate([*lines, '[end]'], 1):
        if not line.strip() or line.startswith('#'):
            continue
        if not line.startswith(' '):
            if head:
                found.append(Family(head, tuple(tails)))
            head, tails = line.strip(), []
            continue
        words, arrow, meaning = (part.strip() for part in line.partition('=>'))
        tail = Phrase(words, meaning if arrow else None, base_only=True)
        known = meaning in ('', SAME, SWAP) or tail.bindings
        if not head or not words or not known:
            raise ValueError(f'{path.name}:{number}: no head, or no meaning that fits: {line}')
        tails.append(tail)
    return found


def _bound(
    phrases: Sequence[Phrase], rng: np.random.Generator
) -> tuple[Phrase, Mapping[str, object]]:
    phrase = _pick(phrases, rng)
    return phrase, _pick(phrase.bindings, rng)


def _step(phrase: Phrase, binding: Mapping[str, object]) -> Step:
    command = phrase.command(binding)
    assert command is not None
    return command.steps[0]


def _swapped(step: Step) -> Step | None:
    """A step on the other side; None where it names none."""
    part = step.parts[0]
    if part.side in _MIRRORED and part.direction not in _MIRRORED:
        return _alone(replace(part, side=_MIRRORED[part.side]))
    if part.direction in _MIRRORED and part.side is None:
        return _alone(replace(part, direction=_MIRRORED[part.direction]))
    return None


def _alone(part: Part) -> Step:
    return Step(gesture=part) if part.action in GESTURES else Step(body=part)


def _joined(words: Sequence[str], steps: Sequence[Step], rng: np.random.Generator) -> str:
    """The tails in one text; "then" stands before one that might belong to what it follows."""
    text = words[0]
    for tail, (before, step) in zip(words[1:], pairwise(steps), strict=True):
        alike = _asked(before) == _asked(step)
        text += _pick(_BARE if alike and rng.random() < 0.5 else _THEN, rng) + tail
    return text


def _asked(step: Step) -> tuple[Action, frozenset[str]]:
    """The action of a step, and what is asked of it."""
    part = step.parts[0]
    return part.action, frozenset(
        name for name in attributes_of(part.action) if getattr(part, name) is not None
    )


def _with_one_verb(head: str, rng: np.random.Generator) -> str:
    """The head with one of the verbs in its brackets: ``[turn|spin]`` as ``[spin]``."""
    verbs, rest = head.removeprefix('[').split(']', 1)
    return f'[{_pick(verbs.split("|"), rng)}]{rest}'


def _pick(options: Sequence[_T], rng: np.random.Generator) -> _T:
    return options[_below(rng, len(options))]


def _below(rng: np.random.Generator, count: int) -> int:
    return int(rng.random() * count)
