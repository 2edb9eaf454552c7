# SPDX-License-Identifier: Apache-2.0
"""Whether a body could move like this: feet that slide, floors that give way, bones that stretch.

    report = plausibility(positions)
    report.ok or report.failures  # {'foot_skate_m_s': (31, 32, 33)}

Everything is measured frame by frame from joint positions; the worst frame counts. What a robot
makes of a motion is another question: `irgm_ros.robot.assess_feasibility`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d, minimum_filter1d, uniform_filter1d

from irgm_ros.checks.events import FPS, Signal
from irgm_ros.motion.skeleton import JOINTS, PARENTS, to_rep103
from irgm_ros.robot.contacts import floor_heights

# Largest values of what people do, with room for the errors of capture and of a tokenizer.
LIMITS: Mapping[str, float] = {
    'foot_skate_m_s': 0.35,  # a foot that pivots slides a little; this is a hand's width in 0.3 s
    'penetration_m': 0.04,  # joints are 2 cm inside the body
    'floating_m': 0.06,  # the joint of the toes is 2 cm over the sole
    'jerk_m_s3': 3200.0,  # half a metre there in 0.2 s and smoothly, seen at 20 fps, is 2500
    'jump_m': 0.5,  # 10 m/s, the foot of a trained kicker
    'bone_change_share': 0.2,  # a forearm that is 5 cm longer looks wrong
    'overextension_deg': 15.0,  # of a knee; supple people have 10
}
LOW = 0.02  # [m] a flat foot is not higher than this over where it stands
LONGEST_FLIGHT = 0.8  # [s]; the best jumpers are 0.75 s in the air
_FEET = [[JOINTS[f'{side}_ankle'], JOINTS[f'{side}_foot']] for side in ('left', 'right')]
# Bones of the limbs; of the short ones of the trunk a centimetre of error is a fifth.
_ENDS = np.array(
    [JOINTS[f'{s}_{j}'] for s in ('left', 'right') for j in ('knee', 'ankle', 'elbow', 'wrist')]
)
_BEGINS = np.array(PARENTS)[_ENDS]


@dataclass(frozen=True)
class PhysicsReport:
    """The worst values of one motion; limits are in `LIMITS` under the same names.

    Attributes:
        foot_skate_m_s: Ground speed of a foot while it is flat on the floor [m/s].
        penetration_m: Depth of the lowest joint below the floor, y = 0 [m].
        floating_m: Height of the lowest joint over the floor for longer than anybody flies [m].
        jerk_m_s3: Third derivative of a joint's path [m/s^3], from differences at 20 fps.
        jump_m: Way of a joint between two frames [m].
        bone_change_share: Difference of a limb bone's length from its median, as a part of it.
        overextension_deg: How far a knee is bent the wrong way [deg].
        failures: Names of the values above that pass their limits, with the frames where they do.
    """

    foot_skate_m_s: float
    penetration_m: float
    floating_m: float
    jerk_m_s3: float
    jump_m: float
    bone_change_share: float
    overextension_deg: float
    failures: Mapping[str, tuple[int, ...]]

    @property
    def ok(self) -> bool:
        """Whether every value stays within its limit."""
        return not self.failures


def plausibility(positions: NDArray[Any]) -> PhysicsReport:
    """Measure how far a motion is from what a body can do.

    Args:
        positions: (F, 22, 3) joint positions [m], y up with the floor at 0, 20 fps.

    Raises:
        ValueError: If the positions have another shape or are not finite.
    """
    path = np.asarray(positions, dtype=np.float64)
    if path.ndim != 3 or path.shape[1:] != (22, 3) or len(path) < 4:
        raise ValueError(f'positions: shape {path.shape} given, (F >= 4, 22, 3) expected')
    if not np.isfinite(path).all():
        raise ValueError('positions: non-finite numbers given, all must be finite')
    signals = {name: measure(path) for name, measure in _MEASURES.items()}
    failing = {name: np.flatnonzero(signals[name] > LIMITS[name]) for name in signals}
    return PhysicsReport(
        **{name: float(signal.max()) for name, signal in signals.items()},
        failures={name: tuple(map(int, at)) for name, at in failing.items() if len(at)},
    )


def _foot_skate(path: Signal) -> Signal:
    """Ground speed of the faster flat foot (F,) [m/s], mean over three frames; 0 if none is flat.

    Landing and lifting off, a foot is low and moves: only the frames between two low ones count.
    """
    worst = np.zeros(len(path))
    levels = np.array(floor_heights(to_rep103(path)))
    for joints in _FEET:
        low = ((path[:, joints, 1] - levels) < LOW).all(axis=1)
        still = minimum_filter1d(low.astype(np.int8), 5, mode='nearest').astype(bool)
        ground = path[:, joints][:, :, [0, 2]].mean(axis=1)
        moving = uniform_filter1d(np.gradient(ground, axis=0), 3, axis=0, mode='nearest') * FPS
        worst = np.maximum(worst, np.where(still, np.linalg.norm(moving, axis=1), 0.0))
    return worst


def _penetration(path: Signal) -> Signal:
    """Depth of the lowest joint below the floor (F,) [m]."""
    return np.asarray(np.maximum(0.0, -path[..., 1].min(axis=1)))


def _floating(path: Signal) -> Signal:
    """Height (F,) [m] that the lowest joint keeps for longer than a flight lasts."""
    lowest = np.maximum(0.0, path[..., 1].min(axis=1))
    window = min(round(LONGEST_FLIGHT * FPS), len(path))
    kept = sliding_window_view(lowest, window).min(axis=1)
    return np.asarray(sliding_window_view(np.pad(kept, window - 1), window).max(axis=1))


def _jerk(path: Signal) -> Signal:
    """Jerk of the joint that has most (F,) [m/s^3]; a sudden change shows in four frames."""
    jerk = np.linalg.norm(np.diff(path, 3, axis=0), axis=-1).max(axis=1) * FPS**3
    return np.asarray(maximum_filter1d(np.pad(jerk, (1, 2), mode='edge'), 2))


def _jump(path: Signal) -> Signal:
    """Way from the frame before of the joint that goes farthest (F,) [m]."""
    way = np.linalg.norm(np.diff(path, axis=0), axis=-1).max(axis=1)
    return np.concatenate(([0.0], way))


def _bone_change(path: Signal) -> Signal:
    """Largest relative difference of a bone of arm or leg from its median length (F,)."""
    length = np.linalg.norm(path[:, _ENDS] - path[:, _BEGINS], axis=-1)
    usual = np.maximum(np.median(length, axis=0), 1e-6)
    return np.asarray(np.abs(length / usual - 1.0).max(axis=1))


def _overextension(path: Signal) -> Signal:
    """Angle (F,) [deg] by which the worse knee is bent to the front, seen from the hips."""
    left = path[:, JOINTS['left_hip']] - path[:, JOINTS['right_hip']]
    left /= np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-6)
    worst = np.zeros(len(path))
    for side in ('left', 'right'):
        hip, knee, ankle = (path[:, JOINTS[f'{side}_{j}']] for j in ('hip', 'knee', 'ankle'))
        thigh, shank = knee - hip, ankle - knee
        sizes = np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
        bent = (np.cross(thigh, shank) * left).sum(axis=1) / np.maximum(sizes, 1e-9)
        worst = np.maximum(worst, np.degrees(np.arcsin(np.clip(-bent, 0.0, 1.0))))
    return worst


_MEASURES: Mapping[str, Callable[[Signal], Signal]] = {
    'foot_skate_m_s': _foot_skate,
    'penetration_m': _penetration,
    'floating_m': _floating,
    'jerk_m_s3': _jerk,
    'jump_m': _jump,
    'bone_change_share': _bone_change,
    'overextension_deg': _overextension,
}
