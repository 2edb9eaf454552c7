# SPDX-License-Identifier: Apache-2.0
"""From control channels to joint positions: bent spine and two-bone limbs, all bones constant.

Joint positions suffice, since HumanML3D features are computed from positions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, minimum_filter1d

from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS, UNIT_OFFSETS

Array = NDArray[np.float64]

STAND_HEIGHT = 0.945  # pelvis above the floor, knees a little bent [m]
TOE_HEIGHT = 0.02  # foot joint of a planted foot [m]
SOLE_PITCH = float(np.arcsin(0.06 / BONE_LENGTHS[JOINTS['left_foot']]))  # ankle is 0.08 m up
_REACH = 0.995  # of the straight limb, so that a knee keeps its side


def _direction(joint: str, vector: tuple[float, float, float]) -> Array:
    """Rest offset of a joint: natural direction, the skeleton's bone length."""
    v = np.array(vector)
    return np.asarray(v / np.linalg.norm(v) * BONE_LENGTHS[JOINTS[joint]])


# Rest offsets; directions of an upright adult, own estimates.
_OFFSETS: Array = UNIT_OFFSETS * BONE_LENGTHS[:, None]
for _name, _vector in {
    'hip': (0.8, -0.58, -0.12), 'collar': (0.53, 0.83, -0.12), 'shoulder': (0.95, 0.22, -0.15)
}.items():  # fmt: skip
    for _side, _sign in (('left', 1.0), ('right', -1.0)):
        _OFFSETS[JOINTS[f'{_side}_{_name}']] = _direction(
            f'{_side}_{_name}', (_sign * _vector[0], _vector[1], _vector[2])
        )
for _name, _vector in {
    'spine1': (0.0, 1.0, -0.2), 'spine2': (0.0, 1.0, 0.04), 'spine3': (0.0, 1.0, 0.04),
    'neck': (0.0, 1.0, -0.1), 'head': (0.0, 0.9, 0.42),
}.items():  # fmt: skip
    _OFFSETS[JOINTS[_name]] = _direction(_name, _vector)

# Share of the trunk's rotation at pelvis, spine1, spine2, spine3 (chest) and neck.
_SHARES: Array = np.array([0.3, 0.6, 0.85, 1.0, 1.0])
# The line from pelvis to neck turns by this share of the chest's rotation.
_LINE_SHARE = float(
    np.dot(_SHARES[:4], BONE_LENGTHS[[3, 6, 9, 12]]) / BONE_LENGTHS[[3, 6, 9, 12]].sum()
)
_NECK_SHARE = 0.2  # of the head's pitch and tilt: the neck joint moves along
_COLLAR_SHARE = 0.2  # of the shoulders' lift: the collar bones rise along
_ARM_FOLLOWS_BEND = 0.4  # arms hang towards the floor rather than along a bent trunk
SIDES: tuple[tuple[str, float], ...] = (('left', 1.0), ('right', -1.0))


@dataclass(frozen=True)
class Controls:
    """Sampled channels of one clip; F frames, metres and radians.

    Attributes:
        root: Path of the root (F, 3): x, z, yaw (counter-clockwise from above).
        shift: Pelvis beside the path (F, 3): to the left, forward, upward of standing.
        trunk: Line from pelvis to neck (F, 3): bend forward, lean left, twist left.
        head: Head against the chest (F, 3): pitch, positive looks down, turn and tilt to the left.
        shoulders: Lift of both shoulder joints about the inner ends of the collar bones (F, 1).
        feet: Per side (left, right) the foot joint (F, 5): x, y, z, yaw, pitch (toe down).
        arms: Per side (F, 6): flexion and abduction of the shoulder-wrist line, its length as a
            share of the straight arm, and the elbow's side (out, up, forward).
    """

    root: Array
    shift: Array
    trunk: Array
    head: Array
    shoulders: Array
    feet: tuple[Array, Array]
    arms: tuple[Array, Array]


