# SPDX-License-Identifier: Apache-2.0
"""The loop that both models are trained with: learning rate, checkpoints, log, progress."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from training.checkpoint import SAVE_EVERY_S, Budget, Log, load, save, warm_start
from training.parallel import Parallel

LossesOf = Callable[[], tuple[Tensor, dict[str, float]]]
_CLIP_NORM = 1.0


class Fit:
    """A resumable training run of one model, on one process or many.

    Attributes:
        model: What the losses have to call: the model as shared out among the processes.
        step: Steps done so far, earlier runs included; seeds the data of this run.
        progress: Share of the budget that is used, in [0, 1].
    """

    def __init__(
        self,
        name: str,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        folder: Path,
        resume: bool,
        start: Path | None = None,
        parallel: Parallel | None = None,
        weights: nn.Module | None = None,
    ) -> None:
        """Take up ``folder/name.pt`` if asked to and if it is there.

        Args:
            name: Names the checkpoint, the log (``name_log.jsonl``) and the progress bar.
            model: What is trained.
            optimizer: Fresh; holds the highest learning rate of each group.
            folder: Where checkpoint and log go.
            resume: Whether an earlier checkpoint is taken up.
            start: Checkpoint of another run to begin with where there is none of this one.
            parallel: The processes; None for this one alone.
            weights: The part of ``model`` that checkpoints hold, if not all of it.
        """
        self._parallel = parallel or Parallel()
        self._name, self._weights = name, weights or model
        self._highest = [float(group['lr']) for group in optimizer.param_groups]
        self._path = folder / f'{name}.pt'
        self._log = Log(folder / f'{name}_log.jsonl')
        state = load(self._path) if resume else None
        if state is None and start is not None:
            warm_start(self._weights, start)
        if state is not None:
            self._weights.load_state_dict(state['model'])
        self.model, self._optimizer = self._parallel.prepare(model, optimizer)
        if state is not None:
            self._parallel.load_optimizer(self._optimizer, state['optimizer'])
        self.step = int(state['step']) if state else 0
        self._used_s = float(state['elapsed_s']) if state else 0.0
        self.progress = 0.0

    def run(
        self,
        losses_of: LossesOf,
        steps: int,
        minutes: float,
        log_every: int,
        micro_batches: int = 1,
    ) -> None:
        """Train until ``steps`` or ``minutes`` are over; checkpoint every five minutes.

        An interruption of a single process leaves a checkpoint as well.

        Args:
            losses_of: Draws a micro-batch; returns the loss and what to log.
            steps: Most steps, earlier runs included.
            minutes: Longest time, earlier runs included.
            log_every: Steps between two records.
            micro_batches: Calls of ``losses_of`` in one step of this process.

        Raises:
            FloatingPointError: The loss is not finite.
        """
        budget = Budget(steps, minutes, self._used_s)
        now = saved = self._parallel.agreed(budget.elapsed_s)
        main = self._parallel.is_main
        bar = tqdm(total=steps, initial=self.step, desc=self._name, unit='step', disable=not main)
        try:
            while (progress := budget.progress(self.step, now)) < 1.0:
                self.progress = progress
                self._set_rate(budget.rate(self.step, now))
                values = self._update(losses_of, micro_batches)
                self.step += 1
                bar.update()
                now = self._parallel.agreed(budget.elapsed_s)
                if self.step % log_every == 0 or budget.progress(self.step, now) >= 1.0:
                    self._record(values, now, bar)
                if now - saved > SAVE_EVERY_S:
                    self._save(now)
                    saved = now
        except KeyboardInterrupt:
            if self._parallel.world == 1:  # of several, the others may wait elsewhere
                self._save(now)
            raise
        self._save(now)
        bar.close()

    def _set_rate(self, factor: float) -> None:
        for group, highest in zip(self._optimizer.param_groups, self._highest, strict=True):
            group['lr'] = highest * factor

    def _update(self, losses_of: LossesOf, micro_batches: int) -> dict[str, float]:
        """One step of the optimizer; the values to log, averaged over the micro-batches."""
        self._optimizer.zero_grad(set_to_none=True)
        values: dict[str, float] = {}
        for index in range(micro_batches):
            more = index + 1 < micro_batches
            stay = self._parallel.gradients_stay(self.model) if more else nullcontext()
            with stay:
                loss, said = losses_of()
                if not torch.isfinite(loss):
                    raise FloatingPointError(
                        f'{self._name}: the loss is {loss}; lower learning_rate'
                    )
                self._parallel.backward(loss)
            for name, value in said.items():
                values[name] = values.get(name, 0.0) + value / micro_batches
        self._parallel.clip(self.model, _CLIP_NORM)
        self._optimizer.step()
        return values

    def _record(self, values: dict[str, float], elapsed_s: float, bar: Any) -> None:
        world = self._parallel.world
        means = {name: self._parallel.total(value) / world for name, value in values.items()}
        if self._parallel.is_main:
            self._log.write(step=self.step, seconds=elapsed_s, **means)
            bar.set_postfix({key: f'{value:.3f}' for key, value in means.items()})

    def _save(self, elapsed_s: float) -> None:
        state: dict[str, Any] = {
            'model': self._parallel.whole(self._weights.state_dict()),
            'optimizer': self._parallel.whole(self._optimizer.state_dict()),
            'step': self.step,
            'elapsed_s': elapsed_s,
        }
        if self._parallel.is_main:
            save(self._path, state)
        self._parallel.wait()
