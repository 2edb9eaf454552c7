# SPDX-License-Identifier: Apache-2.0
"""Looks a robot over: what its map covers, and what looks like a mistake of map or URDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import RobotError
from irgm_ros.robot.anatomy import Axes, Limb, find_anatomy, read_axes
from irgm_ros.robot.collision import self_collision_of
from irgm_ros.robot.description import UNLIMITED, Robot
from irgm_ros.robot.kinematics import LIMBS, Body, body_of
from irgm_ros.robot.schema import SIDES
from irgm_ros.robot.smoothing import sole_corners
from irgm_ros.robot.solver import State

Array = NDArray[np.float64]
MIRROR_RAD = 0.02  # difference between the limits of left and right that counts
ALIGNED = 0.9  # cosine from which two axes are the same
WIDEST = 15.0  # position limits beyond this are looked at [rad]
SPEEDS = (0.5, 50.0)  # velocity limits outside this are looked at [rad/s]
LEGS = (0.15, 1.6)  # length of a leg of a robot that is given in metres [m]
UNEVEN_M, TILTED_DEG = 0.005, 2.0  # of the soles at rest


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        text: What was found.
        doubt: Whether a person should look at it.
    """

    text: str
    doubt: bool = False


def check_robot(robot: Robot) -> list[Finding]:
    """Look a robot over.

    Args:
        robot: Loaded, so its map names links and joints that exist and all limits are there.

    Returns:
        What is covered, then doubts.

    Raises:
        RobotError: The frames of the map make no humanoid.
    """
    body = body_of(robot)
    return [
        *_coverage(robot, body),
        *_size(body),
        *_stance(body),
        *_ranges(robot),
        *_speeds(robot),
        *_mirror(robot),
        *_collisions(robot),
    ]


def _coverage(robot: Robot, body: Body) -> Iterator[Finding]:
    held, locked = robot.spec.held, robot.spec.locked
    yield Finding(
        f'{len(body.names)} joints move, {len(held)} are held, {len(locked)} locked, '
        f'{len(robot.mimic)} follow others; {len(robot.joint_names)} are commanded'
    )
    if 'head' not in robot.spec.frames:
        yield Finding('no head frame: the head stays as the torso has it')
    free = [n for n, low in zip(robot.joint_names, robot.lower, strict=True) if low <= -UNLIMITED]
    if free:
        yield Finding(f'without position limits: {", ".join(free)}')


def _size(body: Body) -> Iterator[Finding]:
    yield Finding(f'legs of {body.leg_length:.3f} m')
    if not LEGS[0] < body.leg_length < LEGS[1]:
        text = f'legs of {body.leg_length:.3g} m; {LEGS[0]} to {LEGS[1]} expected: wrong unit?'
        yield Finding(text, doubt=True)
    half = len(LIMBS) // 2
    for left, right, (_, name) in zip(
        body.limb_lengths[:half], body.limb_lengths[half:], LIMBS, strict=False
    ):
        if abs(left - right) > 0.05 * max(left, right):
            part = name.partition('_')[2]
            text = f'limb that ends at the {part}: {left:.3f} m left, {right:.3f} m right'
            yield Finding(text, doubt=True)


def _stance(body: Body) -> Iterator[Finding]:
    state = State(np.zeros((1, 3)), np.eye(3)[None], body.rest[None])
    corners = sole_corners(body, state)[0]
    heights = corners[..., 2]
    uneven = float(abs(heights[0].mean() - heights[1].mean()))
    if uneven > UNEVEN_M:
        yield Finding(f'at rest one sole is {1000 * uneven:.0f} mm above the other', doubt=True)
    for side, foot in zip(SIDES, corners, strict=True):
        normal = np.cross(foot[2] - foot[0], foot[1] - foot[0])
        tilt = np.degrees(np.arccos(min(1.0, abs(normal[2]) / float(np.linalg.norm(normal)))))
        if tilt > TILTED_DEG:
            yield Finding(f'at rest the {side} sole is tilted by {tilt:.0f} degrees', doubt=True)


