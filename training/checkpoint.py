# SPDX-License-Identifier: Apache-2.0
"""Checkpoints that survive an interruption, a budget in steps and minutes, and a log."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

SAVE_EVERY_S = 300.0


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix('.tmp')
    torch.save(state, temporary)
    temporary.replace(path)


def load(path: Path) -> dict[str, Any] | None:
    """Read a checkpoint, or return None where there is none."""
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location='cpu', weights_only=True)
    return state


@torch.no_grad()
def warm_start(model: nn.Module, path: Path) -> list[str]:
    """Take up the weights of another run, as far as they fit.

    A tensor with more rows than the model's (a larger vocabulary) gives its first rows.

    Args:
        model: Takes the weights.
        path: Checkpoint of another run.

    Returns:
        Names in the model that keep their initial values.

    Raises:
        FileNotFoundError: There is no checkpoint at ``path``.
    """
    state = load(path)
    if state is None:
        raise FileNotFoundError(f'no checkpoint {path} to start from')
    kept = []
    for name, target in model.state_dict().items():
        source = state['model'].get(name)
        if source is not None and source.shape == target.shape:
            target.copy_(source)
        elif source is not None and _has_more_rows(source, target):
            target.copy_(source[: len(target)])
        else:
            kept.append(name)
    return kept


def _has_more_rows(source: Tensor, target: Tensor) -> bool:
    return source.dim() > 1 and source.shape[1:] == target.shape[1:] and len(source) > len(target)


class Budget:
    """Steps and minutes of a run, whichever ends first, kept across resumes."""

    def __init__(self, steps: int, minutes: float, used_s: float = 0.0) -> None:
        """Start the clock; ``used_s`` is what earlier runs have used."""
        self.steps, self.limit_s, self.used_s = steps, 60.0 * minutes, used_s
        self._start = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Seconds used, earlier runs included."""
        return self.used_s + time.monotonic() - self._start

    def progress(self, step: int, elapsed_s: float | None = None) -> float:
        """Share of the budget that is used, in [0, 1].

        Args:
            step: Steps done.
            elapsed_s: Seconds used, if not by this process's own clock.
        """
        used_s = self.elapsed_s if elapsed_s is None else elapsed_s
        return min(1.0, max(step / self.steps, used_s / self.limit_s))

    def rate(self, step: int, elapsed_s: float | None = None, warm_up: int = 100) -> float:
        """Factor on the learning rate: warm-up, then a linear fall to 2 %; see `progress`."""
        return min(1.0, (step + 1) / warm_up) * max(0.02, 1.0 - self.progress(step, elapsed_s))


class Log:
    """One JSON object a line, appended."""

    def __init__(self, path: Path) -> None:
        """Open lazily; the folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path

    def write(self, **values: Any) -> None:
        """Append one record, floats rounded to 5 significant digits."""
        record = {k: float(f'{v:.5g}') if isinstance(v, float) else v for k, v in values.items()}
        with self.path.open('a') as file:
            file.write(json.dumps(record) + '\n')
