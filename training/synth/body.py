# SPDX-License-Identifier: Apache-2.0
"""Body actions that keep the place: stand, squat, sit, kneel, lunge."""

from __future__ import annotations

import numpy as np

from irgm_ros.spec.command import Part
from training.synth.arms import ArmPose
from training.synth.kinematics import TOE_HEIGHT
from training.synth.stage import SIGN, Foot, Stage, lead

# Drop of the pelvis and its way back [m]; at the lowest point a deep squat has level thighs.
_SQUATS = {'deep': (0.46, 0.15), None: (0.29, 0.09), 'slight': (0.15, 0.055)}
_SQUAT_SECONDS = {'slow': 2.4, None: 1.5, 'fast': 1.0}
# Length of the step [m], share of it that the pelvis follows, its drop [m].
_LUNGES = {'deep': (1.0, 0.66, 0.345), None: (0.72, 0.55, 0.215), 'slight': (0.60, 0.55, 0.11)}


def stand(stage: Stage, part: Part) -> None:
    """Stand still for about two seconds."""
    del part
    stage.time = max(stage.begin() + stage.frames(2.0, 0.15), stage.until)


def squat(stage: Stage, part: Part) -> None:
    """Lower the pelvis over both feet and come up again, `count` times."""
    start = stage.begin()
    cycle = stage.paced(_SQUAT_SECONDS[part.speed])
    drop, back = _SQUATS[part.depth]
    bend = (4.0 + 54.0 * drop) * (1.3 if len(stage.free) == 2 else 1.0)
    for k in range(part.count or 1):
        depth = drop * stage.between(0.95, 1.05)
        begin = start + k * cycle
        for share in (0.42, 0.54):
            time = begin + share * cycle
            stage.shift.to(time, (0.0, -back, -depth))
            stage.lean(time, bend)
            stage.look(time, -0.7 * bend)
            stage.both_arms(time, ArmPose(72.0, 4.0, 0.93, (0.4, -0.9, 0.0)))
        stage.upright(begin + cycle)
    stage.time = start + (part.count or 1) * cycle


def sit(stage: Stage, part: Part) -> None:
    """Lower the pelvis as onto a chair, hold it there with the trunk upright, rise."""
    del part
    start = stage.begin()
    down, hold, up = stage.frames(1.2), stage.frames(1.4, 0.12), stage.frames(1.2)
    hold = max(hold, stage.until - start - down)
    drop, back = stage.between(0.375, 0.40), stage.between(0.33, 0.36)
    # The trunk comes forward while the weight is on its way.
    stage.shift.to(start + 0.45 * down, (0.0, -0.45 * back, -0.36 * drop))
    stage.lean(start + 0.5 * down, 30.0)
    for time in (start + down, start + down + hold):
        stage.shift.to(time, (0.0, -back, -drop))
        stage.lean(time, 5.0)
        stage.both_arms(time, ArmPose(29.0, 3.0, 0.92, (0.4, -0.4, -0.9)))
    rise = start + down + hold
    stage.shift.to(rise + 0.5 * up, (0.0, -0.45 * back, -0.40 * drop))
    stage.lean(rise + 0.45 * up, 30.0)
    stage.time = rise + up
    stage.upright(stage.time)


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
        stage.both_arms(time, ArmPose(22.0, 12.0, 0.93))
    rise = start + down + hold
    stage.plant(leg, rise + 0.5 * up, toe)
    stage.shift.to(rise + 0.5 * up, (0.0, -0.14, -0.12))
    stage.lean(rise + 0.5 * up, 10.0)
    stage.swing(leg, rise + 0.5 * up, rise + up, home, 0.05, 20)
    stage.upright(rise + up)
    stage.time = rise + up


def lunge(stage: Stage, part: Part) -> None:
    """Step far forward with the named leg, bend both knees, step back."""
    start = stage.begin()
    leg = lead(part.side, stage.manner.first)
    home, other = stage.stance(leg), stage.stance(1 - leg)
    cycle = stage.cycle(2.1)
    long, share_ahead, drop = _LUNGES[part.depth]
    for k in range(part.count or 1):
        begin = start + k * cycle
        far = long * stage.between(0.97, 1.03)
        ahead = share_ahead * far
        stage.swing(leg, begin, begin + 0.28 * cycle, stage.home(leg, 0.0, far), 0.08, 15)
        stage.feet[1 - leg].hold(begin + 0.14 * cycle)
        stage.shift.to(begin + 0.28 * cycle, (0.0, 0.9 * ahead, -0.45 * drop))
        for share in (0.42, 0.58):
            time = begin + share * cycle
            stage.shift.to(time, (0.0, ahead, -drop))
            stage.plant(1 - leg, time, other, 25.0 + 90.0 * drop)
            stage.lean(time, 5.0)
            stage.both_arms(time, ArmPose(16.0, 12.0, 0.93))
        stage.shift.to(begin + 0.72 * cycle, (0.0, 0.87 * ahead, -0.53 * drop))
        stage.plant(1 - leg, begin + 0.88 * cycle, other)
        stage.swing(leg, begin + 0.71 * cycle, begin + 0.97 * cycle, home, 0.07, 5)
        stage.upright(begin + cycle)
    stage.time = start + (part.count or 1) * cycle
