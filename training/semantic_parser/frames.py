# SPDX-License-Identifier: Apache-2.0
"""Frames: sentences with places for clauses, and in which order those happen.

A line is ``FRAME => ORDER``: ``{A}`` to ``{D}`` are clauses, ``{A:s}``, ``{A:ing}`` and
``{A:you}`` the same in third person, as a gerund and as after "you"; ``{X}`` is a clause that
is taken back. In the order, ``;`` parts what happens in turn, and ``+`` joins what happens at the
same time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from irgm_ros.spec.inflect import Form

FOLDER = Path(__file__).parent / 'frames'
_PLACE = re.compile(r'\{([ABCDX])(?::(s|ing|you))?\}')
_OPTIONS = re.compile(r'\(([^()]*\|[^()]*)\)')
_FORMS: Mapping[str, Form] = {'': 'base', 's': 'third', 'ing': 'gerund', 'you': 'base'}


@dataclass(frozen=True)
class Place:
    """A place of a frame: the clause, its form, and whether it may lead without a verb."""

    name: str
    form: Form
    leads: bool


@dataclass(frozen=True)
class Frame:
    """One line: its words, and its clauses step by step."""

    words: str
    order: tuple[tuple[str, ...], ...]

    @property
    def places(self) -> list[Place]:
        """The places in the order of the words."""
        return [Place(name, _FORMS[form], not form) for name, form in _PLACE.findall(self.words)]

    @property
    def clauses(self) -> int:
        """How many clauses count."""
        return sum(map(len, self.order))

    def fill(self, clauses: list[str], rng: np.random.Generator) -> str:
        """The sentence.

        Args:
            clauses: Words for each of `places`.
            rng: Chooses among alternatives.
        """
        words = _OPTIONS.sub(
            lambda m: (o := m.group(1).split('|'))[int(rng.random() * len(o))], self.words
        )
        said = iter(clauses)
        return ' '.join(_PLACE.sub(lambda m: next(said), words).split())


def read_frames(path: Path) -> list[Frame]:
    """The frames of a file.

    Raises:
        ValueError: A line is wrong; the message names it.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        if not line.strip() or line.startswith('#'):
            continue
        words, arrow, order = (part.strip() for part in line.partition('=>'))
        steps = tuple(tuple(p.strip() for p in step.split('+')) for step in order.split(';'))
        frame = Frame(words, steps)
        named = {place.name for place in frame.places} - {'X'}
        if not arrow or named != {name for step in steps for name in step}:
            raise ValueError(f'{path.name}:{number}: order and words differ: {line}')
        found.append(frame)
    return found
