# SPDX-License-Identifier: Apache-2.0
"""The 22-joint HumanML3D skeleton (SMPL joint order without hands) and the 21-joint KIT one.

Axes of HumanML3D: y up, z forward at frame 0, x to the person's left; metres. Source: Guo et al.,
"Generating Diverse and Natural 3D Human Motions from Text", CVPR 2022, and its repository.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

JOINT_NAMES: tuple[str, ...] = (
    'pelvis', 'left_hip', 'right_hip', 'spine1', 'left_knee', 'right_knee', 'spine2',
    'left_ankle', 'right_ankle', 'spine3', 'left_foot', 'right_foot', 'neck', 'left_collar',
    'right_collar', 'head', 'left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow',
    'left_wrist', 'right_wrist',
)  # fmt: skip
JOINTS: dict[str, int] = {name: index for index, name in enumerate(JOINT_NAMES)}
PARENTS: tuple[int, ...] = (
    -1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19,
)  # fmt: skip
CHAINS: tuple[tuple[int, ...], ...] = (
    (0, 2, 5, 8, 11), (0, 1, 4, 7, 10), (0, 3, 6, 9, 12, 15), (9, 14, 17, 19, 21),
    (9, 13, 16, 18, 20),
)  # fmt: skip
# Direction of the bone into each joint in the reference pose.
UNIT_OFFSETS: NDArray[np.float64] = np.array(
    [
        [0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, -1, 0], [0, 1, 0],
        [0, -1, 0], [0, -1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0],
        [-1, 0, 0], [0, 0, 1], [0, -1, 0], [0, -1, 0], [0, -1, 0], [0, -1, 0], [0, -1, 0],
        [0, -1, 0],
    ],
    dtype=np.float64,
)  # fmt: skip
# Bone lengths [m] into each joint of an average adult of 1.70 m, rounded to 5 mm.
BONE_LENGTHS: NDArray[np.float64] = np.array(
    [
        0.0, 0.105, 0.105, 0.12, 0.385, 0.385, 0.14, 0.43, 0.43, 0.055, 0.14, 0.14, 0.22,
        0.14, 0.14, 0.105, 0.125, 0.125, 0.26, 0.26, 0.26, 0.26,
    ]
)  # fmt: skip
FPS = 20.0
KIT_FPS = 12.5

# Length of a leg [m] that a motion may have; beyond it the unit or the content is wrong.
LEG_RANGE = (0.2, 5.0)


def leg_length(positions: NDArray[Any]) -> float:
    """Return the median length of both legs, hip to ankle, of (F, 22, 3) positions in any axes."""
    total = 0.0
    for side in ('left', 'right'):
        chain = [JOINTS[f'{side}_{part}'] for part in ('hip', 'knee', 'ankle')]
        bones = np.linalg.norm(np.diff(positions[:, chain], axis=1), axis=-1).sum(axis=1)
        total += 0.5 * float(np.median(bones))
    return total


def to_rep103(vectors: NDArray[Any]) -> NDArray[Any]:
    """Rotate vectors (..., 3) from HumanML3D axes (y up, z ahead) to REP-103 (z up, x ahead)."""
    return vectors[..., [2, 0, 1]]


def from_rep103(vectors: NDArray[Any]) -> NDArray[Any]:
    """Rotate vectors (..., 3) from REP-103 axes to HumanML3D axes."""
    return vectors[..., [1, 2, 0]]
