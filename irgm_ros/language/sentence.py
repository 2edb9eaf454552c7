# SPDX-License-Identifier: Apache-2.0
"""Cuts a normalised command into its actions and how they follow each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from irgm_ros.language.lexicon import Lexicon

_STRONG = frozenset(
    {'then', 'next', 'after', 'before', 'finally', 'afterwards', 'followed by', 'first',
     'after that'}
)  # fmt: skip
_WEAK = frozenset({',', 'and'})
_CONJUNCTIONS = frozenset({'while', 'as'})
_ADVERBS = frozenset({'at the same time', 'simultaneously', 'meanwhile'})
CONNECTIVES = _STRONG | _WEAK | _CONJUNCTIONS | _ADVERBS
CONNECTIVE_PHRASES = tuple(sorted(word for word in CONNECTIVES if ' ' in word))


class Join(Enum):
    """How a part stands to the one before it."""

    SEQUENCE = 'then'
    WEAK = 'and'
    TOGETHER = 'while'


@dataclass
class Piece:
    """Words between two connectives.

    Attributes:
        words: Its words, phrases joined.
        join: Relation to the piece before.
    """

    words: list[str]
    join: Join


def split(text: str, lexicon: Lexicon) -> list[Piece]:
    """Pieces of a normalised command; subjects ("a person") are left out.

    ``while`` and ``at the same time`` make two pieces simultaneous, wherever they stand in the
    sentence ("while walking, wave", "walk and wave at the same time").
    """
    pieces: list[Piece] = []
    pending = False  # "while walking, ...": the next weak join is simultaneous
    for run, words in _runs(lexicon.merge(text.replace(',', ' ,').split())):
        join, back, ahead = _relation(run, first=not pieces)
        if back and pieces and pieces[-1].join is Join.WEAK:
            pieces[-1].join = Join.TOGETHER
        if pending and join is Join.WEAK:
            join = Join.TOGETHER
        pending = ahead
        words = without_subject(words, lexicon)
        if words:
            pieces.append(Piece(words, join))
    return pieces


def without_subject(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words without a leading subject and its auxiliary ("a person is walking")."""
    for subject in lexicon.subjects:
        size = len(subject)
        if tuple(words[:size]) == subject:
            return (
                words[size + 1 :] if words[size : size + 1] in (['is'], ['are']) else words[size:]
            )
    return words


def _runs(tokens: list[str]) -> list[tuple[list[str], list[str]]]:
    """Pairs of a run of connectives and the words after it."""
    runs: list[tuple[list[str], list[str]]] = [([], [])]
    for token in tokens:
        if token not in CONNECTIVES:
            runs[-1][1].append(token)
        elif runs[-1][1]:
            runs.append(([token], []))
        else:
            runs[-1][0].append(token)
    return runs


def _relation(run: list[str], first: bool) -> tuple[Join, bool, bool]:
    """Join of a run, and whether it makes the join before or the one after simultaneous."""
    base = Join.SEQUENCE if _STRONG & set(run) else Join.WEAK
    at = next((i for i, word in enumerate(run) if word in _CONJUNCTIONS | _ADVERBS), None)
    if at is None:
        return base, False, False
    if first or _STRONG & set(run[:at]):
        return base, False, True
    if run[at] in _ADVERBS and at == 0:
        return base, True, False
    return Join.TOGETHER, False, False
