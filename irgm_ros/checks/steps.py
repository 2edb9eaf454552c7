# SPDX-License-Identifier: Apache-2.0
"""Moves of single feet, and ways over the ground."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from irgm_ros.checks.events import Signal, hysteresis, maxima
from irgm_ros.checks.kinematics import Signals
from irgm_ros.spec.command import Direction


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
    def length(self) -> int:
        """Number of frames."""
        return self.end - self.start + 1


def bearing(way: Signal) -> float:
    """Angle of a displacement (left, forward) from straight ahead [deg], left positive."""
    return float(np.degrees(np.arctan2(way[0], way[1])))


def compass(way: Signal, least: float) -> Direction | None:
    """Nearest of four directions of a displacement (left, forward) [m]; None below ``least``."""
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
