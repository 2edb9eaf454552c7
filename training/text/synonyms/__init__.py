# SPDX-License-Identifier: Apache-2.0
"""Words that people use beside those of the grammar, and what to offer for what is impossible.

A synonym is replaced before the model sees a command, so a word costs the model nothing; the
grammar itself uses none of them. Each table maps the grammar's words to what people say instead,
in the notation of `training.text.synonyms.notation`.
"""

from __future__ import annotations

from collections.abc import Iterator

from irgm_ros.spec.inflect import verb
from training.text.synonyms.directions import DIRECTIONS
from training.text.synonyms.limbs import LIMBS
from training.text.synonyms.manner import MANNER
from training.text.synonyms.moves import MOVES
from training.text.synonyms.nearby import NEARBY
from training.text.synonyms.notation import inverted
from training.text.synonyms.numbers import NUMBERS
from training.text.synonyms.order import ORDER
from training.text.templates import FORMS
from training.text.verbs import PAST, VERBS

_AFTER = (
    'after you have', 'once you have', 'when you have', 'having',
    'after having', 'after they have', 'once they have', 'after he has', 'once he has',
    'after she has', 'once she has',
)  # fmt: skip


def synonyms() -> dict[str, str]:
    """Words and phrases with the grammar's own words for them, verbs in all their forms."""
    tables = (MOVES, MANNER, DIRECTIONS, NUMBERS, ORDER, LIMBS)
    phrases = {other: known for table in tables for other, known in inverted(table).items()}
    return {**dict(_inflected()), **phrases, **dict(_finished())}


def nearby() -> dict[str, str]:
    """What is impossible, with what the robot can do instead."""
    return inverted(NEARBY)


def _finished() -> Iterator[tuple[str, str]]:
    for past, base in PAST.items():
        for after in _AFTER:
            yield f'{after} {past}', f'after {verb(base, "gerund")}'


def _inflected() -> Iterator[tuple[str, str]]:
    for other, known in inverted(VERBS).items():
        for form in FORMS:
            yield verb(other, form), verb(known, form)
