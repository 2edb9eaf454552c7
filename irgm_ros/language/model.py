# SPDX-License-Identifier: Apache-2.0
"""The language model as split graphs: decoder with a KV cache, text head and motion head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.backends.bundle import Bundle
from irgm_ros.backends.ort import SessionOptions
from irgm_ros.backends.session import CACHE_TYPES, Array, OnDevice, Session
from irgm_ros.errors import BundleError
from irgm_ros.language.prompting import common_prefix
from irgm_ros.types import FloatArray

Embed = Callable[[NDArray[np.integer[Any]]], NDArray[np.float32]]


@dataclass(frozen=True)
class Cache:
    """Keys and values of the tokens fed so far; never changed, so that branches share it.

    Attributes:
        length: Number of tokens P.
        arrays: (B, KV, P, D) each: layer 0 keys, layer 0 values, layer 1 keys, ...; B is 1 but
            where sequences are decoded side by side. They stay on the device where the session
            keeps them there.
    """

    length: int
    arrays: tuple[FloatArray | OnDevice, ...]

    def rewind(self, length: int) -> Cache:
        """The cache as it was after ``length`` tokens.

        Args:
            length: At most the present one.
        """
        return self if length == self.length else self.row(0, length)

    def rows(self, indices: Sequence[int]) -> Cache:
        """Some of several sequences, or one several times, to go on from side by side."""
        return Cache(self.length, tuple(_rows(a, indices) for a in self.arrays))

    def taken(self, places: NDArray[np.integer[Any]]) -> Cache:
        """Some of the tokens of one sequence; only for arrays on the host."""
        kept = (np.take(np.asarray(a), places, axis=2) for a in self.arrays)
        return Cache(len(places), tuple(kept))

    def row(self, index: int, length: int) -> Cache:
        """One of several sequences, as it was after ``length`` tokens."""
        return Cache(length, tuple(_row(a, index, length) for a in self.arrays))


def _rows(array: FloatArray | OnDevice, indices: Sequence[int]) -> FloatArray | OnDevice:
    return array[list(indices)] if isinstance(array, np.ndarray) else array.rows(indices)


def _row(array: FloatArray | OnDevice, index: int, length: int) -> FloatArray | OnDevice:
    if isinstance(array, np.ndarray):
        return np.ascontiguousarray(array[index : index + 1, :, :length])
    return array.row(index, length)


class CausalModel:
    """Runs the graphs of one language model.

    Attributes:
        empty: The cache before the first token.
        lane_tokens: See `irgm_ros.backends.manifest.DecoderEntry`.
    """

    def __init__(
        self,
        decoder: Session,
        text_head: Session,
        motion_head: Session,
        embed: Embed,
        cache_shape: tuple[int, int],
        lane_tokens: int = 0,
    ) -> None:
        """Store the parts.

        Args:
            decoder: (1, S, H) embeddings, mask, positions and past -> (1, S, H) and present.
            text_head: (N, H) -> (N, V) logits.
            motion_head: (N, H) -> (N, 2 + C * K) logits.
            embed: Ids (S,) -> scaled embeddings (S, H) float32.
            cache_shape: Key-value heads and width of a head.
            lane_tokens: Tokens up to which a row may hold several sequences; 0: never.

        Raises:
            BundleError: The decoder does not take and give one cache array each, or declares
                another type for them than fp32, fp16 and bf16.
        """
        self._past = decoder.inputs[3:]
        self._present = decoder.outputs[1:]
        if decoder.inputs[0] != 'inputs_embeds' or len(self._past) != len(self._present):
            raise BundleError(
                f'decoder: {decoder.inputs} -> {decoder.outputs} given; inputs_embeds, '
                'attention_mask, position_ids, past.* -> hidden, present.* expected'
            )
        self._decoder, self._embed = decoder, embed
        self._text_head, self._motion_head = text_head, motion_head
        heads, width = cache_shape
        if decoder.cache not in CACHE_TYPES:
            allowed = ', '.join(CACHE_TYPES)
            raise BundleError(
                f'decoder: cache of type {decoder.cache!r} given, one of {allowed} expected; '
                'export the bundle again'
            )
        nothing: Array = np.zeros((1, heads, 0, width), dtype=CACHE_TYPES[decoder.cache])
        self.empty = Cache(0, (nothing,) * len(self._past))
        self.lane_tokens = lane_tokens
        self._prefixes: dict[tuple[int, ...], Cache] = {}
        self._grow(2048)

    @classmethod
    def from_bundle(cls, bundle: Bundle, options: SessionOptions | None = None) -> CausalModel:
        """Load the three graphs of a bundle.

        Args:
            bundle: A checked bundle.
            options: Provider and threads.
        """
        graphs = [bundle.session(g, options) for g in ('decoder', 'text_head', 'motion_head')]
        sizes = bundle.manifest.decoder
        shape = (sizes.kv_heads, sizes.head_dim)
        return cls(graphs[0], graphs[1], graphs[2], bundle.embed, shape, sizes.lane_tokens)

    @property
    def provider(self) -> str:
        """What really runs the decoder."""
        return self._decoder.provider

    def prefill(
        self,
        ids: Sequence[int],
        cache: Cache,
        lanes: NDArray[np.int64] | None = None,
        positions: NDArray[np.int64] | None = None,
    ) -> tuple[FloatArray, Cache]:
        """Feed tokens after those of ``cache``.

        Args:
            ids: At least one token id.
            cache: What was fed before.
            lanes: (P + S,) lane of each token, see `irgm_ros.language.branches`; None: one lane.
            positions: (S,) places of the new tokens in their sequences; None: in a row.

        Returns:
            Last hidden state of each new token (S, H), and the longer cache.
        """
        embedded = self._embed(np.array(ids))[None]
        hidden, longer = self._decode(embedded, cache, lanes, positions)
        return hidden[0], longer

    def step(self, ids: Sequence[int], cache: Cache) -> tuple[FloatArray, Cache]:
        """Feed one token to each of several sequences, see `Cache.rows`.

        Args:
            ids: B token ids.
            cache: What was fed to each of them before.

        Returns:
            Last hidden states (B, H), and the longer cache.
        """
        hidden, longer = self._decode(self._embed(np.array(ids))[:, None], cache)
        return hidden[:, 0], longer

    def _decode(
        self,
        embedded: FloatArray,
        cache: Cache,
        lanes: NDArray[np.int64] | None = None,
        places: NDArray[np.int64] | None = None,
    ) -> tuple[FloatArray, Cache]:
        """Run the decoder on embeddings (B, S, H): hidden states (B, S, H), and the cache."""
        rows, steps = embedded.shape[:2]
        past, end = cache.length, cache.length + steps
        if end > self._mask.shape[1]:
            self._grow(2 * end)
        mask = self._mask[:, :end] if lanes is None else lanes[None]
        positions = self._positions[:, past:end] if places is None else places[None]
        feeds: dict[str, Array | OnDevice] = {
            'inputs_embeds': embedded,
            'attention_mask': mask if rows == 1 else mask.repeat(rows, axis=0),
            'position_ids': positions if rows == 1 else positions.repeat(rows, axis=0),
        }
        feeds.update(zip(self._past, cache.arrays, strict=True))
        out = self._decoder.run(feeds)
        return out['hidden'], Cache(end, tuple(out[name] for name in self._present))

    def start(self, ids: Sequence[int], prefix: Sequence[int]) -> tuple[FloatArray, Cache]:
        """Feed a prompt; a fixed prefix is computed once per loaded model and reused.

        Args:
            ids: The prompt.
            prefix: The ids that each prompt of this task begins with.

        Returns:
            Hidden states of the tokens after the prefix (S, H), and the cache of all.
        """
        key = tuple(common_prefix([ids[:-1], prefix]))
        if not key:
            return self.prefill(ids, self.empty)
        if key not in self._prefixes:
            self._prefixes[key] = self.prefill(key, self.empty)[1]
        return self.prefill(ids[len(key) :], self._prefixes[key])

    def text_logits(self, hidden: FloatArray) -> FloatArray:
        """Logits over the vocabulary.

        Args:
            hidden: (N, H) hidden states.

        Returns:
            (N, V) float32.
        """
        logits: FloatArray = self._text_head.run({'hidden': hidden})['logits']
        return logits

    def motion_logits(self, hidden: FloatArray) -> FloatArray:
        """Logits of ``<Motion>``, ``</Motion>`` and the codes, in this order.

        Args:
            hidden: (N, H) hidden states.

        Returns:
            (N, 2 + C * K) float32.
        """
        logits: FloatArray = self._motion_head.run({'hidden': hidden})['logits']
        return logits

    def _grow(self, length: int) -> None:
        """Allocate mask and positions once: slices of them are fed."""
        self._mask = np.ones((1, length), dtype=np.int64)
        self._positions = np.arange(length, dtype=np.int64)[None]
