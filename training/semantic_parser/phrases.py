# SPDX-License-Identifier: Apache-2.0
r"""Banks of phrases: wordings of one clause, each with what it means.

A line of a bank is ``TEMPLATE => MEANING``, the meaning in the notation of
`irgm_ros.spec.notation`, or a template alone for something that must be refused:

* ``[verb]`` is inflected: "wave", "waves", "waving";
* ``(a|b|)`` is one of the groups of words, the last one here being nothing;
* ``{side}``, ``{other}`` (the opposite one) and ``{lr}`` are "left" or "right", ``{n}`` a number,
  ``{times}`` a number of times and ``{deg}`` an angle; what they are drawn as stands for the same
  slot of the meaning, ``{n}`` for ``{times}``;
* ``POSS``, ``SELF`` and ``SUBJ`` fit the person;
* a leading ``!`` marks a phrase without a third person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np

from irgm_ros.spec.command import Command
from irgm_ros.spec.inflect import NUMBER_WORDS, Form, verb
from irgm_ros.spec.notation import parse_command

FOLDER = Path(__file__).parent / 'phrases'
_SLOTS: Mapping[str, tuple[object, ...]] = {
    'side': ('left', 'right'), 'lr': ('left', 'right'), 'n': tuple(range(2, 9)),
    'deg': (45, 90, 135, 180, 270, 360),
}  # fmt: skip
_OPPOSITE = {'left': 'right', 'right': 'left'}
_BINDS = {'other': 'side', 'times': 'n'}  # slots of a template that speak of another one
_TENS = {
    45: 'forty five', 90: 'ninety', 135: 'one hundred thirty five', 180: 'one hundred eighty',
    270: 'two hundred seventy', 360: 'three hundred sixty',
}  # fmt: skip
_PIECE = re.compile(r'\[([^\]]+)\]|\(([^)]*)\)|\{(\w+)\}')
_MARKS = re.compile(r'[\[\](){}=]')


@dataclass(frozen=True)
class Person:
    """Whom a sentence speaks to or of: the words for POSS, SELF and SUBJ."""

    possessive: str
    reflexive: str
    subject: str

    def fit(self, text: str) -> str:
        """A text with the words for its marks."""
        for mark, word in zip(('POSS', 'SELF', 'SUBJ'), astuple(self), strict=True):
            text = re.sub(rf'\b{mark}\b', word, text)
        return text


YOU = Person('your', 'yourself', 'you')
OTHERS = (
    Person('his', 'himself', 'he'), Person('her', 'herself', 'she'),
    Person('their', 'themselves', 'they'),
)  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """One line of a bank.

    Attributes:
        template: The words, see the module.
        meaning: In short notation with slots; None for what must be refused.
        base_only: Whether it has no third person.
    """

    template: str
    meaning: str | None
    base_only: bool = False

    @cached_property
    def bindings(self) -> tuple[Mapping[str, object], ...]:
        """Every way to fill the slots that the specification allows."""
        names = list(dict.fromkeys(_BINDS.get(s, s) for s in self.slots))
        found = []
        for values in product(*(_SLOTS[name] for name in names)):
            binding = dict(zip(names, values, strict=True))
            with suppress(ValueError):
                self.command(binding)
                found.append(binding)
        return tuple(found)

    @property
    def slots(self) -> list[str]:
        """Names of the slots in the order of the words."""
        return [slot for _, _, slot in _PIECE.findall(self.template) if slot]

    def command(self, binding: Mapping[str, object]) -> Command | None:
        """What the phrase means with its slots filled.

        Args:
            binding: One of `bindings`.

        Raises:
            ValueError: The specification does not allow it, or a slot has no value.
        """
        if self.meaning is None:
            return None
        text = self.meaning
        for name, value in binding.items():
            text = text.replace(f'{{{name}}}', f'{value}deg' if name == 'deg' else str(value))
        return parse_command(text)

    def say(
        self, binding: Mapping[str, object], form: Form, person: Person, rng: np.random.Generator
    ) -> str:
        """The phrase in words.

        Args:
            binding: One of `bindings`.
            form: Of its verbs.
            person: Whom it speaks of.
            rng: Chooses among alternatives.
        """

        def words(match: re.Match[str]) -> str:
            inflected, options, slot = match.groups()
            if inflected:
                return verb(inflected, form)
            return _pick(options.split('|'), rng) if slot is None else _said(slot, binding, rng)

        return ' '.join(person.fit(_PIECE.sub(words, self.template)).split())


def read_phrases(path: Path) -> list[Phrase]:
    """The phrases of a bank.

    Args:
        path: One phrase a line; empty lines and those that begin with ``#`` do not count.

    Raises:
        ValueError: A line is wrong; the message names all of them.
    """
    found, wrong = [], []
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        if not line.strip() or line.startswith('#'):
            continue
        template, arrow, meaning = (part.strip() for part in line.partition('=>'))
        phrase = Phrase(
            template.removeprefix('!'), meaning if arrow else None, template[:1] == '!'
        )
        problem = _problem(phrase)
        if problem:
            wrong.append(f'{path.name}:{number}: {problem}: {line}')
        found.append(phrase)
    if wrong:
        raise ValueError('\n'.join(wrong))
    return found


def _problem(phrase: Phrase) -> str:
    """What is wrong with a phrase; empty if nothing is."""
    slots = phrase.slots
    unknown = [s for s in slots if _BINDS.get(s, s) not in _SLOTS]
    if unknown:
        return f'slots {unknown} unknown; there are {[*_SLOTS, *_BINDS]}'
    if _MARKS.search(_PIECE.sub('', phrase.template)):
        return 'a bracket without its partner'
    if '{' in ''.join(options for _, options, _ in _PIECE.findall(phrase.template)):
        return 'a slot within alternatives'
    if not phrase.base_only and '[' not in phrase.template:
        return 'no [verb], and no leading !'
    if phrase.meaning is not None:
        named = set(re.findall(r'\{(\w+)\}', phrase.meaning))
        if named != {_BINDS.get(s, s) for s in slots}:
            return f'meaning names the slots {sorted(named)}, the words {sorted(set(slots))}'
        if not phrase.bindings:
            try:
                phrase.command({n: _SLOTS[n][0] for n in named})
            except ValueError as error:
                return str(error)
            return 'no values of the slots are allowed'
    return ''


def _said(slot: str, binding: Mapping[str, object], rng: np.random.Generator) -> str:
    value = binding[_BINDS.get(slot, slot)]
    if slot == 'other':
        return _OPPOSITE[str(value)]
    if slot == 'deg':
        angle = int(str(value))
        number = _TENS[angle] if rng.random() < 0.3 else str(angle)
        return f'{number} degrees'
    if slot in ('n', 'times'):
        count = int(str(value))
        number = str(count) if rng.random() < 0.25 else NUMBER_WORDS[count]
        if slot == 'times':
            return 'twice' if count == 2 and rng.random() < 0.6 else f'{number} times'
        return number
    return str(value)


def _pick(options: Sequence[str], rng: np.random.Generator) -> str:
    return options[int(rng.random() * len(options))]


def samples(phrases: Sequence[Phrase], rng: np.random.Generator) -> Iterator[str]:
    """Each phrase once in each form, for reading over."""
    for phrase in phrases:
        binding = phrase.bindings[int(rng.random() * len(phrase.bindings))]
        yield phrase.say(binding, 'base', YOU, rng)
        if not phrase.base_only:
            yield phrase.say(binding, 'third', OTHERS[0], rng)
            yield phrase.say(binding, 'gerund', OTHERS[1], rng)
