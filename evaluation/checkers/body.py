# SPDX-License-Identifier: Apache-2.0
"""Actions of trunk and legs on one spot: squat, kick, kneel, lunge, bow, lean, balance, stand."""

from __future__ import annotations

import numpy as np

from evaluation.checkers.events import Event, Mask, frames, maxima, merge, spans, widen
from evaluation.checkers.gestures import by_side
from evaluation.checkers.kinematics import LEFT, RIGHT, SIDES, Signals
from evaluation.checkers.locomotion import travel
from evaluation.spec import Action, Direction

KNEE_DOWN = 0.15  # [m] height of the knee joint when the knee rests on the floor, with margin


def covered(s: Signals, events: list[Event], margin: int = 0) -> Mask:
    """Frames (F,) that lie in one of the events."""
    mask = np.zeros(s.frames, dtype=bool)
    for event in events:
        mask[max(0, event.start - margin) : event.end + 1 + margin] = True
    return mask


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
    taken = covered(s, busy)
    single = []
    for side, leg in enumerate(s.legs):
        stride = s.stride if side == LEFT else -s.stride
        depth = np.where(stride > 0.35, s.drop, 0.0)
        for peak in maxima(depth, 0.06, 0.09):
            a, b = max(0, peak - 4), peak + 5
            deep = leg.bend[a:b].min() < 140 and stride[a:b].max() > 0.42
            if not deep or taken[peak] or s.pace[peak] > 1.0:
                continue
            start, end = widen((stride > 0.15) | (s.drop > 0.05), peak, peak)
            single.append(Event(Action.LUNGE, start, end, SIDES[side], 1))
    return by_side(single, frames(1.5))


def squats(s: Signals, busy: list[Event]) -> list[Event]:
    """The pelvis goes down over both planted feet, knees bent, and comes up again; counted.

    Args:
        s: Signals of the motion.
        busy: Kneelings, lunges and jumps; their low pelvis is no squat.
    """
    taken = covered(s, busy)
    single = []
    for peak in maxima(s.drop, 0.09, 0.14):
        level = max(0.05, 0.3 * float(s.drop[peak]))
        start, end = widen(s.drop > level, peak, peak)
        knees = max(s.legs[LEFT].bend[peak], s.legs[RIGHT].bend[peak])
        lifted = max(leg.lift[start : end + 1].max() for leg in s.legs)
        planted = lifted < 0.1 and abs(s.stride[peak]) < 0.35
        if planted and knees < 145 and not taken[peak]:
            single.append(Event(Action.SQUAT, start, end, None, 1))
    return merge(single, frames(1.2), lambda x, y: True)


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
                single.append(Event(Action.KICK, start, end, SIDES[side], 1))
    return by_side(single, frames(1.5))


def bows(s: Signals, busy: list[Event]) -> list[Event]:
    """The trunk bends forward over fairly straight legs and comes up again; counted.

    Args:
        s: Signals of the motion.
        busy: Squats, kneelings and lunges; leaning forward belongs to them.
    """
    pitch, taken = s.trunk[0], covered(s, busy)
    rest = min(10.0, float(np.percentile(pitch, 20)))
    single = []
    for peak in maxima(pitch, 12.0, rest + 20.0):
        start, end = widen(pitch > rest + 8.0, peak, peak)
        if s.drop[peak] < 0.2 and not taken[peak]:
            single.append(Event(Action.BOW, start, end, None, 1, travel=travel(s, start, end)))
    return merge(single, frames(1.5), lambda x, y: True)


def leans(s: Signals, busy: list[Event]) -> list[Event]:
    """The trunk tilts to one side and stays there for a moment."""
    roll, taken = s.trunk[1], covered(s, busy)
    found = []
    for sign in (1.0, -1.0):
        for first, last in spans(sign * roll > 9.0, frames(0.4), frames(0.2)):
            top = float((sign * roll)[first : last + 1].max())
            if top < 11.0 or taken[first : last + 1].mean() > 0.5:
                continue
            start, end = widen(sign * roll > 4.0, first, last)
            direction: Direction = 'left' if sign > 0 else 'right'
            found.append(Event(Action.LEAN, start, end, direction=direction))
    return sorted(found, key=lambda e: e.start)


def balances(s: Signals) -> list[Event]:
    """One foot is held off the floor while the other one stands; the side is the standing leg."""
    found = []
    for side, leg in enumerate(s.legs):
        lifted = s.legs[1 - side]
        for first, last in spans(lifted.lift > 0.07, frames(0.9), 2):
            still = np.median(leg.moving[first : last + 1]) < 0.2
            if (
                still
                and travel(s, first, last) < 0.35
                and lifted.lift[first : last + 1].max() > 0.1
            ):
                found.append(Event(Action.BALANCE, first, last, SIDES[side]))
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
    quiet &= ~covered(s, busy)
    return [
        Event(Action.STAND, first, last, travel=travel(s, first, last))
        for first, last in spans(quiet, frames(0.7), frames(0.2))
        if travel(s, first, last) < 0.3
    ]
