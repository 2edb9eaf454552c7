# SPDX-License-Identifier: Apache-2.0
"""Phrases in texts of words with single spaces and commas standing alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from irgm_ros.spec.inflect import Form, verb

_VERB = re.compile(r'(?<!\S)([a-z]+)~')
# Words that only look like a form of a verb.
_IN_ING = frozenset({'swing', 'bring', 'fling', 'spring', 'sling', 'ring'})
_IN_S = frozenset({'its', 'his', 'hands', 'arms', 'forearms', 'knees', 'feet', 'yes', 'as', 'is'})


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
    """Rules of keys, patterns (without the word borders) and replacements.

    A pattern may end with a space and what must follow it: "very (?=slow)".
    """
    return tuple(
        Rule(key, re.compile(rf'(?<!\S)(?:{pattern}){_border(pattern)}'), replacement)
        for key, pattern, replacement in entries
    )


def _border(pattern: str) -> str:
    return r'(?:(?!\S)|(?<=\s))' if ' (?=' in pattern else r'(?!\S)'


def rewritten(text: str, *tables: Sequence[Rule]) -> str:
    """Apply the rules of all tables one after the other; spaces stay single.

    A "~" after a verb in a replacement gives it the form of the first word that has matched:
    "strike~" for "hitting it" is "striking".
    """
    for rule in chain(*tables):
        if rule.key in text:
            put = (
                partial(_formed, rule.replacement) if '~' in rule.replacement else rule.replacement
            )
            text = ' '.join(rule.pattern.sub(put, text).split())
    return text


def _formed(replacement: str, match: re.Match[str]) -> str:
    """A replacement with its verb in the form that was said."""
    first = match.group().split()[0]
    form: Form = 'base'
    if first.endswith('ing') and first not in _IN_ING:
        form = 'gerund'
    elif first.endswith('s') and not first.endswith('ss') and first not in _IN_S:
        form = 'third'
    return _VERB.sub(lambda found: verb(found.group(1), form), match.expand(replacement))


def merge(words: list[str], phrases: Collection[tuple[str, ...]]) -> list[str]:
    """Join words that form a phrase, the longest first: ``back up`` becomes one item."""
    longest = max((len(phrase) for phrase in phrases), default=1)
    merged, i = [], 0
    while i < len(words):
        size = next((n for n in range(longest, 1, -1) if tuple(words[i : i + n]) in phrases), 1)
        merged.append(' '.join(words[i : i + size]))
        i += size
    return merged
