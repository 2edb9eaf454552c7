# SPDX-License-Identifier: Apache-2.0
"""The notation of the tables of synonyms.

A table maps what the grammar says to what people say, ``|`` between several; ``(a|b|)`` within
one of them stands for each of its words or for nothing; SIDE and OTHER are left and right, and
right and left, on both sides of an entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

_BETWEEN = re.compile(r'\|(?![^(]*\))')  # outside of parentheses
_GROUP = re.compile(r'\(([^)]*)\)')
_SIDES = (('left', 'right'), ('right', 'left'))


def inverted(table: Mapping[str, str]) -> dict[str, str]:
    """What people say -> what the grammar says; the table the other way round."""
    return {
        other: known
        for entry, said in table.items()
        for text in _BETWEEN.split(said)
        for known, one in _sided(entry, text)
        for other in expanded(one)
    }


def expanded(text: str) -> Iterator[str]:
    """Every choice of words in parentheses."""
    parts = _GROUP.split(text)
    for chosen in product(*(part.split('|') if i % 2 else [part] for i, part in enumerate(parts))):
        yield ' '.join(''.join(chosen).split())


def _sided(entry: str, text: str) -> Iterator[tuple[str, str]]:
    """An entry and what is said for it, for each side where they name one."""
    if 'SIDE' not in entry + text:
        yield entry, text
        return
    for side, other in _SIDES:
        yield (
            entry.replace('SIDE', side).replace('OTHER', other),
            text.replace('SIDE', side).replace('OTHER', other),
        )
