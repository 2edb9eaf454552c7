# SPDX-License-Identifier: Apache-2.0
"""The 22-joint human as capsules: left limbs blue, right limbs red."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import JOINT_NAMES, JOINTS, PARENTS
from irgm_ros.render.painter import LEFT, MIDDLE, RIGHT, Capsule, Colour

_RADIUS_M = {
    'hip': 0.06, 'knee': 0.062, 'ankle': 0.05, 'foot': 0.035, 'spine1': 0.1, 'spine2': 0.1,
    'spine3': 0.1, 'neck': 0.045, 'head': 0.045, 'collar': 0.05, 'shoulder': 0.055,
    'elbow': 0.045, 'wrist': 0.038,
}  # fmt: skip
_HEAD_RADIUS_M = 0.1
_HAND_RADIUS_M = 0.045


def colour_of(name: str) -> Colour:
    """Return the colour of a joint or link by the side in its name."""
    lowered = name.lower()
    if lowered.startswith(('left', 'l_')):
        return LEFT
    return RIGHT if lowered.startswith(('right', 'r_')) else MIDDLE


def human_capsules(positions: NDArray[np.float64]) -> list[Capsule]:
    """Return the capsules of one frame.

    Args:
        positions: (22, 3) joint positions in REP-103 axes [m].

    Returns:
        One capsule a bone, a ball for the head and one for each hand.
    """
    capsules = []
    for index, parent in enumerate(PARENTS):
        if parent < 0:
            continue
        name = JOINT_NAMES[index]
        radius = _RADIUS_M[name.split('_')[-1]]
        capsules.append(Capsule(positions[parent], positions[index], radius, colour_of(name)))
    neck, head = positions[JOINTS['neck']], positions[JOINTS['head']]
    crown = head + 0.3 * (head - neck)
    capsules.append(Capsule(head, crown, _HEAD_RADIUS_M, MIDDLE))
    for side in ('left', 'right'):
        elbow, wrist = (positions[JOINTS[f'{side}_{joint}']] for joint in ('elbow', 'wrist'))
        hand = wrist + 0.25 * (wrist - elbow)
        capsules.append(Capsule(wrist, hand, _HAND_RADIUS_M, colour_of(side)))
    return capsules
