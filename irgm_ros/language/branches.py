# SPDX-License-Identifier: Apache-2.0
"""Several sequences that go on from one, decoded side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from irgm_ros.language.model import Cache, CausalModel
from irgm_ros.types import FloatArray

_SHARED = 1  # lane of what all sequences have in common


class Branches(Protocol):
    """Sequences 0, 1, ... behind the same beginning."""

    def feed(self, going: Sequence[int], ids: Sequence[int]) -> FloatArray:
        """Feed a token to each sequence that goes on.

        Args:
            going: Which ones, in ascending order; one that is left out has ended.
            ids: A token for each.

        Returns:
            Last hidden states (len(going), H).
        """
        ...

    def cache(self, index: int) -> Cache:
        """What was fed to a sequence that was not left out so far, the beginning included."""
        ...


def branches(model: CausalModel, cache: Cache, count: int, most: int) -> Branches:
    """Sequences behind ``cache``: in one row where the model can, else in a row for each.

    In one row the common beginning is there once; in a batch it is copied for each sequence, with
    each token anew.

    Args:
        model: The graphs.
        cache: What they have in common.
        count: How many.
        most: Tokens that each may get.
    """
    fits = cache.length + count * most <= model.lane_tokens
    if count > 1 and fits and all(isinstance(a, np.ndarray) for a in cache.arrays):
        return _Lanes(model, cache)
    return _Rows(model, cache, count)


class _Lanes:
    """All sequences in one row, told apart by the attention mask."""

    def __init__(self, model: CausalModel, cache: Cache) -> None:
        self._model, self._cache, self._begin = model, cache, cache.length
        self._lanes = np.full(cache.length, _SHARED, dtype=np.int64)
        self._fed = 0

    def feed(self, going: Sequence[int], ids: Sequence[int]) -> FloatArray:
        """See `Branches.feed`."""
        own = np.array(going, dtype=np.int64) + _SHARED + 1
        self._lanes = np.concatenate([self._lanes, own])
        positions = np.full(len(own), self._begin + self._fed, dtype=np.int64)
        self._fed += 1
        hidden, self._cache = self._model.prefill(ids, self._cache, self._lanes, positions)
        return hidden

    def cache(self, index: int) -> Cache:
        """See `Branches.cache`."""
        kept = np.flatnonzero((self._lanes == _SHARED) | (self._lanes == index + _SHARED + 1))
        return self._cache.taken(kept)


class _Rows:
    """A row of a batch for each sequence."""

    def __init__(self, model: CausalModel, cache: Cache, count: int) -> None:
        self._model, self._rows = model, list(range(count))
        self._cache = cache if count == 1 else cache.rows([0] * count)

    def feed(self, going: Sequence[int], ids: Sequence[int]) -> FloatArray:
        """See `Branches.feed`."""
        if len(going) < len(self._rows):
            self._cache = self._cache.rows([self._rows.index(index) for index in going])
            self._rows = list(going)
        hidden, self._cache = self._model.step(ids, self._cache)
        return hidden

    def cache(self, index: int) -> Cache:
        """See `Branches.cache`."""
        return self._cache.row(self._rows.index(index), self._cache.length)
