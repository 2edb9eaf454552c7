# SPDX-License-Identifier: Apache-2.0
"""Slips that are in the words of a sentence as the semantic parser gets it, in any of its words.

`training.text.spoken` makes slips that rules take back. These cannot be taken back alone: what
"raise your lift harm" means is told by the words around. So the parser meets words that sound
alike (``misheard.txt``), small words that were swallowed, words run together, and keys missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

BANK = Path(__file__).with_suffix('.txt')
_SWALLOWED = frozenset({'the', 'a', 'an', 'your', 'his', 'her', 'their', 'to', 'with', 'on', 'of'})
_LETTERS = 'abcdefghijklmnopqrstuvwxyz'
_SHORTEST = 5  # letters of a word that may have a wrong one


class Mishearing:
    """Draws slips."""

    def __init__(self, path: Path = BANK) -> None:
        """Read the words that sound alike."""
        self._alike = read_alike(path)

    def __call__(self, text: str, rng: np.random.Generator) -> str:
        """The text with one to three slips, where it has words for them.

        Args:
            text: A sentence.
            rng: Source of the slips.
        """
        words = text.split()
        for _ in range(1 + int(rng.random() < 0.4) + int(rng.random() < 0.2)):
            way = rng.random()
            if way < 0.55:
                self._sounds_alike(words, rng)
            elif way < 0.75:
                _swallow(words, rng)
            elif way < 0.85:
                _run_together(words, rng)
            else:
                _miss_a_key(words, rng)
        return ' '.join(words)

    def _sounds_alike(self, words: list[str], rng: np.random.Generator) -> None:
        places = [i for i, word in enumerate(words) if word.lower() in self._alike]
        if places:
            at = places[_below(rng, len(places))]
            heard = self._alike[words[at].lower()]
            words[at] = heard[_below(rng, len(heard))]


def read_alike(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Word -> what may be heard instead.

    Raises:
        ValueError: A line is not ``word: heard, heard``; the message names it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        if not line.strip() or line.startswith('#'):
            continue
        word, colon, heard = line.partition(':')
        options = tuple(one.strip() for one in heard.split(','))
        if not colon or not all(options) or word.strip() in found or word.strip() in options:
            raise ValueError(f'{path.name}:{number}: "word: heard, heard" expected: {line}')
        found[word.strip()] = options
    return found


def _swallow(words: list[str], rng: np.random.Generator) -> None:
    places = [i for i, word in enumerate(words) if word.lower() in _SWALLOWED]
    if places:
        del words[places[_below(rng, len(places))]]


def _run_together(words: list[str], rng: np.random.Generator) -> None:
    if len(words) > 1:
        at = _below(rng, len(words) - 1)
        if words[at].isalpha() and words[at + 1].isalpha():
            words[at : at + 2] = [words[at] + words[at + 1]]


def _miss_a_key(words: list[str], rng: np.random.Generator) -> None:
    """One letter gone, twice, changed for another, or for its neighbour."""
    places = [i for i, word in enumerate(words) if word.isalpha() and len(word) >= _SHORTEST]
    if not places:
        return
    at = places[_below(rng, len(places))]
    word, i = words[at], 1 + _below(rng, len(words[at]) - 2)
    other = _LETTERS[_below(rng, len(_LETTERS))]
    middle = (word[i + 1], 2 * word[i] + word[i + 1], other + word[i + 1], word[i + 1] + word[i])
    words[at] = word[:i] + middle[_below(rng, 4)] + word[i + 2 :]


def _below(rng: np.random.Generator, count: int) -> int:
    return int(rng.random() * count)
