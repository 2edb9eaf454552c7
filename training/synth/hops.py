# SPDX-License-Identifier: Apache-2.0
"""Hopping on one leg, and skipping: a hop on each foot in turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from irgm_ros.spec.command import Part
from training.synth.arms import REST, ArmPose
from training.synth.footsteps import settle
from training.synth.jumps import fly
from training.synth.stage import SIGN, TOKEN_FRAMES, Foot, Stage, lead, on_grid

_KNEE_UP = 0.34  # height of the foot of a leg that swings through, knee bent [m]


def hop(stage: Stage, part: Part) -> None:
    """Lift one foot and jump on the named leg, `count` times, then set the foot down."""
    start = stage.begin()
    leg = lead(part.side, stage.manner.first)
    free, count = 1 - leg, part.count or 2
    far = stage.between(0.22, 0.30) if part.direction == 'forward' else 0.0
    rise, cycle = stage.cycle(0.55), stage.cycle(0.8)
    over = SIGN[leg] * 0.08  # the pelvis stands over the leg
    yaw = stage.root.last[2]
    ahead = (far * np.sin(yaw), far * np.cos(yaw))

    def pose(time: float, up: float, bend: float, arms: float) -> None:
        stage.shift.to(time, (over, 0.0, up))
        stage.hover(free, time, SIGN[free] * 0.1, 0.33 + up, -0.12, 50.0)
        stage.lean(time, bend, SIGN[leg] * 3.0)
        stage.both_arms(time, ArmPose(arms, 26.0, 0.86))

    stage.feet[free].hold(start + 0.25 * rise)
    pose(start + rise, 0.0, 4.0, 6.0)
    for k in range(count):
        begin = start + rise + k * cycle
        leave = begin + 0.42 * cycle
        air = min(0.4 * cycle, 6.5)
        land = leave + air
        stage.root.hold(leave)
        pose(begin + 0.24 * cycle, -0.07, 12.0, -18.0)
        pose(leave, 0.03, 6.0, 20.0)
        fly(stage, leg, leave, land, ahead, stage.between(0.09, 0.13), 35.0)
        for time, up, bend, arms in ((leave + 0.5 * air, 0.11, 4.0, 30.0), (land, 0.0, 6.0, 20.0)):
            stage.root.to(time, (*stage.at(0.0, 0.5 * far), yaw))
            pose(time, up, bend, arms)
        stage.shift.to(land + 0.1 * cycle, (over, 0.0, -0.05))
    end = start + rise + count * cycle
    pose(end, 0.0, 4.0, 6.0)
    stage.plant(free, end + 0.8 * rise, stage.home(free))
    settle(stage, 0.15)


def skip(stage: Stage, part: Part) -> None:
    """Step and hop on the foot that has just landed, then the other one; `count` hops."""
    start = stage.begin()
    count, first = part.count or 3, stage.manner.first
    period = stage.cycle(0.72, grid=TOKEN_FRAMES / 2)
    step, far = stage.between(0.30, 0.38), stage.between(0.20, 0.27)
    begin, yaw = start + on_grid(0.6 * period), stage.root.last[2]
    ahead = (far * np.sin(yaw), far * np.cos(yaw))
    gone = [0.75 * step + k * (step + far) for k in range(count)]
    # The last foot closes beside the one that hopped.
    places = [stage.home((first + k) % 2, 0.0, d) for k, d in enumerate([*gone, gone[-1] + far])]
    knees = [stage.home((first + k + 1) % 2, 0.0, d + 0.7 * far) for k, d in enumerate(gone)]
    path = [[stage.at(0.0, d + more) for more in (-0.08, 0.03, far - 0.02)] for d in gone]
    stage.swing(first, start, begin, places[0], 0.07)
    for k in range(count):
        foot, land = (first + k) % 2, begin + k * period
        up, down = land + 0.28 * period, land + 0.64 * period
        for time, at in zip((land, up, down), path[k], strict=True):
            stage.root.to(time, (*at, yaw))
        fly(stage, foot, up, down, ahead, stage.between(0.09, 0.13), 35.0)
        _swing_through(stage, 1 - foot, land, period, knees[k], places[k + 1])
        for time, rise in ((land, -0.03), (up, 0.02), (0.5 * (up + down), 0.10), (down, 0.0)):
            stage.shift.to(time, (SIGN[foot] * 0.02, 0.0, rise))
        for index in (0, 1):
            swing = 34.0 if index == foot else -24.0
            stage.arm(index, 0.5 * (up + down), replace(REST, flexion=swing, reach=0.88))
        stage.lean(0.5 * (up + down), 3.0, 0.0, SIGN[foot] * -6.0)
    settle(stage, 0.3)


def _swing_through(
    stage: Stage, index: int, start: float, period: float, knee: Foot, place: Foot
) -> None:
    """Swing the free leg to the front, knee up, and set it down a period after `start`."""
    track = stage.feet[index]
    track.hold(start)
    lifted = (knee.x, _KNEE_UP, knee.z, knee.yaw, np.radians(25.0))
    track.to(start + 0.40 * period, lifted)
    stage.plant(index, start + period, place)
