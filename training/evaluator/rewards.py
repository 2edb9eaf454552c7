# SPDX-License-Identifier: Apache-2.0
"""Rewards of the learned evaluator: a motion beside its sentence, and beside a right motion.

Named in a configuration as ``target: training.evaluator.rewards:alignment`` (or ``likeness``)
with ``arguments: {folder: runs/default/evaluator}``. The evaluator that rewards must not be the
one that is reported: trained against, it overrates.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.evaluator.batches import ids_of, word_batch
from training.evaluator.model import (
    FRAMES_PER_STEP,
    MAX_STEPS,
    TextMotionEvaluator,
    load_evaluator,
)
from training.grpo.rewards import Episode, Reward

_NOTHING = -1.0  # cosine of an episode without a motion


def alignment(folder: str) -> Reward:
    """Cosine between the last motion and the caption.

    Args:
        folder: Holds the evaluator.
    """
    model, settings = load_evaluator(Path(folder))
    ids = ids_of(settings['words'])

    @torch.no_grad()
    def reward(episodes: Sequence[Episode]) -> list[float]:
        texts = model.text(word_batch([e.caption for e in episodes], ids))
        return _cosines(model, episodes, texts)

    return reward


def likeness(folder: str) -> Reward:
    """Cosine between the last motion and a clip that fulfils the command.

    Args:
        folder: Holds the evaluator.
    """
    model, _ = load_evaluator(Path(folder))

    @torch.no_grad()
    def reward(episodes: Sequence[Episode]) -> list[float]:
        return _cosines(model, episodes, _embedded(model, [e.reference for e in episodes]))

    return reward


def _cosines(
    model: TextMotionEvaluator, episodes: Sequence[Episode], targets: Tensor
) -> list[float]:
    there = [i for i, e in enumerate(episodes) if e.features is not None]
    out = np.full(len(episodes), _NOTHING)
    if there:
        motions = _embedded(model, [e.features for e in episodes if e.features is not None])
        out[there] = (motions * targets[there]).sum(1).numpy()
    return [float(value) for value in out]


def _embedded(model: TextMotionEvaluator, motions: Sequence[NDArray[np.float32]]) -> Tensor:
    """Unit vectors (N, E) of features (F, 263), cut to what the evaluator reads."""
    frames = [min(len(m), FRAMES_PER_STEP * MAX_STEPS) for m in motions]
    frames = [count - count % FRAMES_PER_STEP for count in frames]
    rows = [
        torch.from_numpy(np.ascontiguousarray(m[:n])) for m, n in zip(motions, frames, strict=True)
    ]
    batch = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    vectors: Tensor = model.motion(batch, torch.tensor(frames))
    return vectors
