# SPDX-License-Identifier: Apache-2.0
"""Human joint positions -> what the robot should show: directions, orientations, places.

HumanML3D's own rotations carry no twist and are not used: orientations of pelvis, chest and feet
are recovered from positions. All results are in REP-103 axes (x forward at frame 0, z up).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import JOINTS, UNIT_OFFSETS, leg_length, to_rep103
from irgm_ros.robot.contacts import ANKLES, TOES, detect_contacts, floor_heights, lock_soles, runs
from irgm_ros.robot.kinematics import LIMBS, Body

Array = NDArray[np.float64]
NEAR_FLOOR = 0.03  # height of a free foot's lowest corner that counts as close [m]
PIVOT = 0.35  # turn of a standing foot that is meant, not noise [rad]
FOOT_SLOPE = -0.45  # ankle-to-toe line of a standing foot against the floor [rad]
SLOPE_RANGE = (-0.9, 0.1)  # outside it, the measured slope is not believed [rad]


@dataclass(frozen=True)
class Targets:
    """What the robot should show, frame by frame, in ``odom``.

    Attributes:
        directions: (F, 8, 3) unit vectors of ``kinematics.LIMBS``.
        rotations: (F, 4, 3, 3) of base, torso, left and right foot (``kinematics.ORIENTED``);
            standing feet are flat.
        soles: (F, 2, 3) sole centres [m]; still and at z = 0 in contact.
        base: (F, 3) base positions [m].
        contact: (F, 2) whether the foot stands.
        low: (F, 2) whether a free foot is close to the floor.
    """

    directions: Array
    rotations: Array
    soles: Array
    base: Array
    contact: NDArray[np.bool_]
    low: NDArray[np.bool_]

    @property
    def pelvis(self) -> Array:
        """(F, 3, 3) rotation of the base."""
        return self.rotations[:, 0]


def make_targets(body: Body, positions: Array, fps: float) -> Targets:
    """Lay a human motion out with the robot's proportions.

    The base moves so that standing feet stand; in flight it follows the human root, scaled by the
    ratio of leg lengths.

    Args:
        body: Kinematics of the robot.
        positions: (F, 22, 3) HumanML3D positions, y up [m]; finite.
        fps: Frame rate [Hz].

    Returns:
        The targets.
    """
    human = to_rep103(np.asarray(positions, dtype=np.float64))
    directions = limb_directions(human)
    pelvis, torso = trunk_rotations(human)
    contact = detect_contacts(human, fps)
    feet = _foot_rotations(human, directions, pelvis, contact)
    soles_from_base, corners = _lay_out_legs(body, directions, pelvis, feet)
    scale = leg_scale(body, human)
    base = _base_path(human, soles_from_base, corners, contact, scale)
    soles = lock_soles(soles_from_base + base[:, None], contact)
    lowest = (soles - soles_from_base)[..., 2] + corners[..., 2].min(axis=-1)
    soles[..., 2] += np.maximum(-lowest, 0.0)  # free feet that tip below the floor
    rotations = np.concatenate([pelvis[:, None], torso[:, None], feet], axis=1)
    return Targets(directions, rotations, soles, base, contact, lowest < NEAR_FLOOR)


def limb_directions(human: Array) -> Array:
    """Return (F, 8, 3) unit vectors along ``LIMBS``; zero-length bones take the rest direction."""
    first = [JOINTS[a] for a, _ in LIMBS]
    second = [JOINTS[b] for _, b in LIMBS]
    rest = to_rep103(UNIT_OFFSETS)[second]
    return _unit(human[:, second] - human[:, first], rest)


def trunk_rotations(human: Array) -> tuple[Array, Array]:
    """Return rotations (F, 3, 3) of pelvis and chest from hips, spine, neck and shoulders."""
    left_hip, right_hip = human[:, JOINTS['left_hip']], human[:, JOINTS['right_hip']]
    hips = 0.5 * (left_hip + right_hip)
    across = _unit(left_hip - right_hip, np.array([0.0, 1.0, 0.0]))
    lower = _unit(human[:, JOINTS['spine2']] - hips, np.array([0.0, 0.0, 1.0]))
    upper = _unit(human[:, JOINTS['neck']] - human[:, JOINTS['spine1']], lower)
    shoulders = human[:, JOINTS['left_shoulder']] - human[:, JOINTS['right_shoulder']]
    chest = _unit(shoulders, across)
    forward = _unit(np.cross(across, lower), np.array([1.0, 0.0, 0.0]))
    pelvis = np.stack([forward, across, np.cross(forward, across)], axis=-1)
    ahead = _unit(np.cross(chest, upper), forward)
    torso = np.stack([ahead, np.cross(upper, ahead), upper], axis=-1)
    return pelvis, torso


def _foot_rotations(
    human: Array, directions: Array, pelvis: Array, contact: NDArray[np.bool_]
) -> Array:
    """Return (F, 2, 3, 3); free feet follow the human's, standing ones are flat and still."""
    toes = _unit(human[:, TOES] - human[:, ANKLES], pelvis[:, None, :, 0])
    slopes = np.arcsin(np.clip(toes[..., 2], -1, 1))
    slope = float(np.median(slopes[contact])) if contact.any() else FOOT_SLOPE
    slope = float(np.clip(slope, *SLOPE_RANGE))
    shanks = directions[:, [i for i, (_, b) in enumerate(LIMBS) if b.endswith('ankle')]]
    # Where foot and shank are in line, the pelvis says where left is.
    hint = np.cross(-shanks, toes) + 0.3 * pelvis[:, None, :, 1]
    hint -= (hint * toes).sum(-1, keepdims=True) * toes
    left = _unit(hint, np.broadcast_to(pelvis[:, None, :, 1], toes.shape))
    over = np.cross(toes, left)
    ahead = np.cos(slope) * toes - np.sin(slope) * over
    up = np.sin(slope) * toes + np.cos(slope) * over
    feet = np.stack([ahead, left, up], axis=-1)
    for side in (0, 1):
        for first, last in runs(contact[:, side]):
            feet[first:last, side] = _flat(feet[first:last, side, :, 0])
    return feet


