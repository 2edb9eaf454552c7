# SPDX-License-Identifier: Apache-2.0
"""The closed vocabulary of a bundle: which words belong to which action, and which numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from irgm_ros.errors import BundleError


@dataclass(frozen=True)
class ActionWords:
    """What may be said about one action.

    Attributes:
        triggers: Words that name the action by themselves.
        words: All words of its phrasings, the triggers included, numbers excluded.
        counts: Repetitions (or steps) that the model can do.
        angles: Angles that it can do [deg].
        one_way: Whether words of two directions contradict each other ("walk forward left").
    """

    triggers: frozenset[str]
    words: frozenset[str]
    counts: tuple[int, ...]
    angles: tuple[int, ...]
    one_way: bool

    def range_words(self) -> str:
        """The allowed numbers in words, for a refusal."""
        if self.angles:
            return ', '.join(map(str, self.angles[:-1])) + f' or {self.angles[-1]} degrees'
        if not self.counts:
            return 'no number'
        return f'a count from {self.counts[0]} to {self.counts[-1]}'


@dataclass(frozen=True)
class Lexicon:
    """Everything that commands to one model may be made of.

    Attributes:
        actions: Words by action name.
        phrases: Words that count as one where they follow each other ("back up").
        subjects: Beginnings of a sentence in third person ("a person").
        carriers: Body actions during which a gesture is possible.
        gestures: The gestures.
        max_steps: Most actions in sequence.
    """

    actions: Mapping[str, ActionWords]
    phrases: frozenset[tuple[str, ...]]
    subjects: tuple[tuple[str, ...], ...]
    carriers: frozenset[str]
    gestures: frozenset[str]
    max_steps: int

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lexicon:
        """Build from the content of ``lexicon.json``.

        Raises:
            BundleError: If an entry is missing or has another form.
        """
        try:
            actions = {
                str(name): ActionWords(
                    frozenset(entry['triggers']),
                    frozenset(entry['words']),
                    tuple(int(n) for n in entry['counts']),
                    tuple(int(n) for n in entry['angles']),
                    bool(entry['one_way']),
                )
                for name, entry in data['actions'].items()
            }
            return cls(
                actions,
                frozenset(tuple(phrase.split()) for phrase in data['phrases']),
                tuple(sorted((tuple(s.split()) for s in data['subjects']), key=len, reverse=True)),
                frozenset(data['carriers']),
                frozenset(data['gestures']),
                int(data['max_steps']),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BundleError(
                f'lexicon of the bundle is damaged ({error!r}): expected actions, phrases, '
                'subjects, carriers, gestures and max_steps; build the bundle again'
            ) from error

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all actions."""
        return frozenset().union(*(entry.words for entry in self.actions.values()))

    def merge(self, words: list[str]) -> list[str]:
        """Join the words that form a phrase, see `merge`."""
        return merge(words, self.phrases)

    def abilities(self) -> str:
        """What the model can do, for a refusal."""
        return ', '.join(name.replace('_', ' ') for name in self.actions)


def merge(words: list[str], phrases: frozenset[tuple[str, ...]]) -> list[str]:
    """Join words that form a phrase, the longest first: ``back up`` becomes one item."""
    longest = max((len(phrase) for phrase in phrases), default=1)
    merged, i = [], 0
    while i < len(words):
        size = next((n for n in range(longest, 1, -1) if tuple(words[i : i + n]) in phrases), 1)
        merged.append(' '.join(words[i : i + size]))
        i += size
    return merged
