# SPDX-License-Identifier: Apache-2.0
"""The loop that both models are trained with: learning rate, checkpoints, log, progress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from training.checkpoint import SAVE_EVERY_S, Budget, Log, load, save, warm_start

LossesOf = Callable[[], tuple[Tensor, dict[str, float]]]
_CLIP_NORM = 1.0


class Fit:
    """A resumable training run of one model.

    Attributes:
        step: Steps done so far, earlier runs included; seeds the data of this run.
    """

    def __init__(
        self,
        name: str,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        folder: Path,
        resume: bool,
        start: Path | None = None,
    ) -> None:
        """Take up ``folder/name.pt`` if asked to and if it is there.

        Args:
            name: Names the checkpoint, the log (``name_log.jsonl``) and the progress bar.
            model: What is trained.
            optimizer: Holds the highest learning rate of each group.
            folder: Where checkpoint and log go.
            resume: Whether an earlier checkpoint is taken up.
            start: Checkpoint of another run to begin with where there is none of this one.
        """
        self._name, self._model, self._optimizer = name, model, optimizer
        self._highest = [float(group['lr']) for group in optimizer.param_groups]
        self._path = folder / f'{name}.pt'
        self._log = Log(folder / f'{name}_log.jsonl')
        state = load(self._path) if resume else None
        if state is None and start is not None:
            warm_start(model, start)
        if state is not None:
            model.load_state_dict(state['model'])
            optimizer.load_state_dict(state['optimizer'])
        self.step = int(state['step']) if state else 0
        self._used_s = float(state['elapsed_s']) if state else 0.0

    def run(
        self,
        losses_of: LossesOf,
        steps: int,
        minutes: float,
        log_every: int,
    ) -> None:
        """Train until ``steps`` or ``minutes`` are over; checkpoint every five minutes.

        Args:
            losses_of: Draws a batch; returns the loss and what to log.
            steps: Most steps, earlier runs included.
            minutes: Longest time, earlier runs included.
            log_every: Steps between two records.

        Raises:
            FloatingPointError: The loss is not finite.
        """
        budget = Budget(steps, minutes, self._used_s)
        saved = budget.elapsed_s
        bar = tqdm(total=steps, initial=self.step, desc=self._name, unit='step')
        while budget.progress(self.step) < 1.0:
            for group, highest in zip(self._optimizer.param_groups, self._highest, strict=True):
                group['lr'] = highest * budget.rate(self.step)
            values = self._update(losses_of)
            self.step += 1
            bar.update()
            if self.step % log_every == 0 or budget.progress(self.step) >= 1.0:
                self._log.write(step=self.step, seconds=budget.elapsed_s, **values)
                bar.set_postfix({key: f'{value:.3f}' for key, value in values.items()})
            if budget.elapsed_s - saved > SAVE_EVERY_S:
                self._save(budget)
                saved = budget.elapsed_s
        self._save(budget)
        bar.close()

    def _update(
        self, losses_of: Callable[[], tuple[Tensor, dict[str, float]]]
    ) -> dict[str, float]:
        loss, values = losses_of()
        if not torch.isfinite(loss):
            raise FloatingPointError(f'{self._name}: the loss is {loss}; lower learning_rate')
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), _CLIP_NORM)
        self._optimizer.step()
        return values

    def _save(self, budget: Budget) -> None:
        state: dict[str, Any] = {
            'model': self._model.state_dict(),
            'optimizer': self._optimizer.state_dict(),
            'step': self.step,
            'elapsed_s': budget.elapsed_s,
        }
        save(self._path, state)
