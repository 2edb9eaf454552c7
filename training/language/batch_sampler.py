# SPDX-License-Identifier: Apache-2.0
"""Samples many traces side by side: one forward pass a token for all of them, with a cache.

Prompts are padded on the left. Each row follows its own script and draws with its own generator,
so a row does not depend on which others are sampled with it (but for rounding).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import DynamicCache, Gemma2ForCausalLM

from training.language.loss import head
from training.language.trace_script import Rules, Script

FORCED = -1
_COMPACT = 0.7  # rows that are still under way, below which the others are dropped


@dataclass(frozen=True)
class Rollout:
    """One sampled row.

    Attributes:
        ids: Prompt and what followed.
        rules: For each id the rule that it was drawn under, `FORCED` where there was no choice.
        prompt: How many ids the prompt has.
    """

    ids: list[int]
    rules: list[int]
    prompt: int

    @property
    def completion(self) -> list[int]:
        """What followed the prompt."""
        return self.ids[self.prompt :]


class _Row:
    """A row under way."""

    def __init__(
        self, prompt: Sequence[int], script: Script, temperature: float, seed: Sequence[int]
    ) -> None:
        self.ids, self.rules = list(prompt), [FORCED] * len(prompt)
        self.prompt, self.fed = len(prompt), 0
        self.rule = FORCED
        self.temperature = temperature
        self.rng = np.random.default_rng(list(seed))
        self._script = script
        self._advance(None)

    @property
    def choosing(self) -> bool:
        """Whether all is fed and the next id has to be drawn."""
        return self.rule != FORCED and self.fed == len(self.ids)

    @property
    def over(self) -> bool:
        """Whether nothing is left to draw; what is forced last need not be fed."""
        return self.rule == FORCED

    def take(self, token: int) -> None:
        """Add the id that was drawn and go on to the next choice."""
        self._add([token], self.rule)
        self._advance(token)

    def _advance(self, token: int | None) -> None:
        try:
            step = next(self._script) if token is None else self._script.send(token)
            while isinstance(step, list):
                self._add(step, FORCED)
                step = next(self._script)
            self.rule = step
        except StopIteration:
            self.rule = FORCED

    def _add(self, ids: list[int], rule: int) -> None:
        self.ids += ids
        self.rules += [rule] * len(ids)


class BatchSampler:
    """Samples from one model under the rules of its scripts."""

    def __init__(self, language: Gemma2ForCausalLM, rules: Rules) -> None:
        """Store the model; it is used as it is at the time of each call."""
        self._language = language
        self._allowed = torch.from_numpy(rules.table).to(language.device)

    @torch.no_grad()
    def __call__(
        self,
        prompts: Sequence[Sequence[int]],
        scripts: Sequence[Script],
        temperatures: Sequence[float],
        seed: Sequence[int],
    ) -> list[Rollout]:
        """Sample one row for each prompt.

        Args:
            prompts: Ids up to the first step of the script.
            scripts: One for each prompt; they are used up.
            temperatures: Logits are divided by them.
            seed: Row i draws with ``[*seed, i]``.
        """
        rows = [
            _Row(prompt, script, temperature, [*seed, i])
            for i, (prompt, script, temperature) in enumerate(
                zip(prompts, scripts, temperatures, strict=True)
            )
        ]
        under_way = [row for row in rows if not row.over]
        if under_way:
            self._run(under_way)
        return [Rollout(row.ids, row.rules, row.prompt) for row in rows]

    def _run(self, rows: list[_Row]) -> None:
        state = _State(self._language)
        hidden = state.begin([row.ids for row in rows])
        for row in rows:
            row.fed = len(row.ids)
        while True:
            choosing = [i for i, row in enumerate(rows) if row.choosing]
            if choosing:
                self._choose([rows[i] for i in choosing], hidden[choosing])
            active = [i for i, row in enumerate(rows) if not row.over]
            if not active:
                return
            if len(active) < _COMPACT * len(rows):
                rows = [rows[i] for i in active]
                state.keep(active)
            tokens = [row.ids[min(row.fed, len(row.ids) - 1)] for row in rows]
            hidden = state.feed(tokens)
            for row in rows:
                row.fed += 1

    def _choose(self, rows: list[_Row], hidden: Tensor) -> None:
        """Draw the next id of each row from its hidden state (n, H)."""
        device = hidden.device
        allowed = self._allowed[[row.rule for row in rows]]
        heat = torch.tensor([row.temperature for row in rows], device=device)[:, None]
        logits = head(self._language, hidden).float() / heat
        weights = logits.masked_fill(~allowed, -torch.inf).softmax(1).double().cumsum(1)
        draws = [row.rng.random() for row in rows]
        drawn = torch.tensor(draws, dtype=torch.float64, device=device)[:, None]
        # The first token whose cumulated weight exceeds the draw: one without weight never does.
        picked = torch.searchsorted(weights, drawn * weights[:, -1:], right=True)
        for row, token in zip(rows, picked[:, 0].tolist(), strict=True):
            row.take(token)


class _State:
    """What the model has read: a cache, and which of its places are no padding."""

    def __init__(self, language: Gemma2ForCausalLM) -> None:
        self._language = language
        self._cache = DynamicCache()
        self._read = torch.zeros(0, 0, dtype=torch.bool, device=language.device)

    def begin(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """Feed prompts, padded on the left; hidden states (B, H) of their last ids.

        Equal prompts, of one command or group, are read once.
        """
        places: dict[tuple[int, ...], int] = {}
        which = [places.setdefault(tuple(prompt), len(places)) for prompt in prompts]
        longest = max(map(len, places))
        pad = self._language.config.pad_token_id or 0
        ids = torch.full((len(places), longest), pad)
        real = torch.zeros(len(places), longest, dtype=torch.bool)
        for prompt, row in places.items():
            ids[row, longest - len(prompt) :] = torch.tensor(prompt)
            real[row, longest - len(prompt) :] = True
        device = self._language.device
        self._read = real.to(device)
        causal = torch.ones(longest, longest, dtype=torch.bool, device=device).tril()
        allowed = causal & self._read[:, None, :]
        steps = (self._read.cumsum(1) - 1).clamp(min=0)
        hidden = self._forward(ids.to(device), allowed, steps)
        if len(places) < len(prompts):
            self.keep(which)
        return hidden[which]

    def feed(self, tokens: Sequence[int]) -> Tensor:
        """Feed one id a row; hidden states (B, H)."""
        device = self._language.device
        ids = torch.tensor(tokens, device=device)[:, None]
        self._read = torch.cat([self._read, torch.ones_like(ids, dtype=torch.bool)], dim=1)
        places = self._read.sum(1, keepdim=True) - 1
        return self._forward(ids, self._read[:, None, :], places)

    def keep(self, rows: Sequence[int]) -> None:
        """Go on with these rows, in this order; a row may be there more than once."""
        index = torch.tensor(rows, device=self._language.device)
        self._cache.batch_select_indices(index)
        self._read = self._read[index]

    def _forward(self, ids: Tensor, allowed: Tensor, places: Tensor) -> Tensor:
        """Run the model on ids (B, n) that may look at allowed (B, n, K) places."""
        dtype = self._language.dtype
        mask = torch.zeros(allowed.shape, dtype=dtype, device=ids.device)
        mask = mask.masked_fill_(~allowed, torch.finfo(dtype).min)[:, None]
        out: Tensor = self._language.model(
            input_ids=ids,
            attention_mask={'full_attention': mask, 'sliding_attention': mask},
            position_ids=places,
            past_key_values=self._cache,
            use_cache=True,
        ).last_hidden_state
        return out[:, -1]
