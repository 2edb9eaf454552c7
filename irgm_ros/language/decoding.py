# SPDX-License-Identifier: Apache-2.0
"""Token by token under a rule: free texts, motions, and the likelihood of given sentences."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from irgm_ros.language.branches import branches
from irgm_ros.language.grammar import MotionRule, TextRule
from irgm_ros.language.model import Cache, CausalModel
from irgm_ros.language.vocabulary import HEAD_TAGS, TextTokenizer, Vocabulary
from irgm_ros.types import FloatArray, IntArray

# Tokens that are decoded to look for the end of a text: more than any stop string has.
_WINDOW = 8
_CLOSE_ROW = 1
# Weight relative to the likeliest token below which a token is never drawn.
_NEGLIGIBLE = 1e-9


class InterruptionError(Exception):
    """Decoding was cancelled or ran out of time; caught by the loop, never seen by users.

    Attributes:
        reason: ``cancelled`` or ``deadline``.
    """

    def __init__(self, reason: Literal['cancelled', 'deadline']) -> None:
        """Store ``reason``."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Watch:
    """What is polled before each token.

    Attributes:
        should_stop: Returns True to cancel.
        until: When to stop, on the clock of ``time.monotonic`` [s].
    """

    should_stop: Callable[[], bool] | None = None
    until: float | None = None

    def check(self) -> None:
        """Raise `InterruptionError` if decoding must stop now."""
        if self.should_stop is not None and self.should_stop():
            raise InterruptionError('cancelled')
        if self.until is not None and time.monotonic() >= self.until:
            raise InterruptionError('deadline')


@dataclass(frozen=True)
class Sampling:
    """How tokens are chosen.

    Attributes:
        temperature: 0 takes the likeliest token; above, logits are divided by it.
        top_p: Smallest set of tokens with this total probability is drawn from, in (0, 1].
        seed: Draws repeat with the same seed; None takes the likeliest token always.
    """

    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None

    def __post_init__(self) -> None:
        """Check ranges."""
        if self.temperature < 0 or not 0 < self.top_p <= 1:
            raise ValueError(
                f'temperature {self.temperature}, top_p {self.top_p} given; '
                '0 or above, and in (0, 1] allowed'
            )


class Sampler:
    """Picks one of several logits."""

    def __init__(self, sampling: Sampling) -> None:
        """Set up; greedy without a seed or temperature."""
        self._sampling = sampling
        drawn = sampling.seed is not None and sampling.temperature > 0
        self._rng = np.random.default_rng(sampling.seed) if drawn else None

    def pick(self, logits: FloatArray) -> int:
        """Index of the token taken.

        Args:
            logits: (N,) finite, or -inf for what is not allowed.
        """
        if self._rng is None:
            return int(logits.argmax())
        scaled = logits.astype(np.float64) / self._sampling.temperature
        weights = np.exp(scaled - scaled.max())
        # Nearly all tokens are out of the question: all below this together are not in the top p.
        top_p, whole = self._sampling.top_p, weights.sum()
        likely = np.flatnonzero(weights > max(_NEGLIGIBLE, (1 - top_p) * whole / len(weights)))
        order = likely[np.argsort(-weights[likely])]
        total = np.cumsum(weights[order])
        kept = min(int(np.searchsorted(total, top_p * whole)) + 1, len(order))
        drawn = np.searchsorted(total[:kept], self._rng.random() * total[kept - 1], side='right')
        return int(order[min(int(drawn), kept - 1)])


