# SPDX-License-Identifier: Apache-2.0
"""Joins clauses to sentences: what follows what, and what happens at the same time.

A bare "and" between clauses always means "then"; it never joins steps that are simultaneous
within themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from irgm_ros.spec.command import Action, Part, Step
from irgm_ros.spec.inflect import Form
from training.text.templates import Phrasebook

_JOINERS = (
    ', then', ' and then', ' then', ', and then', ', after that', ', afterwards', ', next',
    ' and after that', '. then', ', and next', '; then', ' and afterwards',
)  # fmt: skip
_LAST = (', finally', ' and finally', ', and finally', ', lastly', ', and lastly')
_BEGIN = ('start by', 'begin by', 'start with', 'begin with')
_END = ('finish by', 'finish with', 'end with', 'end by')
_DONE = ('when you are done', 'when that is done', "when you're done")
_ORDINALS = ('first', 'second', 'third')

# Where a clause stands: a sentence may begin without a verb and end with "stop".
Place = Literal['lead', 'inner', 'end']
_INNER: Place = 'inner'
Sayer = Callable[[Part, np.random.Generator, Form, Place], str]
Held = Callable[[Part, np.random.Generator], str | None]


@dataclass(frozen=True)
class Voice:
    """Who does it and in which form of the verb.

    Attributes:
        form: Form of the main verbs.
        pronoun: Takes up the subject ("while they wave").
        pronoun_form: Form of the verb after it.
        leads: Whether the sentence begins with the verb.
    """

    form: Form
    pronoun: str
    pronoun_form: Form
    leads: bool = False


class Joiner:
    """Says steps with the clauses of a grammar.

    Attributes:
        say: Says one part in a form of the verb and for a place in the sentence.
        held: Says a gesture as a state ("your arms crossed"); None if it is not a state.
        books: Phrasebooks by action.
    """

    def __init__(self, say: Sayer, held: Held, books: Mapping[Action, Phrasebook]) -> None:
        """Keep the grammar's ways to say a part."""
        self.say, self.held, self.books = say, held, books

    def join(self, steps: Sequence[Step], rng: np.random.Generator, voice: Voice) -> str:
        """All steps in their order."""
        if len(steps) == 1:
            return self._step(steps[0], rng, voice, 'lead')
        single = all(len(step.parts) == 1 for step in steps)
        way = rng.random()
        if len(steps) == 2 and single and way < 0.12:
            return self._reversed(steps[0], steps[1], rng, voice)
        if single and way < 0.24:
            return self._listed(steps, rng, voice)
        if way < 0.3:
            return self._followed(steps, rng, voice)
        if way < 0.34 and voice.form == 'base':
            return self._framed(steps, rng)
        if way < 0.37 and len(steps) <= len(_ORDINALS) and voice.form != 'gerund':
            said = (self._step(step, rng, voice) for step in steps)
            return ', '.join(f'{name} {text}' for name, text in zip(_ORDINALS, said, strict=False))
        return self._chained(steps, rng, voice)

    def _chained(self, steps: Sequence[Step], rng: np.random.Generator, voice: Voice) -> str:
        text = self._step(steps[0], rng, voice, 'lead')
        if voice.form != 'gerund' and rng.random() < 0.1:
            text = f'first {text}'
        resumed = voice.form == 'third' and rng.random() < 0.15
        for index, step in enumerate(steps[1:], start=2):
            last = index == len(steps)
            place: Place = 'end' if last else 'inner'
            joiner = _pick(_JOINERS, rng)
            if last and rng.random() < 0.1:
                joiner = _pick(_LAST, rng)
            elif voice.form == 'base' and rng.random() < 0.05:
                joiner = f', {_pick(_DONE, rng)},'
            if resumed:
                told = Voice(voice.pronoun_form, voice.pronoun, voice.pronoun_form)
                text += f'{joiner} {voice.pronoun} {self._step(step, rng, told, place)}'
            else:
                text += f'{joiner} {self._step(step, rng, voice, place)}'
        return text

    def _listed(self, steps: Sequence[Step], rng: np.random.Generator, voice: Voice) -> str:
        said = [self._step(step, rng, voice) for step in steps]
        if rng.random() < 0.3:
            return (', ', '. ')[_below(rng, 2)].join(said)
        return ', '.join(said[:-1]) + (' and ' if rng.random() < 0.8 else ', and ') + said[-1]

    def _followed(self, steps: Sequence[Step], rng: np.random.Generator, voice: Voice) -> str:
        gerund = Voice('gerund', voice.pronoun, voice.pronoun_form)
        return f'{self._step(steps[0], rng, voice)}, followed by ' + ', then '.join(
            self._step(step, rng, gerund) for step in steps[1:]
        )

    def _framed(self, steps: Sequence[Step], rng: np.random.Generator) -> str:
        """A beginning and an end: "start by waving, then walk and finish by bowing"."""
        base, gerund = Voice('base', 'you', 'base'), Voice('gerund', 'you', 'base')
        text = f'{_pick(_BEGIN, rng)} {self._step(steps[0], rng, gerund)}'
        for step in steps[1:-1]:
            text += f', then {self._step(step, rng, base)}'
        if rng.random() < 0.5:
            return f'{text} and {_pick(_END, rng)} {self._step(steps[-1], rng, gerund)}'
        return f'{text}{_pick(_JOINERS, rng)} {self._step(steps[-1], rng, base)}'

    def _reversed(self, first: Step, second: Step, rng: np.random.Generator, voice: Voice) -> str:
        gerund = Voice('gerund', voice.pronoun, voice.pronoun_form)
        told = Voice(voice.pronoun_form, voice.pronoun, voice.pronoun_form)
        way = _below(rng, 6 if voice.form == 'base' else 2)
        if way == 0:
            return f'{self._step(first, rng, voice)} before {self._step(second, rng, gerund)}'
        if way == 1:
            return f'{self._step(second, rng, voice)} after {self._step(first, rng, gerund)}'
        if way == 2:
            return f'after {self._step(first, rng, gerund)}, {self._step(second, rng, voice)}'
        if way == 3:
            return f'before {self._step(second, rng, gerund)}, {self._step(first, rng, voice)}'
        if way == 4:
            return f'before you {self._step(second, rng, told)}, {self._step(first, rng, voice)}'
        return f'after you {self._step(first, rng, told)}, {self._step(second, rng, voice)}'

    def _step(
        self, step: Step, rng: np.random.Generator, voice: Voice, place: Place = 'inner'
    ) -> str:
        body, gesture = step.body, step.gesture
        if body is not None and gesture is not None:
            return self._together(body, gesture, rng, voice)
        (part,) = step.parts
        if (place == 'end' and rng.random() < 0.7) or (place == 'lead' and not voice.leads):
            place = 'inner'
        return self.say(part, rng, voice.form, place)

    def _together(self, body: Part, gesture: Part, rng: np.random.Generator, voice: Voice) -> str:
        def both(form: Form, other: Form) -> tuple[str, str]:
            return self.say(body, rng, form, _INNER), self.say(gesture, rng, other, _INNER)

        held = self.held(gesture, rng) if rng.random() < 0.3 else None
        if held is not None:
            return f'{self.say(body, rng, voice.form, _INNER)} with {held}'
        form, way = voice.form, rng.random()
        noun = self.books[body.action].noun
        if noun and body == Part(body.action) and way < 0.15:
            return f'{self.say(gesture, rng, form, _INNER)} during the {noun}'
        if way < 0.34:
            first, second = both(form, 'gerund')
            return f'{first} while {second}'
        if way < 0.44:
            first, second = both('gerund', form)
            return f'{second} while {first}'
        if way < 0.58 and form != 'gerund':
            return self._clauses(both(form, voice.pronoun_form), rng, voice)
        if way < 0.68 and form != 'gerund':
            first, second = both(form, 'gerund')
            return f'{first}{("", ",")[_below(rng, 2)]} {second}'
        if way < 0.74:
            first, second = both('gerund', form)
            return f'{second} at the same time as {first}'
        first, second = both(form, form)
        if way < 0.84:
            return f'{first} and {second} at the same time'
        return f'{first} and {_pick(("simultaneously", "at the same time"), rng)} {second}'

    @staticmethod
    def _clauses(said: tuple[str, str], rng: np.random.Generator, voice: Voice) -> str:
        first, second = said
        link = f'{("while", "as")[_below(rng, 2)]} {voice.pronoun}'
        if voice.pronoun == 'you' and rng.random() < 0.4:
            return f'{link} {first}, {second}'
        return f'{first} {link} {second}'


def _pick(options: Sequence[str], rng: np.random.Generator) -> str:
    return options[_below(rng, len(options))]


def _below(rng: np.random.Generator, count: int) -> int:
    # Several times faster than rng.integers for a single draw.
    return int(rng.random() * count)
