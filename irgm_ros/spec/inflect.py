# SPDX-License-Identifier: Apache-2.0
"""Forms of English verbs and nouns, for the words of the phrasing grammar only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

NUMBER_WORDS: Mapping[int, str] = dict(
    enumerate(
        ('zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten')
    )
)

Form = Literal['base', 'third', 'gerund']

# Verbs of more than one syllable whose last consonant doubles before -ing.
_DOUBLING = frozenset({'sidestep', 'swivel', 'forget', 'begin', 'uppercut', 'zigzag', 'leapfrog'})
# One syllable, one vowel before its end.
_SHORT = re.compile(r'[^aeiou]*(?:qu)?[aeiouy][^aeiouwxy]')
_IRREGULAR = {'have': 'has', 'be': 'is'}


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
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(('s', 'sh', 'ch', 'x', 'z', 'o')):
        return word + 'es'
    if word.endswith('y') and word[-2] not in 'aeou':
        return word[:-1] + 'ies'
    return word + 's'


def _with_ing(word: str) -> str:
    if word in _DOUBLING or (_SHORT.fullmatch(word) and len(word) > 2):
        return word + word[-1] + 'ing'
    if word in ('lie', 'tie', 'die', 'vie'):
        return word[:-2] + 'ying'
    if word.endswith('e') and word != 'be' and not word.endswith(('ee', 'oe', 'ie')):
        return word[:-1] + 'ing'
    return word + 'ing'
