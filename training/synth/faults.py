# SPDX-License-Identifier: Apache-2.0
"""Physical faults put on a finished motion, each with its place, so that it can be put in words.

A fault leaves what the motion is meant to do nearly as it is; it breaks what a body can do. All
bones keep their lengths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.spec.command import Side

Array = NDArray[np.float64]


class FaultKind(StrEnum):
    """What is wrong with a motion."""

    FOOT_SKATE = 'foot_skate'  # the body slides while a foot stands on the floor
    PENETRATION = 'penetration'  # the body sinks into the floor
    FLOATING = 'floating'  # the body hovers over the floor
    JUMP_CUT = 'jump_cut'  # the body is elsewhere from one frame to the next
    TREMOR = 'tremor'  # the trunk shakes to and fro at every second frame
    SPEED = 'speed'  # an arm whips round faster than muscles do
    OVEREXTENSION = 'overextension'  # a knee bends the wrong way


@dataclass(frozen=True)
class Fault:
    """One fault: what, when, where and how much.

    Attributes:
        kind: What is wrong.
        first: First frame that shows it.
        last: Last frame that shows it.
        side: The limb; None where it is the whole body.
        size: Severity: metres of way, depth or height; degrees of a joint.
    """

    kind: FaultKind
    first: int
    last: int
    side: Side | None
    size: float


Result = tuple[Array, Fault]
_CONTACT = 0.01  # height of a foot joint above its lowest place that counts as contact [m]
_STILL = 0.004  # way of a planted foot between two frames [m]
_SIDES: tuple[Side, Side] = ('left', 'right')
_LEG, _ARM = ('hip', 'knee', 'ankle'), ('shoulder', 'elbow', 'wrist')
_LEGS = {*_LEG, 'foot', 'pelvis'}
_UPPER = [j for name, j in JOINTS.items() if name.split('_')[-1] not in _LEGS]
_BENT_KNEE_DEG = 150.0  # a knee at least so much bent shows which way it bends
_BENT_FRAMES = 12


def add_fault(positions: Array, kind: FaultKind, rng: np.random.Generator) -> Result | None:
    """Put one fault on a motion.

    Args:
        positions: Joint positions (F, 22, 3) [m], y up, 20 fps, at least 30 frames.
        kind: Which fault.
        rng: Source of place and severity.

    Returns:
        New positions and the fault; None if the motion offers no place for it (no foot that
        stands for long, no knee that is bent).
    """
    return _MAKERS[kind](np.array(positions, dtype=np.float64), rng)


def draw_fault(positions: Array, rng: np.random.Generator) -> Result:
    """Put a fault of a random kind on a motion; arguments as in `add_fault`."""
    for kind in rng.permutation(len(FaultKind)):
        result = add_fault(positions, list(FaultKind)[kind], rng)
        if result is not None:
            return result
    raise AssertionError('a jump cut fits everywhere')


def _span(frames: int, length: int, rng: np.random.Generator) -> tuple[int, int]:
    """A span of `length` frames (first, last), not quite at the ends."""
    first = int(rng.integers(4, max(5, frames - length - 4)))
    return first, first + length - 1


def _ramp(frames: int, first: int, last: int) -> Array:
    """A smooth rise (F,) from 0 before `first` to 1 after `last`."""
    u = np.clip((np.arange(frames) - first + 1.0) / (last - first + 1.0), 0.0, 1.0)
    return np.asarray(u * u * (3.0 - 2.0 * u))


def _hump(frames: int, first: int, last: int, edge: int) -> Array:
    """A smooth hump (F,): 1 inside of a span, 0 outside, with edges of some frames."""
    return _ramp(frames, first, first + edge - 1) * (
        1.0 - _ramp(frames, last - edge + 2, last + 1)
    )


def _planted(positions: Array) -> Array:
    """Whether each foot (F, 2) stands still on the floor, (left, right)."""
    feet = positions[:, [JOINTS['left_foot'], JOINTS['right_foot']]]
    low = feet[..., 1] < feet[..., 1].min() + _CONTACT
    way = np.linalg.norm(np.diff(feet, axis=0, append=feet[-1:]), axis=-1)
    return np.asarray(low & (way < _STILL))


def _skate(positions: Array, rng: np.random.Generator) -> Result | None:
    frames, length = len(positions), int(rng.integers(10, 17))
    planted = _planted(positions)
    held = np.stack([np.convolve(foot, np.ones(length), 'valid') for foot in planted.T], axis=1)
    starts = np.flatnonzero((held[4:-4] >= length).any(axis=1)) + 4
    if not len(starts):
        return None
    first = int(rng.choice(starts))
    last = first + length - 1
    far, way = float(rng.uniform(0.18, 0.28)), float(rng.uniform(0.0, 2.0 * np.pi))
    slide = _ramp(frames, first, last)[:, None] * far
    positions[:, :, 0] += slide * np.sin(way)
    positions[:, :, 2] += slide * np.cos(way)
    side = _named(held[first] >= length)
    return positions, Fault(FaultKind.FOOT_SKATE, first, last, side, far)


def _named(feet: NDArray[np.bool_]) -> Side:
    return 'both' if feet.all() else 'left' if feet[0] else 'right'


def _offset(kind: FaultKind, sign: float) -> Callable[[Array, np.random.Generator], Result]:
    """Maker of a fault that lowers or lifts the whole body for a while."""

    def make(positions: Array, rng: np.random.Generator) -> Result:
        frames = len(positions)
        first, last = _span(frames, min(frames - 10, int(rng.integers(24, 60))), rng)
        size = float(rng.uniform(0.07, 0.15))
        positions[..., 1] += sign * size * _hump(frames, first, last, 6)[:, None]
        return positions, Fault(kind, first, last, None, size)

    return make


def _jump_cut(positions: Array, rng: np.random.Generator) -> Result:
    frame = int(rng.integers(10, len(positions) - 10))
    far, way = float(rng.uniform(0.2, 0.35)), float(rng.uniform(0.0, 2.0 * np.pi))
    positions[frame:, :, 0] += far * np.sin(way)
    positions[frame:, :, 2] += far * np.cos(way)
    return positions, Fault(FaultKind.JUMP_CUT, frame, frame, None, far)


def _turned(points: Array, centre: Array, axis: Array, angles: Array) -> Array:
    """Rotate points (F, J, 3) about axes (F, 3) through centres (F, 3) by angles (F,) [rad]."""
    lever = points - centre[:, None]
    unit = (axis / np.linalg.norm(axis, axis=-1, keepdims=True))[:, None]
    cosine, sine = np.cos(angles)[:, None, None], np.sin(angles)[:, None, None]
    along = (lever * unit).sum(axis=-1, keepdims=True) * unit
    turned = along + (lever - along) * cosine + np.cross(unit, lever) * sine
    return np.asarray(centre[:, None] + turned)


def _tremor(positions: Array, rng: np.random.Generator) -> Result:
    frames = len(positions)
    first, last = _span(frames, min(frames - 10, int(rng.integers(16, 30))), rng)
    size, way = float(rng.uniform(4.0, 7.0)), float(rng.uniform(0.0, np.pi))
    shake = np.where(np.arange(frames) % 2, 1.0, -1.0) * _hump(frames, first, last, 2)
    axis = np.broadcast_to([np.sin(way), 0.0, np.cos(way)], (frames, 3))
    angles = np.radians(size) * shake
    positions[:, _UPPER] = _turned(positions[:, _UPPER], positions[:, 0], axis, angles)
    return positions, Fault(FaultKind.TREMOR, first, last, None, size)


def _speed(positions: Array, rng: np.random.Generator) -> Result:
    frames = len(positions)
    first, last = _span(frames, 5, rng)
    side = _SIDES[int(rng.integers(2))]
    shoulder, *arm = (JOINTS[f'{side}_{name}'] for name in _ARM)
    size = float(rng.uniform(110.0, 150.0))
    whip = np.zeros(frames)
    whip[first : last + 1] = (0.4, 0.9, 1.0, 0.7, 0.25)
    across = positions[:, JOINTS['right_shoulder']] - positions[:, JOINTS['left_shoulder']]
    angles = np.radians(size) * whip
    positions[:, arm] = _turned(positions[:, arm], positions[:, shoulder], across, angles)
    return positions, Fault(FaultKind.SPEED, first, last, side, size)


def _knee_deg(leg: Array) -> Array:
    """Angle (F,) at the knee of a leg (F, 3, 3) of hip, knee and ankle; 180 is straight."""
    thigh, shin = leg[:, 0] - leg[:, 1], leg[:, 2] - leg[:, 1]
    norm = np.linalg.norm(thigh, axis=-1) * np.linalg.norm(shin, axis=-1)
    return np.asarray(np.degrees(np.arccos(np.clip((thigh * shin).sum(axis=-1) / norm, -1, 1))))


def _overextension(positions: Array, rng: np.random.Generator) -> Result | None:
    places = []
    for side in _SIDES:
        bend = _knee_deg(positions[:, [JOINTS[f'{side}_{name}'] for name in _LEG]])
        bent = np.convolve(bend < _BENT_KNEE_DEG, np.ones(_BENT_FRAMES), 'valid')
        places += [(side, int(k), bend) for k in np.flatnonzero(bent >= _BENT_FRAMES)]
    if not places:
        return None
    side, first, bend = places[int(rng.integers(len(places)))]
    last = first + _BENT_FRAMES - 1
    hip, knee, ankle = (JOINTS[f'{side}_{name}'] for name in _LEG)
    # Half a turn about the line from hip to ankle brings the knee behind it.
    turn = np.pi * _hump(len(positions), first, last, 4)
    axis = positions[:, ankle] - positions[:, hip]
    positions[:, [knee]] = _turned(positions[:, [knee]], positions[:, hip], axis, turn)
    size = float(180.0 - bend[first : last + 1].min())
    return positions, Fault(FaultKind.OVEREXTENSION, first, last, side, size)


_MAKERS: dict[FaultKind, Callable[[Array, np.random.Generator], Result | None]] = {
    FaultKind.FOOT_SKATE: _skate,
    FaultKind.PENETRATION: _offset(FaultKind.PENETRATION, -1.0),
    FaultKind.FLOATING: _offset(FaultKind.FLOATING, 1.0),
    FaultKind.JUMP_CUT: _jump_cut,
    FaultKind.TREMOR: _tremor,
    FaultKind.SPEED: _speed,
    FaultKind.OVEREXTENSION: _overextension,
}
