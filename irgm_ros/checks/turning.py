# SPDX-License-Identifier: Apache-2.0
"""Changes of heading."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from irgm_ros.checks.events import FPS, Event, Signal, covered, frames, spans
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.steps import travel
from irgm_ros.spec.command import Action, Direction

TURN_ANGLE = 22.0  # [deg] least net change of heading that counts as a turn
# Somebody who turns in no hurry needs a while to get going and then does 120 degrees a second.
GET_GOING, RATE = 0.3, 120.0  # [s], [deg/s]


def turns(s: Signals, circles: list[Event]) -> list[Event]:
    """Net changes of heading, left (positive) or right.

    Args:
        s: Signals of the motion.
        circles: Walks round a circle, which are turns of their own.
    """
    rate = np.degrees(np.gradient(gaussian_filter1d(s.yaw, 2.0, mode='nearest'))) * FPS
    # The first and the last step round a circle turn as well.
    margin = frames(0.5)
    around = [replace(c, start=c.start - margin, end=c.end + margin) for c in circles]
    free = ~covered(s.frames, around)
    found = [_circled(circle) for circle in circles]
    ways: tuple[tuple[float, Direction], ...] = ((1.0, 'left'), (-1.0, 'right'))
    for sign, direction in ways:
        for first, last in spans((sign * rate > 10.0) & free, bridge=frames(0.6)):
            before = np.median(s.yaw[max(0, first - 6) : max(0, first - 3) + 1])
            after = np.median(s.yaw[min(s.frames - 1, last + 3) : last + 7])
            angle = float(np.degrees(sign * (after - before)))
            if angle < TURN_ANGLE or not free[first : last + 1].all():
                continue
            start, end = _middle(np.degrees(sign * (s.yaw[first : last + 1] - before)) / angle)
            start, end = first + start, first + end
            way, took = travel(s, start, end), (end - start + 1) / FPS
            period = took * _usual(90.0) / _usual(angle)
            found.append(
                Event(
                    Action.TURN,
                    start,
                    end,
                    None,
                    0,
                    direction,
                    angle=angle,
                    period=period,
                    travel=way,
                )
            )
    return sorted(found, key=lambda e: e.start)


def _middle(done: Signal) -> tuple[int, int]:
    """First and last frame of the turn itself, without the swaying before and after.

    Args:
        done: (F,) share of the angle that is done.
    """
    half = int(np.argmax(done >= 0.5))
    before, after = np.flatnonzero(done[:half] < 0.04), np.flatnonzero(done[half:] > 0.96)
    start = int(before[-1]) + 1 if len(before) else 0
    end = half + int(after[0]) - 1 if len(after) else len(done) - 1
    return start, max(start, end)


def _usual(angle: float) -> float:
    """Time [s] in which somebody in no hurry turns by an angle [deg]."""
    return GET_GOING + angle / RATE


def _circled(circle: Event) -> Event:
    """The turn that a walk round a circle is."""
    return Event(
        Action.TURN,
        circle.start,
        circle.end,
        direction=circle.direction,
        angle=circle.angle,
        travel=circle.travel,
    )
