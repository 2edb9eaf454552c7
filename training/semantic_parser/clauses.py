# SPDX-License-Identifier: Apache-2.0
"""Clauses to put into sentences: from the banks of phrases and from the training grammar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from irgm_ros.spec.command import CARRIERS, GESTURES, Action, Step
from irgm_ros.spec.inflect import Form
from training.semantic_parser.phrases import FOLDER, Person, Phrase, read_phrases
from training.text.phrasing import say_part
from training.text.samples import random_part

_CARRIERS, _BESIDE = tuple(sorted(CARRIERS - GESTURES)), tuple(sorted(GESTURES))
REFUSED = FOLDER.parent / 'refused'
_GRAMMAR_SHARE = 0.3
_TOGETHER = 'together'


Sayer = Callable[[Form, Person, np.random.Generator], str]


@dataclass(frozen=True)
class Clause:
    """One clause before it is said.

    Attributes:
        step: What it asks for; None for what must be refused.
        say: Gives its words for a form of the verb and a person.
        base_only: Whether it has no third person.
    """

    step: Step | None
    say: Sayer
    base_only: bool = False


class ClauseSource:
    """Draws clauses evenly over the actions."""

    def __init__(self, grammar_share: float = _GRAMMAR_SHARE) -> None:
        """Read the banks.

        Args:
            grammar_share: Share of the clauses in the words of `training.text`.
        """
        self._banks = {a: read_phrases(FOLDER / f'{a.value}.txt') for a in Action}
        self._together = read_phrases(FOLDER / f'{_TOGETHER}.txt')
        self._refused = [read_phrases(path) for path in sorted(REFUSED.glob('*.txt'))]
        self._grammar_share = grammar_share

    def any(self, rng: np.random.Generator, third: bool = False) -> Clause:
        """A clause of any action, or of two at the same time.

        Args:
            rng: Source of the choice.
            third: Whether it needs a third person.
        """
        if rng.random() < 0.06:
            return self._from(self._together, rng, third)
        return self.of(tuple(Action), rng, third)

    def pair(self, rng: np.random.Generator, third: bool = False) -> tuple[Clause, Clause]:
        """A body action, and a gesture that goes with it."""
        return self.of(_CARRIERS, rng, third), self.of(_BESIDE, rng, third)

    def refused(self, rng: np.random.Generator, third: bool = False) -> Clause:
        """A clause, or if it needs no third person a whole sentence, that must be refused."""
        bank = self._refused[_below(rng, len(self._refused))]
        return self._from(bank, rng, third)

    def of(self, actions: Sequence[Action], rng: np.random.Generator, third: bool) -> Clause:
        """A clause of one of some actions."""
        action = actions[_below(rng, len(actions))]
        if rng.random() < self._grammar_share:
            return _grammar_clause(action, rng)
        return self._from(self._banks[action], rng, third)

    @staticmethod
    def _from(bank: Sequence[Phrase], rng: np.random.Generator, third: bool) -> Clause:
        while True:
            phrase = bank[_below(rng, len(bank))]
            if phrase.bindings and not (third and phrase.base_only):
                break
        binding = phrase.bindings[_below(rng, len(phrase.bindings))]
        command = phrase.command(binding)
        step = None if command is None else command.steps[0]

        def say(form: Form, person: Person, rng: np.random.Generator) -> str:
            return phrase.say(binding, form, person, rng)

        return Clause(step, say, phrase.base_only)


def _grammar_clause(action: Action, rng: np.random.Generator) -> Clause:
    part = random_part([action], rng)
    step = Step(gesture=part) if action in GESTURES else Step(body=part)

    def say(form: Form, person: Person, rng: np.random.Generator) -> str:
        return say_part(part, rng, form).replace('POSS', person.possessive)

    return Clause(step, say)


def _below(rng: np.random.Generator, count: int) -> int:
    return int(rng.random() * count)