def rotation(yaw: Array, pitch: Array, roll: Array) -> Array:
    """Rotation matrices (..., 3, 3): yaw about y after pitch about x after roll about z."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    cr, sr = np.cos(roll), np.sin(roll)
    rows = [
        [cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, sy * cp],
        [cp * sr, cp * cr, -sp],
        [cy * sp * sr - sy * cr, sy * sr + cy * sp * cr, cy * cp],
    ]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _apply(matrices: Array, vectors: Array) -> Array:
    """Rotate vectors (..., 3) by matrices (..., 3, 3)."""
    return np.asarray(np.einsum('...ij,...j->...i', matrices, vectors))


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def two_bone(start: Array, target: Array, pole: Array, upper: float, lower: float) -> Array:
    """Middle and end joint of a limb, (F, 2, 3).

    Args:
        start: Shoulder or hip (F, 3).
        target: Wanted wrist or ankle (F, 3); pulled in if it is out of reach.
        pole: Direction (F, 3) to which elbow or knee points.
        upper: Length of the first bone [m].
        lower: Length of the second bone [m].
    """
    line = target - start
    raw = np.linalg.norm(line, axis=-1)
    length = np.clip(raw, abs(upper - lower) + 0.05, _REACH * (upper + lower))
    axis = line / np.maximum(raw, 1e-9)[:, None]
    along = (upper**2 - lower**2 + length**2) / (2.0 * length)
    aside = np.sqrt(np.maximum(upper**2 - along**2, 0.0))
    normal = _unit(pole - np.einsum('fi,fi->f', pole, axis)[:, None] * axis)
    middle = start + along[:, None] * axis + aside[:, None] * normal
    end = start + length[:, None] * axis
    return np.stack([middle, end], axis=1)


def _ankles(foot: Array) -> Array:
    """Ankle (F, 3) of a foot channel (F, 5)."""
    down = SOLE_PITCH + foot[:, 4]
    length = BONE_LENGTHS[JOINTS['left_foot']]
    ahead = length * np.cos(down)
    ankle = foot[:, :3].copy()
    ankle[:, 0] -= ahead * np.sin(foot[:, 3])
    ankle[:, 1] += length * np.sin(down)
    ankle[:, 2] -= ahead * np.cos(foot[:, 3])
    return ankle


def _pelvis_height(wanted: Array, hips: Array, ankles: Array) -> Array:
    """Lower the pelvis (F,) smoothly where a planted foot would come out of reach.

    Args:
        wanted: Height without regard to the legs (F,).
        hips: Hips against the pelvis (F, 2, 3), world axes, pelvis at its place in the plane.
        ankles: Ankles (F, 2, 3).
    """
    reach = _REACH * (BONE_LENGTHS[JOINTS['left_knee']] + BONE_LENGTHS[JOINTS['left_ankle']])
    flat2 = ((ankles - hips)[..., [0, 2]] ** 2).sum(axis=-1)
    drop = np.sqrt(np.maximum(reach**2 - flat2, 0.45**2))
    limit = (ankles[..., 1] + drop - hips[..., 1]).min(axis=1)
    allowed = np.minimum(wanted, limit)
    # A mean over a window of minima over that window never exceeds the limit.
    low = minimum_filter1d(allowed, 3, mode='nearest')
    return np.asarray(gaussian_filter1d(low, 1.0, mode='nearest', truncate=1.0))


def assemble(controls: Controls) -> Array:
    """Joint positions (F, 22, 3) [m] from the channels of a clip."""
    frames = len(controls.root)
    joints = np.zeros((frames, 22, 3))
    yaw = controls.root[:, 2]
    bend, lean, twist = (controls.trunk / np.array([_LINE_SHARE, _LINE_SHARE, 1.0])).T
    # Twist starts above the pelvis: hips keep the commanded facing.
    turned = yaw[:, None] + twist[:, None] * (_SHARES - _SHARES[0]) / (1.0 - _SHARES[0])
    spine = rotation(turned, bend[:, None] * _SHARES, lean[:, None] * -_SHARES)  # (F, 5, 3, 3)
    _place_pelvis_and_legs(joints, controls, spine[:, 0])
    for level, (joint, parent) in enumerate(((3, 0), (6, 3), (9, 6))):
        joints[:, joint] = joints[:, parent] + _apply(spine[:, level], _OFFSETS[joint])
    _place_head(joints, controls, turned, bend, lean)
    arm_frame = rotation(turned[:, 3], bend * _ARM_FOLLOWS_BEND, -lean * 0.5)
    for index, (side, sign) in enumerate(SIDES):
        shoulder = JOINTS[f'{side}_shoulder']
        _place_shoulder(joints, controls.shoulders[:, 0], spine[:, 3], side, sign)
        joints[:, [shoulder + 2, shoulder + 4]] = _arm(
            joints[:, shoulder], controls.arms[index], arm_frame, sign
        )
    return joints


def _place_head(
    joints: Array, controls: Controls, turned: Array, bend: Array, lean: Array
) -> None:
    """Fill neck and head; the head joint lies ahead of the neck, so that a turn moves it."""
    pitch, turn, tilt = controls.head.T
    throat = rotation(turned[:, 3], bend + _NECK_SHARE * pitch, -lean - _NECK_SHARE * tilt)
    face = rotation(turned[:, 4] + turn, bend * 0.85 + pitch, -lean * 0.7 - tilt)
    joints[:, 12] = joints[:, 9] + _apply(throat, _OFFSETS[12])
    joints[:, 15] = joints[:, 12] + _apply(face, _OFFSETS[15])


def _place_shoulder(joints: Array, lift: Array, chest: Array, side: str, sign: float) -> None:
    """Fill collar and shoulder of one side; lifting turns their bones upward."""
    parent, zero = joints[:, 9], np.zeros_like(lift)
    for bone, share in (('collar', _COLLAR_SHARE), ('shoulder', 1.0)):
        joint = JOINTS[f'{side}_{bone}']
        raised = _apply(rotation(zero, zero, sign * share * lift), _OFFSETS[joint])
        joints[:, joint] = parent + _apply(chest, raised)
        parent = joints[:, joint]


def _place_pelvis_and_legs(joints: Array, controls: Controls, pelvis_frame: Array) -> None:
    """Fill pelvis, hips, knees, ankles and feet."""
    yaw = controls.root[:, 2]
    left, ahead, up = controls.shift.T
    joints[:, 0, 0] = controls.root[:, 0] + left * np.cos(yaw) + ahead * np.sin(yaw)
    joints[:, 0, 2] = controls.root[:, 1] - left * np.sin(yaw) + ahead * np.cos(yaw)
    hips = _apply(pelvis_frame[:, None], np.stack([_OFFSETS[1], _OFFSETS[2]]))  # (F, 2, 3)
    ankles = np.stack([_ankles(foot) for foot in controls.feet], axis=1)
    flat = hips + joints[:, :1] * np.array([1.0, 0.0, 1.0])
    joints[:, 0, 1] = _pelvis_height(STAND_HEIGHT + up, flat, ankles)
    for index in (0, 1):
        hip = joints[:, 0] + hips[:, index]
        foot = controls.feet[index]
        toward = 0.5 * (foot[:, 3] + yaw)
        pole = np.stack([np.sin(toward), np.full_like(yaw, 0.4), np.cos(toward)], axis=-1)
        leg = two_bone(hip, ankles[:, index], pole, BONE_LENGTHS[4], BONE_LENGTHS[7])
        joints[:, 1 + index] = hip
        joints[:, [4 + index, 7 + index]] = leg
        # The foot follows the ankle that the leg could reach.
        joints[:, 10 + index] = leg[:, 1] + foot[:, :3] - ankles[:, index]


def _arm(shoulder: Array, arm: Array, frame: Array, sign: float) -> Array:
    """Elbow and wrist (F, 2, 3) of one arm channel (F, 6)."""
    flexion, abduction = arm[:, 0], arm[:, 1]
    length = BONE_LENGTHS[18] + BONE_LENGTHS[20]
    line = np.stack(
        [
            sign * np.sin(abduction),
            -np.cos(abduction) * np.cos(flexion),
            np.cos(abduction) * np.sin(flexion),
        ],
        axis=-1,
    )
    target = shoulder + _apply(frame, line) * (arm[:, 2] * length)[:, None]
    pole = _apply(frame, arm[:, 3:6] * np.array([sign, 1.0, 1.0]))
    return two_bone(shoulder, target, pole, BONE_LENGTHS[18], BONE_LENGTHS[20])
