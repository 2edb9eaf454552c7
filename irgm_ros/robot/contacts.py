# SPDX-License-Identifier: Apache-2.0
"""Which feet stand on the floor, and where they then stay."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import JOINTS

Array = NDArray[np.float64]
ANKLES = (JOINTS['left_ankle'], JOINTS['right_ankle'])
TOES = (JOINTS['left_foot'], JOINTS['right_foot'])
# Hysteresis: a contact begins below the first and ends above the second figure.
HEIGHT = (0.04, 0.07)  # ankle and toe above their own lowest level [m]
SPEED = (0.30, 0.60)  # the faster of ankle and toe [m/s]
MIN_SECONDS = 0.12  # shorter contacts are dropped, shorter gaps closed


def floor_heights(positions: Array) -> tuple[float, float]:
    """Return the levels of standing ankles and toes, robust against single low frames.

    Args:
        positions: (F, 22, 3) in REP-103 axes [m].

    Returns:
        Height of the ankles and of the toes when the foot stands [m].
    """
    ankle = float(np.percentile(positions[:, ANKLES, 2].min(axis=1), 5))
    toe = float(np.percentile(positions[:, TOES, 2].min(axis=1), 5))
    return ankle, toe


def detect_contacts(positions: Array, fps: float) -> NDArray[np.bool_]:
    """Find flat-foot contacts from height and speed, with hysteresis.

    A foot that rolls off over its toes is not in contact: a robot's rigid foot cannot do that.

    Args:
        positions: (F, 22, 3) in REP-103 axes [m].
        fps: Frame rate [Hz].

    Returns:
        (F, 2) whether the left and the right foot stand flat and still.
    """
    ankle_floor, toe_floor = floor_heights(positions)
    ankle, toe = positions[:, ANKLES], positions[:, TOES]
    height = np.maximum(ankle[..., 2] - ankle_floor, toe[..., 2] - toe_floor)
    speed = np.linalg.norm(_velocity(np.stack([ankle, toe]), fps), axis=-1).max(axis=0)
    enter = (height < HEIGHT[0]) & (speed < SPEED[0])
    stay = (height < HEIGHT[1]) & (speed < SPEED[1])
    contact = np.stack([_hysteresis(enter[:, side], stay[:, side]) for side in (0, 1)], axis=1)
    frames = max(1, round(MIN_SECONDS * fps))
    for side in (0, 1):
        _drop_short(contact[:, side], frames)
    return contact


def _velocity(points: Array, fps: float) -> Array:
    """Central differences over the second axis, time; zero for a single frame."""
    if points.shape[1] == 1:
        return np.zeros_like(points)
    return np.asarray(np.gradient(points, axis=1)) * fps


def _hysteresis(enter: NDArray[np.bool_], stay: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep the runs of ``stay`` that contain an ``enter``."""
    out = np.zeros_like(stay)
    for first, last in runs(stay):
        out[first:last] = enter[first:last].any()
    return out


def _drop_short(flags: NDArray[np.bool_], frames: int) -> None:
    """Close gaps, then drop contacts, shorter than ``frames``; in place."""
    for first, last in runs(~flags):
        if last - first < frames and first > 0 and last < len(flags):
            flags[first:last] = True
    for first, last in runs(flags):
        if last - first < frames and last - first < len(flags):
            flags[first:last] = False


def runs(flags: NDArray[Any]) -> list[tuple[int, int]]:
    """Return (first, one past the last) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def lock_soles(soles: Array, contact: NDArray[np.bool_]) -> Array:
    """Hold each sole at one place on the floor during its contacts.

    The correction is carried over the swings in between by linear interpolation, so that no jump
    arises at touch-down and lift-off.

    Args:
        soles: (F, 2, 3) sole centres as laid out [m].
        contact: (F, 2).

    Returns:
        (F, 2, 3) sole centres [m]; at z = 0 and still during contacts.
    """
    out = soles.copy()
    frames = np.arange(len(soles))
    for side in (0, 1):
        held = runs(contact[:, side])
        if not held:
            continue
        shift = np.zeros_like(soles[:, side])
        for first, last in held:
            place = soles[first:last, side].mean(axis=0) * [1.0, 1.0, 0.0]
            shift[first:last] = place - soles[first:last, side]
        known = np.flatnonzero(contact[:, side])
        for axis in range(3):
            out[:, side, axis] += np.interp(frames, known, shift[known, axis])
    return out
