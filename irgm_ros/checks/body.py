# SPDX-License-Identifier: Apache-2.0
"""Postures of the whole body on one spot: kneel, lunge, squat, sit, bow, lean, stand."""

from __future__ import annotations

import numpy as np

from irgm_ros.checks.events import FPS, Event, covered, frames, maxima, merge, spans, widen
from irgm_ros.checks.gestures import by_side
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.limbs import LEFT, RIGHT, SIDES, speed
from irgm_ros.checks.steps import travel
from irgm_ros.spec.command import Action, Direction

KNEE_DOWN = 0.15  # [m] height of the knee joint when the knee rests on the floor, with margin
# A chair has the thighs at 70 to 100 degrees and lets the back be upright; a squat of that depth
# needs the trunk forward, or its bearer falls over.
SEAT_DEG, SEAT_PITCH = (60.0, 115.0), 30.0
SEATED = frames(0.7)  # least time on a seat, of the second asked for
STOOP_DEG = 50.0  # with the trunk further down people bend over; in a squat it leans by 45 at most


def kneelings(s: Signals) -> list[Event]:
    """A knee rests on the floor with the pelvis low; the side is the knee that is down."""
    left, right = s.legs[LEFT].knee, s.legs[RIGHT].knee
    found = []
    for first, last in spans(np.minimum(left, right) < KNEE_DOWN, frames(0.25), frames(0.3)):
        low_left, low_right = (float(np.median(k[first : last + 1])) for k in (left, right))
        if s.drop[first : last + 1].max() < 0.2:
            continue
        side = 'both' if max(low_left, low_right) < KNEE_DOWN else SIDES[int(low_right < low_left)]
        start, end = widen(s.drop > 0.05, first, last)
        found.append(Event(Action.KNEEL, start, end, side))
    return found


def lunges(s: Signals, busy: list[Event]) -> list[Event]:
    """A long step with the front knee bent and the pelvis low, knees off the floor; counted.

    Args:
        s: Signals of the motion.
        busy: Kneelings; their long stance is no lunge.
    """
    taken = covered(s.frames, busy)
    single = []
    for side, leg in enumerate(s.legs):
        stride = s.stride if side == LEFT else -s.stride
        depth = np.where(stride > 0.35, s.drop, 0.0)
        for peak in maxima(depth, 0.05, 0.075):
            a, b = max(0, peak - 4), peak + 5
            bent = leg.bend[a:b].min() < 148 and stride[a:b].max() > 0.42
            if not bent or taken[peak] or s.pace[peak] > 0.6:
                continue
            start, end = widen((stride > 0.15) | (s.drop > 0.05), peak, peak)
            thigh = float(leg.thigh[a:b].max())
            single.append(Event(Action.LUNGE, start, end, SIDES[side], 1, depth=thigh))
    return by_side(single, frames(1.5))


def squats(s: Signals, busy: list[Event]) -> list[Event]:
    """The pelvis goes down over both planted feet, knees bent, and comes up again; counted.

    Args:
        s: Signals of the motion.
        busy: Kneelings, lunges and jumps; their low pelvis is no squat.
    """
    taken = covered(s.frames, busy)
    single = []
    for peak in maxima(s.drop, 0.07, 0.09):
        level = max(0.05, 0.3 * float(s.drop[peak]))
        start, end = widen(s.drop > level, peak, peak)
        knees = max(s.legs[LEFT].bend[peak], s.legs[RIGHT].bend[peak])
        lifted = max(leg.lift[start : end + 1].max() for leg in s.legs)
        planted = lifted < 0.1 and abs(s.stride[peak]) < 0.35 and s.pace[peak] < 0.6
        upright = s.trunk[0][peak] < STOOP_DEG
        if planted and upright and knees < 148 and not taken[peak]:
            single.append(_squat(s, start, end, peak))
    return merge(single, frames(1.5), lambda x, y: True)


