# SPDX-License-Identifier: Apache-2.0
"""Sentences for the semantic parser, each with its command, or None where it must be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from irgm_ros.spec.command import MAX_STEPS, Command, Step
from irgm_ros.spec.inflect import Form
from training.semantic_parser.clauses import Clause, ClauseSource
from training.semantic_parser.frames import FOLDER, Frame, read_frames
from training.semantic_parser.misheard import Mishearing
from training.semantic_parser.phrases import OTHERS, YOU
from training.semantic_parser.series import SeriesSource
from training.synth import sample_command
from training.text.phrasing import phrase
from training.text.samples import random_command
from training.text.spoken import spoken
from training.text.styles import draw_style

# Kinds of sentences and their shares; ``grammar`` is that of `training.text`, ``written`` are
# sentences written by hand, ``refused`` is a clause alone, ``spoilt`` a sentence with one in it.
SHARES: Mapping[str, float] = {
    'bare': 0.07, 'wrappers': 0.10, 'sequence': 0.10, 'longer': 0.06, 'together': 0.07,
    'series': 0.07, 'captions': 0.06, 'corrections': 0.05, 'grammar': 0.05, 'written': 0.09,
    'refused': 0.14, 'spoilt': 0.07, 'negated': 0.07,
}  # fmt: skip
_SPOKEN_SHARE, _WRAPPED_SHARE, _MISHEARD_SHARE = 0.3, 0.25, 0.12
_TOLD_SHARE, _BESIDE_SHARE = 0.2, 0.35  # of series: in third person, with a clause besides
_REPEATED_SHARE = 0.12  # of clauses that take the action of one before
_WHO = ('a person', 'someone', 'the person', 'a man', 'the robot', 'the figure', 'somebody')
_THEN = (', then ', ' then ', ', and then ', ' and then ', '; then ', ', after that ')
_LONG = ('sequence', 'longer', 'together', 'captions', 'corrections')
_BARE = Frame('{A}', (('A',),))


@dataclass(frozen=True)
class Sentence:
    """What is said, and what it asks for; None where it must be refused."""

    text: str
    command: Command | None


class SentenceSource:
    """Draws sentences of all kinds."""

    def __init__(self, clauses: ClauseSource, written: Sequence[Sentence] = ()) -> None:
        """Read the frames.

        Args:
            clauses: Where clauses come from.
            written: Sentences to mix in as they are.
        """
        self._clauses, self._written = clauses, written
        names = (
            'wrappers', 'sequence', 'longer', 'together', 'captions', 'corrections', 'negated',
        )  # fmt: skip
        self._frames = {name: read_frames(FOLDER / f'{name}.txt') for name in names}
        self._runs, self._misheard = SeriesSource(), Mishearing()
        shares = {k: v for k, v in SHARES.items() if written or k != 'written'}
        self._kinds = tuple(shares)
        self._weights = np.cumsum(list(shares.values())) / sum(shares.values())

    def draw(self, rng: np.random.Generator) -> Sentence:
        """One sentence.

        Args:
            rng: Source of everything.
        """
        kind = self._kinds[int(np.searchsorted(self._weights, rng.random(), side='right'))]
        if kind == 'written':
            return self._written[_below(rng, len(self._written))]
        if kind == 'grammar':
            command = (random_command, sample_command)[rng.random() < 0.5](rng)
            return Sentence(phrase(command, rng, draw_style(rng)), command)
        sentence = self._series(rng) if kind == 'series' else self._framed(kind, rng)
        text = sentence.text
        if rng.random() < _SPOKEN_SHARE:
            text = spoken(text, rng, rng.random())
        if rng.random() < _MISHEARD_SHARE:
            text = self._misheard(text, rng)
        return Sentence(text, sentence.command)

    def _framed(self, kind: str, rng: np.random.Generator) -> Sentence:
        if kind == 'negated':
            return self._filled(self._pick('negated', rng), rng, none=True)
        if kind == 'refused':
            frame = self._pick('wrappers', rng) if rng.random() < _WRAPPED_SHARE else _BARE
            return self._filled(frame, rng, wrong='A')
        if kind == 'spoilt':
            frame = self._pick(_LONG[_below(rng, len(_LONG))], rng)
            names = [name for step in frame.order for name in step]
            return self._filled(frame, rng, wrong=names[_below(rng, len(names))])
        sentence = self._filled(_BARE if kind == 'bare' else self._pick(kind, rng), rng)
        if kind in _LONG[:3] and rng.random() < _WRAPPED_SHARE:
            return self._wrapped(sentence, rng)
        return sentence

    def _filled(
        self, frame: Frame, rng: np.random.Generator, wrong: str = '', none: bool = False
    ) -> Sentence:
        """A frame with clauses in it.

        Args:
            frame: The frame.
            rng: Source of the clauses.
            wrong: The place whose clause must be refused.
            none: Whether the frame makes of any clause what must be refused.
        """
        places = frame.places
        inflected = {place.name for place in places if place.form != 'base'}
        clauses: dict[str, Clause] = {}
        for step in frame.order:
            third = any(name in inflected for name in step)
            if len(step) == 2:
                clauses |= zip(step, self._clauses.pair(rng, third), strict=True)
            else:
                clauses[step[0]] = self._next(list(clauses.values()), rng, third)
        for name in {place.name for place in places} - clauses.keys():
            clauses[name] = self._clauses.any(rng, name in inflected)
        if wrong:
            clauses[wrong] = self._clauses.refused(rng, wrong in inflected)
        told = any(place.form == 'third' for place in places)
        person = OTHERS[_below(rng, len(OTHERS))] if told else YOU
        said = [clauses[place.name].say(place.form, person, rng) for place in places]
        text = person.fit(frame.fill(said, rng))
        return Sentence(text, None if wrong or none else _command(frame, clauses))

    def _next(self, before: list[Clause], rng: np.random.Generator, third: bool) -> Clause:
        """A clause of any action, now and then of one that was there before."""
        step = before[_below(rng, len(before))].step if before else None
        if step is None or rng.random() >= _REPEATED_SHARE:
            return self._clauses.any(rng, third)
        return self._clauses.of((step.parts[0].action,), rng, third)

    def _series(self, rng: np.random.Generator) -> Sentence:
        """A series, alone or with a clause before or behind it."""
        told = rng.random() < _TOLD_SHARE
        form: Form = 'third' if told else 'base'
        person = OTHERS[_below(rng, len(OTHERS))] if told else YOU
        beside = rng.random() < _BESIDE_SHARE
        text, steps = self._runs.draw(form, person, rng, MAX_STEPS - beside)
        if beside:
            clause = self._clauses.any(rng, told)
            words, first = person.fit(clause.say(form, person, rng)), rng.random() < 0.5
            then = _THEN[_below(rng, len(_THEN))]
            text = f'{words}{then}{text}' if first else f'{text}{then}{words}'
            if steps is not None and clause.step is not None:
                steps = (clause.step, *steps) if first else (*steps, clause.step)
        if told:
            text = f'{_WHO[_below(rng, len(_WHO))]} {text}'
        sentence = Sentence(text, None if steps is None else Command(steps))
        return sentence if told or rng.random() >= _WRAPPED_SHARE else self._wrapped(sentence, rng)

    def _wrapped(self, sentence: Sentence, rng: np.random.Generator) -> Sentence:
        """A whole order within talk that changes nothing."""
        while True:
            frame = self._pick('wrappers', rng)
            if all(place.form == 'base' for place in frame.places):
                break
        text = frame.fill([sentence.text] * len(frame.places), rng)
        return Sentence(YOU.fit(text), sentence.command)

    def _pick(self, kind: str, rng: np.random.Generator) -> Frame:
        frames = self._frames[kind]
        return frames[_below(rng, len(frames))]


def _command(frame: Frame, clauses: Mapping[str, Clause]) -> Command | None:
    """What the clauses ask for in the order of time."""
    steps = []
    for names in frame.order:
        found = [clauses[name].step for name in names]
        if None in found:
            return None
        first = found[0]
        assert first is not None
        if len(found) == 2 and found[1] is not None:
            first = Step(first.body, found[1].gesture)
        steps.append(first)
    return Command(tuple(steps))


def _below(rng: np.random.Generator, count: int) -> int:
    return int(rng.random() * count)
