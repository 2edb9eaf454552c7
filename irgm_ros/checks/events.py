# SPDX-License-Identifier: Apache-2.0
"""Events in time and the small tools that cut a signal into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from irgm_ros.spec.command import Action, Direction, Side

Signal = NDArray[np.float64]
Mask = NDArray[np.bool_]
FPS = 20.0


def frames(seconds: float) -> int:
    """Number of frames in a time [s], at least one."""
    return max(1, round(seconds * FPS))


@dataclass(frozen=True)
class Event:
    """One action that a motion shows, from its first to its last frame (both included).

    Attributes:
        action: What happens.
        start: First frame.
        end: Last frame.
        side: Limb, as in `irgm_ros.spec.command.Part`; ``'mixed'`` for repetitions on changing
            sides.
        count: Repetitions; 0 where counting makes no sense.
        direction: Where to.
        angle: Size of a turn [deg].
        bearing: Where a walk goes, off the heading, to the left positive [deg].
        pace: Ground speed of a walk [m/s].
        period: Time of one repetition [s]; of a turn, scaled to one of 90 degrees.
        height: How high a kick, a jump or a punch gets [m]; mean of its repetitions.
        depth: How far thigh or trunk are inclined [deg]; mean of the repetitions.
        travel: Way that the pelvis goes over the ground during the event [m].
    """

    action: Action
    start: int
    end: int
    side: Side | str | None = None
    count: int = 0
    direction: Direction | None = None
    angle: float = 0.0
    bearing: float | None = None
    pace: float | None = None
    period: float | None = None
    height: float | None = None
    depth: float | None = None
    travel: float = 0.0

    @property
    def length(self) -> int:
        """Number of frames."""
        return self.end - self.start + 1

    def overlap(self, other: Event) -> int:
        """Number of frames shared with another event."""
        return max(0, min(self.end, other.end) - max(self.start, other.start) + 1)


def spans(mask: Mask, shortest: int = 1, bridge: int = 0) -> list[tuple[int, int]]:
    """Runs of True as (first, last), gaps of up to ``bridge`` frames closed first.

    Args:
        mask: (F,) bool.
        shortest: Runs with fewer frames are left out.
        bridge: Longest gap [frames] that does not end a run.
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    found: list[tuple[int, int]] = []
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        if found and first - found[-1][1] - 1 <= bridge:
            found[-1] = (found[-1][0], int(stop) - 1)
        else:
            found.append((int(first), int(stop) - 1))
    return [(a, b) for a, b in found if b - a + 1 >= shortest]


def hysteresis(signal: Signal, high: float, low: float) -> list[tuple[int, int]]:
    """Runs above ``low`` that reach ``high`` somewhere, as (first, last)."""
    return [(a, b) for a, b in spans(signal > low) if signal[a : b + 1].max() >= high]


def extrema(signal: Signal, swing: float) -> list[tuple[int, int]]:
    """Turning points between which the signal moves by at least ``swing`` (zigzag rule).

    A maximum counts once the signal has risen by ``swing`` before it and fallen by ``swing``
    after it; ripple below ``swing`` never counts, whatever its frequency.

    Returns:
        Alternating (frame, +1 for a maximum or -1 for a minimum).
    """
    points: list[tuple[int, int]] = []
    low = high = 0
    trend = 0
    values = signal.tolist()
    for i, value in enumerate(values):
        if trend >= 0 and value > values[high]:
            high = i
        if trend <= 0 and value < values[low]:
            low = i
        if trend >= 0 and values[high] - value >= swing:
            if trend > 0:
                points.append((high, 1))
            trend, low = -1, i
        elif trend <= 0 and value - values[low] >= swing:
            if trend < 0:
                points.append((low, -1))
            trend, high = 1, i
    return points


def maxima(signal: Signal, swing: float, least: float) -> list[int]:
    """Frames of the maxima of at least ``least`` that stand out by ``swing`` on both sides.

    Ends of the signal count as going down, so that a move cut off by the end of a clip is seen.
    """
    if signal.max() < least:
        return []
    floor = min(float(signal.min()), least) - 2 * swing
    padded = np.concatenate(([floor], signal, [floor]))
    return [i - 1 for i, kind in extrema(padded, swing) if kind > 0 and padded[i] >= least]


def widen(mask: Mask, first: int, last: int) -> tuple[int, int]:
    """Grow (first, last) as far as ``mask`` is True without a break."""
    while first > 0 and mask[first - 1]:
        first -= 1
    while last < len(mask) - 1 and mask[last + 1]:
        last += 1
    return first, last


def covered(length: int, events: Sequence[Event]) -> Mask:
    """Frames (length,) that lie in one of the events."""
    mask = np.zeros(length, dtype=bool)
    for event in events:
        mask[max(0, event.start) : event.end + 1] = True
    return mask


def merge(
    repetitions: Sequence[Event], gap: int, same: Callable[[Event, Event], bool]
) -> list[Event]:
    """Join repetitions that follow each other within ``gap`` frames into one counted event.

    Args:
        repetitions: Single events; counts are added up.
        gap: Longest pause [frames].
        same: Whether the second may join the first.
    """
    groups: list[list[Event]] = []
    for event in sorted(repetitions, key=lambda e: (e.start, e.end)):
        last = groups[-1] if groups else None
        if last and event.start - max(e.end for e in last) <= gap and same(last[0], event):
            last.append(event)
        else:
            groups.append([event])
    return [_series(group) if len(group) > 1 else group[0] for group in groups]


def _series(group: list[Event]) -> Event:
    """Repetitions as one event; its period is the usual time from one to the next."""
    first = group[0]
    middles = [0.5 * (event.start + event.end) for event in group]
    return replace(
        first,
        end=max(event.end for event in group),
        count=sum(event.count for event in group),
        side=first.side if all(event.side == first.side for event in group) else 'mixed',
        period=float(np.median(np.diff(middles))) / FPS,
        height=_mean([event.height for event in group]),
        depth=_mean([event.depth for event in group]),
    )


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def beats(signal: Signal, swing: float, linked: Callable[[int, int], bool]) -> list[list[int]]:
    """Chains of turning points.

    Args:
        signal: (F,) what goes there and back.
        swing: Least way between two turning points.
        linked: Whether the turning points at two frames may follow each other in a chain.
    """
    chains: list[list[int]] = []
    for frame, _ in extrema(signal, swing):
        if chains and linked(chains[-1][-1], frame):
            chains[-1].append(frame)
        else:
            chains.append([frame])
    return chains
