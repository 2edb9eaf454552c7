# SPDX-License-Identifier: Apache-2.0
"""What a motion asks of the legs: balance and footing, or more than a walking controller gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.contacts import ANKLES, TOES, floor_heights
from irgm_ros.robot.series import FrameSeries

Array = NDArray[np.float64]
BALANCE_MARGIN = 0.01  # of the centre of mass inside the support area [m]
# What walking needs of a human's legs; beyond it a motion is about the legs [m].
WALKING_BOB, WALKING_LIFT = 0.12, 0.20


def footing(series: FrameSeries) -> dict[str, float]:
    """Return slip, penetration, and centre of mass and ZMP against the support area, by name."""
    slip = series.slip[np.isfinite(series.slip)]
    standing = series.contact.any(axis=1)
    return {
        'foot_slip_mean_m_s': float(slip.mean()) if slip.size else 0.0,
        'foot_slip_max_m_s': float(slip.max(initial=0.0)),
        'foot_penetration_max_m': float(max(0.0, -series.corners[..., 2].min())),
        'standing_share': float(series.contact.all(axis=1).mean()),
        'flight_share': float(1.0 - standing.mean()),
        'com_support_margin_min_m': float(series.support_margin[standing].min(initial=1.0)),
        'zmp_support_margin_min_m': float(series.zmp_margin[standing].min(initial=1.0)),
    }


def balance_reason(metrics: dict[str, float]) -> str:
    """Say why a free base needs balance control to follow; empty if it needs none.

    Args:
        metrics: Of `footing`.
    """
    margin = metrics['com_support_margin_min_m']
    tipping = metrics['zmp_support_margin_min_m']
    if metrics['standing_share'] >= 1.0 and margin >= BALANCE_MARGIN and tipping >= 0.0:
        return ''
    if metrics['flight_share'] > 0.5:
        return 'No foot stands flat for most of the motion; a free base needs balance control.'
    if metrics['standing_share'] < 1.0:
        return 'Feet leave the floor; a free base needs balance control.'
    if margin >= BALANCE_MARGIN:
        return (
            f'The zero-moment point leaves the support area by {-1000 * tipping:.0f} mm; a free '
            'base needs balance control.'
        )
    if margin < 0.0:
        return (
            f'The centre of mass leaves the support area by {-1000 * margin:.0f} mm; a free base '
            'needs balance control.'
        )
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
