# SPDX-License-Identifier: Apache-2.0
"""The 21 joints of KIT-ML as the 22 of HumanML3D.

KIT-ML (Plappert et al., Big Data 2016) has a skeleton of its own, that of the Master Motor Map
(Terlemez et al., Humanoids 2014), in a unit of its own. Order of the joints, chains and facing are
those of the published features (Guo et al., CVPR 2022).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import MotionError
from irgm_ros.motion.layout import KIT
from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINT_NAMES, JOINTS

Array = NDArray[np.float64]
# KIT-ML joints between which each HumanML3D joint lies half way, or the one that it is. Spine and
# collars have fewer joints in KIT-ML: they move as their neighbours do, not by themselves.
_SOURCES: dict[str, tuple[int, ...]] = {
    'pelvis': (0,), 'spine1': (1,), 'spine2': (1, 2), 'spine3': (2,), 'neck': (3,), 'head': (4,),
    'right_collar': (3, 5), 'right_shoulder': (5,), 'right_elbow': (6,), 'right_wrist': (7,),
    'left_collar': (3, 8), 'left_shoulder': (8,), 'left_elbow': (9,), 'left_wrist': (10,),
    'right_hip': (11,), 'right_knee': (12,), 'right_ankle': (13,), 'right_foot': (15,),
    'left_hip': (16,), 'left_knee': (17,), 'left_ankle': (18,), 'left_foot': (20,),
}  # fmt: skip
_LEGS = ((11, 12), (12, 13), (16, 17), (17, 18))
_FEET = ((13, 15), (18, 20))
_OTHER_SIDE = np.array([*range(5), *range(8, 11), *range(5, 8), *range(16, 21), *range(11, 16)])
_LONGEST = 1e9  # length of a leg in any unit


def humanml3d_from_kit(points: NDArray[Any]) -> Array:
    """Map 21 KIT-ML joints onto the 22 of HumanML3D.

    The unit is free (a person of the published features is some 800 high): a motion is scaled as a
    whole so that its legs are as long as those of the standard skeleton. Which of the paired
    limbs is the right one is seen from where the toes point, since the files of KIT-ML
    and the published features do not number the sides alike.

    Args:
        points: (F, 21, 3), y up; finite.

    Returns:
        (F, 22, 3), y up [m].

    Raises:
        MotionError: The legs have no length, or none that a number can hold.
    """
    with np.errstate(over='ignore', invalid='ignore'):
        bones = [np.linalg.norm(points[:, a] - points[:, b], axis=-1).mean() for a, b in _LEGS]
        length = float(sum(bones)) / 2
    if not 1e-6 < length < _LONGEST:
        raise MotionError(
            f'KIT-ML motion with legs of length {length:g}; more than 0 and less than '
            f'{_LONGEST:g} expected, is it of (F, 21, 3) positions or (F, 251) features?'
        )
    standard = BONE_LENGTHS[JOINTS['left_knee']] + BONE_LENGTHS[JOINTS['left_ankle']]
    scaled = points * (standard / length)
    if _toes_point_back(scaled):
        scaled = scaled[:, _OTHER_SIDE]
    joints: Array = np.stack(
        [scaled[:, list(_SOURCES[name])].mean(axis=1) for name in JOINT_NAMES], axis=1
    )
    return joints


def _toes_point_back(points: Array) -> bool:
    """Whether the feet point the other way than the published facing says, most of the time."""
    right_hip, left_hip, right_shoulder, left_shoulder = KIT.facing
    across = points[:, right_hip] - points[:, left_hip]
    across = across + points[:, right_shoulder] - points[:, left_shoulder]
    ankles, toes = np.array(_FEET).T
    feet = (points[:, toes] - points[:, ankles]).sum(axis=1)
    ahead = across[:, 2] * feet[:, 0] - across[:, 0] * feet[:, 2]  # along y x across
    return bool(ahead.sum() < 0)
