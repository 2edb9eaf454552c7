# SPDX-License-Identifier: Apache-2.0
"""Text-motion pairs for the evaluator: which clips meet in a batch, and what tells them apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from irgm_ros.spec import canonical
from irgm_ros.spec.command import Command, Part
from irgm_ros.spec.compare import entails
from irgm_ros.types import IntArray
from training.data.clips import NEAR_MISS_EVERY, ClipStore
from training.data.mutation import mutate
from training.text import phrase

_CANONICAL_SHARE, _IMPERATIVE_SHARE = 0.15, 0.6
_KEPT_MISSES = 4  # near misses of a clip's command that are drawn once and kept
_ATTRIBUTES = tuple(field.name for field in fields(Part) if field.name != 'action')


@dataclass(frozen=True)
class PairBatch:
    """Clips with one text each and near misses of it.

    Attributes:
        indices: (B,) clips.
        texts: B texts, each says what its clip shows.
        near: B x K commands, each differs in one thing from what its clip shows.
        misses: B x K texts that say them.
        also_true: (B, B) whether text j holds for clip i too; True on the diagonal.
    """

    indices: IntArray
    texts: list[str]
    near: list[list[Command]]
    misses: list[list[str]]
    also_true: NDArray[np.bool_]


def split(clips: ClipStore, validation_share: float) -> tuple[IntArray, IntArray]:
    """Indices for training and for validation; no command stands in both.

    The last share of the clips is for validation, near misses with what they are near to. What
    training has of the commands there is left out.
    """
    families = -(-len(clips) // NEAR_MISS_EVERY)
    first = min(families - 1, round(families * (1.0 - validation_share))) * NEAR_MISS_EVERY
    first = max(1, first)
    seen = set(clips.commands[first:])
    train = [i for i in range(first) if clips.commands[i] not in seen]
    return np.array(train, dtype=np.int64), np.arange(first, len(clips))


def difference(a: Command, b: Command) -> str:
    """What a near miss differs in: an attribute, ``action`` or ``order``."""
    if Counter(a.steps) == Counter(b.steps):
        return 'order'
    for one, other in zip(a.parts, b.parts, strict=True):
        if one.action != other.action:
            return 'action'
        for name in _ATTRIBUTES:
            if getattr(one, name) != getattr(other, name):
                return name
    return ''


def say(command: Command, rng: np.random.Generator) -> str:
    """One of the ways in which the runtime may meet a command, its analysis included."""
    way = rng.random()
    if way < _CANONICAL_SHARE:
        return canonical(command)
    return phrase(
        command, rng, 'imperative' if rng.random() < _IMPERATIVE_SHARE else 'third_person'
    )


class PairSource:
    """Draws batches; half of a batch are clips next to their near misses."""

    def __init__(
        self, clips: ClipStore, indices: IntArray, hard_texts: int, rng: np.random.Generator
    ) -> None:
        """Keep what is drawn from.

        Args:
            clips: All clips.
            indices: The part of them to draw from.
            hard_texts: Near misses K of each text.
            rng: Source of all choices.
        """
        self._clips, self._indices, self._rng = clips, indices, rng
        self._hard_texts = hard_texts
        there = set(indices.tolist())
        last = NEAR_MISS_EVERY - 1
        self._near = [i for i in there if i % NEAR_MISS_EVERY == last and i - 1 in there]
        self._misses: dict[int, list[Command]] = {}

    def draw(self, size: int) -> PairBatch:
        """A batch of ``size`` pairs, or of all there are."""
        rng = self._rng
        chosen: dict[int, None] = {}
        for pick in rng.choice(self._near, min(size // 4, len(self._near)), replace=False):
            chosen |= {int(pick) - 1: None, int(pick): None}
        others = rng.choice(self._indices, min(size, len(self._indices)), replace=False)
        chosen |= dict.fromkeys(map(int, others))
        return self.batch(np.array(list(chosen)[:size]))

    def batch(self, indices: IntArray) -> PairBatch:
        """The batch of given clips."""
        commands = [self._clips.commands[i] for i in indices]
        texts = [say(command, self._rng) for command in commands]
        near = [self._near_misses(int(i)) for i in indices]
        misses = [[say(miss, self._rng) for miss in row] for row in near]
        true = np.array([[entails(shown, said) for said in commands] for shown in commands])
        return PairBatch(indices, texts, near, misses, true)

    def _near_misses(self, index: int) -> list[Command]:
        """Commands (K) that one clip just does not show; the same few whenever it is asked."""
        if index not in self._misses:
            command = self._clips.commands[index]
            pool = [mutate(command, self._rng) for _ in range(max(_KEPT_MISSES, self._hard_texts))]
            self._misses[index] = [m for m in pool if not entails(command, m)]
        known = self._misses[index] or self._far(index)
        picks = self._rng.integers(len(known), size=self._hard_texts)
        return [known[int(pick)] for pick in picks]

    def _far(self, index: int) -> list[Command]:
        """Any other command, for one that has no near miss (or, of one clip alone, itself)."""
        command = self._clips.commands[index]
        others = (c for c in self._clips.commands if not entails(command, c))
        return [next(others, command)]
