# SPDX-License-Identifier: Apache-2.0
"""What arms and trunk do together: reach somewhere, dance."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from irgm_ros.checks.bouts import HEEL_UP
from irgm_ros.checks.events import Event, Mask, beats, covered, frames, spans, widen
from irgm_ros.checks.gestures import both_hands
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.limbs import LEFT, RIGHT, SIDES, Arm
from irgm_ros.checks.poses import along
from irgm_ros.checks.steps import travel
from irgm_ros.spec.command import Action, Direction

FOLLOW_DEG = 13.0  # forward pitch of a trunk that goes along with the hand; 15 are asked for
STOOP_DEG = 25.0  # pitch of a trunk that brings a hand down, rather than bent knees
KNEE_MARGIN = 0.04  # [m]; in a deep bow the wrists of hanging arms are beside the knees
HALF_BEAT = frames(1.4)  # longest way from one side to the other; a slow dance takes a second
SWAY = 0.06  # [m] least way of the pelvis from side to side; standing people sway by 1 cm


def reaches(s: Signals, busy: list[Event]) -> list[Event]:
    """One arm or both are stretched out with the body going along: forward, up or down.

    Args:
        s: Signals of the motion.
        busy: Squats, lunges and the like, which tilt the trunk by themselves.
    """
    pitch, free = s.trunk[0], ~covered(s.frames, busy)
    heels = np.minimum(s.legs[LEFT].heel, s.legs[RIGHT].heel) > HEEL_UP
    found = []
    for side, arm in enumerate(s.arms):
        low = s.joint(f'{SIDES[side]}_wrist')[:, 1] < s.legs[side].knee - KNEE_MARGIN
        ways: tuple[tuple[Direction, Mask], ...] = (
            ('forward', (along(arm, 2) < 45) & (arm.reach > 0.85) & (pitch > FOLLOW_DEG) & free),
            ('up', (arm.wrist[:, 1] > 0.35) & (arm.reach > 0.8) & heels),
            ('down', low & (arm.reach > 0.8) & (pitch > STOOP_DEG)),
        )
        for direction, mask in ways:
            found += _stretches(arm, SIDES[side], direction, mask)
    return [
        event
        for direction in ('forward', 'up', 'down')
        for event in both_hands([e for e in found if e.direction == direction])
    ]


def _stretches(arm: Arm, side: str, direction: Direction, mask: Mask) -> list[Event]:
    """Runs of a stretched arm, together with the way of the hand to the place and back."""
    found = []
    for first, last in spans(mask, frames(0.2), 2):
        start, end = widen(arm.moving > 0.25, first, last)
        found.append(Event(Action.REACH, start, end, side, 0, direction))
    return found


def dances(s: Signals) -> list[Event]:
    """The hips go to the left and to the right in turn, and both arms join in."""
    sway = gaussian_filter1d(s.sway, 1.0, mode='nearest')
    stepping = np.max([(leg.moving > 0.4) | (leg.lift > 0.08) for leg in s.legs], axis=0)
    found = []

    def linked(one: int, two: int) -> bool:
        return two - one <= HALF_BEAT and abs(s.yaw[two] - s.yaw[one]) < np.radians(30)

    for chain in beats(sway, SWAY, linked):
        if len(chain) < 3:
            continue
        reach = (chain[-1] - chain[0]) // (2 * (len(chain) - 1))
        first, last = max(0, chain[0] - reach), min(s.frames - 1, chain[-1] + reach)
        arms = min(float(arm.moving[first : last + 1].mean()) for arm in s.arms)
        on_spot = stepping[first : last + 1].mean() < 0.5 and travel(s, first, last) < 0.6
        if arms > 0.15 and on_spot:
            found.append(Event(Action.DANCE, first, last, travel=travel(s, first, last)))
    return found
