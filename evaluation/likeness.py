# SPDX-License-Identifier: Apache-2.0
"""Texts and motions as the bundle's evaluator sees them, and the usual figures over them.

The evaluator (training/evaluator) was trained apart from the model: another seed, other clips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics import POOL, diversity, frechet_distance, mm_distance, r_precision
from irgm_ros.language.evaluator import Evaluator


@dataclass(frozen=True)
class Vectors:
    """Places of one command, (E,) each, of length 1.

    Attributes:
        text: The command.
        true: A motion that is right by construction.
        made: The motion that the loop has chosen.
    """

    text: NDArray[np.float32]
    true: NDArray[np.float32]
    made: NDArray[np.float32]


def place(evaluator: Evaluator, text: str, true: NDArray[Any], made: NDArray[Any]) -> Vectors:
    """Places of one command.

    Args:
        evaluator: Of the bundle.
        text: The command.
        true: Features (F, 263) of the right motion.
        made: Features (F', 263) of the motion that was made.
    """
    motions = (evaluator.embed_motion(features) for features in (true, made))
    return Vectors(evaluator.embed_text(text), *motions)


def likeness(vectors: Sequence[Vectors], seed: int = 0) -> dict[str, Any] | None:
    """R-precision, multimodal distance, FID and diversity; None for less than a pool of commands.

    Args:
        vectors: Of commands drawn from one distribution.
        seed: Of pools and pairs.
    """
    if len(vectors) < POOL:
        return None
    texts, true, made = (
        np.stack([getattr(v, n) for v in vectors]) for n in ('text', 'true', 'made')
    )
    figures: dict[str, Any] = {'n': len(vectors), 'fid': frechet_distance(true, made)}
    for name, motions in (('ground_truth', true), ('after_loop', made)):
        found = r_precision(texts, motions, np.random.default_rng(seed))
        figures[name] = {
            'r_precision': [float(share) for share in found],
            'mm_distance': mm_distance(texts, motions),
            'diversity': diversity(motions, np.random.default_rng(seed)),
        }
    return figures
