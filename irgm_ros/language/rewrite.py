# SPDX-License-Identifier: Apache-2.0
"""Phrases in texts of words with single spaces and commas standing alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One pattern and what it becomes.

    Attributes:
        key: Must occur in a text for the pattern to be worth trying.
        pattern: Matches whole words.
        replacement: As for `re.sub`.
    """

    key: str
    pattern: re.Pattern[str]
    replacement: str


def rules(*entries: tuple[str, str, str]) -> tuple[Rule, ...]:
    """Rules of keys, patterns (without the word borders) and replacements."""
    return tuple(
        Rule(key, re.compile(rf'(?<!\S)(?:{pattern})(?!\S)'), replacement)
        for key, pattern, replacement in entries
    )


def rewritten(text: str, entries: Sequence[Rule]) -> str:
    """Apply the rules one after the other; spaces stay single."""
    for rule in entries:
        if rule.key in text:
            text = ' '.join(rule.pattern.sub(rule.replacement, text).split())
    return text


def merge(words: list[str], phrases: Collection[tuple[str, ...]]) -> list[str]:
    """Join words that form a phrase, the longest first: ``back up`` becomes one item."""
    longest = max((len(phrase) for phrase in phrases), default=1)
    merged, i = [], 0
    while i < len(words):
        size = next((n for n in range(longest, 1, -1) if tuple(words[i : i + n]) in phrases), 1)
        merged.append(' '.join(words[i : i + size]))
        i += size
    return merged
