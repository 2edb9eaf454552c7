# SPDX-License-Identifier: Apache-2.0
"""Footfalls: where and when the feet land, and how the body goes along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from training.synth.arms import REST
from training.synth.stage import SIGN, Foot, Stage

AHEAD = (0.0, 1.0)  # direction (left, ahead) of plain walking
_LEG = 0.81  # from hip to ankle, almost straight [m]
_LEVEL = 0.05  # feet closer than this along the way stand side by side [m]
_CLOSING = 0.1  # of a stride that the pelvis lags behind the last footfall


@dataclass(frozen=True)
class Footfall:
    """One step: when a foot leaves the floor and lands [frames], where, and the root then."""

    foot: int
    leave: float
    land: float
    place: Foot
    body: tuple[float, float, float]


def first_foot(stage: Stage, way: tuple[float, float], default: int) -> int:
    """The foot that lags behind along the way (left, ahead), else the default."""
    yaw = stage.root.last[2]
    x, z = way[0] * np.cos(yaw) + way[1] * np.sin(yaw), way[1] * np.cos(yaw) - way[0] * np.sin(yaw)
    gone = []
    for index in (0, 1):
        foot, home = stage.stance(index), stage.home(index)
        gone.append((foot.x - home.x) * x + (foot.z - home.z) * z)
    if abs(gone[0] - gone[1]) > _LEVEL:
        return 0 if gone[0] < gone[1] else 1
    return default


def landings(count: int, length: float) -> list[float]:
    """Distance of each landing from the start: a short first step, then even, then closing."""
    if count == 1:  # nothing closes the feet
        return [0.6 * length]
    return closing([0.75 * length] + [length] * (count - 1))


def closing(lengths: Sequence[float]) -> list[float]:
    """Distances of the landings when the last foot is set beside the other one."""
    gone = list(accumulate(lengths))
    if len(gone) > 1:
        gone[-1] = gone[-2]
    return gone


def dip(length: float) -> float:
    """How far two straight legs lower the pelvis when the feet are a step apart [m]."""
    return length * length / (8.0 * _LEG)


def straight(
    stage: Stage,
    first: int,
    times: Sequence[float],
    gone: Sequence[float],
    way: tuple[float, float] = AHEAD,
) -> list[Footfall]:
    """Footfalls of alternating feet along a straight line; the heading stays.

    Args:
        stage: Where the person stands now.
        first: Foot of the first step.
        times: Start, then the landing of each step [frames].
        gone: Distance of each landing from the start [m].
        way: Direction (left, ahead), a unit vector.
    """
    yaw = stage.root.last[2]
    body = [0.5 * (a + b) for a, b in zip([0.0, *gone[:-1]], gone, strict=True)]
    if len(gone) > 1:
        body[-1] = gone[-1] - _CLOSING * gone[0]
    falls = []
    for k, (land, far, near) in enumerate(zip(times[1:], gone, body, strict=True)):
        foot = (first + k) % 2
        leave = land - 0.86 * (land - times[k])
        place = stage.home(foot, way[0] * far, way[1] * far)
        at = stage.at(way[0] * near, way[1] * near)
        falls.append(Footfall(foot, leave, land, place, (*at, yaw)))
    return falls


def tread(
    stage: Stage, falls: Sequence[Footfall], lift: float, roll: float = 28.0, heel: float = 0.0
) -> None:
    """Key the feet of all footfalls; arguments as in `Stage.swing`."""
    for fall in falls:
        stage.swing(fall.foot, fall.leave, fall.land, fall.place, lift, roll, heel)


def swing_arms(stage: Stage, time: float, front: int, swing: float, bend: float) -> None:
    """Key arms and trunk for the moment at which a foot lands in front."""
    for index in (0, 1):
        angle = (-swing if index == front else swing) * (0.8 if index == front else 1.0)
        bent = 0.96 - 0.0018 * abs(swing)
        stage.arm(index, time, replace(REST, flexion=REST.flexion + angle, reach=bent))
    stage.lean(time, bend, 0.0, SIGN[front] * -0.2 * swing)


def settle(stage: Stage, seconds: float) -> None:
    """Come to rest over the feet after the last step."""
    end = stage.time = max(track.time for track in stage.feet) + stage.frames(seconds)
    stage.root.to(end, stage.centre())
    stage.shift.to(end, (0.0, 0.0, 0.0))
    stage.lean(end)
    stage.rest_arms(end)
