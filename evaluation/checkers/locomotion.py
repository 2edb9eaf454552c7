# SPDX-License-Identifier: Apache-2.0
"""Actions that move or turn the whole body: walk, run, march, turn, jump, jumping jack."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.ndimage import gaussian_filter1d

from evaluation.checkers.events import (
    FPS,
    Event,
    Signal,
    frames,
    hysteresis,
    maxima,
    merge,
    spans,
    widen,
)
from evaluation.checkers.kinematics import LEFT, RIGHT, SIDES, Signals
from evaluation.spec import Action, Direction

RUN_SPEED = 1.85  # [m/s]; from about 2 m/s people run rather than walk
STEP_LENGTH = 0.11  # [m] least way of a foot that counts as a step
TURN_ANGLE = 22.0  # [deg] least net change of heading that counts as a turn
STANDING_KNEE = 0.52  # [m] height of the knee joint of somebody who stands


@dataclass(frozen=True)
class Swing:
    """One foot leaves its place and comes to rest elsewhere.

    Attributes:
        foot: LEFT or RIGHT.
        start: First moving frame.
        end: Last moving frame.
        way: (2,) displacement in the heading frame (left, forward) [m], rotation in place removed.
    """

    foot: int
    start: int
    end: int
    way: Signal

    @property
    def direction(self) -> Direction | None:
        """Main direction; None for less than a step."""
        return compass(self.way, STEP_LENGTH)


def compass(way: Signal, least: float) -> Direction | None:
    """Direction of a displacement (left, forward) [m]; None below ``least``."""
    if np.hypot(way[0], way[1]) < least:
        return None
    if abs(way[1]) >= abs(way[0]):
        return 'forward' if way[1] > 0 else 'backward'
    return 'left' if way[0] > 0 else 'right'


def rotated(way: Signal, angle: float) -> Signal:
    """Turn a ground vector (x, z) to the left by an angle [rad], seen from above."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([c * way[0] + s * way[1], c * way[1] - s * way[0]])


def displacement(s: Signals, points: Signal, first: int, last: int) -> Signal:
    """Way of ground points (F, 2) between two frames as (left, forward) of the mean heading."""
    before = points[max(0, first - 2) : first + 1].mean(axis=0)
    after = points[last : last + 3].mean(axis=0)
    return rotated(after - before, -float(np.mean(s.yaw[first : last + 1])))


def travel(s: Signals, first: int, last: int) -> float:
    """Largest distance of the pelvis from where it was at ``first`` [m], over the ground."""
    return float(np.linalg.norm(s.root[first : last + 1] - s.root[first], axis=1).max())


def swings(s: Signals) -> list[Swing]:
    """All swings of both feet in order; a foot that stops in the air has not landed yet."""
    found: list[Swing] = []
    for foot, leg in enumerate(s.legs):
        landed: list[tuple[int, int]] = []
        for first, last in _moves(leg.moving):
            if landed and leg.lift[landed[-1][1] : first + 1].min() > 0.06:
                landed[-1] = (landed[-1][0], last)
            else:
                landed.append((first, last))
        for first, last in landed:
            # Turning on the spot carries the feet along: that is no step.
            from_root = leg.foot[first] - s.root[first]
            spun = rotated(from_root, float(s.yaw[last] - s.yaw[first])) - from_root
            way = displacement(s, leg.foot, first, last) - rotated(spun, -float(s.yaw[last]))
            found.append(Swing(foot, first, last, way))
    return sorted(found, key=lambda w: (w.start + w.end, w.foot))


def _moves(moving: Signal) -> list[tuple[int, int]]:
    """Times in which a foot moves; quick steps are split where it slows down by half."""
    found: list[tuple[int, int]] = []
    for first, last in hysteresis(moving, 0.4, 0.22):
        part = moving[first : last + 1]
        peaks = maxima(part, 0.2, 0.4)
        begin = 0
        for one, two in pairwise(peaks):
            dip = one + int(part[one:two].argmin())
            if part[dip] < 0.5 * min(part[one], part[two]):
                found.append((first + begin, first + dip))
                begin = dip
        found.append((first + begin, last))
    return found


def _hopping(swing: Swing, others: list[Swing]) -> bool:
    """Whether the other foot does the same at the same time: a hop, not a step."""
    for other in others:
        if other.foot != swing.foot:
            shared = min(swing.end, other.end) - max(swing.start, other.start) + 1
            longest = max(swing.end - swing.start, other.end - other.start) + 1
            if shared > 0.75 * longest:
                return True
    return False


def walks(s: Signals, busy: list[Event]) -> list[Event]:
    """Bouts of steps in one direction.

    Every footfall forward or backward is a step, closing the feet included; sideways a step is
    the leading foot moving out, the other one closes.

    Args:
        s: Signals of the motion.
        busy: Events whose foot moves are no steps (jumps, lunges, kneeling, ...).
    """
    every = swings(s)
    steps = [
        w
        for w in every
        if w.direction is not None
        and not _hopping(w, every)
        and not any(min(w.end, e.end) - max(w.start, e.start) > 2 for e in busy)
        and abs(s.yaw[w.end] - s.yaw[w.start]) < np.radians(25)
    ]
    bouts: list[list[Swing]] = []
    for step in steps:
        last = bouts[-1][-1] if bouts else None
        if last and last.direction == step.direction and step.start - last.end <= frames(0.8):
            bouts[-1].append(step)
        else:
            bouts.append([step])
    return [event for bout in bouts if (event := _walk(s, bout)) is not None]