def _collisions(robot: Robot) -> Iterator[Finding]:
    """What is kept apart, and what cannot be."""
    found = self_collision_of(robot)
    if not found.names:
        yield Finding('self-collision is not checked: no shapes, or switched off by the map')
        return
    yield Finding(f'{len(found.names)} pairs of links are kept apart')
    if found.unclear:
        pairs = ', '.join(f'{one} and {other}' for one, other in found.unclear)
        yield Finding(f'not checked, as their convex shapes overlap at rest or mostly: {pairs}')


def _ranges(robot: Robot) -> Iterator[Finding]:
    """What pinocchio takes and no humanoid has: no range, degrees, sliding joints, no mass."""
    for name, low, high in zip(robot.joint_names, robot.lower, robot.upper, strict=True):
        if low == high:
            yield Finding(f'{name}: no range at all, it stays at {low:.3f}', doubt=True)
        elif max(-low, high) > WIDEST and (low, high) != (-UNLIMITED, UNLIMITED):
            text = f'{name}: [{low:.4g}, {high:.4g}] rad; in degrees?'
            yield Finding(text, doubt=True)
        kind = robot.model.joints[robot.model.getJointId(name)].shortname()
        if kind.startswith('JointModelP'):
            yield Finding(f'{name}: it slides; all limits are taken as angles', doubt=True)
    if not robot.mass > 0.0:
        yield Finding('no link has a mass: balance cannot be judged', doubt=True)


def _speeds(robot: Robot) -> Iterator[Finding]:
    limits = robot.velocity_limits / robot.spec.velocity_scale
    if robot.spec.velocity:
        yield Finding(f'velocity limits of the map: {robot.spec.velocity}')
    for name, speed in zip(robot.joint_names, limits, strict=True):
        if not SPEEDS[0] <= speed <= SPEEDS[1]:
            text = f'{name}: velocity limit {speed:.3g} rad/s; {SPEEDS[0]} to {SPEEDS[1]} expected'
            yield Finding(text, doubt=True)


def _mirror(robot: Robot) -> Iterator[Finding]:
    """Limits of left and right that do not mirror each other."""
    axes = read_axes(robot.model, robot.facing)
    try:
        anatomy = find_anatomy(axes)
    except RobotError as error:
        yield Finding(f'limbs not recognised: {error}', doubt=True)
        return
    ranges = {n: (low, high) for n, low, high in zip(
        robot.joint_names, robot.lower, robot.upper, strict=True
    )}  # fmt: skip
    for left, right in (anatomy.legs, anatomy.arms):
        for one, other in zip(_joints(left), _joints(right), strict=True):
            names = axes.names[one], axes.names[other]
            if names[0] not in ranges or names[1] not in ranges:
                continue
            wanted = mirrored_range(axes, one, other, ranges[names[0]])
            if wanted is None:
                yield Finding(f'{names[0]} and {names[1]} turn about other axes', doubt=True)
            elif np.abs(np.subtract(ranges[names[1]], wanted)).max() > MIRROR_RAD:
                yield Finding(
                    f'{names[1]} {_shown(ranges[names[1]])} does not mirror {names[0]} '
                    f'{_shown(ranges[names[0]])}: {_shown(wanted)} expected', doubt=True,
                )  # fmt: skip


def _joints(limb: Limb) -> list[int]:
    return list(chain(limb.root, limb.middle, limb.end))


def _shown(limits: tuple[float, float]) -> str:
    return f'[{limits[0]:.3f}, {limits[1]:.3f}]'


def mirrored_range(
    axes: Axes, left: int, right: int, limits: tuple[float, float]
) -> tuple[float, float] | None:
    """Limits of the right joint that mirror those of the left one.

    Turning about (x, y, z) by an angle is, in the mirror y = 0, turning about (-x, y, -z) by it.

    Args:
        axes: Of the robot.
        left: Joint.
        right: Joint at the same place of the other limb.
        limits: Of the left joint [rad].

    Returns:
        None where the axes are no mirror images.
    """
    cosine = float(axes.axes[left] * [-1.0, 1.0, -1.0] @ axes.axes[right])
    if abs(cosine) < ALIGNED:
        return None
    return limits if cosine > 0 else (-limits[1], -limits[0])
