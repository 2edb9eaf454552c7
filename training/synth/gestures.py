# SPDX-License-Identifier: Apache-2.0
"""Gestures of one or both arms; they leave legs and root alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from evaluation.spec import Action, Part
from training.synth.stage import REST, SIGN, ArmPose, Stage, arm_to, lead


@dataclass(frozen=True)
class Window:
    """When a gesture plays: from `start`, holds at least until `until` [frames]."""

    start: float
    until: float


def arms_of(part: Part) -> tuple[int, ...]:
    """Indices of the arms that a gesture takes; its side must be drawn already."""
    two = (Action.CLAP, Action.HANDS_ON_HIPS, Action.CROSS_ARMS, Action.T_POSE, Action.FLAP)
    if part.action in two or part.side == 'both':
        return (0, 1)
    return (lead(part.side, 1),)


def _begin(stage: Stage, part: Part, start: float) -> tuple[int, ...]:
    arms = arms_of(part)
    for index in arms:
        stage.arms[index].hold(start)
    stage.gesture_trunk.hold(start)
    return arms


def _key(stage: Stage, arms: tuple[int, ...], time: float, pose: ArmPose) -> None:
    for index in arms:
        stage.arms[index].to(time, pose.channel)


# On the way up in front the elbow bends, so that the hand does not shoot forward like a fist.
_WAY_UP = ArmPose(85.0, 24.0, 0.72, (0.7, -0.8, -0.4))
_WAY_SHARE = 0.55  # of the time from hanging to the pose


def _held(
    stage: Stage,
    part: Part,
    window: Window,
    pose: ArmPose,
    move: float,
    hold: float,
    way: ArmPose | None = None,
) -> float:
    """Go to a pose, hold it, come back; returns the end."""
    arms = _begin(stage, part, window.start)
    there, back = stage.frames(move), stage.frames(move)
    reached = window.start + there
    leave = max(reached + stage.frames(hold, 0.15), window.until - back)
    if way is not None:
        _key(stage, arms, window.start + _WAY_SHARE * there, way)
    _key(stage, arms, reached, pose)
    _key(stage, arms, leave, pose)
    if way is not None:
        _key(stage, arms, leave + (1.0 - _WAY_SHARE) * back, way)
    _key(stage, arms, leave + back, REST)
    return leave + back


def wave(stage: Stage, part: Part, window: Window) -> float:
    """Raise a hand and swing the forearm out and back in, `count` times."""
    arms = _begin(stage, part, window.start)
    height = 0.36 + 0.1 * (stage.manner.size - 1.0)
    wide = 0.5 * stage.vary(0.40, 0.04)
    elbow = (0.9, -0.55, -0.15)
    near = arm_to(0.19 - wide, height - 0.02, 0.18, elbow)
    far = arm_to(0.19 + wide, height - 0.05, 0.14, elbow)
    time = window.start + stage.cycle(0.6)
    cycle = stage.cycle(0.9, brisk=True)
    _key(stage, arms, window.start + _WAY_SHARE * (time - window.start), _WAY_UP)
    _key(stage, arms, time, near)
    for _ in range(part.count or 2):
        _key(stage, arms, time + 0.5 * cycle, far)
        time += cycle
        _key(stage, arms, time, near)
    end = time + stage.frames(0.6)
    _key(stage, arms, time + (1.0 - _WAY_SHARE) * (end - time), _WAY_UP)
    _key(stage, arms, end, REST)
    return end


def raise_arms(stage: Stage, part: Part, window: Window) -> float:
    """Hold the arm or arms up overhead."""
    if stage.rng.random() < 0.7:
        pose = ArmPose(float(stage.rng.uniform(165.0, 176.0)), 8.0, 0.97, (0.8, -0.3, -0.4))
        return _held(stage, part, window, pose, 0.75, 1.2, _WAY_UP)
    pose = ArmPose(8.0, float(stage.rng.uniform(160.0, 170.0)), 0.97, (0.8, -0.3, -0.4))
    return _held(stage, part, window, pose, 0.75, 1.2)


def point(stage: Stage, part: Part, window: Window) -> float:
    """Point with a straight arm: forward, out to the side or up."""
    poses = {
        'forward': ArmPose(90.0, 2.0, 0.985, (0.4, -0.9, 0.0)),
        'up': ArmPose(174.0, 5.0, 0.985, (0.8, -0.2, -0.4)),
        'left': ArmPose(0.0, 89.0, 0.985, (0.0, -0.9, -0.4)),
        'right': ArmPose(0.0, 89.0, 0.985, (0.0, -0.9, -0.4)),
    }
    way = _WAY_UP if part.direction == 'up' else None
    return _held(stage, part, window, poses[part.direction or 'forward'], 0.65, 1.2, way)


def punch(stage: Stage, part: Part, window: Window) -> float:
    """From a guard, punch straight forward and back, `count` times."""
    arm = arms_of(part)[0]
    _begin(stage, part, window.start)
    guard = arm_to(-0.05, -0.07, 0.21, (0.45, -1.0, -0.1))
    out = ArmPose(92.0, -9.0, 0.985, (0.4, -0.9, 0.0))
    both = (0, 1) if stage.free >= {1 - arm} and part.side is not None else (arm,)
    other = tuple(index for index in both if index != arm)
    for index in other:
        stage.arms[index].hold(window.start)
    time = window.start + stage.cycle(0.55)
    cycle = stage.cycle(0.8, brisk=True)
    _key(stage, both, time, guard)
    stage.twist(time, 2.0, 0.0, SIGN[arm] * -4.0)
    for _ in range(part.count or 2):
        for share, pose, twist in ((0.36, out, 1.0), (0.48, out, 1.0), (1.0, guard, -0.2)):
            _key(stage, (arm,), time + share * cycle, pose)
            _key(stage, other, time + share * cycle, guard)
            stage.twist(time + share * cycle, 3.0, 0.0, SIGN[arm] * -stage.vary(16.0) * twist)
        time += cycle
    end = time + stage.frames(0.6)
    _key(stage, both, end, REST)
    stage.twist(end, 0.0, 0.0, 0.0)
    return end


def clap(stage: Stage, part: Part, window: Window) -> float:
    """Bring both hands together in front of the chest, `count` times."""
    arms = _begin(stage, part, window.start)
    apart = arm_to(0.06 + 0.04 * stage.manner.size, -0.13, 0.34, (0.9, -0.8, -0.3))
    shut = arm_to(-0.165, -0.11, 0.34, (0.9, -0.8, -0.3))
    time = window.start + stage.cycle(0.55)
    cycle = stage.cycle(0.8, brisk=True)
    _key(stage, arms, time, apart)
    for _ in range(part.count or 2):
        time += 0.5 * cycle
        _key(stage, arms, time, shut)
        time += 0.5 * cycle
        _key(stage, arms, time, apart)
    end = time + stage.frames(0.6)
    _key(stage, arms, end, REST)
    return end


def salute(stage: Stage, part: Part, window: Window) -> float:
    """Hold the hand at the forehead."""
    pose = arm_to(-0.075, 0.27, 0.16, (1.0, -0.25, 0.05))
    return _held(stage, part, window, pose, 0.65, 1.3, _WAY_UP)


def hands_on_hips(stage: Stage, part: Part, window: Window) -> float:
    """Hold both hands at the hips, elbows out."""
    pose = arm_to(-0.015, -0.385, 0.02, (1.0, 0.0, -0.45))
    return _held(stage, part, window, pose, 0.6, 1.5)


def cross_arms(stage: Stage, part: Part, window: Window) -> float:
    """Hold the forearms crossed in front of the chest."""
    arms = _begin(stage, part, window.start)
    top = int(stage.rng.integers(2))
    poses = {
        top: arm_to(-0.285, -0.20, 0.235, (0.5, -1.0, 0.1)),
        1 - top: arm_to(-0.27, -0.245, 0.175, (0.5, -1.0, 0.1)),
    }
    reached = window.start + stage.frames(0.75)
    back = stage.frames(0.75)
    leave = max(reached + stage.frames(1.6, 0.15), window.until - back)
    front = arm_to(-0.02, -0.26, 0.30, (0.6, -1.0, -0.2))
    for index in arms:
        _key(stage, (index,), window.start + 0.5 * (reached - window.start), front)
        _key(stage, (index,), reached, poses[index])
        _key(stage, (index,), leave, poses[index])
        _key(stage, (index,), leave + 0.5 * back, front)
        _key(stage, (index,), leave + back, REST)
    return leave + back


def t_pose(stage: Stage, part: Part, window: Window) -> float:
    """Hold both arms straight out to the sides."""
    pose = ArmPose(0.0, 89.0, 0.985, (0.0, -0.9, -0.4))
    return _held(stage, part, window, pose, 0.65, 1.5)


def flap(stage: Stage, part: Part, window: Window) -> float:
    """Beat both straight arms up and down at the sides, `count` times."""
    arms = _begin(stage, part, window.start)
    high = ArmPose(0.0, min(stage.vary(122.0), 132.0), 0.96, (0.1, -0.9, -0.4))
    low = replace(high, abduction=40.0)
    cycle = stage.cycle(0.95, brisk=True)
    count = part.count or 3
    time = window.start + stage.cycle(0.6)
    for k in range(count):
        _key(stage, arms, time, high)
        if k < count - 1:
            _key(stage, arms, time + 0.5 * cycle, low)
            time += cycle
    end = time + stage.frames(0.65)
    _key(stage, arms, end, REST)
    return end


GESTURE_TABLE: dict[Action, Callable[[Stage, Part, Window], float]] = {
    Action.WAVE: wave,
    Action.RAISE: raise_arms,
    Action.POINT: point,
    Action.PUNCH: punch,
    Action.CLAP: clap,
    Action.SALUTE: salute,
    Action.HANDS_ON_HIPS: hands_on_hips,
    Action.CROSS_ARMS: cross_arms,
    Action.T_POSE: t_pose,
    Action.FLAP: flap,
}
