# SPDX-License-Identifier: Apache-2.0
"""Forms of English verbs and nouns, for the words of the phrasing grammar only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

NUMBER_WORDS: Mapping[int, str] = dict(
    enumerate(
        ('zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten')
    )
)

Form = Literal['base', 'third', 'gerund']

# Verbs whose last consonant doubles before -ing.
_DOUBLING = frozenset(
    {'run', 'jog', 'hop', 'step', 'sidestep', 'spin', 'put', 'get', 'squat', 'clap', 'flap',
     'drop', 'stop', 'set', 'jab', 'sit', 'skip', 'shrug', 'nod', 'trot', 'dip', 'bob', 'tap'}
)  # fmt: skip


def verb(word: str, form: Form) -> str:
    """Inflect a verb; of a verb of several words (``back up``) the first one changes.

    Args:
        word: Base form.
        form: ``base`` (wave), ``third`` (waves) or ``gerund`` (waving).
    """
    head, space, tail = word.partition(' ')
    if form == 'third':
        head = _with_s(head)
    elif form == 'gerund':
        head = _with_ing(head)
    return head + space + tail


def plural(noun: str) -> str:
    """Plural of a noun; of several words (``jumping jack``) the last one changes."""
    return _with_s(noun)


def article(noun: str) -> str:
    """The noun with its indefinite article: ``a squat``, ``an arm flap``."""
    return f'{"an" if noun[0] in "aeiou" else "a"} {noun}'


def _with_s(word: str) -> str:
    if word.endswith(('s', 'sh', 'ch', 'x', 'z', 'o')):
        return word + 'es'
    if word.endswith('y') and word[-2] not in 'aeou':
        return word[:-1] + 'ies'
    return word + 's'


def _with_ing(word: str) -> str:
    if word in _DOUBLING:
        return word + word[-1] + 'ing'
    if word.endswith('e') and not word.endswith(('ee', 'oe', 'ie')):
        return word[:-1] + 'ing'
    return word + 'ing'
