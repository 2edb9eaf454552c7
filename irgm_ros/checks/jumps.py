# SPDX-License-Identifier: Apache-2.0
"""Leaving the floor: jumps and jumping jacks on two legs, hops and skips on one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from irgm_ros.checks.events import Event, frames, maxima, merge, widen
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.limbs import LEFT, RIGHT, SIDES
from irgm_ros.checks.steps import compass, displacement
from irgm_ros.spec.command import Action

HOP_HEIGHT = 0.03  # [m]; a hop on the spot takes a foot 5 to 10 cm up, one in a skip 4
UNDER = 0.35  # [m]; hopping, the foot stays under the body, running it swings past it by 0.8
HOP_WAY = 0.12  # [m] least way of a hop that goes somewhere
SKIP_WAY = 0.2  # [m] least way from one hop of a skip to the next
ALOFT, TOUCH = 0.04, 0.025  # [m] a foot above the first is in the air, below the second down
HOP_PAUSE = frames(1.0)  # longest time between the tops of two hops of one series


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
            single.append(_jump(s, min(u[0] for u in up), max(u[1] for u in up), peak))
    return merge(single, frames(1.2), lambda x, y: x.direction == y.direction)


def _rises(s: Signals, first: int, last: int) -> bool:
    """Whether the pelvis goes up in the air as well: lifting the feet alone is no jump."""
    flight, around = s.drop[first : last + 1], s.drop[max(0, first - 8) : last + 9]
    return bool(flight.min() < 0.06 and np.ptp(around) > 0.08)


def _jump(s: Signals, first: int, last: int, peak: int) -> Event:
    """One jump, from the crouch before to the one after the flight."""
    way = displacement(s, s.root, max(0, first - 1), min(last + 1, s.frames - 1))
    direction = compass(way, 0.12) or 'up'
    start, end = max(0, first - frames(0.7)), min(s.frames - 1, last + frames(0.7))
    moved = start + np.flatnonzero(np.abs(s.drop[start : end + 1]) > 0.04)
    # Toes hang down in the air, so that the middle of the foot says how high it is.
    height = min(float(leg.top[peak] - np.percentile(leg.top, 10)) for leg in s.legs)
    return Event(Action.JUMP, int(moved[0]), int(moved[-1]), None, 1, direction, height=height)


def jumping_jacks(s: Signals) -> list[Event]:
    """Feet go apart while both hands go up over the head, and back; counted."""
    base = float(np.percentile(s.spread, 20))
    single = []
    for peak in maxima(s.spread, 0.12, base + 0.18):
        hands = np.minimum(s.arms[LEFT].lift, s.arms[RIGHT].lift)
        a, b = max(0, peak - 6), peak + 7
        start, end = widen(s.spread > base + 0.05, peak, peak)
        outward = [np.linalg.norm(leg.foot[peak] - leg.foot[start]) for leg in s.legs]
        inward = [np.linalg.norm(leg.foot[peak] - leg.foot[end]) for leg in s.legs]
        both = max(min(outward), min(inward)) > 0.05
        if hands[a:b].max() > 110 and np.ptp(s.stride[a:b]) < 0.3 and both:
            single.append(Event(Action.JUMPING_JACK, start, end, count=1))
    return merge(single, frames(1.2), lambda x, y: True)


def single_hops(s: Signals) -> list[Event]:
    """Every flight from one foot to the same foot while the other one stays in the air."""
    found = []
    for side, leg in enumerate(s.legs):
        other = s.legs[1 - side].lift
        alone = np.where(other > ALOFT, leg.lift, 0.0)
        for peak in maxima(alone, 0.025, HOP_HEIGHT):
            first, last = widen(leg.lift > max(TOUCH, 0.25 * leg.lift[peak]), peak, peak)
            a, b = max(0, first - 2), min(s.frames - 1, last + 2)
            up = s.drop[peak] < 0.5 * (s.drop[a] + s.drop[b]) - 0.01
            aloft = other[a : b + 1].min() > ALOFT and 2 <= last - first + 1 <= frames(0.6)
            if up and aloft and np.ptp(leg.ahead[a : b + 1]) < UNDER:
                start, end = max(0, first - 3), min(s.frames - 1, last + 3)
                found.append(Event(Action.HOP, start, end, SIDES[side], 1))
    return sorted(found, key=lambda e: e.start)


def skips(s: Signals, singles: list[Event]) -> list[Event]:
    """Hops on changing feet, each after a step forward; counted by hops.

    Args:
        s: Signals of the motion.
        singles: All single hops.
    """
    chains: list[list[Event]] = []
    for k, hop in enumerate(singles):
        near = [o for o in (singles[k - 1 : k] + singles[k + 1 : k + 2]) if _follow(o, hop)]
        if any(o.side == hop.side for o in near):
            continue
        if chains and _follow(chains[-1][-1], hop):
            chains[-1].append(hop)
        else:
            chains.append([hop])
    found = []
    for chain in chains:
        count = len(chain)
        if count == 1:
            continue
        way = displacement(s, s.root, chain[0].end, chain[-1].start)
        if way[1] > SKIP_WAY * (count - 1):
            # The step before the first hop belongs to it, and the one after the last.
            first, last = chain[0].start - frames(0.45), chain[-1].end + frames(0.45)
            first, last = max(0, first), min(s.frames - 1, last)
            found.append(Event(Action.SKIP, first, last, None, count, travel=float(way[1])))
    return found


def _follow(one: Event, two: Event) -> bool:
    """Whether two hops come shortly after each other."""
    return abs(two.start + two.end - one.start - one.end) <= 2 * HOP_PAUSE


def hops(s: Signals, singles: list[Event], busy: list[Event]) -> list[Event]:
    """Hops on one leg, the side, up or forward; counted.

    Args:
        s: Signals of the motion.
        singles: All single hops.
        busy: Skips, to which their hops belong.
    """
    own = [e for e in singles if not any(e.overlap(b) > 0 for b in busy)]
    found = []
    for side in SIDES:
        for event in merge([e for e in own if e.side == side], HOP_PAUSE, lambda x, y: True):
            way = displacement(s, s.root, event.start, event.end)
            direction = compass(way, HOP_WAY * event.count) or 'up'
            found.append(replace(event, direction=direction, travel=float(np.hypot(*way))))
    return sorted(found, key=lambda e: e.start)
