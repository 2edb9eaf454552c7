# SPDX-License-Identifier: Apache-2.0
"""Says a command in words: many phrasings, each of which means exactly that command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

import numpy as np

from evaluation.spec import Action, Command, Part, Step
from irgm_ros.language.command import normalise
from training.text.body import BODY
from training.text.gestures import GESTURE
from training.text.inflect import Form
from training.text.templates import Clause, Phrasebook, Template
from training.text.words import NUMBER_WORDS

Style = Literal['imperative', 'third_person']

BOOKS: Mapping[Action, Phrasebook] = {entry.action: entry for entry in (*BODY, *GESTURE)}
# Subject with the possessive that goes with it.
SUBJECTS: tuple[tuple[str, str], ...] = (
    ('a person', 'their'), ('the person', 'their'), ('someone', 'their'), ('a man', 'his'),
    ('the man', 'his'), ('a woman', 'her'), ('a figure', 'its'), ('the figure', 'its'),
    ('a person', 'the'), ('the robot', 'its'),
)  # fmt: skip
OPENERS = (
    'please', 'robot', 'could you', 'could you please', 'can you', 'now', 'i want you to',
    'would you', 'ok robot', 'hey robot', 'i would like you to', 'uh', 'um', 'please could you',
    'you should', 'okay now',
)  # fmt: skip
CLOSERS = ('please', 'for me', 'now', 'thank you')
FILLERS = ('uh', 'um', 'er')
JOINERS = (', then', ' and then', ' then', ', and then', ', after that', ', afterwards', ', next')
_DIGITS = {name: str(number) for number, name in NUMBER_WORDS.items()}
_OPENING_SHARE, _CLOSING_SHARE, _DIGIT_SHARE, _FILLER_SHARE = 0.3, 0.08, 0.12, 0.03


def phrase(command: Command, rng: np.random.Generator, style: Style) -> str:
    """Say ``command`` in one of many ways, as a person would type or speak it.

    Every attribute that is not None is expressed and nothing else is, so the command can be
    recovered from the text. A bare "and" between clauses always means "then".

    Args:
        command: What is asked for.
        rng: Source of the choice of words.
        style: ``imperative`` ("wave your left hand twice") or ``third_person`` ("a person
            waves their left hand two times").
    """
    if style == 'imperative':
        text = _join(command.steps, rng, 'base').replace('POSS', 'your')
        return _speech(text, rng)
    subject, possessive = SUBJECTS[_below(rng, len(SUBJECTS))]
    if rng.random() < 0.12:
        text = f'{subject} is {_join(command.steps, rng, "gerund")}'
    else:
        text = f'{subject} {_join(command.steps, rng, "third")}'
    text = text.replace('POSS', possessive)
    return text + '.' if rng.random() < 0.4 else text


def caption(command: Command, rng: np.random.Generator, imperative_share: float = 0.6) -> str:
    """A phrase as the model sees it: normalised as the runtime normalises what users give."""
    style: Style = 'imperative' if rng.random() < imperative_share else 'third_person'
    return normalise(phrase(command, rng, style))


def _below(rng: np.random.Generator, count: int) -> int:
    # Several times faster than rng.integers for a single draw.
    return int(rng.random() * count)


@cache
def clauses(part: Part, form: Form, final: bool = False) -> tuple[Clause, ...]:
    """All clauses that say ``part``, each as choices of words in their order."""
    entry = BOOKS[part.action]
    templates = entry.final if final and entry.final else entry.templates
    return _fitting(templates, part, form)


@cache
def _states(part: Part) -> tuple[Clause, ...]:
    return _fitting(BOOKS[part.action].states, part, 'base')


def _fitting(templates: Sequence[Template], part: Part, form: Form) -> tuple[Clause, ...]:
    return tuple(
        template.clause(part, form)
        for template in templates
        if template.serves(part) and (form == 'base' or not template.base_only)
    )


def _render(options: tuple[Clause, ...], rng: np.random.Generator) -> str:
    clause = options[_below(rng, len(options))]
    words = [
        choices[0] if len(choices) == 1 else choices[_below(rng, len(choices))]
        for choices in clause
    ]
    return ' '.join(word for word in words if word)


def _say(part: Part, rng: np.random.Generator, form: Form, final: bool = False) -> str:
    return _render(clauses(part, form, final), rng)


def _step(step: Step, rng: np.random.Generator, form: Form, final: bool = False) -> str:
    body, gesture = step.body, step.gesture
    if body is None or gesture is None:
        part = body if body is not None else gesture
        assert part is not None  # Step refuses to hold nothing
        ends = final and part.action is Action.STAND and rng.random() < 0.3
        return _say(part, rng, form, ends)
    return _together(body, gesture, rng, form)


def _together(body: Part, gesture: Part, rng: np.random.Generator, form: Form) -> str:
    states = _states(gesture)
    way = rng.random()
    if states and way < 0.3:
        return f'{_say(body, rng, form)} with {_render(states, rng)}'
    if form == 'base' and way > 0.92:
        link = ('while you', 'as you')[_below(rng, 2)]
        first, second = _say(body, rng, 'base'), _say(gesture, rng, 'base')
        if way > 0.96:
            return f'{link} {first}, {second}'
        return f'{second} {link} {first}'
    if way < 0.62:
        return f'{_say(body, rng, form)} while {_say(gesture, rng, "gerund")}'
    if way < 0.74:
        return f'{_say(gesture, rng, form)} while {_say(body, rng, "gerund")}'
    first, second = _say(body, rng, form), _say(gesture, rng, form)
    if way < 0.84:
        return f'{first} and {second} at the same time'
    return f'{first} and simultaneously {second}'


def _join(steps: Sequence[Step], rng: np.random.Generator, form: Form) -> str:
    if len(steps) == 1:
        return _step(steps[0], rng, form)
    single = all(len(step.parts) == 1 for step in steps)
    way = rng.random()
    if single and len(steps) == 2 and way < 0.12:
        return _reversed(steps[0], steps[1], rng, form)
    if single and way < 0.27:
        return _listed(steps, rng, form)
    if way < 0.33:
        return f'{_step(steps[0], rng, form)}, followed by ' + ', then '.join(
            _step(step, rng, 'gerund') for step in steps[1:]
        )
    text = _step(steps[0], rng, form)
    if form != 'gerund' and rng.random() < 0.08:
        text = f'first {text}'
    for index, step in enumerate(steps[1:], start=2):
        last = index == len(steps)
        joiner = JOINERS[_below(rng, len(JOINERS))]
        if last and rng.random() < 0.05:
            joiner = (', finally', ' and finally')[_below(rng, 2)]
        text += f'{joiner} {_step(step, rng, form, final=last)}'
    return text


def _listed(steps: Sequence[Step], rng: np.random.Generator, form: Form) -> str:
    said = [_step(step, rng, form) for step in steps]
    if len(said) == 2 and rng.random() < 0.3:
        return ', '.join(said)
    return ', '.join(said[:-1]) + (' and ' if rng.random() < 0.8 else ', and ') + said[-1]


def _reversed(first: Step, second: Step, rng: np.random.Generator, form: Form) -> str:
    way = _below(rng, 4 if form == 'base' else 2)
    if way == 0:
        return f'{_step(first, rng, form)} before {_step(second, rng, "gerund")}'
    if way == 1:
        return f'{_step(second, rng, form)} after {_step(first, rng, "gerund")}'
    if way == 2:
        return f'after {_step(first, rng, "gerund")}, {_step(second, rng, form)}'
    return f'before you {_step(second, rng, "base")}, {_step(first, rng, form)}'


def _speech(text: str, rng: np.random.Generator) -> str:
    """Politeness, fillers, digits and punctuation around an imperative."""
    if rng.random() < _DIGIT_SHARE:
        text = ' '.join(_DIGITS.get(word, word) for word in text.split(' '))
    if rng.random() < _FILLER_SHARE:
        words = text.split(' ')
        words.insert(_below(rng, len(words)), FILLERS[_below(rng, len(FILLERS))])
        text = ' '.join(words)
    if rng.random() < _OPENING_SHARE:
        opener = OPENERS[_below(rng, len(OPENERS))]
        text = f'{opener}{"," if opener.endswith("robot") else ""} {text}'
    if rng.random() < _CLOSING_SHARE:
        text = f'{text} {CLOSERS[_below(rng, len(CLOSERS))]}'
    style = rng.random()
    if style < 0.2:
        return text[0].upper() + text[1:] + '.'
    return text + '!' if style > 0.95 else text
