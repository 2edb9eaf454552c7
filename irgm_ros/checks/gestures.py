# SPDX-License-Identifier: Apache-2.0
"""What arms do, part one: moves that are counted (wave, punch, clap, flap, beckon)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from irgm_ros.checks.events import (
    FPS,
    Event,
    Signal,
    covered,
    extrema,
    frames,
    maxima,
    merge,
    spans,
    widen,
)
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.limbs import ARM, SIDES, Arm
from irgm_ros.spec.command import Action


def waves(s: Signals) -> list[Event]:
    """A raised hand swings from side to side; one wave is there and back."""
    found = []
    for side, arm in enumerate(s.arms):
        up = arm.wrist[:, 1]
        for first, last in spans(up > 0.06, frames(0.4), 3):
            # Without the way up and down, which may look like one more swing.
            level = float(np.percentile(up[first : last + 1], 70)) - 0.2
            high = np.flatnonzero(up[first : last + 1] > level)
            start, end = first + int(high[0]), first + int(high[-1])
            path = arm.wrist[start : end + 1]
            sideways, height, ahead = np.ptp(np.percentile(path, (5, 95), axis=0), axis=0)
            count, period = _cycles(path[:, 0])
            if count and sideways > max(0.8 * ahead, height):
                found.append(Event(Action.WAVE, start, end, SIDES[side], count, period=period))
    return both_hands(found)


def _cycles(x: Signal) -> tuple[int, float]:
    """Cycles of a hand that swings along ``x``: full swings towards the same side, and time [s].

    The way from the hand's arrival to its first turn and from the last one to its departure is
    mostly shorter, so that it does not matter where in a cycle the hand comes and goes.
    """
    usual = float(np.ptp(np.percentile(x, (5, 95))))
    if usual < 0.06:
        return 0, 0.0
    stops = [i for i, _ in extrema(x, 0.35 * usual)] or [int(x.argmin()), int(x.argmax())]
    stops.sort()
    lead, tail = x[: stops[0] + 1], x[stops[-1] :]
    # Of several frames equally far away the nearest one: a hand may rest before it swings.
    first = stops[0] - int(np.abs(lead - x[stops[0]])[::-1].argmax())
    last = stops[-1] + int(np.abs(tail - x[stops[-1]]).argmax())
    turns = np.array([first, *stops, last])
    ways = np.diff(x[turns])
    out, back = int((ways > 0.6 * usual).sum()), int((ways < -0.6 * usual).sum())
    inner = np.diff(stops) if len(stops) > 1 else np.diff(turns)
    return (max(out, back) if min(out, back) > 0 else 0), 2 * float(np.median(inner)) / FPS


def both_hands(events: list[Event]) -> list[Event]:
    """Join what both hands do at the same time into one event of side ``both``."""
    right = [e for e in events if e.side == 'right']
    joined: list[Event] = []
    for one in (e for e in events if e.side == 'left'):
        twin = next((o for o in right if one.overlap(o) > 0.5 * min(one.length, o.length)), None)
        if twin is None:
            joined.append(one)
            continue
        right.remove(twin)
        start, end = min(one.start, twin.start), max(one.end, twin.end)
        count = max(one.count, twin.count)
        joined.append(replace(one, start=start, end=end, side='both', count=count))
    return sorted(joined + right, key=lambda e: e.start)


def punches(s: Signals) -> list[Event]:
    """A fist shoots forward, from belly to face, and comes straight back; counted."""
    single = []
    for side, arm in enumerate(s.arms):
        ahead = arm.wrist[:, 2]
        for peak in maxima(ahead, 0.14, 0.6 * ARM):
            start, end = widen(ahead > ahead[peak] - 0.1, peak, peak)
            up = float(arm.wrist[peak, 1])
            # Off the shoulder's height the fist gets less far ahead with the same arm.
            far = ahead[peak] > (0.72 if abs(up) < 0.2 else 0.6) * ARM
            level = -0.42 < up < 0.36 and abs(arm.wrist[peak, 0]) < 0.3 and arm.reach[peak] > 0.8
            quick = end - start < frames(0.65)
            fast = np.abs(np.gradient(ahead))[max(0, peak - 5) : peak + 6].max() * 20 > 0.8
            opens = arm.reach[max(0, peak - 8) : peak + 1].min() < arm.reach[peak] - 0.15
            if far and level and quick and fast and opens and _straight(arm, peak):
                start, end = max(0, start - 3), min(s.frames - 1, end + 3)
                single.append(Event(Action.PUNCH, start, end, SIDES[side], 1, height=up))
    return by_side(single, frames(1.2))


def by_side(repetitions: list[Event], gap: int) -> list[Event]:
    """Join repetitions of each limb on its own."""
    joined = [
        event
        for side in SIDES
        for event in merge([r for r in repetitions if r.side == side], gap, lambda x, y: True)
    ]
    return sorted(joined, key=lambda e: e.start)


def _straight(arm: Arm, peak: int) -> bool:
    """Whether a hand comes and goes rather forward than up or down around its farthest point.

    A fist that goes to face or belly comes from the guard in between.
    """
    steep = 1.3 + 4.0 * abs(float(arm.wrist[peak, 1]))
    before, after = arm.wrist[max(0, peak - 4)], arm.wrist[min(len(arm.wrist) - 1, peak + 4)]
    for way in (np.abs(arm.wrist[peak] - before), np.abs(arm.wrist[peak] - after)):
        if way[1] > steep * way[2] + 0.03:
            return False
    return True


def claps(s: Signals) -> list[Event]:
    """The hands meet in front of the body and part again; counted."""
    gap = np.linalg.norm(s.joint('left_wrist') - s.joint('right_wrist'), axis=1)
    left, right = s.arms
    single = []
    for hit in maxima(-gap, 0.1, -0.21):
        front = min(left.hip[hit, 2], right.hip[hit, 2]) > 0.08
        between = (left.across + right.across)[max(0, hit - 4) : hit + 5]
        uncrossed = min(left.across[hit], right.across[hit]) > -0.08 and between.min() > -0.03
        high = min(left.hip[hit, 1], right.hip[hit, 1]) > 0.05
        start, end = widen(gap < gap[hit] + 0.06, hit, hit)
        if front and uncrossed and high and end - start < frames(0.8):
            start, end = max(0, start - 3), min(s.frames - 1, end + 3)
            single.append(Event(Action.CLAP, start, end, None, 1, period=_clap_time(gap, hit)))
    return merge(single, frames(1.2), lambda x, y: True)


def _clap_time(gap: Signal, hit: int) -> float:
    """Time of one clap [s]; hands that part by 0.4 m are a third of it within 0.12 m."""
    near, far = widen(gap < gap[hit] + 0.12, hit, hit)
    return 3.0 * (far - near + 1) / FPS


def flaps(s: Signals) -> list[Event]:
    """Both arms stretched out sideways go up and down together; counted."""
    left, right = s.arms
    height: Signal = np.minimum(left.lift, right.lift)
    calm = s.spread < np.percentile(s.spread, 20) + 0.15
    single = []
    for peak in maxima(height, 25.0, 55.0):
        sideways = min(left.wrist[peak, 0], right.wrist[peak, 0]) > 0.2
        start, end = widen(height > height[peak] - 12.0, peak, peak)
        even = abs(left.lift[peak] - right.lift[peak]) < 35
        wide = max(abs(left.wrist[peak, 2]), abs(right.wrist[peak, 2])) < 0.3
        if sideways and even and wide and calm[peak] and end - start < frames(0.75):
            start, end = max(0, start - 3), min(s.frames - 1, end + 3)
            single.append(Event(Action.FLAP, start, end, None, 1))
    return merge(single, frames(1.2), lambda x, y: True)


def beckons(s: Signals, busy: list[Event]) -> list[Event]:
    """A forearm held out in front folds towards the shoulder and opens again; counted.

    Args:
        s: Signals of the motion.
        busy: Punches and claps, whose elbows bend as well.
    """
    # The guard before and after a punch folds the arm as well.
    margin = frames(0.6)
    around = [replace(e, start=e.start - margin, end=e.end + margin) for e in busy]
    taken = covered(s.frames, around)
    single = []
    for side, arm in enumerate(s.arms):
        for peak in maxima(-arm.bend, 25.0, -80.0):
            start, end = widen(arm.bend < max(80.0, arm.bend[peak] + 25.0), peak, peak)
            if not taken[peak] and end - start < frames(1.3) and _folds(arm, start, peak, end):
                single.append(Event(Action.BECKON, start, end, SIDES[side], 1))
    return by_side(single, frames(1.2))


def _folds(arm: Arm, start: int, peak: int, end: int) -> bool:
    """Whether a forearm swings up and down in front while the elbow stays where it is."""
    wrist, elbow = arm.wrist[start : end + 1], arm.elbow[start : end + 1]
    sideways, *inward = np.ptp(wrist, axis=0)
    out = arm.wrist[[start, end]] - arm.elbow[[start, end]]
    return bool(
        np.ptp(elbow, axis=0).max() < 0.15
        and sideways < np.hypot(*inward)
        and out[:, 2].min() > 0.05  # open, the hand is in front of the elbow
        and arm.wrist[[start, end], 2].min() > 0.1
        and elbow[:, 1].max() < -0.05
        and -0.4 < arm.wrist[peak, 1] < 0.15
    )
