# SPDX-License-Identifier: Apache-2.0
"""Says a command in words: many phrasings, each of which means exactly that command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from irgm_ros.language.command import normalise
from irgm_ros.spec.canonical import plainly
from irgm_ros.spec.command import Action, Command, Part
from irgm_ros.spec.inflect import NUMBER_WORDS, Form
from training.text.body import BODY
from training.text.gestures import GESTURE
from training.text.joining import Joiner, Place, Voice
from training.text.locomotion import LOCOMOTION
from training.text.spoken import spoken
from training.text.styles import NOISE, Style, draw_style
from training.text.templates import Clause, Phrasebook, Template
from training.text.terse import terse

BOOKS: Mapping[Action, Phrasebook] = {
    entry.action: entry for entry in (*LOCOMOTION, *BODY, *GESTURE)
}
# Subject, the possessive that goes with it and the pronoun that takes it up.
SUBJECTS: tuple[tuple[str, str, str], ...] = (
    ('a person', 'their', 'they'), ('the person', 'their', 'they'), ('someone', 'their', 'they'),
    ('a man', 'his', 'he'), ('the man', 'his', 'he'), ('a woman', 'her', 'she'),
    ('the woman', 'her', 'she'), ('a figure', 'its', 'it'), ('the figure', 'its', 'it'),
    ('a person', 'the', 'they'), ('the robot', 'its', 'it'), ('somebody', 'their', 'they'),
    ('he', 'his', 'he'), ('she', 'her', 'she'), ('a human', 'their', 'they'),
)  # fmt: skip
_THEY: Form = 'base'
OPENERS = (
    'please', 'robot,', 'could you', 'could you please', 'can you', 'now', 'i want you to',
    'would you', 'ok robot,', 'hey robot,', 'i would like you to', 'please could you',
    'you should', 'okay now', 'would you please', 'can you please', 'i need you to', 'hi robot,',
    'please robot,', 'will you', "i'd like you to", 'let me see you', 'show me how you',
    'go ahead and', 'try to', 'it is time to', 'hello robot, please',
    'do me a favor and', 'be so kind as to',
)  # fmt: skip
GERUND_OPENERS = ('would you mind', 'start', 'begin', 'how about')
CLOSERS = ('please', 'for me', 'now', 'thank you', 'thanks', 'robot', 'if you can', 'will you')
_DIGITS = {name: str(number) for number, name in NUMBER_WORDS.items()}
_DIGIT_SHARE, _OPENING_SHARE, _SPOKEN_TO_SHARE, _GERUND_SHARE = 0.12, 0.85, 0.4, 0.12


def phrase(command: Command, rng: np.random.Generator, style: Style, noise: float = NOISE) -> str:
    """Say ``command`` in one of many ways, as a person would type or speak it.

    Every attribute that is not None is expressed and nothing else is, so the command can be
    recovered from the text. A bare "and" between clauses always means "then".

    Args:
        command: What is asked for.
        rng: Source of the choice of words.
        style: See `training.text.styles`.
        noise: Strength of the speech-recognition noise of the spoken style, 0 to 1.
    """
    if style == 'plain':
        return plainly(command)
    if style == 'third_person':
        return _told(command, rng)
    if style == 'terse':
        return terse(command, rng, BOOKS, say_part)
    if style == 'imperative':
        return _punctuated(_digits(_ordered(command, rng, leads=True), rng), rng)
    share = _OPENING_SHARE if style == 'polite' else _SPOKEN_TO_SHARE
    text = _digits(_polite(command, rng, share), rng)
    return _punctuated(text, rng) if style == 'polite' else spoken(text, rng, noise)


def caption(
    command: Command, rng: np.random.Generator, imperative_share: float | None = None
) -> str:
    """A phrase as the model sees it: normalised as the runtime normalises what users give.

    Args:
        command: What is asked for.
        rng: Source of style and words.
        imperative_share: See `draw_style`; None for the shares of `training.text.styles`.
    """
    return normalise(phrase(command, rng, draw_style(rng, imperative_share)))


def _below(rng: np.random.Generator, count: int) -> int:
    # Several times faster than rng.integers for a single draw.
    return int(rng.random() * count)


@cache
def clauses(part: Part, form: Form, place: Place = 'inner') -> tuple[Clause, ...]:
    """All clauses that say ``part``, each as choices of words in their order."""
    entry = BOOKS[part.action]
    templates = entry.final if place == 'end' and entry.final else entry.templates
    return _fitting(templates, part, form, place == 'lead')


@cache
def _states(part: Part) -> tuple[Clause, ...]:
    return _fitting(BOOKS[part.action].states, part, 'base')


def _fitting(
    templates: Sequence[Template], part: Part, form: Form, leads: bool = False
) -> tuple[Clause, ...]:
    return tuple(
        template.clause(part, form)
        for template in templates
        if template.serves(part) and (leads or not template.base_only)
    )


def _render(options: tuple[Clause, ...], rng: np.random.Generator) -> str:
    clause = options[_below(rng, len(options))]
    words = [
        choices[0] if len(choices) == 1 else choices[_below(rng, len(choices))]
        for choices in clause
    ]
    return ' '.join(word for word in words if word)


def say_part(part: Part, rng: np.random.Generator, form: Form, place: Place = 'inner') -> str:
    """One part as a clause, ``POSS`` in the place of the possessive."""
    return _render(clauses(part, form, place), rng)


def _held(part: Part, rng: np.random.Generator) -> str | None:
    states = _states(part)
    return _render(states, rng) if states else None


_JOINER = Joiner(say_part, _held, BOOKS)


def _ordered(
    command: Command, rng: np.random.Generator, form: Form = 'base', leads: bool = False
) -> str:
    text = _JOINER.join(command.steps, rng, Voice(form, 'you', 'base', leads))
    return text.replace('POSS', 'your')


def _told(command: Command, rng: np.random.Generator) -> str:
    subject, possessive, pronoun = SUBJECTS[_below(rng, len(SUBJECTS))]
    follows: Form = _THEY if pronoun == 'they' else 'third'
    if rng.random() < 0.12:
        voice, auxiliary = Voice('gerund', pronoun, follows), ' is'
    else:
        voice, auxiliary = Voice('third', pronoun, follows), ''
    text = f'{subject}{auxiliary} {_JOINER.join(command.steps, rng, voice)}'
    text = text.replace('POSS', possessive)
    return text + '.' if rng.random() < 0.4 else text


def _polite(command: Command, rng: np.random.Generator, share: float) -> str:
    """An order with politeness around it."""
    if rng.random() >= share:
        text = _ordered(command, rng, leads=True)
    elif rng.random() < _GERUND_SHARE:
        opener = GERUND_OPENERS[_below(rng, len(GERUND_OPENERS))]
        text = f'{opener} {_ordered(command, rng, "gerund")}'
    else:
        text = f'{OPENERS[_below(rng, len(OPENERS))]} {_ordered(command, rng)}'
    if rng.random() < 0.3 * share:
        text = f'{text} {CLOSERS[_below(rng, len(CLOSERS))]}'
    return text


def _digits(text: str, rng: np.random.Generator) -> str:
    if rng.random() < _DIGIT_SHARE:
        text = ' '.join(_DIGITS.get(word, word) for word in text.split(' '))
    return text


def _punctuated(text: str, rng: np.random.Generator) -> str:
    way = rng.random()
    if way < 0.2:
        return text[0].upper() + text[1:] + '.'
    return text + '!' if way > 0.95 else text
