# SPDX-License-Identifier: Apache-2.0
"""What a motion asks of the legs: balance and footing, or more than a walking controller gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.contacts import ANKLES, TOES, floor_heights
from irgm_ros.robot.description import Robot
from irgm_ros.types import RobotPath

Array = NDArray[np.float64]
BALANCE_MARGIN = 0.01  # of the centre of mass inside the support area [m]
# What walking needs of a human's legs; beyond it a motion is about the legs [m].
WALKING_BOB, WALKING_LIFT = 0.12, 0.20
_DIRECTIONS = np.stack(
    [np.cos(np.arange(32) * np.pi / 16), np.sin(np.arange(32) * np.pi / 16)], axis=0
)


def footing(
    robot: Robot, path: RobotPath, corners: Array, contact: NDArray[np.bool_]
) -> dict[str, float]:
    """Measure slip, penetration, and the centre of mass against the support area.

    Args:
        robot: The robot.
        path: Its frames.
        corners: (F, 2, 4, 3) corners of its soles in ``odom`` [m].
        contact: (F, 2) whether the human's feet stand.

    Returns:
        Metrics by name.
    """
    soles = corners.mean(axis=2)
    both = contact[1:] & contact[:-1]
    slip = np.linalg.norm(np.diff(soles[..., :2], axis=0), axis=-1)[both] * path.fps
    margin = _support_margin(robot, path, corners, contact)
    standing = contact.any(axis=1)
    return {
        'foot_slip_mean_m_s': float(slip.mean()) if slip.size else 0.0,
        'foot_slip_max_m_s': float(slip.max(initial=0.0)),
        'foot_penetration_max_m': float(max(0.0, -corners[..., 2].min())),
        'standing_share': float(contact.all(axis=1).mean()),
        'flight_share': float(1.0 - standing.mean()),
        'com_support_margin_min_m': float(margin[standing].min(initial=1.0)),
    }


def _support_margin(
    robot: Robot, path: RobotPath, corners: Array, contact: NDArray[np.bool_]
) -> Array:
    """Return (F,) how far the centre of mass is inside the support polygon [m], or outside (< 0).

    The polygon is the hull of the standing soles, seen from 32 directions; -inf in flight.
    """
    import pinocchio

    q = robot.path_configurations(path)
    data = robot.model.createData()
    com = np.array([pinocchio.centerOfMass(robot.model, data, row)[:2].copy() for row in q])
    reach = corners[..., :2].reshape(len(q), -1, 2) @ _DIRECTIONS
    reach[~np.repeat(contact, corners.shape[2], axis=1)] = -np.inf
    margin: Array = (reach.max(axis=1) - com @ _DIRECTIONS).min(axis=1)
    return margin


def balance_reason(metrics: dict[str, float]) -> str:
    """Say why a free base needs balance control to follow; empty if it needs none.

    Args:
        metrics: Of `footing`.
    """
    margin = metrics['com_support_margin_min_m']
    if metrics['standing_share'] >= 1.0 and margin >= BALANCE_MARGIN:
        return ''
    if metrics['flight_share'] > 0.5:
        return 'No foot stands flat for most of the motion; a free base needs balance control.'
    if metrics['standing_share'] < 1.0:
        return 'Feet leave the floor; a free base needs balance control.'
    return (
        f'The centre of mass comes within {1000 * margin:.0f} mm of the edge of the support area; '
        'a free base needs balance control.'
    )


def leg_motion(human: Array) -> dict[str, float]:
    """Measure what the human does with its legs besides walking.

    Args:
        human: (F, 22, 3) joints in REP-103 axes [m].

    Returns:
        Metrics by name: how far the root rises and sinks, and how high a foot is lifted [m].
    """
    ankle_floor, toe_floor = floor_heights(human)
    lift = np.minimum(human[:, ANKLES, 2] - ankle_floor, human[:, TOES, 2] - toe_floor)
    return {
        'pelvis_travel_m': float(np.ptp(human[:, 0, 2])),
        'foot_lift_max_m': float(max(0.0, lift.max())),
    }


def leg_reason(metrics: dict[str, float]) -> str:
    """Say what a walking controller cannot show of a motion; empty if it can.

    Args:
        metrics: Of `leg_motion`.
    """
    travel, lift = metrics['pelvis_travel_m'], metrics['foot_lift_max_m']
    if lift > WALKING_LIFT:
        return f'A foot is lifted by {lift:.2f} m, but the legs belong to a walking controller.'
    if travel > WALKING_BOB:
        return (
            f'The pelvis rises and sinks by {travel:.2f} m, but the legs belong to a walking '
            'controller.'
        )
    return ''