def _squat(s: Signals, start: int, end: int, peak: int) -> Event:
    """One squat; its time is that below a tenth of its depth and a fifth more for the rest."""
    first, last = widen(s.drop > max(0.02, 0.1 * float(s.drop[peak])), peak, peak)
    thigh = 0.5 * float(s.legs[LEFT].thigh[peak] + s.legs[RIGHT].thigh[peak])
    period = 1.2 * (last - first + 1) / FPS
    return Event(Action.SQUAT, start, end, None, 1, period=period, depth=thigh)


def sits(s: Signals) -> list[Event]:
    """The pelvis goes down as onto a chair, rests there under an upright trunk, comes up again."""
    thigh = 0.5 * (s.legs[LEFT].thigh + s.legs[RIGHT].thigh)
    lift = np.maximum(s.legs[LEFT].lift, s.legs[RIGHT].lift)
    seated = (thigh > SEAT_DEG[0]) & (thigh < SEAT_DEG[1]) & (s.trunk[0] < SEAT_PITCH)
    seated &= (s.drop > 0.2) & (lift < 0.1) & (np.abs(s.stride) < 0.35)
    resting = speed(s.joint('pelvis')[:, 1:2], 2.0) < 0.12
    found = []
    for first, last in spans(seated & resting, SEATED, frames(0.15)):
        start, end = widen(s.drop > 0.06, first, last)
        found.append(Event(Action.SIT, start, end))
    return found


def bows(s: Signals, busy: list[Event]) -> list[Event]:
    """The trunk bends forward over fairly straight legs and comes up again; counted.

    Args:
        s: Signals of the motion.
        busy: Squats, kneelings, reaches, ...; leaning forward belongs to them.
    """
    pitch, taken = s.trunk[0], covered(s.frames, busy)
    rest = min(10.0, float(np.percentile(pitch, 20)))
    single = []
    for peak in maxima(pitch, 12.0, rest + 20.0):
        start, end = widen(pitch > rest + 8.0, peak, peak)
        if s.drop[peak] < 0.2 and not taken[peak]:
            single.append(
                Event(
                    Action.BOW,
                    start,
                    end,
                    None,
                    1,
                    depth=float(pitch[peak]),
                    travel=travel(s, start, end),
                )
            )
    return merge(single, frames(1.5), lambda x, y: True)


def leans(s: Signals, busy: list[Event]) -> list[Event]:
    """The trunk tilts to one side and stays there for a moment."""
    roll, taken = s.trunk[1], covered(s.frames, busy)
    found = []
    for sign in (1.0, -1.0):
        for first, last in spans(sign * roll > 8.0, frames(0.4), frames(0.2)):
            tilt = (sign * roll)[first : last + 1]
            if tilt.max() < 10.0 or taken[first : last + 1].mean() > 0.5:
                continue
            start, end = widen(sign * roll > 4.0, first, last)
            direction: Direction = 'left' if sign > 0 else 'right'
            held = float(np.percentile(tilt, 80))
            found.append(Event(Action.LEAN, start, end, direction=direction, depth=held))
    return sorted(found, key=lambda e: e.start)


def standings(s: Signals, busy: list[Event]) -> list[Event]:
    """Upright on both feet without going anywhere.

    Args:
        s: Signals of the motion.
        busy: Body actions; while they last, nobody just stands.
    """
    feet = np.maximum(s.legs[LEFT].moving, s.legs[RIGHT].moving)
    lift = np.maximum(s.legs[LEFT].lift, s.legs[RIGHT].lift)
    quiet = (s.pace < 0.2) & (feet < 0.35) & (lift < 0.07) & (s.drop < 0.1)
    quiet &= ~covered(s.frames, busy)
    return [
        Event(Action.STAND, first, last, travel=travel(s, first, last))
        for first, last in spans(quiet, frames(0.7), frames(0.2))
        if travel(s, first, last) < 0.3
    ]
