# SPDX-License-Identifier: Apache-2.0
"""Gestures that repeat: wave, punch, clap, flap, beckon; they leave legs and root alone."""

from __future__ import annotations

from dataclasses import replace

from irgm_ros.spec.command import Part
from training.synth.arms import REST, ArmPose, arm_to
from training.synth.stage import SIGN, Stage
from training.synth.window import WAY_SHARE, WAY_UP, Window, arms_of, begin_gesture, key

_WAVES = {'slow': (1.5, 0.42), None: (0.84, 0.40), 'fast': (0.4, 0.32)}  # seconds, width [m]
_CLAPS = {'slow': (1.5, 0.06), None: (0.8, 0.06), 'fast': (0.4, -0.02)}  # seconds, hands out [m]
# Flexion of the punching arm [deg], height of the guard [m], bend of the trunk [deg].
_PUNCHES = {'high': (115.0, 0.0, 1.0), None: (92.0, -0.07, 2.0), 'low': (62.0, -0.13, 11.0)}


def wave(stage: Stage, part: Part, window: Window) -> float:
    """Raise a hand and swing the forearm out and back in, `count` times."""
    arms = begin_gesture(stage, part, window.start)
    height = 0.36 + 0.1 * (stage.manner.size - 1.0)
    seconds, width = _WAVES[part.speed]
    wide = 0.5 * stage.vary(width, 0.04)
    elbow = (0.9, -0.55, -0.15)
    near = arm_to(0.19 - wide, height - 0.02, 0.18, elbow)
    far = arm_to(0.19 + wide, height - 0.05, 0.14, elbow)
    time = window.start + stage.cycle(0.6)
    cycle = stage.paced(seconds)
    key(stage, arms, window.start + WAY_SHARE * (time - window.start), WAY_UP)
    key(stage, arms, time, near)
    for _ in range(part.count or 2):
        key(stage, arms, time + 0.5 * cycle, far)
        time += cycle
        key(stage, arms, time, near)
    end = time + stage.frames(0.6)
    key(stage, arms, time + (1.0 - WAY_SHARE) * (end - time), WAY_UP)
    key(stage, arms, end, REST)
    return end


def punch(stage: Stage, part: Part, window: Window) -> float:
    """From a guard, punch straight forward and back, `count` times."""
    arm = arms_of(part)[0]
    begin_gesture(stage, part, window.start)
    flexion, chest, bend = _PUNCHES[part.height]
    guard = arm_to(-0.05, chest, 0.21, (0.45, -1.0, -0.1))
    out = ArmPose(flexion, -9.0, 0.985, (0.4, -0.9, 0.0))
    both = (0, 1) if stage.free >= {1 - arm} and part.side is not None else (arm,)
    other = tuple(index for index in both if index != arm)
    for index in other:
        stage.arms[index].hold(window.start)
    time = window.start + stage.cycle(0.55)
    cycle = stage.cycle(0.8, brisk=True)
    key(stage, both, time, guard)
    stage.twist(time, bend, 0.0, SIGN[arm] * -4.0)
    for _ in range(part.count or 2):
        for share, pose, twist in ((0.36, out, 1.0), (0.48, out, 1.0), (1.0, guard, -0.2)):
            key(stage, (arm,), time + share * cycle, pose)
            key(stage, other, time + share * cycle, guard)
            turn = SIGN[arm] * -stage.vary(16.0) * twist
            stage.twist(time + share * cycle, bend + 1.0, 0.0, turn)
        time += cycle
    end = time + stage.frames(0.6)
    key(stage, both, end, REST)
    stage.twist(end, 0.0, 0.0, 0.0)
    return end


def clap(stage: Stage, part: Part, window: Window) -> float:
    """Bring both hands together in front of the chest, `count` times."""
    arms = begin_gesture(stage, part, window.start)
    seconds, out = _CLAPS[part.speed]
    apart = arm_to(out + 0.04 * stage.manner.size, -0.13, 0.34, (0.9, -0.8, -0.3))
    shut = arm_to(-0.165, -0.11, 0.34, (0.9, -0.8, -0.3))
    time = window.start + stage.cycle(0.55)
    cycle = stage.paced(seconds)
    key(stage, arms, time, apart)
    for _ in range(part.count or 2):
        time += 0.5 * cycle
        key(stage, arms, time, shut)
        time += 0.5 * cycle
        key(stage, arms, time, apart)
    end = time + stage.frames(0.6)
    key(stage, arms, end, REST)
    return end


def flap(stage: Stage, part: Part, window: Window) -> float:
    """Beat both straight arms up and down at the sides, `count` times."""
    arms = begin_gesture(stage, part, window.start)
    high = ArmPose(0.0, min(stage.vary(122.0), 132.0), 0.96, (0.1, -0.9, -0.4))
    low = replace(high, abduction=40.0)
    cycle = stage.cycle(0.9, brisk=True)
    count = part.count or 3
    time = window.start + stage.cycle(0.6)
    for k in range(count):
        key(stage, arms, time, high)
        if k < count - 1:
            key(stage, arms, time + 0.5 * cycle, low)
            time += cycle
    end = time + stage.frames(0.65)
    key(stage, arms, end, REST)
    return end


def beckon(stage: Stage, part: Part, window: Window) -> float:
    """Hold a forearm out in front, fold it towards the shoulder and open it, `count` times."""
    arms = begin_gesture(stage, part, window.start)
    opened = arm_to(0.04, -0.205, 0.325, (0.1, -1.0, -0.2))
    folded = arm_to(0.04, 0.01, 0.125, (0.1, -1.0, 0.2))
    cycle = stage.cycle(0.9)
    time = window.start + stage.cycle(0.55)
    key(stage, arms, time, opened)
    for _ in range(part.count or 2):
        for share, pose in ((0.42, folded), (0.54, folded), (1.0, opened)):
            key(stage, arms, time + share * cycle, pose)
        time += cycle
    end = time + stage.frames(0.55)
    key(stage, arms, end, REST)
    return end
