# SPDX-License-Identifier: Apache-2.0
"""The usual figures of text-to-motion generation, from embeddings of texts and motions.

Definitions: Guo et al., "Generating Diverse and Natural 3D Human Motions from Text", CVPR 2022,
section 5, with Euclidean distances as there. The figures depend on the evaluator that made the
embeddings: those of two evaluators cannot be compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
POOL = 32  # candidates among which a motion looks for its text
DIVERSITY_PAIRS = 300
MULTIMODALITY_PAIRS = 10


def r_precision(
    texts: NDArray[Any],
    motions: NDArray[Any],
    rng: np.random.Generator,
    pool: int = POOL,
    top: int = 3,
) -> Array:
    """How often the own text is among the nearest to a motion (Guo et al. 2022, R-precision).

    The pairs are shuffled and cut into pools; what is left over is not counted. An equally near
    wrong text counts as nearer, so that embeddings without information score 0.

    Args:
        texts: (N, E) embeddings; row i belongs to row i of ``motions``.
        motions: (N, E) embeddings.
        rng: Source of the shuffle.
        pool: Texts to choose from, the own one included.
        top: How many nearest texts are looked at.

    Returns:
        (top,) shares in [0, 1] for the nearest 1, 2 ... ``top``.

    Raises:
        ValueError: Fewer pairs than one pool.
    """
    own, other = _checked(texts), _checked(motions)
    _paired(own, other)
    if len(own) < pool:
        raise ValueError(f'{len(own)} pairs given, at least one pool of {pool} expected')
    order = rng.permutation(len(own))[: len(own) // pool * pool].reshape(-1, pool)
    hits = np.zeros(top)
    for chosen in order:
        distances = _distances(other[chosen], own[chosen])
        nearer = (distances <= np.diag(distances)[:, None]).sum(1) - 1
        hits += [(nearer < k).sum() for k in range(1, top + 1)]
    return hits / order.size


def mm_distance(texts: NDArray[Any], motions: NDArray[Any]) -> float:
    """Mean distance of a motion from its own text (Guo et al. 2022, multimodal distance).

    Args:
        texts: (N, E) embeddings.
        motions: (N, E) embeddings of the motions for these texts.
    """
    own, other = _checked(texts), _checked(motions)
    _paired(own, other)
    return float(np.linalg.norm(own - other, axis=1).mean())


def frechet_distance(real: NDArray[Any], generated: NDArray[Any]) -> float:
    """Fréchet distance of two sets of motions as Gaussians (FID in Guo et al. 2022).

    |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)) (Heusel et al., NeurIPS 2017). The root is taken
    of the symmetric S1^(1/2) S2 S1^(1/2), which has the same trace and stays real where the
    covariances are singular.

    Args:
        real: (N, E) embeddings, N >= 2.
        generated: (M, E) embeddings, M >= 2; the sets need not be paired.
    """
    a, b = _checked(real), _checked(generated)
    if a.shape[1] != b.shape[1]:
        raise ValueError(f'embeddings of width {a.shape[1]} and {b.shape[1]} given, one expected')
    first, second = np.atleast_2d(np.cov(a, rowvar=False)), np.atleast_2d(np.cov(b, rowvar=False))
    values, vectors = np.linalg.eigh(first)
    root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
    mixed = np.linalg.eigvalsh(root @ second @ root)
    shared = np.sqrt(np.maximum(mixed, 0.0)).sum()
    moved = np.square(a.mean(0) - b.mean(0)).sum()
    return float(max(0.0, moved + np.trace(first) + np.trace(second) - 2.0 * shared))


def diversity(
    motions: NDArray[Any], rng: np.random.Generator, pairs: int = DIVERSITY_PAIRS
) -> float:
    """Mean distance of motions drawn at random (Guo et al. 2022, diversity).

    Args:
        motions: (N, E) embeddings of motions for different texts, N >= 2.
        rng: Source of the draw.
        pairs: Pairs drawn; at most N.
    """
    points = _checked(motions)
    count = min(pairs, len(points))
    first, second = (rng.choice(len(points), count, replace=False) for _ in range(2))
    return float(np.linalg.norm(points[first] - points[second], axis=1).mean())


def multimodality(
    motions: NDArray[Any], rng: np.random.Generator, pairs: int = MULTIMODALITY_PAIRS
) -> float:
    """Mean distance of motions that were made for one text (Guo et al. 2022, multimodality).

    Args:
        motions: (N, R, E) embeddings: R motions for each of N texts, R >= 2.
        rng: Source of the draw.
        pairs: Pairs drawn for each text; at most R.
    """
    points = np.asarray(motions, dtype=np.float64)
    if points.ndim != 3 or points.shape[1] < 2:
        raise ValueError(f'shape {points.shape} given, (texts, motions >= 2, width) expected')
    count = min(pairs, points.shape[1])
    first, second = (rng.choice(points.shape[1], count, replace=False) for _ in range(2))
    return float(np.linalg.norm(points[:, first] - points[:, second], axis=2).mean())


def _checked(embeddings: NDArray[Any]) -> Array:
    points = np.asarray(embeddings, dtype=np.float64)
    if points.ndim != 2 or len(points) < 2 or not np.isfinite(points).all():
        raise ValueError(f'shape {points.shape} given, finite (count >= 2, width) expected')
    return points


def _paired(texts: Array, motions: Array) -> None:
    if texts.shape != motions.shape:
        raise ValueError(f'texts {texts.shape} and motions {motions.shape} are no pairs')


def _distances(a: Array, b: Array) -> Array:
    """Distance (N, M) of every row of (N, E) from every row of (M, E)."""
    return np.asarray(np.linalg.norm(a[:, None] - b[None], axis=2))
