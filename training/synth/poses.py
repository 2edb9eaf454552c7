# SPDX-License-Identifier: Apache-2.0
"""Gestures that are held: raise, point, salute, hands on hips, cross arms, T-pose, block."""

from __future__ import annotations

from irgm_ros.spec.command import Part
from training.synth.arms import REST, ArmPose, arm_to
from training.synth.stage import Stage
from training.synth.window import WAY_SHARE, WAY_UP, Window, begin_gesture, key


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
    arms = begin_gesture(stage, part, window.start)
    there, back = stage.frames(move), stage.frames(move)
    reached = window.start + there
    leave = max(reached + stage.frames(hold, 0.15), window.until - back)
    if way is not None:
        key(stage, arms, window.start + WAY_SHARE * there, way)
    key(stage, arms, reached, pose)
    key(stage, arms, leave, pose)
    if way is not None:
        key(stage, arms, leave + (1.0 - WAY_SHARE) * back, way)
    key(stage, arms, leave + back, REST)
    return leave + back


def raise_arms(stage: Stage, part: Part, window: Window) -> float:
    """Hold the arm or arms up overhead."""
    if stage.rng.random() < 0.7:
        pose = ArmPose(float(stage.rng.uniform(165.0, 176.0)), 8.0, 0.97, (0.8, -0.3, -0.4))
        return _held(stage, part, window, pose, 0.75, 1.2, WAY_UP)
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
    way = WAY_UP if part.direction == 'up' else None
    return _held(stage, part, window, poses[part.direction or 'forward'], 0.65, 1.2, way)


def salute(stage: Stage, part: Part, window: Window) -> float:
    """Hold the hand at the forehead."""
    pose = arm_to(-0.075, 0.27, 0.16, (1.0, -0.25, 0.05))
    return _held(stage, part, window, pose, 0.65, 1.3, WAY_UP)


def hands_on_hips(stage: Stage, part: Part, window: Window) -> float:
    """Hold both hands at the hips, elbows out."""
    pose = arm_to(-0.015, -0.385, 0.02, (1.0, 0.0, -0.45))
    return _held(stage, part, window, pose, 0.6, 1.5)


def cross_arms(stage: Stage, part: Part, window: Window) -> float:
    """Hold the forearms crossed in front of the chest."""
    arms = begin_gesture(stage, part, window.start)
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
        key(stage, (index,), window.start + 0.5 * (reached - window.start), front)
        key(stage, (index,), reached, poses[index])
        key(stage, (index,), leave, poses[index])
        key(stage, (index,), leave + 0.5 * back, front)
        key(stage, (index,), leave + back, REST)
    return leave + back


def t_pose(stage: Stage, part: Part, window: Window) -> float:
    """Hold both arms straight out to the sides."""
    pose = ArmPose(0.0, 89.0, 0.985, (0.0, -0.9, -0.4))
    return _held(stage, part, window, pose, 0.65, 1.5)


def block(stage: Stage, part: Part, window: Window) -> float:
    """Hold both forearms upright and close together in front of the face."""
    pose = arm_to(-0.105, 0.215, 0.29, (-0.1, -1.0, 0.65))
    return _held(stage, part, window, pose, 0.6, 1.3, arm_to(-0.03, -0.16, 0.24, (0.3, -1.0, 0.0)))