class Decoder:
    """Decodes with one model; each method takes a cache and returns the one after it."""

    def __init__(
        self,
        model: CausalModel,
        tokenizer: TextTokenizer,
        vocabulary: Vocabulary,
        sampler: Sampler,
        watch: Watch,
    ) -> None:
        """Store the parts.

        Args:
            model: The graphs.
            tokenizer: Decodes texts.
            vocabulary: Token id offsets.
            sampler: Chooses tokens.
            watch: Polled before each token.
        """
        self.model = model
        self._tokenizer, self._vocabulary = tokenizer, vocabulary
        self._sampler, self._watch = sampler, watch

    def feed(self, ids: Sequence[int], cache: Cache) -> tuple[FloatArray, Cache]:
        """Feed forced tokens; hidden state (1, H) of the last one.

        Args:
            ids: At least one id.
            cache: What was fed before.
        """
        self._watch.check()
        hidden, cache = self.model.prefill(ids, cache)
        return hidden[-1:], cache

    def start(self, ids: Sequence[int], prefix: Sequence[int]) -> tuple[FloatArray, Cache]:
        """Feed a prompt, see `CausalModel.start`; hidden state (1, H) of the last token."""
        self._watch.check()
        hidden, cache = self.model.start(ids, prefix)
        return hidden[-1:], cache

    def text(self, hidden: FloatArray, cache: Cache, rule: TextRule) -> tuple[list[int], Cache]:
        """Decode a free text.

        Args:
            hidden: (1, H) state that predicts its first token.
            cache: What was fed before.
            rule: Where it ends.

        Returns:
            Ids of the text, and the cache after it; what ended the text is in neither.
        """
        before = cache.length
        ids: list[int] = []
        while len(ids) < rule.max_tokens:
            self._watch.check()
            token = self._pick_text(self.model.text_logits(hidden)[0], rule)
            if token in rule.stop_ids:
                break
            ids.append(token)
            keep = self._end_of_text(ids, rule)
            if keep is not None:
                del ids[keep:]
                break
            hidden, cache = self.model.prefill((token,), cache)
        # A character cut in its bytes would spoil what is decoded after it.
        while ids and self._tokenizer.decode(ids).endswith('\ufffd'):
            ids.pop()
        return ids, cache.rewind(before + len(ids))

    def motion(self, hidden: FloatArray, cache: Cache, rule: MotionRule) -> tuple[IntArray, Cache]:
        """Decode a motion; only the motion head runs.

        Args:
            hidden: (1, H) state after ``<Motion>``.
            cache: What was fed before.
            rule: Its bounds.

        Returns:
            (T, C) codes, and the cache after the last one; ``</Motion>`` is not fed.
        """
        return self.motions(hidden, cache, rule, [self._sampler])[0]

    def motions(
        self,
        hidden: FloatArray,
        cache: Cache,
        rule: MotionRule,
        samplers: Sequence[Sampler],
        enough: Callable[[IntArray], bool] = lambda codes: False,
    ) -> list[tuple[IntArray, Cache]]:
        """Decode several motions side by side, at little more than the cost of one.

        A motion that has ended costs nothing more; see `irgm_ros.language.branches`.

        Args:
            hidden: (1, H) state after ``<Motion>``.
            cache: What was fed before.
            rule: Their bounds.
            samplers: One for each motion.
            enough: Asked of each motion as it ends, in the order of the samplers where several
                end together: True drops the motions that are still under way.

        Returns:
            For each motion that has ended its codes and the cache after it, as of `motion`, in
            the order of the samplers.
        """
        flat: list[list[int]] = [[] for _ in samplers]
        ended: dict[int, tuple[IntArray, Cache]] = {}
        going = list(range(len(samplers)))
        most = rule.max_steps * self._vocabulary.codebooks
        side_by_side = branches(self.model, cache, len(going), most)
        hidden = hidden.repeat(len(going), axis=0)
        for place in range(most + 1):
            before = going
            going = self._extend(flat, before, hidden, place, rule, samplers)
            over = [index for index in before if index not in going]
            for index in over:
                ended[index] = self._steps(flat[index]), side_by_side.cache(index)
            if not going or any(enough(ended[index][0]) for index in over):
                break
            fed = [self._token(flat[index][-1], place) for index in going]
            hidden = side_by_side.feed(going, fed)
        return [ended[index] for index in sorted(ended)]

    def _extend(
        self,
        flat: list[list[int]],
        going: list[int],
        hidden: FloatArray,
        place: int,
        rule: MotionRule,
        samplers: Sequence[Sampler],
    ) -> list[int]:
        """Append one code to each of the flat motions ``going``; those that do not end here."""
        if place == rule.max_steps * self._vocabulary.codebooks:
            return []
        self._watch.check()
        kept = []
        for logits, index in zip(self.model.motion_logits(hidden), going, strict=True):
            code = self._pick_code(logits, place, rule, samplers[index])
            if code is not None:
                flat[index].append(code)
                kept.append(index)
        return kept

    def log_likelihood(
        self, ids: Sequence[int], hidden: FloatArray, cache: Cache
    ) -> NDArray[np.float64]:
        """Log-probability of each of the given tokens, in one call.

        Args:
            ids: The tokens, at least one.
            hidden: (1, H) state that predicts the first of them.
            cache: What was fed before; it stays as it is.

        Returns:
            (len(ids),) natural logarithms.
        """
        states = hidden
        if len(ids) > 1:
            states = np.concatenate([hidden, self.model.prefill(ids[:-1], cache)[0]])
        return token_log_probabilities(self.model.text_logits(states), ids)

    def _pick_code(
        self, logits: FloatArray, place: int, rule: MotionRule, sampler: Sampler
    ) -> int | None:
        """The code at a place of the flat motion, None where the motion ends."""
        v = self._vocabulary
        book = place % v.codebooks
        first = HEAD_TAGS + book * v.codebook_size
        choices = logits[first : first + v.codebook_size]
        if book == 0 and place >= rule.min_steps * v.codebooks:
            choices = np.concatenate([choices, logits[_CLOSE_ROW : _CLOSE_ROW + 1]])
        code = sampler.pick(choices)
        return None if code == v.codebook_size else code

    def _token(self, code: int, place: int) -> int:
        """Token id of the code at a place of the flat motion."""
        v = self._vocabulary
        return v.motion_offset + place % v.codebooks * v.codebook_size + code

    def _steps(self, flat: list[int]) -> IntArray:
        """Flat codes as (T, C)."""
        return np.array(flat, dtype=np.int64).reshape(-1, self._vocabulary.codebooks)

    def _pick_text(self, logits: FloatArray, rule: TextRule) -> int:
        """The next token of a text, never a forbidden one."""
        logits = logits[: len(rule.forbidden)]
        token = self._sampler.pick(logits)
        if rule.forbidden[token]:
            token = self._sampler.pick(np.where(rule.forbidden, -np.inf, logits))
        return token

    def _end_of_text(self, ids: list[int], rule: TextRule) -> int | None:
        """How many tokens stand before a stop string, None if there is none yet."""
        tail = self._tokenizer.decode(ids[-_WINDOW:])
        found = [at for at in map(tail.find, rule.stop_texts) if at >= 0]
        if not found:
            return None
        skipped = max(len(ids) - _WINDOW, 0)
        keep = len(ids) - 1
        while keep > skipped and len(self._tokenizer.decode(ids[skipped:keep])) > min(found):
            keep -= 1
        return keep


def token_log_probabilities(logits: FloatArray, ids: Sequence[int]) -> NDArray[np.float64]:
    """Log-softmax of the logits at the given tokens.

    Args:
        logits: (N, V).
        ids: N token ids.

    Returns:
        (N,) natural logarithms.
    """
    rows: NDArray[Any] = np.asarray(logits, dtype=np.float64)
    top = rows.max(axis=1)
    total = top + np.log(np.exp(rows - top[:, None]).sum(axis=1))
    chosen: NDArray[np.float64] = rows[np.arange(len(ids)), list(ids)] - total
    return chosen
