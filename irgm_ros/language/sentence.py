# SPDX-License-Identifier: Apache-2.0
"""Cuts a normalised command into its actions and how they follow each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from irgm_ros.language.lexicon import Lexicon

_STRONG = frozenset(
    {'then', 'next', 'after', 'before', 'finally', 'afterwards', 'followed by', 'first',
     'after that', 'second', 'third', 'lastly', 'start by', 'begin by', 'start with',
     'begin with', 'finish by', 'finish with', 'end by', 'end with', 'once you are done',
     'when you are done', 'once that is done', 'when that is done'}
)  # fmt: skip
_WEAK = frozenset({',', 'and'})
_CONJUNCTIONS = frozenset({'while', 'as', 'during', 'at the same time as'})
_ADVERBS = frozenset({'at the same time', 'simultaneously', 'meanwhile'})
CONNECTIVES = _STRONG | _WEAK | _CONJUNCTIONS | _ADVERBS
CONNECTIVE_PHRASES = tuple(sorted(word for word in CONNECTIVES if ' ' in word))
_AUXILIARIES = (['is'], ['are'])


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
        run: Connectives before it, commas left out.
    """

    words: list[str]
    join: Join
    run: tuple[str, ...] = ()


def split(text: str, lexicon: Lexicon) -> list[Piece]:
    """Pieces of a normalised command; subjects ("a person") are left out.

    ``while`` and ``at the same time`` make two pieces simultaneous, wherever they stand in the
    sentence ("while walking, wave", "walk and wave at the same time"); so does a participle
    ("walk, waving your left hand"). Clauses without a connective between them ("walk forward
    turn left") are cut apart.
    """
    pieces: list[Piece] = []
    pending = False  # "while walking, ...": the next weak join is simultaneous
    for run, words in _runs(lexicon.merge(text.replace(',', ' ,').split())):
        join, back, ahead = _relation(run, first=not pieces)
        if back and pieces and pieces[-1].join is Join.WEAK:
            pieces[-1].join = Join.TOGETHER
        for clause in lexicon.clauses(without_subject(words, lexicon)):
            if join is Join.WEAK and (pending or _participle(clause, pieces, lexicon)):
                join = Join.TOGETHER
            pieces.append(Piece(clause, join, tuple(word for word in run if word != ',')))
            pending, ahead, join, run = ahead, False, Join.WEAK, []
    return pieces


def without_subject(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words without a leading subject and its auxiliary ("a person is walking")."""
    for subject in lexicon.subjects:
        size = len(subject)
        if tuple(words[:size]) == subject:
            return words[size + (words[size : size + 1] in _AUXILIARIES) :]
    return words


def _participle(clause: list[str], pieces: list[Piece], lexicon: Lexicon) -> bool:
    """Whether a clause goes on with a participle after one that does not begin with one."""

    def participle(words: list[str]) -> bool:
        verb = words[0].split()[0]  # "swing" is none, for there is "swinging"
        return (
            verb.endswith('ing')
            and words[0] in lexicon.openers
            and f'{verb}ing' not in lexicon.openers
        )

    return bool(pieces) and participle(clause) and not participle(pieces[-1].words)


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
    back = not first and run[:1] != [] and run[0] in _ADVERBS
    run = run[back:]
    at = next((i for i, word in enumerate(run) if word in _CONJUNCTIONS | _ADVERBS), None)
    if at is None:
        return base, back, False
    if first or _STRONG & set(run[:at]):
        return base, back, True
    return Join.TOGETHER, back, False
