# SPDX-License-Identifier: Apache-2.0
"""Finds legs, arms, waist and neck of an unknown humanoid in its kinematic tree.

Everything is read off the URDF at its zero configuration, names are not used: limbs are pairs of
branches that mirror each other, the lower pair are legs. The axes of a shoulder or a hip meet in
one point; the first axis that misses that point by a good part of the limb belongs to the elbow
or the knee, and the first that misses this one to the wrist or the ankle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import RobotError

Array = NDArray[np.float64]
ROOT = 1  # pinocchio's number of the floating base; 0 is the universe
MIRROR_TOLERANCE = 0.15  # of the distance from the middle plane
# An axis belongs to the next joint of the limb if it misses the last one by this share of what the
# farthest axis misses it by, and by this share of the length of the limb.
MISS = (0.25, 0.08)
MEETING = 1e-3  # axes that miss a point by less meet in it [m]
SMALLEST_LIMB = 3  # joints


@dataclass(frozen=True)
class Axes:
    """Joints at the zero configuration, in the axes of the root link; row 0 is the universe.

    Attributes:
        origins: (J, 3) [m].
        axes: (J, 3) unit vectors; zero for the universe and the floating base.
        tips: (J, 3) the link's frame that is farthest from the joint [m].
        parents: (J,) joint that each hangs on.
        names: J names.
    """

    origins: Array
    axes: Array
    tips: Array
    parents: tuple[int, ...]
    names: tuple[str, ...]

    def children(self, joint: int) -> list[int]:
        """Joints that hang on ``joint``."""
        return [j for j, parent in enumerate(self.parents) if parent == joint and j > ROOT]

    def below(self, joint: int) -> list[int]:
        """``joint`` and all that hang on it, in the order of the tree."""
        found = [joint]
        for child in self.children(joint):
            found += self.below(child)
        return found

    def chain(self, joint: int) -> list[int]:
        """``joint`` and what follows it up to the first branching (a hand with fingers)."""
        found = [joint]
        while len(self.children(found[-1])) == 1:
            found += self.children(found[-1])
        return found


@dataclass(frozen=True)
class Limb:
    """A leg or an arm.

    Attributes:
        root: Joints whose axes meet in the hip or the shoulder.
        middle: Joints of the knee or the elbow, with the twist of forearm or shank.
        end: Joints of the ankle or the wrist; empty where there are none.
        rest: Joints beyond the first branching: fingers.
        centre: (3,) where the axes of ``root`` meet [m].
        tip: (3,) the last joint of ``end``, else the end of what is fixed to the forearm [m].
    """

    root: tuple[int, ...]
    middle: tuple[int, ...]
    end: tuple[int, ...]
    rest: tuple[int, ...]
    centre: Array
    tip: Array


@dataclass(frozen=True)
class Anatomy:
    """A humanoid as joints of a pinocchio model, left limb first.

    Attributes:
        legs: Left and right leg.
        arms: Left and right arm.
        waist: Joints between the legs and the arms.
        neck: Joints of the head; empty where it is fixed.
        other: Joints that are none of these.
        upside: Whether the legs hang on the root link (else the arms do).
    """

    legs: tuple[Limb, Limb]
    arms: tuple[Limb, Limb]
    waist: tuple[int, ...]
    neck: tuple[int, ...]
    other: tuple[int, ...]
    upside: bool


def read_axes(model: Any, facing: Array | None = None) -> Axes:
    """Lay the joints of a pinocchio model out at zero.

    Args:
        model: With a floating base.
        facing: (3, 3) axes of the root link -> axes with x where the robot looks.
    """
    import pinocchio

    data = model.createData()
    pinocchio.forwardKinematics(model, data, pinocchio.neutral(model))
    pinocchio.computeJointJacobians(model, data, pinocchio.neutral(model))
    base = data.oMi[ROOT]
    origins = np.array([base.actInv(placement).translation for placement in data.oMi])
    axes = np.zeros((model.njoints, 3))
    for j in range(ROOT + 1, model.njoints):
        column = data.J[:, model.joints[j].idx_v]
        turning = column[3:] if np.any(column[3:]) else column[:3]
        axes[j] = base.rotation.T @ turning
    tips = origins.copy()
    for frame in model.frames:
        joint = frame.parentJoint
        place = base.actInv(data.oMi[joint].act(frame.placement.translation))
        far = np.linalg.norm(place - origins[joint]) > np.linalg.norm(tips[joint] - origins[joint])
        if far and frame.type == pinocchio.FrameType.BODY:
            tips[joint] = place
    if facing is not None:
        origins, axes, tips = (vectors @ facing.T for vectors in (origins, axes, tips))
    return Axes(origins, axes, tips, tuple(model.parents), tuple(model.names))


def find_anatomy(axes: Axes) -> Anatomy:
    """Sort the joints into legs, arms, waist and neck.

    Args:
        axes: Of the robot.

    Raises:
        RobotError: There are no two mirrored pairs of limbs; the message says what there is.
    """
    pairs = _mirrored_pairs(axes)
    if len(pairs) < 2:
        raise RobotError(_lacking(axes, pairs))
    by_size = sorted(pairs, key=lambda pair: -len(axes.chain(pair[0])))[:4]
    lowest = [min(axes.origins[j][2] for j in axes.below(left)) for left, _ in by_size]
    leg_pair = by_size[int(np.argmin(lowest))]
    arm_pair = next(pair for pair in by_size if pair != leg_pair)
    legs, arms = _limbs(axes, leg_pair), _limbs(axes, arm_pair)
    if not (legs[0].end and legs[1].end):
        raise RobotError(
            f'the leg from {axes.names[leg_pair[0]]} has no ankle or no knee: too few '
            'axes miss the hip; write '
            'the map by hand where the robot has another shape'
        )
    trunk = _between(axes, axes.parents[leg_pair[0]], axes.parents[arm_pair[0]])
    limbs = {j for first in (*leg_pair, *arm_pair) for j in axes.below(first)}
    neck = _neck(axes, axes.parents[arm_pair[0]], limbs | set(trunk))
    known = limbs | set(trunk) | set(neck)
    other = tuple(j for j in range(ROOT + 1, len(axes.names)) if j not in known)
    return Anatomy(legs, arms, tuple(trunk), neck, other, axes.parents[leg_pair[0]] == ROOT)


def _mirrored_pairs(axes: Axes) -> list[tuple[int, int]]:
    """Pairs (left, right) of sibling branches that mirror each other in the plane y = 0."""
    found = []
    for joint in range(ROOT, len(axes.names)):
        branches = [c for c in axes.children(joint) if len(axes.below(c)) >= SMALLEST_LIMB]
        for left in (b for b in branches if _aside(axes, b) > 0):
            right = next((b for b in branches if b != left and _mirrors(axes, left, b)), None)
            if right is not None:
                found.append((left, right))
    return found


def _aside(axes: Axes, branch: int) -> float:
    """How far to the left a branch lies on average [m]."""
    return float(axes.origins[axes.below(branch), 1].mean())


def _mirrors(axes: Axes, left: int, right: int) -> bool:
    """Whether two branches have as many joints at mirrored places."""
    one, other = axes.chain(left), axes.chain(right)
    if len(one) != len(other) or _aside(axes, right) >= 0:
        return False
    mirrored = axes.origins[other] * [1.0, -1.0, 1.0]
    size = max(float(np.ptp(axes.origins[one], axis=0).max()), 0.05)
    return bool(np.abs(mirrored - axes.origins[one]).max() < MIRROR_TOLERANCE * size + 0.01)


def _lacking(axes: Axes, pairs: Sequence[tuple[int, int]]) -> str:
    """Why this is no humanoid."""
    there = ', '.join(f'{axes.names[a]} with {axes.names[b]}' for a, b in pairs) or 'none'
    return (
        'two pairs of branches that mirror each other in the plane y = 0 of the root link are '
        f'expected, two legs and two arms of at least {SMALLEST_LIMB} joints; found: {there}. The '
        'root link must have x forward and z up (REP-103); write the map by hand where the robot '
        'has another shape'
    )


def _limbs(axes: Axes, pair: tuple[int, int]) -> tuple[Limb, Limb]:
    left, right = (_limb(axes, first) for first in pair)
    if not (left.middle and right.middle):
        raise RobotError(
            f'the limb from {axes.names[pair[0]]} to {axes.names[axes.chain(pair[0])[-1]]} has no '
            'knee or elbow: no axis misses the point where the first ones meet; write the map by '
            'hand where the robot has another shape'
        )
    return left, right


def _limb(axes: Axes, first: int) -> Limb:
    """Cut the chain of a limb at its middle joint and at its end."""
    chain = axes.chain(first)
    length = float(np.linalg.norm(np.diff(axes.origins[chain], axis=0), axis=1).sum())
    centre = meeting_point(axes, chain[:2])
    middle = _first_missing(axes, chain, 2, centre, length)
    elbow = axes.origins[chain[middle]] if middle < len(chain) else axes.origins[chain[-1]]
    end = _first_missing(axes, chain, middle + 1, elbow, length)
    rest = [j for j in axes.below(first) if j not in chain]
    tip = axes.origins[chain[-1]] if end < len(chain) else axes.tips[chain[-1]]
    return Limb(
        tuple(chain[:middle]), tuple(chain[middle:end]), tuple(chain[end:]), tuple(rest),
        meeting_point(axes, chain[:middle]), tip,
    )  # fmt: skip


def _first_missing(
    axes: Axes, chain: Sequence[int], start: int, point: Array, length: float
) -> int:
    """Place in ``chain``, from ``start`` on, of the first axis that misses ``point``."""
    joints = list(chain[start:])
    across = np.cross(axes.axes[joints], point - axes.origins[joints])
    misses = np.linalg.norm(across, axis=1)
    far = misses > max(MISS[0] * misses.max(initial=0.0), MISS[1] * length, MEETING)
    return start + int(np.argmax(far)) if far.any() else len(chain)


def meeting_point(axes: Axes, joints: Sequence[int]) -> Array:
    """The point (3,) nearest to all axes, in the sense of least squares [m].

    Args:
        axes: Of the robot.
        joints: Those whose axes (nearly) meet; of a single one its origin.
    """
    across = np.eye(3) - axes.axes[list(joints), :, None] * axes.axes[list(joints), None, :]
    origins = axes.origins[list(joints)]
    # A weak pull to the mean origin decides where all axes are parallel.
    pull = 1e-6
    matrix = across.sum(axis=0) + pull * np.eye(3)
    wanted = np.einsum('jab,jb->a', across, origins) + pull * origins.mean(axis=0)
    point: Array = np.linalg.solve(matrix, wanted)
    return point


def _between(axes: Axes, one: int, other: int) -> list[int]:
    """Joints on the way from the joint of the legs to that of the arms."""

    def upwards(joint: int) -> list[int]:
        found = []
        while joint > ROOT:
            found.append(joint)
            joint = axes.parents[joint]
        return found

    a, b = upwards(one), upwards(other)
    return sorted(set(a) ^ set(b))


def _neck(axes: Axes, torso: int, taken: set[int]) -> tuple[int, ...]:
    """The highest branch on the torso, if it ends above the arms' first joints."""
    branches = [c for c in axes.children(torso) if c not in taken]
    middle = [c for c in branches if abs(axes.origins[c][1]) < 0.05]
    if not middle:
        return ()
    return tuple(axes.below(max(middle, key=lambda c: float(axes.origins[c][2]))))
