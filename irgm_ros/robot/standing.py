# SPDX-License-Identifier: Apache-2.0
"""A posture to stand in, for a robot of which only the axes are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.anatomy import Anatomy, Axes, Limb

Array = NDArray[np.float64]
KNEE = 0.15  # of the thigh and of the shank against the vertical [rad]
ASIDE = 0.15  # of the upper arm against the vertical [rad]
LEVEL = 3.0  # of a sole, against the directions of thigh and shank
PULL = 0.02  # towards zero, against what the directions ask for [1/rad]


def standing_posture(axes: Axes, anatomy: Anatomy, ranges: Array, bend: float) -> dict[int, float]:
    """Angles of the joints of legs, waist and arms that a retargeter moves.

    Args:
        axes: Of the robot.
        anatomy: Its limbs.
        ranges: (J, 2) position limits [rad].
        bend: Of the elbows [rad].

    Returns:
        Angle by joint [rad], inside the limits; the waist is as near to zero as it can be.
    """
    found = {j: float(np.clip(0.0, *ranges[j])) for j in anatomy.waist}
    thigh, shank = (np.array([s * np.sin(KNEE), 0.0, -np.cos(KNEE)]) for s in (1.0, -1.0))
    for leg in anatomy.legs:
        found |= _solved(axes, leg, leg.end, (thigh, shank), ranges)
    for side, arm in zip((1.0, -1.0), anatomy.arms, strict=True):
        upper = np.array([0.0, side * np.sin(ASIDE), -np.cos(ASIDE)])
        fore = np.array([np.sin(bend), side * np.sin(ASIDE), -np.cos(bend)])
        found |= _solved(axes, arm, (), (upper, fore / np.linalg.norm(fore)), ranges)
    return found


def _solved(
    axes: Axes, limb: Limb, foot: Sequence[int], goals: tuple[Array, Array], ranges: Array
) -> dict[int, float]:
    """The smallest angles for which both segments of a limb point along the goals.

    ``foot``: joints that keep what hangs on them level.
    """
    from scipy.optimize import least_squares

    joints = [*limb.root, limb.middle[0], *foot]
    bends = len(limb.root)
    low, high = np.clip(ranges[joints].T, -np.pi, np.pi)
    middle, tip = axes.origins[limb.middle[0]], axes.origins[foot[0]] if foot else limb.tip

    def residuals(angles: Array) -> Array:
        knee = moved(axes, joints[:bends], angles, middle)
        end = moved(axes, joints[: bends + 1], angles, tip)
        out = [PULL * angles, _unit(knee - limb.centre) - goals[0], _unit(end - knee) - goals[1]]
        for axis in np.eye(3) if foot else ():
            sole = moved(axes, joints, angles, tip + axis) - moved(axes, joints, angles, tip)
            out.append(LEVEL * (sole - axis))
        return np.concatenate(out)

    start = np.clip(0.0, low + 0.01 * (high - low), high - 0.01 * (high - low))
    solved = least_squares(residuals, start, bounds=(low - 1e-9, high + 1e-9)).x
    return {j: float(np.clip(a, *ranges[j])) for j, a in zip(joints, solved, strict=True)}


def moved(axes: Axes, joints: Sequence[int], angles: Array, point: Array) -> Array:
    """Where a point of the zero configuration goes, by the product of exponentials [m].

    Args:
        axes: Of the robot.
        joints: Those that carry the point, from the trunk outwards.
        angles: At least as many [rad].
        point: (3,) while all joints are at zero [m].
    """
    for joint, angle in reversed([*zip(joints, angles, strict=False)]):
        arm = point - axes.origins[joint]
        axis = axes.axes[joint]
        across = np.cross(axis, arm)
        point = axes.origins[joint] + (
            arm + np.sin(angle) * across + (1 - np.cos(angle)) * np.cross(axis, across)
        )
    return point


def straight_angle(axes: Axes, arm: Limb) -> float:
    """Angle of the elbow for which forearm and upper arm are in line [rad].

    Args:
        axes: Of the robot.
        arm: The arm.
    """
    axis, origin = axes.axes[arm.middle[0]], axes.origins[arm.middle[0]]
    upper, fore = (v - (v @ axis) * axis for v in (origin - arm.centre, arm.tip - origin))
    if min(np.linalg.norm(upper), np.linalg.norm(fore)) < 1e-3:
        return 0.0
    return float(np.arctan2(np.cross(fore, upper) @ axis, fore @ upper))


def _unit(vector: Array) -> Array:
    out: Array = vector / max(float(np.linalg.norm(vector)), 1e-6)
    return out
