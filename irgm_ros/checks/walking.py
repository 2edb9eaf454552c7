# SPDX-License-Identifier: Apache-2.0
"""Going somewhere in a manner of its own: run, tiptoe, limp, circle; marching on the spot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from irgm_ros.checks.bouts import Bout
from irgm_ros.checks.events import (
    FPS,
    Event,
    frames,
    hysteresis,
    maxima,
    merge,
    spans,
    widen,
)
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.limbs import SIDES
from irgm_ros.checks.steps import Swing, compass, displacement, rotated
from irgm_ros.spec.command import Action, Direction

RUN_SPEED = 1.85  # [m/s]; from about 2 m/s people run rather than walk
STANDING_KNEE = 0.52  # [m] height of the knee joint of somebody who stands
# Healthy legs differ by less than a tenth in time and length of their steps; from a fifth on
# people see a limp. Both must show, so the limit of each is in between.
LIMP_TIME, LIMP_LENGTH = 0.84, 0.82
ROUND_DEG = (290.0, 430.0)  # change of heading of once round
RADIUS = 0.25  # [m] least radius of a circle; turning on the spot sways by less than half of it


def runs(s: Signals) -> list[Event]:
    """Bouts faster than a walk, forward."""
    found = []
    for first, last in hysteresis(s.pace, RUN_SPEED, 0.5):
        way = displacement(s, s.root, first, last)
        if compass(way, 0.8) == 'forward' and not _both_feet_together(s, first, last):
            pace = float(np.percentile(s.pace[first : last + 1], 80))
            if pace < RUN_SPEED:
                continue
            distance = float(np.hypot(*way))
            found.append(
                Event(Action.RUN, first, last, None, 0, 'forward', pace=pace, travel=distance)
            )
    return found


def _both_feet_together(s: Signals, first: int, last: int) -> bool:
    """Whether the feet stay side by side, as in a jump."""
    stride = s.stride[first : last + 1]
    return bool(np.ptp(stride) < 0.35)


def tiptoes(found: list[Bout]) -> list[Event]:
    """Walks on the balls of the feet; counted by steps.

    Args:
        found: All bouts of steps.
    """
    return [replace(b.walk, action=Action.TIPTOE) for b in found if b.tiptoe]


def limps(s: Signals, found: list[Bout]) -> list[Event]:
    """Walks that hurry off one leg, the side; counted by steps.

    Args:
        s: Signals of the motion.
        found: Bouts of steps that may limp.
    """
    events = []
    for bout in found:
        if bout.walk.direction != 'forward' or len(bout.steps) < 4:
            continue
        for hurt, side in enumerate(SIDES):
            standing, ahead = _stances(bout.steps), _advances(s, bout.steps)
            short = _ratio(standing[hurt], standing[1 - hurt]) < LIMP_TIME
            if short and _ratio(ahead[1 - hurt], ahead[hurt]) < LIMP_LENGTH:
                events.append(replace(bout.walk, action=Action.LIMP, side=side))
    return events


def _stances(steps: tuple[Swing, ...]) -> dict[int, list[float]]:
    """Times on the floor between two swings of each foot [frames]."""
    times: dict[int, list[float]] = defaultdict(list)
    lifted: dict[int, int] = {}
    for step in steps:
        if step.foot in lifted:
            times[step.foot].append(step.start - lifted[step.foot])
        lifted[step.foot] = step.end
    return times


def _advances(s: Signals, steps: tuple[Swing, ...]) -> dict[int, list[float]]:
    """How far each foot lands in front of the other one [m]; the last step closes the feet."""
    ways: dict[int, list[float]] = defaultdict(list)
    for step in steps[:-1]:
        feet = s.legs[step.foot].foot[step.end] - s.legs[1 - step.foot].foot[step.end]
        ways[step.foot].append(float(rotated(feet, -float(s.yaw[step.end]))[1]))
    return ways


def _ratio(small: list[float], big: list[float]) -> float:
    """Quotient of two medians; 1 where something is missing or nothing is left to divide by."""
    if not small or not big or np.median(big) <= 0.0:
        return 1.0
    return float(np.median(small) / np.median(big))


def circles(s: Signals) -> list[Event]:
    """Walks forward once round and back to the start, to the left or to the right."""
    # Every step swings the heading a little; half a second of smoothing leaves the turning.
    rate = np.degrees(np.gradient(gaussian_filter1d(s.yaw, 5.0, mode='nearest'))) * FPS
    found = []
    ways: tuple[tuple[float, Direction], ...] = ((1.0, 'left'), (-1.0, 'right'))
    for sign, direction in ways:
        going = (sign * rate > 8.0) & (s.pace > 0.15)
        for first, last in spans(going, frames(2.0), frames(0.4)):
            angle = float(np.degrees(sign * (s.yaw[last] - s.yaw[first])))
            if not ROUND_DEG[0] < angle < ROUND_DEG[1]:
                continue
            done = np.degrees(sign * (s.yaw[first : last + 1] - s.yaw[first])) / angle
            inner = first + np.flatnonzero((done > 0.04) & (done < 0.96))
            path, ahead = _path(s, int(inner[0]), int(inner[-1]))
            across = path / np.pi
            home = float(np.linalg.norm(s.root[last] - s.root[first]))
            if across > 2 * RADIUS and ahead > 0.7 and home < max(0.4, 0.5 * across):
                start, end = int(inner[0]), int(inner[-1])
                found.append(
                    Event(Action.CIRCLE, start, end, None, 0, direction, angle, travel=path)
                )
    return sorted(found, key=lambda e: e.start)


def _path(s: Signals, first: int, last: int) -> tuple[float, float]:
    """Length of the way of the pelvis [m], and the share of it that goes forward."""
    ways = np.diff(
        gaussian_filter1d(s.root, 2.0, axis=0, mode='nearest')[first : last + 1], axis=0
    )
    yaw = s.yaw[first:last]
    length = float(np.linalg.norm(ways, axis=1).sum())
    ahead = float((ways[:, 0] * np.sin(yaw) + ways[:, 1] * np.cos(yaw)).sum())
    return length, ahead / max(length, 1e-6)


def marches(s: Signals, busy: list[Event]) -> list[Event]:
    """Knees lifted in turn on the spot; counted by knee lifts.

    Args:
        s: Signals of the motion.
        busy: Events whose lifted knees belong to something else (kicks, hops, runs, ...).
    """
    single = []
    for side, leg in enumerate(s.legs):
        rest = min(STANDING_KNEE, float(np.percentile(leg.knee, 70)))
        for peak in maxima(leg.knee, 0.08, rest + 0.11):
            start, end = widen(leg.knee > rest + 0.04, peak, peak)
            hanging = leg.shin_ahead[peak] < 0.2 and s.pace[peak] < 0.9
            free = not any(e.start <= peak <= e.end for e in busy)
            if hanging and free and end - start < frames(1.3):
                single.append(Event(Action.MARCH, start, end, SIDES[side], 1))
    single = [e for e in single if not _mirrored(e, single)]
    joined = merge(single, frames(0.9), lambda x, y: True)
    kept = []
    for event in joined:
        way = float(np.linalg.norm(s.root[event.end] - s.root[event.start]))
        if way < 0.12 * event.count + 0.2:
            kept.append(replace(event, side=None, travel=way))
    return kept


def _mirrored(lift: Event, others: list[Event]) -> bool:
    """Whether the other knee is lifted at the same time, as in a jump."""
    return any(
        o.side != lift.side and o.overlap(lift) > 0.6 * max(o.length, lift.length) for o in others
    )
