# SPDX-License-Identifier: Apache-2.0
"""Number words of commands."""

from __future__ import annotations

import re

COUNT_WORDS = (
    'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven',
    'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
    'twenty',
)  # fmt: skip
VALUES = {word: n for n, word in enumerate(COUNT_WORDS, start=1)} | {'once': 1, 'twice': 2}
# Numbers that are never allowed, named in the refusal as numbers.
_LARGE = frozenset(
    {'zero', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'hundred', 'thousand',
     'million', 'dozen'}
)  # fmt: skip
# After these "one" says which, not how many.
SINGLE = frozenset({'leg', 'foot', 'knee', 'hand', 'arm', 'finger', 'side', 'fist', 'elbow'})


def is_number(word: str) -> bool:
    """Whether a word is a number, of any size."""
    return word in VALUES or word in _LARGE or re.fullmatch(r'[\d,]+', word) is not None


def numbers(words: list[str]) -> list[str]:
    """The words of a clause that say how many or how far; "one leg" is none."""
    return [
        word
        for word, after in zip(words, [*words[1:], ''], strict=True)
        if is_number(word) and not (word == 'one' and after in SINGLE)
    ]