def _walk(s: Signals, bout: list[Swing]) -> Event | None:
    """One bout as an event; None if the body does not go along."""
    first, last = min(w.start for w in bout), max(w.end for w in bout)
    way = displacement(s, s.root, first, min(last + 3, s.frames - 1))
    direction = bout[0].direction
    if compass(way, min(0.06 * len(bout), 0.15)) != direction:
        return None
    count = len(bout)
    if direction in ('left', 'right'):
        lead = LEFT if direction == 'left' else RIGHT
        count = sum(w.foot == lead for w in bout)
        if count == 0:
            return None
    return Event(
        Action.WALK,
        first,
        last,
        count=count,
        direction=direction,
        pace=_pace(s, bout),
        travel=float(np.hypot(*way)),
    )


def _pace(s: Signals, bout: list[Swing]) -> float:
    """Ground speed of a bout [m/s]: over its middle, or at its best for a few steps."""
    first, last = min(w.start for w in bout), max(w.end for w in bout)
    if len(bout) < 4:
        return float(s.pace[first : last + 1].max())
    return float(np.median(s.pace[bout[0].end : bout[-1].start + 1]))


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


def turns(s: Signals) -> list[Event]:
    """Net changes of heading, left (positive) or right."""
    rate = np.degrees(np.gradient(gaussian_filter1d(s.yaw, 2.0, mode='nearest'))) * FPS
    found = []
    ways: tuple[tuple[float, Direction], ...] = ((1.0, 'left'), (-1.0, 'right'))
    for sign, direction in ways:
        for first, last in spans(sign * rate > 10.0, bridge=frames(0.6)):
            before = np.median(s.yaw[max(0, first - 6) : max(0, first - 3) + 1])
            after = np.median(s.yaw[min(s.frames - 1, last + 3) : last + 7])
            angle = float(np.degrees(sign * (after - before)))
            if angle < TURN_ANGLE:
                continue
            # Swaying before and after is not part of the turn.
            done = np.degrees(sign * (s.yaw[first : last + 1] - before)) / angle
            inner = first + np.flatnonzero((done > 0.04) & (done < 0.96))
            start, end = (int(inner[0]), int(inner[-1])) if len(inner) else (first, last)
            way = travel(s, start, end)
            found.append(
                Event(Action.TURN, start, end, None, 0, direction, angle=angle, travel=way)
            )
    return sorted(found, key=lambda e: e.start)


def jumps(s: Signals) -> list[Event]:
    """Both feet leave the floor and land at about the same time; counted by direction."""
    left, right = (leg.lift for leg in s.legs)
    both = np.minimum(left, right)
    single = []
    for peak in maxima(both, 0.03, 0.04):
        # Parts of the peak height, since all of a motion may float a little.
        first, last = widen(both > 0.5 * both[peak], peak, peak)
        up = [widen(lift > 0.4 * both[peak], first, last) for lift in (left, right)]
        apart = max(abs(up[0][0] - up[1][0]), abs(up[0][1] - up[1][1]))
        split = np.abs(s.stride[first : last + 1]).max()
        quick = 3 <= last - first + 1 <= frames(1.2)
        if quick and apart <= frames(0.25) and split < 0.4 and _rises(s, first, last):
            single.append(_jump(s, min(u[0] for u in up), max(u[1] for u in up)))
    return merge(single, frames(1.2), lambda x, y: x.direction == y.direction)


def _rises(s: Signals, first: int, last: int) -> bool:
    """Whether the pelvis goes up in the air as well: lifting the feet alone is no jump."""
    flight, around = s.drop[first : last + 1], s.drop[max(0, first - 8) : last + 9]
    return bool(flight.min() < 0.06 and np.ptp(around) > 0.08)


def _jump(s: Signals, first: int, last: int) -> Event:
    """One jump, from the crouch before to the one after the flight."""
    way = displacement(s, s.root, max(0, first - 1), min(last + 1, s.frames - 1))
    direction = compass(way, 0.12) or 'up'
    start, end = max(0, first - frames(0.7)), min(s.frames - 1, last + frames(0.7))
    moved = start + np.flatnonzero(np.abs(s.drop[start : end + 1]) > 0.04)
    return Event(Action.JUMP, int(moved[0]), int(moved[-1]), None, 1, direction)


def jumping_jacks(s: Signals) -> list[Event]:
    """Feet go apart while both hands go up over the head, and back; counted."""
    base = float(np.percentile(s.spread, 20))
    hands = np.minimum(s.arms[LEFT].lift, s.arms[RIGHT].lift)
    single = []
    for peak in maxima(s.spread, 0.12, base + 0.18):
        a, b = max(0, peak - 6), peak + 7
        start, end = widen(s.spread > base + 0.05, peak, peak)
        outward = [np.linalg.norm(leg.foot[peak] - leg.foot[start]) for leg in s.legs]
        inward = [np.linalg.norm(leg.foot[peak] - leg.foot[end]) for leg in s.legs]
        both = max(min(outward), min(inward)) > 0.05
        if hands[a:b].max() > 110 and np.ptp(s.stride[a:b]) < 0.3 and both:
            single.append(Event(Action.JUMPING_JACK, start, end, count=1))
    return merge(single, frames(1.2), lambda x, y: True)


def marches(s: Signals, busy: list[Event]) -> list[Event]:
    """Knees lifted in turn on the spot; counted by knee lifts."""
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
