# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a human motion itself, whatever the robot: size, jumps, lost limbs, tilt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import JOINTS, LEG_RANGE, leg_length
from irgm_ros.robot.kinematics import LIMBS
from irgm_ros.robot.targets import trunk_rotations

Array = NDArray[np.float64]
FASTEST = 15.0  # of a root; sprinters reach 12.4 [m/s]
SHORTEST = 0.01  # a limb below it has no direction [m]
TIPPED = 1.4  # of the pelvis against the vertical: lying, or upside down [rad]


@dataclass(frozen=True)
class HumanFaults:
    """What a motion of a human cannot be, or what of it is not shown.

    Attributes:
        metrics: Figures by name, as in `irgm_ros.types.Feasibility`.
        refused: Reasons for which nothing should be executed.
        tipped: Why the legs do not carry the body; empty if they do.
        lost: What of the motion the robot does not show.
    """

    metrics: dict[str, float]
    refused: tuple[str, ...]
    tipped: str
    lost: tuple[str, ...]


def human_faults(human: Array, fps: float) -> HumanFaults:
    """Look a human motion over.

    Args:
        human: (F, 22, 3) joints in REP-103 axes [m].
        fps: Frame rate [Hz].
    """
    leg = leg_length(human)
    speeds = np.linalg.norm(np.diff(human[:, 0], axis=0), axis=1) * fps
    fastest = float(speeds.max(initial=0.0))
    upright = trunk_rotations(human)[0][:, 2, 2]
    tilt = float(np.arccos(np.clip(upright, -1.0, 1.0)).max())
    refused = []
    if not LEG_RANGE[0] <= leg <= LEG_RANGE[1]:
        low, high = LEG_RANGE
        refused.append(
            f'The legs of the motion are {leg:.3g} m long, {low:g} to {high:g} m are expected.'
        )
    if fastest > FASTEST:
        refused.append(
            f'The motion jumps at {(int(speeds.argmax()) + 1) / fps:.2f} s: its root moves at '
            f'{fastest:.0f} m/s.'
        )
    tipped = ''
    if tilt > TIPPED:
        tipped = f'The body tips by {np.degrees(tilt):.0f} degrees; the feet do not carry it.'
    metrics = {
        'human_leg_m': leg,
        'human_root_speed_max_m_s': fastest,
        'human_tilt_max_rad': tilt,
    }
    return HumanFaults(metrics, tuple(refused), tipped, tuple(_lost(human)))


def _lost(human: Array) -> list[str]:
    """Limbs without a direction, in which the robot keeps that of the rest posture."""
    found = []
    for start, end in LIMBS:
        lengths = np.linalg.norm(human[:, JOINTS[end]] - human[:, JOINTS[start]], axis=1)
        if frames := int((lengths < SHORTEST).sum()):
            names = f'{start} to {end}'.replace('_', ' ')
            found.append(
                f'The limb from {names} has no length in {frames} of {len(human)} frames.'
            )
    return found
