# SPDX-License-Identifier: Apache-2.0
"""A simple person for tests that need some human motion."""

from __future__ import annotations

import numpy as np

from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS, PARENTS, UNIT_OFFSETS

_OUTWARD = {
    'spine3': (0, 1, 0), 'left_collar': (1, 0.6, 0), 'right_collar': (-1, 0.6, 0),
    'left_shoulder': (1, 0, 0), 'right_shoulder': (-1, 0, 0),
    'head': (0, 1, 0.2),
}  # fmt: skip


def standing() -> np.ndarray:
    """(22, 3) a person at attention, y up, facing +z, soles on the floor."""
    joints = np.zeros((22, 3))
    for name, index in JOINTS.items():
        if PARENTS[index] < 0:
            continue
        direction = np.array(_OUTWARD.get(name, UNIT_OFFSETS[index]), dtype=float)
        direction /= np.linalg.norm(direction)
        joints[index] = joints[PARENTS[index]] + direction * BONE_LENGTHS[index]
    joints[:, 1] -= joints[:, 1].min()
    return joints


def waving(frames: int = 30) -> np.ndarray:
    """(F, 22, 3) a person who stands and moves the right forearm to and fro."""
    motion = np.repeat(standing()[None], frames, axis=0)
    shoulder = motion[0, JOINTS['right_shoulder']]
    elbow = shoulder - np.array([BONE_LENGTHS[JOINTS['right_elbow']], 0.0, 0.0])
    angle = 0.5 * np.sin(2 * np.pi * np.arange(frames) / 20)
    hand = BONE_LENGTHS[JOINTS['right_wrist']]
    motion[:, JOINTS['right_elbow']] = elbow
    motion[:, JOINTS['right_wrist']] = elbow + hand * np.stack(
        [np.sin(angle), np.cos(angle), 0 * angle], axis=1
    )
    return motion
