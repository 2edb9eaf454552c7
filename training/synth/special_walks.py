# SPDX-License-Identifier: Apache-2.0
"""Other ways of walking: on tiptoe, with a limp, round a circle."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np

from irgm_ros.spec.command import Part
from training.synth.arms import ArmPose
from training.synth.footsteps import (
    AHEAD,
    closing,
    dip,
    first_foot,
    landings,
    settle,
    straight,
    swing_arms,
    tread,
)
from training.synth.stage import SIGN, TOKEN_FRAMES, Stage, lead, on_grid

_HEEL_DEG = 37.0  # pitch of a foot on its ball; lifts the ankle by 6 cm


def tiptoe(stage: Stage, part: Part) -> None:
    """Rise onto the balls of the feet, take `count` short steps there, come down."""
    start = stage.begin()
    count = part.count or 4
    way = (0.0, -1.0) if part.direction == 'backward' else AHEAD
    first = first_foot(stage, way, stage.manner.first)
    rise, step = stage.cycle(0.4), stage.cycle(0.52, grid=TOKEN_FRAMES / 2)
    for index in (0, 1):
        stage.plant(index, start + rise, stage.stance(index), _HEEL_DEG)
    stage.shift.to(start + rise, (0.0, 0.0, 0.05))
    begin = start + rise
    times = [begin + k * step for k in range(count + 1)]
    falls = straight(stage, first, times, landings(count, stage.between(0.28, 0.36)), way)
    stage.root.hold(begin)
    tread(stage, falls, 0.04, 8.0, _HEEL_DEG)
    for fall in falls:
        stage.root.to(fall.land, fall.body)
        stage.shift.to(fall.land - 0.45 * step, (-SIGN[fall.foot] * 0.025, 0.0, 0.056))
        stage.shift.to(fall.land, (0.0, 0.0, 0.046))
        stage.lean(fall.land, 3.0, 0.0, SIGN[fall.foot] * -2.0)
        stage.both_arms(fall.land, ArmPose(6.0, stage.vary(24.0), 0.93))
    down = times[-1] + stage.frames(0.45)
    for index in (0, 1):
        stage.feet[index].hold(times[-1] + 2.0)
        stage.plant(index, down, stage.stance(index))
    settle(stage, 0.1)


def limp(stage: Stage, part: Part) -> None:
    """Walk `count` steps, in haste and briefly on the hurt leg, which is the named one.

    While that leg stands the other one swings: for less than half of the time of a step on the
    good leg, and less than half as far beyond it.
    """
    start = stage.begin()
    hurt, count = lead(part.side, stage.manner.first), part.count or 5
    cycle = stage.paced(1.15)
    brief = on_grid(0.3 * cycle, TOKEN_FRAMES / 2)
    near, far = stage.between(0.17, 0.20), stage.between(0.40, 0.46)
    first = first_foot(stage, AHEAD, stage.manner.first)
    on_good = [(first + k) % 2 == hurt for k in range(count)]
    durations = [cycle - brief if good else brief for good in on_good]
    durations[-1] = on_grid(0.5 * cycle, TOKEN_FRAMES / 2)  # closing the feet hurts nobody
    times = list(accumulate([start, *durations]))
    falls = straight(stage, first, times, closing([far if good else near for good in on_good]))
    tread(stage, falls, 0.045, 22.0)
    side, arms = SIGN[hurt], stage.vary(9.0)
    for fall, good in zip(falls, on_good, strict=True):
        stage.root.to(fall.land, fall.body)
        # The body sinks towards the hurt leg and hurries back over the good one.
        dip, over = (-0.04, 5.0) if good else (0.0, -1.5)
        stage.shift.to(fall.land + 1.5, (side * (0.02 if good else -0.02), 0.0, dip))
        swing_arms(stage, fall.land, fall.foot, arms, 0.0)
        stage.lean(fall.land + 1.5, 7.0, side * over)
    settle(stage, 0.35)


def circle(stage: Stage, part: Part) -> None:
    """Walk forward once round a circle, to the left or to the right, back to the start."""
    start = stage.begin()
    sign = -1.0 if part.direction == 'right' else 1.0
    radius, step = stage.between(0.56, 0.68), stage.paced(0.46, TOKEN_FRAMES / 2)
    count = round(2.0 * np.pi * radius / 0.44 + 1.25)
    length = 2.0 * np.pi * radius / (count - 1.25)
    gone = landings(count, length)
    body = [0.0, *(0.5 * (a + b) for a, b in pairwise([0.0, *gone]))]
    between = [_round(stage, radius, sign, 0.5 * (a + b)) for a, b in pairwise(body)]
    path = [_round(stage, radius, sign, far) for far in body]
    first = first_foot(stage, AHEAD, stage.manner.first)
    arms = stage.vary(17.0)
    for k, far in enumerate(gone):
        foot, land = (first + k) % 2, start + (k + 1) * step
        place = stage.foot_at(foot, _round(stage, radius, sign, far))
        stage.swing(foot, land - 0.86 * step, land, place, 0.06)
        stage.shift.to(land - 0.45 * step, (-SIGN[foot] * 0.02, 0.0, 0.008))
        stage.shift.to(land, (0.0, 0.0, -dip(length) if k < count - 1 else 0.0))
        swing_arms(stage, land, foot, arms * (0.3 if k == count - 1 else 1.0), 3.0)
    for k in range(count):
        stage.root.to(start + (k + 0.5) * step, between[k])
        stage.root.to(start + (k + 1) * step, path[k + 1])
    settle(stage, 0.28)


def _round(stage: Stage, radius: float, sign: float, far: float) -> tuple[float, float, float]:
    """Root (x, z, yaw) after walking some way [m] round a circle from the last root key."""
    angle = far / radius
    at = stage.at(sign * radius * (1.0 - np.cos(angle)), radius * np.sin(angle))
    return (*at, stage.root.last[2] + sign * angle)