def _flat(ahead: Array) -> Array:
    """Return rotations (k, 3, 3) about z that face the mean of ``ahead`` (k, 3).

    A foot that turns by more than ``PIVOT`` follows its own heading instead.
    """
    yaw = np.unwrap(np.arctan2(ahead[:, 1], ahead[:, 0]))
    if np.ptp(yaw) < PIVOT:
        yaw = np.full_like(yaw, yaw.mean())
    return about_z(yaw)


def about_z(yaw: Array) -> Array:
    """Return rotations (k, 3, 3) about the vertical by ``yaw`` (k,) [rad]."""
    cos, sin, zero = np.cos(yaw), np.sin(yaw), np.zeros_like(yaw)
    flat: Array = np.array([[cos, -sin, zero], [sin, cos, zero], [zero, zero, zero + 1.0]])
    return flat.transpose(2, 0, 1)


def _lay_out_legs(
    body: Body, directions: Array, pelvis: Array, feet: Array
) -> tuple[Array, Array]:
    """Return sole centres (F, 2, 3) and corners (F, 2, 4, 3) from the base, world axes [m]."""
    thighs = [i for i, (_, b) in enumerate(LIMBS) if b.endswith('knee')]
    shanks = [i for i, (_, b) in enumerate(LIMBS) if b.endswith('ankle')]
    ankles = (
        np.einsum('fij,sj->fsi', pelvis, body.hip_offsets)
        + directions[:, thighs] * body.limb_lengths[thighs, None]
        + directions[:, shanks] * body.limb_lengths[shanks, None]
    )
    soles = ankles + np.einsum('fsij,sj->fsi', feet, body.sole_centres)
    corners = ankles[:, :, None] + np.einsum('fsij,scj->fsci', feet, body.sole_corners)
    return soles, corners


def _base_path(
    human: Array, soles: Array, corners: Array, contact: NDArray[np.bool_], scale: float
) -> Array:
    """Return base positions (F, 3) [m].

    Standing feet stay in place on the floor; without any, the lowest corner of the feet is as
    high as the human's lower foot, scaled.
    """
    root = human[:, 0]
    step = np.diff(root[:, :2], axis=0) * scale
    both = (contact[1:] & contact[:-1]).astype(np.float64)
    count = both.sum(axis=1, keepdims=True)
    held = -(np.diff(soles[..., :2], axis=0) * both[..., None]).sum(axis=1)
    step = np.where(count > 0, held / np.maximum(count, 1.0), step)
    base = np.empty((len(human), 3))
    base[:, :2] = np.concatenate([np.zeros((1, 2)), np.cumsum(step, axis=0)])
    base[:, :2] += root[0, :2] * scale
    flying = scale * _clearance(human) - corners[..., 2].min(axis=(1, 2))
    standing = -(soles[..., 2] * contact).sum(axis=1) / np.maximum(contact.sum(axis=1), 1)
    base[:, 2] = np.where(contact.any(axis=1), standing, flying)
    return base


def _clearance(human: Array) -> Array:
    """Return (F,) how far the lower foot of the human is above the floor [m], at least 0."""
    ankle_floor, toe_floor = floor_heights(human)
    ankle = human[:, ANKLES, 2].min(axis=1) - ankle_floor
    toe = human[:, TOES, 2].min(axis=1) - toe_floor
    out: Array = np.maximum(np.minimum(ankle, toe), 0.0)
    return out


def leg_scale(body: Body, human: Array) -> float:
    """Return the robot's leg length over the human's median one, hip to ankle."""
    return body.leg_length / max(leg_length(human), 0.1)


def _unit(vectors: Array, fallback: Array) -> Array:
    """Normalise vectors; those shorter than a micrometre become ``fallback``."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.where(length > 1e-6, vectors / np.maximum(length, 1e-6), fallback)
