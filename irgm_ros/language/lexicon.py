# SPDX-License-Identifier: Apache-2.0
"""The closed vocabulary of a bundle: which words belong to which action, and which numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

from irgm_ros.errors import BundleError
from irgm_ros.language.numerals import VALUES, numbers
from irgm_ros.language.rewrite import merge

Candidate = tuple[str, ...]
# A word after one of these belongs to it and begins no clause.
_BINDING = frozenset(
    {'a', 'an', 'the', 'your', 'my', 'his', 'her', 'their', 'its', 'to', 'with', 'in', 'on', 'at',
     'of', 'for', 'by', 'into', 'from', 'one', 'like',
     'stop', 'stops', 'stopping', 'halt', 'freeze', 'keep', 'keeps'}
)  # fmt: skip


@dataclass(frozen=True)
class ActionWords:
    """What may be said about one action.

    Attributes:
        triggers: Sets of words that name the action; a word may do so by itself.
        words: All words of its phrasings, the triggers included, numbers excluded.
        counts: Repetitions (or steps) that the model can do.
        angles: Angles that it can do [deg].
        one_way: Whether words of two directions contradict each other ("walk forward left").
    """

    triggers: frozenset[frozenset[str]]
    words: frozenset[str]
    counts: tuple[int, ...]
    angles: tuple[int, ...]
    one_way: bool

    def named_in(self, said: set[str]) -> bool:
        """Whether words name this action."""
        return any(trigger <= said for trigger in self.triggers)

    def allows(self, number: str) -> bool:
        """Whether a number word is among the counts or the angles."""
        if number in VALUES:
            return VALUES[number] in self.counts
        return number.isdecimal() and number.isascii() and int(number[:9]) in self.angles

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
        openers: Words that a clause may begin with, so that it needs no connective before it.
        things: Words that name a thing, not an action, after an article ("the box").
        synonyms: Words and phrases that the model does not know, with what it knows instead.
        nearby: What the model cannot do, with what it can do instead.
        meanings: By action, what phrases say about its attributes; empty for older bundles.
    """

    actions: Mapping[str, ActionWords]
    phrases: frozenset[tuple[str, ...]]
    subjects: tuple[tuple[str, ...], ...]
    carriers: frozenset[str]
    gestures: frozenset[str]
    max_steps: int
    openers: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    synonyms: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    nearby: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[tuple[str, ...], Mapping[str, Any]]] = field(
        default_factory=dict
    )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lexicon:
        """Build from the content of ``lexicon.json``.

        Raises:
            BundleError: If an entry is missing or has another form.
        """
        try:
            actions = {
                str(name): ActionWords(
                    frozenset(frozenset(t.split('+')) for t in entry['triggers']),
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
                # Bundles from before these were known have none of them.
                frozenset(data.get('openers', ())),
                frozenset(data.get('things', ())),
                {tuple(k.split()): str(v) for k, v in data.get('synonyms', {}).items()},
                {tuple(k.split()): str(v) for k, v in data.get('nearby', {}).items()},
                {
                    name: {tuple(phrase.split()): said for phrase, said in table.items()}
                    for name, table in data.get('meanings', {}).items()
                },
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

    def plain(self, text: str) -> str:
        """A normalised text with the model's own words in place of their synonyms."""
        items = merge(text.replace(',', ' ,').split(), self.synonyms)
        known = (self.synonyms.get(tuple(item.split()), item) for item in items)
        return ' '.join(word for word in known if word).replace(' ,', ',')

    def instead(self, text: str) -> str:
        """What the model can do instead of something in ``text``; empty if nothing is known."""
        items = merge(text.replace(',', ' ').split(), self.nearby)
        found = (self.nearby.get(tuple(item.split())) for item in items)
        return next((hint for hint in found if hint), '')

    def candidates(self, words: list[str]) -> list[Candidate]:
        """Actions, or pairs of a body action with a gesture, that account for every word."""
        said = set(words) - set(numbers(words)) - {'one'}
        named = {n: e for n, e in self.actions.items() if e.named_in(said)}
        single: list[Candidate] = [(n,) for n, e in named.items() if said <= e.words]
        if single or 'with' not in said:
            return single  # two actions in one clause only as "stand with your arms crossed"
        pairs = product(named.keys() & self.carriers, named.keys() & self.gestures)
        return sorted(
            pair for pair in pairs if said <= named[pair[0]].words | named[pair[1]].words
        )

    def clauses(self, words: list[str]) -> list[list[str]]:
        """Cut words without connectives ("walk forward turn left") where a clause begins.

        The cuts leave every clause complete; where that cannot be, nothing is cut.
        """
        starts = [
            i
            for i, word in enumerate(words)
            if i and word in self.openers and words[i - 1] not in _BINDING
        ]
        if not words or not starts or self._complete(words):
            return [words] if words else []
        # From the back: the fewest, then the longest first clauses of the rest of the words.
        best: dict[int, list[list[str]]] = {len(words): []}
        for start in (*reversed(starts), 0):
            for stop in (len(words), *reversed(starts)):
                rest = best.get(stop) if stop > start else None
                if rest is None or (start in best and len(best[start]) <= len(rest) + 1):
                    continue
                if self._complete(words[start:stop]):
                    best[start] = [words[start:stop], *rest]
        return best.get(0, [words])

    def _complete(self, words: list[str]) -> bool:
        """Whether words are a clause of their own, numbers included."""
        said = numbers(words)
        return len(said) < 2 and any(
            all(any(self.actions[name].allows(number) for name in names) for number in said)
            for names in self.candidates(words)
        )

    def abilities(self) -> str:
        """What the model can do, for a refusal."""
        return ', '.join(name.replace('_', ' ') for name in self.actions)
