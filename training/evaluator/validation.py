# SPDX-License-Identifier: Apache-2.0
"""What the evaluator tells apart on clips and commands that it never saw, and its score there."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize

from evaluation.metrics import POOL, mm_distance, r_precision
from irgm_ros.types import IntArray
from training.data.clips import ClipStore
from training.evaluator.batches import padded, word_batch
from training.evaluator.model import TextMotionEvaluator
from training.evaluator.pairs import PairSource, difference

Floats = NDArray[np.float64]
_CHUNK = 64


def validate(
    model: TextMotionEvaluator,
    clips: ClipStore,
    indices: IntArray,
    ids: dict[str, int],
    seed: int,
) -> dict[str, Any]:
    """Measure, and calibrate the score on what was measured.

    Args:
        model: In evaluation mode.
        clips: All clips.
        indices: Those of the validation.
        ids: Word -> id.
        seed: Seed of the texts.

    Returns:
        R-precision (None without a full pool), distances, how often a text is nearer than its
        near miss, in all and for each kind of difference as (share, cases), and ``scale`` and
        ``offset`` of the score with the share of pairs that it puts on the right side of 0.5.
    """
    source = PairSource(clips, indices, 1, np.random.default_rng([seed, 7]))
    kinds, parts = [], []
    for start in range(0, len(indices), _CHUNK):
        batch = source.batch(indices[start : start + _CHUNK])
        near = [row[0] for row in batch.near]
        kinds += [
            difference(clips.commands[i], m) for i, m in zip(batch.indices, near, strict=True)
        ]
        with torch.no_grad():
            texts = model.text(word_batch([*batch.texts, *(r[0] for r in batch.misses)], ids))
            motions = model.motion(*padded(clips, batch.indices))
        parts.append(torch.stack([motions, *texts.chunk(2)]).numpy())
    motion, text, miss = np.concatenate(parts, axis=1).astype(np.float64)
    match, near_match = (motion * text).sum(1), (motion * miss).sum(1)
    scale, offset = calibrate(match, near_match)
    sides = [*(scale * match + offset > 0), *(scale * near_match + offset <= 0)]
    full = len(indices) >= POOL
    return {
        'clips': len(indices),
        'r_precision': r_precision(text, motion, np.random.default_rng(seed)).tolist()
        if full
        else None,
        'mm_distance': mm_distance(text, motion),
        'cosine_of_own_text': float(match.mean()),
        'cosine_of_near_miss': float(near_match.mean()),
        'own_text_nearer': float(np.mean(match > near_match)),
        'own_text_nearer_by_difference': _by_kind(kinds, match > near_match),
        'score_right': float(np.mean(sides)),
        'scale': scale,
        'offset': offset,
    }


def calibrate(match: Floats, miss: Floats) -> tuple[float, float]:
    """Scale and offset of the logistic function that tells matching cosines from missing ones.

    Args:
        match: Cosines of motions with texts that they show.
        miss: As many cosines of motions with near misses of their texts.
    """

    def mean_loss(x: Floats) -> float:
        wrong, right = x[0] * miss + x[1], -(x[0] * match + x[1])
        surprise = np.logaddexp(0.0, wrong).mean() + np.logaddexp(0.0, right).mean()
        return float(surprise + 1e-4 * x[0] ** 2)  # keeps it finite where all can be told

    scale, offset = minimize(mean_loss, np.array([5.0, -2.5])).x
    return float(scale), float(offset)


def _by_kind(kinds: list[str], right: NDArray[np.bool_]) -> dict[str, tuple[float, int]]:
    cases: dict[str, list[bool]] = defaultdict(list)
    for kind, flag in zip(kinds, right, strict=True):
        cases[kind].append(bool(flag))
    return {kind: (float(np.mean(flags)), len(flags)) for kind, flags in sorted(cases.items())}
