# SPDX-License-Identifier: Apache-2.0
"""Body actions on the spot with both or one foot on the floor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluation.spec import Part
from training.synth.kinematics import TOE_HEIGHT
from training.synth.stage import REST, SIGN, ArmPose, Foot, Stage, lead


def stand(stage: Stage, part: Part) -> None:
    """Stand still for about two seconds."""
    del part
    stage.time = max(stage.begin() + stage.frames(2.0, 0.15), stage.until)


def squat(stage: Stage, part: Part) -> None:
    """Lower the pelvis by 0.3-0.4 m and come up again, `count` times."""
    start = stage.begin()
    cycle = stage.cycle(1.5)
    for k in range(part.count or 1):
        depth = stage.vary(0.37)
        begin = start + k * cycle
        for share in (0.42, 0.54):
            stage.shift.to(begin + share * cycle, (0.0, -0.09, -depth))
            stage.lean(begin + share * cycle, 30.0 if len(stage.free) == 2 else 20.0)
            stage.head.to(begin + share * cycle, (-0.35,))
            for index in (0, 1):
                stage.arm(index, begin + share * cycle, ArmPose(72.0, 4.0, 0.93, (0.4, -0.9, 0.0)))
        _upright(stage, begin + cycle)
    stage.time = start + (part.count or 1) * cycle


def _upright(stage: Stage, time: float) -> None:
    """Key a natural stand for everything but the feet."""
    stage.shift.to(time, (0.0, 0.0, 0.0))
    stage.lean(time)
    stage.head.to(time, (0.0,))
    stage.rest_arms(time)


def kick(stage: Stage, part: Part) -> None:
    """Kick forward: chamber the knee, snap the foot out in front, set it down."""
    start = stage.begin()
    leg = lead(part.side, stage.manner.first)
    home, sign = stage.stance(leg), SIGN[leg]
    cycle = stage.cycle(1.35)
    for k in range(part.count or 1):
        begin = start + k * cycle
        height = 0.75 + 0.35 * (stage.manner.size - 1.0)
        track = stage.feet[leg]
        track.hold(begin + 0.10 * cycle)
        stage.hover(leg, begin + 0.32 * cycle, sign * 0.09, 0.42, 0.28, 35.0)
        for share in (0.46, 0.52):
            stage.hover(leg, begin + share * cycle, sign * 0.08, height, 0.93, -30.0)
        stage.hover(leg, begin + 0.68 * cycle, sign * 0.09, 0.38, 0.36, 30.0)
        stage.plant(leg, begin + 0.92 * cycle, home)
        for share, back in ((0.3, -2.0), (0.48, -14.0), (0.70, -2.0)):
            ahead = 0.02 if share == 0.48 else 0.0
            stage.shift.to(begin + share * cycle, (-sign * 0.075, ahead, 0.0))
            stage.lean(begin + share * cycle, back, -sign * 2.0, sign * back * 0.5)
        for index in (0, 1):
            swing = 38.0 if index != leg else -22.0
            stage.arm(index, begin + 0.49 * cycle, ArmPose(swing, 22.0, 0.9))
            stage.arm(index, begin + 0.95 * cycle, REST)
        _upright(stage, begin + cycle)
    stage.time = start + (part.count or 1) * cycle


def kneel(stage: Stage, part: Part) -> None:
    """Step back with the named leg, set its knee on the floor, hold and rise."""
    start = stage.begin()
    leg = lead(part.side, stage.manner.first)
    home, sign = stage.stance(leg), SIGN[leg]
    down, hold, up = stage.frames(1.3), stage.frames(1.3, 0.2), stage.frames(1.3)
    back = stage.home(leg, 0.0, -0.68)
    toe = Foot(back.x, back.z, home.yaw)
    stage.swing(leg, start, start + 0.45 * down, toe, 0.05, 40)
    tucked = (toe.x, TOE_HEIGHT, toe.z, toe.yaw, np.radians(70.0))
    stage.shift.to(start + 0.45 * down, (0.0, -0.16, -0.10))
    for time in (start + down, start + down + hold):
        stage.feet[leg].to(time, tucked)
        stage.shift.to(time, (-sign * 0.01, -0.20, -0.44))
        stage.lean(time, 4.0)
        _arms(stage, time, ArmPose(22.0, 12.0, 0.93))
    rise = start + down + hold
    stage.plant(leg, rise + 0.5 * up, toe)
    stage.shift.to(rise + 0.5 * up, (0.0, -0.14, -0.12))
    stage.lean(rise + 0.5 * up, 10.0)
    stage.swing(leg, rise + 0.5 * up, rise + up, home, 0.05, 20)
    _upright(stage, rise + up)
    stage.time = rise + up


def _arms(stage: Stage, time: float, pose: ArmPose) -> None:
    for index in (0, 1):
        stage.arm(index, time, pose)


def lunge(stage: Stage, part: Part) -> None:
    """Step far forward with the named leg, bend both knees, step back."""
    start = stage.begin()
    leg = lead(part.side, stage.manner.first)
    home, other = stage.stance(leg), stage.stance(1 - leg)
    cycle = stage.cycle(2.1)
    for k in range(part.count or 1):
        begin = start + k * cycle
        far = stage.vary(0.72, 0.04)
        stage.swing(leg, begin, begin + 0.28 * cycle, stage.home(leg, 0.0, far), 0.08, 15)
        stage.feet[1 - leg].hold(begin + 0.14 * cycle)
        stage.shift.to(begin + 0.28 * cycle, (0.0, 0.5 * far, -0.12))
        for share in (0.42, 0.58):
            time = begin + share * cycle
            stage.shift.to(time, (0.0, 0.55 * far, -0.265))
            heel = (other.x, TOE_HEIGHT, other.z, other.yaw, np.radians(42.0))
            stage.feet[1 - leg].to(time, heel)
            stage.lean(time, 5.0)
            _arms(stage, time, ArmPose(16.0, 12.0, 0.93))
        stage.shift.to(begin + 0.72 * cycle, (0.0, 0.48 * far, -0.14))
        stage.plant(1 - leg, begin + 0.88 * cycle, other)
        stage.swing(leg, begin + 0.71 * cycle, begin + 0.97 * cycle, home, 0.07, 5)
        _upright(stage, begin + cycle)
    stage.time = start + (part.count or 1) * cycle


def bow(stage: Stage, part: Part) -> None:
    """Bend the trunk forward by about 55 degrees and come up, `count` times."""
    start = stage.begin()
    cycle = stage.cycle(2.0 if (part.count or 1) < 3 else 1.75)
    for k in range(part.count or 1):
        begin = start + k * cycle
        angle = min(stage.vary(55.0), 64.0)
        for share in (0.42, 0.60):
            time = begin + share * cycle
            stage.lean(time, angle)
            stage.shift.to(time, (0.0, -0.11, -0.015))
            stage.head.to(time, (0.1,))
            _arms(stage, time, replace(REST, flexion=14.0, abduction=6.0))
        _upright(stage, begin + cycle)
    stage.time = start + (part.count or 1) * cycle


def lean(stage: Stage, part: Part) -> None:
    """Lean the trunk to one side and hold."""
    start = stage.begin()
    sign = SIGN[lead(part.direction, stage.manner.first)]
    over, hold = stage.frames(0.75), stage.frames(1.3, 0.2)
    angle = stage.vary(27.0)
    for time in (start + over, start + over + hold):
        stage.lean(time, 0.0, sign * angle)
        stage.shift.to(time, (-sign * 0.06, 0.0, -0.012))
        for index in (0, 1):
            away = 22.0 if SIGN[index] == sign else 4.0
            stage.arm(index, time, replace(REST, abduction=away))
    stage.time = start + 2.0 * over + hold
    _upright(stage, stage.time)


def balance(stage: Stage, part: Part) -> None:
    """Stand on the named leg, the other knee lifted, for more than a second."""
    start = stage.begin()
    stance = lead(part.side, 1 - stage.manner.first)
    leg = 1 - stance
    home, sign = stage.stance(leg), SIGN[leg]
    rise, hold, down = stage.frames(0.8), stage.frames(1.9, 0.2), stage.frames(0.8)
    hold = max(hold, stage.until - start - rise - down)
    behind = bool(stage.rng.random() < 0.25)
    stage.feet[leg].hold(start + 0.3 * rise)
    for time in (start + rise, start + rise + hold):
        if behind:
            stage.hover(leg, time, sign * 0.1, 0.30, -0.22, 55.0)
        else:
            stage.hover(leg, time, sign * 0.1, 0.36, 0.34, 22.0)
        for index in (0, 1):
            stage.arm(index, time, ArmPose(8.0, 34.0, 0.95))
    for time in (start + 0.7 * rise, start + rise + hold + 0.3 * down):
        stage.shift.to(time, (-sign * 0.085, 0.0, 0.0))
        stage.lean(time, 0.0 if not behind else 6.0, -sign * 3.0)
    end = start + rise + hold + down
    stage.plant(leg, end - 0.1 * down, home)
    _upright(stage, end)
    stage.time = end
