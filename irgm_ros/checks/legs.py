# SPDX-License-Identifier: Apache-2.0
"""One leg in the air while the other one stands: kick and balance."""

from __future__ import annotations

import numpy as np

from irgm_ros.checks.events import Event, covered, frames, maxima, spans, widen
from irgm_ros.checks.gestures import by_side
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.limbs import SIDES, speed
from irgm_ros.checks.steps import travel
from irgm_ros.spec.command import Action


def kicks(s: Signals) -> list[Event]:
    """A foot swings up in front with the leg stretched and comes back at once; counted."""
    single = []
    for side, leg in enumerate(s.legs):
        other = s.legs[1 - side]
        gated = np.where((leg.ankle > 0.13) & (leg.shin_ahead > 0.1), leg.ahead, 0.0)
        for peak in maxima(gated, 0.2, 0.36):
            a, b = max(0, peak - 3), min(peak + 4, s.frames)
            stretched = leg.bend[a:b].max() > 125 and leg.ankle[a:b].max() > 0.16
            start, end = widen(leg.ankle > 0.06, peak, peak)
            held = int((gated[start : end + 1] > 0.85 * gated[peak]).sum())
            planted = np.median(other.lift[a:b]) < 0.06 and np.median(other.moving[a:b]) < 0.5
            if stretched and planted and held < frames(0.9):
                top = float(leg.top[start : end + 1].max())
                single.append(Event(Action.KICK, start, end, SIDES[side], 1, height=top))
    return by_side(single, frames(1.5))


def balances(s: Signals, busy: list[Event]) -> list[Event]:
    """One foot is held off the floor while the other one stands; the side is the standing leg.

    Args:
        s: Signals of the motion.
        busy: Hops, in which nobody stands.
    """
    found = []
    free = ~covered(s.frames, busy)
    for side, leg in enumerate(s.legs):
        lifted = s.legs[1 - side]
        climbing = speed(lifted.lift[:, None], 1.5) > 0.25
        for first, last in spans((lifted.lift > 0.07) & free, frames(0.9), 2):
            still = np.median(leg.moving[first : last + 1]) < 0.2
            if (
                still
                and climbing[first : last + 1].mean() < 0.5  # held, not just lifted slowly
                and travel(s, first, last) < 0.35
                and lifted.lift[first : last + 1].max() > 0.1
            ):
                found.append(Event(Action.BALANCE, first, last, SIDES[side]))
    return sorted(found, key=lambda e: e.start)
