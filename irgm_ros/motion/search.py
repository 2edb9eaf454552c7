# SPDX-License-Identifier: Apache-2.0
"""Codes whose decoded motion comes near a given one: analysis by synthesis.

An encoder picks codes by what it has learned from the people it saw; the decoder can often come
nearer to somebody new with other codes. From the codes of the encoder on, each one is exchanged
for those that decode alike, and the best is kept (coordinate descent). What counts is the motion
as a whole, path and heading added up: a later code makes good what an earlier one left over.
As in speech coding: Schroeder and Atal, "Code-excited linear prediction", ICASSP 1985.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.layout import layout_of

Codes = NDArray[np.integer[Any]]
Features = NDArray[np.floating[Any]]
Decode = Callable[[Codes], Features]
PATH_WEIGHT = 0.03  # of the root's distance beside the mean distance of the joints from the root
_AROUND = 3  # steps of rest on either side of a code


def codes_alike(decode: Decode, rest: Codes, size: int, count: int) -> list[Codes]:
    """The codes of each codebook that decode to nearly the same amid codes of rest.

    Args:
        decode: (N, T, C) codes to (N, F, D) features, all columns of one scale.
        rest: (C,) codes of a person at rest, or of anything else that is common.
        size: Codes in each codebook.
        count: How many to find.

    Returns:
        For each codebook (size, ``count``) codes, the likest first, itself not among them.
    """
    found: list[Codes] = []
    for book in range(len(rest)):
        amid = np.tile(np.asarray(rest, dtype=np.int64), (size, 2 * _AROUND + 1, 1))
        amid[:, _AROUND, book] = np.arange(size)
        made = decode(amid).reshape(size, -1)
        squares = np.square(made).sum(1)
        apart = squares[:, None] + squares - 2.0 * made @ made.T
        np.fill_diagonal(apart, np.inf)
        found.append(np.argsort(apart, axis=1)[:, :count])
    return found


class Target:
    """A motion, and how far others are from it."""

    def __init__(self, features: Features) -> None:
        """Keep a motion.

        Args:
            features: (F, D), not normalised.
        """
        self._joints, self._root = _places(features[None])

    def distance(self, features: Features) -> NDArray[np.float64]:
        """Mean distance (N,) [m] of motions (N, F, D): joints from the root on, and the root."""
        joints, root = _places(features)
        joints -= self._joints
        root -= self._root
        off = np.sqrt(np.einsum('nfjk,nfjk->nfj', joints, joints)).mean(axis=(1, 2))
        path = np.sqrt(np.einsum('nfk,nfk->nf', root, root)).mean(axis=1)
        return np.asarray(off + PATH_WEIGHT * path)


def nearest_codes(
    decode: Decode, alike: Sequence[Codes], codes: Codes, target: Target, sweeps: int, context: int
) -> Codes:
    """Exchange codes one by one as long as the motion comes nearer.

    Args:
        decode: (N, T, C) codes to (N, F, D) features, not normalised.
        alike: What to try for each code, see `codes_alike`.
        codes: (T, C) to begin with.
        target: What the motion should be.
        sweeps: How often to go through all codes at most.
        context: Steps on either side that a frame depends on.

    Returns:
        (T, C) codes, never further from the target.
    """
    codes = np.array(codes)
    made = decode(codes[None])
    best = float(target.distance(made)[0])
    rate = made.shape[1] // len(codes)
    for _ in range(sweeps):
        before = best
        for step, book in np.ndindex(*codes.shape):
            first, last = max(0, step - context), min(len(codes), step + context + 1)
            begin, end = max(0, first - context), min(len(codes), last + context)
            tried = np.repeat(codes[None, begin:end], len(alike[book][0]), axis=0)
            tried[:, step - begin, book] = alike[book][codes[step, book]]
            changed = decode(tried)[:, (first - begin) * rate : (last - begin) * rate]
            motions = np.repeat(made, len(tried), axis=0)
            motions[:, first * rate : last * rate] = changed
            distances = target.distance(motions)
            choice = int(distances.argmin())
            if distances[choice] < best:
                best, made = float(distances[choice]), motions[choice : choice + 1]
                codes[step, book] = tried[choice, step - begin, book]
        if best == before:
            break
    return codes


def _places(features: Features) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Joints from the root on (N, F, J - 1, 3) and the root in the plane (N, F, 2), in the world.

    As `positions_from_features`, of several motions at once.
    """
    layout = layout_of(features.shape[-1])
    turned = 2.0 * np.cumsum(features[..., layout.yaw_velocity.start], axis=1)
    cos, sin = np.cos(turned)[..., None], np.sin(turned)[..., None]
    way = features[..., layout.planar_velocity]
    steps = np.concatenate(
        [way[..., :1] * cos - way[..., 1:] * sin, way[..., :1] * sin + way[..., 1:] * cos], axis=-1
    )
    cos, sin = _begun(cos, 1.0), _begun(sin, 0.0)
    local = features[..., layout.positions].reshape(*features.shape[:2], -1, 3)
    joints = np.empty(local.shape, dtype=np.float32)
    joints[..., 0] = local[..., 0] * cos - local[..., 2] * sin
    joints[..., 1] = local[..., 1] - features[..., layout.root_height]
    joints[..., 2] = local[..., 0] * sin + local[..., 2] * cos
    return joints, _begun(np.cumsum(steps, axis=1), 0.0).astype(np.float32)


def _begun(values: NDArray[Any], first: float) -> NDArray[Any]:
    """Values (N, F, ...) a frame later, ``first`` before them."""
    return np.concatenate([np.full_like(values[:, :1], first), values[:, :-1]], axis=1)
