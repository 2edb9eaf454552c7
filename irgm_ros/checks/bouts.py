# SPDX-License-Identifier: Apache-2.0
"""Bouts of footfalls: what walking in all its forms is read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from irgm_ros.checks.events import Event, frames
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.levels import compass_names
from irgm_ros.checks.limbs import LEFT, RIGHT
from irgm_ros.checks.steps import Swing, bearing, displacement, swings
from irgm_ros.spec.command import Action

STEP_LENGTH = 0.11  # [m] least way of a foot that counts as a step
SAME_WAY = 32.0  # [deg] a step that is this far off those before begins another walk
EDGE = frames(0.25)  # longest time from the first step of a circle to it; twice, to the last
HEEL_UP = 0.032  # [m]; half of what the ball of the foot lifts the heel


@dataclass(frozen=True)
class Bout:
    """Steps that follow each other in one direction.

    Attributes:
        steps: The footfalls, in order.
        walk: The same as an event.
        tiptoe: Whether the heels stay up.
    """

    steps: tuple[Swing, ...]
    walk: Event
    tiptoe: bool


def _hopping(swing: Swing, others: list[Swing]) -> bool:
    """Whether the other foot does the same at the same time: a jump, not a step."""
    for other in others:
        if other.foot != swing.foot:
            shared = min(swing.end, other.end) - max(swing.start, other.start) + 1
            if shared > 0.75 * max(swing.length, other.length):
                return True
    return False


def bouts(s: Signals, busy: list[Event], circles: list[Event]) -> list[Bout]:
    """Bouts of steps in one direction.

    Every footfall forward, backward or on a diagonal is a step, closing the feet included;
    sideways a step is the leading foot moving out, the other one closes.

    Args:
        s: Signals of the motion.
        busy: Events whose foot moves are no steps (jumps, lunges, kneeling, ...).
        circles: Walks round a circle; each is a bout of its own.
    """
    every = swings(s)
    steps = [
        w
        for w in every
        if np.hypot(*w.way) >= STEP_LENGTH
        and not _hopping(w, every)
        and not any(min(w.end, e.end) - max(w.start, e.start) > 2 for e in busy)
    ]
    found = []
    for circle in circles:
        inside = [w for w in steps if _within(w, circle)]
        steps = [w for w in steps if not _within(w, circle)]
        if inside:
            found.append(_circling(s, inside, circle))
    straight = [w for w in steps if abs(s.yaw[w.end] - s.yaw[w.start]) < np.radians(25)]
    for group, tiptoe in _grouped(s, straight):
        walk = _walk(s, group)
        if walk is not None:
            found.append(Bout(tuple(group), walk, tiptoe))
    return sorted(found, key=lambda b: b.walk.start)


def _within(swing: Swing, event: Event) -> bool:
    """Whether a swing belongs to a circle; its first and its closing step hardly turn."""
    return event.start - EDGE <= swing.end and swing.start <= event.end + 2 * EDGE


def _grouped(s: Signals, steps: list[Swing]) -> list[tuple[list[Swing], bool]]:
    """Steps in one direction, in one manner and without a pause, and whether heels are up."""
    groups: list[tuple[list[Swing], bool]] = []
    for step, tiptoe in zip(steps, _heels_up(s, steps), strict=True):
        last = groups[-1][0] if groups else None
        if last and tiptoe is groups[-1][1] and step.start - last[-1].end <= frames(0.8):
            way = np.sum([w.way for w in last], axis=0)
            if _apart(bearing(way), bearing(step.way)) <= SAME_WAY:
                last.append(step)
                continue
        groups.append(([step], tiptoe))
    return groups


def _apart(one: float, two: float) -> float:
    """Angle between two bearings [deg]."""
    return abs((one - two + 180.0) % 360.0 - 180.0)


def _heels_up(s: Signals, steps: list[Swing]) -> list[bool]:
    """Whether the foot that stands keeps its heel up, step by step; one step alone is outvoted."""
    rise = [
        float(np.median(s.legs[1 - step.foot].heel[step.start : step.end + 1])) for step in steps
    ]
    if len(rise) > 2:
        rise = [
            float(np.median(rise[max(0, min(k - 1, len(rise) - 3)) :][:3]))
            for k in range(len(rise))
        ]
    return [value > HEEL_UP for value in rise]


def _walk(s: Signals, steps: list[Swing]) -> Event | None:
    """One bout as an event; None if the body does not go along."""
    first, last = min(w.start for w in steps), max(w.end for w in steps)
    way = displacement(s, s.root, first, min(last + 3, s.frames - 1))
    angle = bearing(np.sum([w.way for w in steps], axis=0))
    if np.hypot(*way) < min(0.06 * len(steps), 0.15) or _apart(angle, bearing(way)) > 45.0:
        return None
    direction = compass_names(angle)[0]
    count = len(steps)
    if direction in ('left', 'right'):
        lead = LEFT if direction == 'left' else RIGHT
        count = sum(w.foot == lead for w in steps)
        if count == 0:
            return None
    return Event(
        Action.WALK,
        first,
        last,
        count=count,
        direction=direction,
        bearing=angle,
        pace=_pace(s, steps),
        travel=float(np.hypot(*way)),
    )


def _circling(s: Signals, steps: list[Swing], circle: Event) -> Bout:
    """The steps round a circle as a walk."""
    walk = Event(
        Action.WALK,
        circle.start,
        circle.end,
        count=len(steps),
        direction='forward',
        bearing=0.0,
        pace=_pace(s, steps),
        travel=circle.travel,
    )
    return Bout(tuple(steps), walk, False)


def _pace(s: Signals, steps: list[Swing]) -> float:
    """Ground speed of a bout [m/s]: over its middle, or at its best for a few steps."""
    first, last = min(w.start for w in steps), max(w.end for w in steps)
    if len(steps) < 4:
        return float(s.pace[first : last + 1].max())
    return float(np.median(s.pace[steps[0].end : steps[-1].start + 1]))
