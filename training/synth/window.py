# SPDX-License-Identifier: Apache-2.0
"""When a gesture plays and which arms it takes."""

from __future__ import annotations

from dataclasses import dataclass

from irgm_ros.spec.command import Action, Part
from training.synth.arms import ArmPose
from training.synth.stage import Stage, lead

_OF_HEAD = frozenset({Action.SHRUG, Action.NOD, Action.SHAKE_HEAD})
_OF_BOTH_ARMS = frozenset(
    {
        Action.CLAP, Action.HANDS_ON_HIPS, Action.CROSS_ARMS, Action.T_POSE, Action.FLAP,
        Action.BLOCK,
    }
)  # fmt: skip
# On the way up in front the elbow bends, so that the hand does not shoot forward like a fist.
WAY_UP = ArmPose(85.0, 24.0, 0.72, (0.7, -0.8, -0.4))
WAY_SHARE = 0.55  # of the time from hanging to the pose


@dataclass(frozen=True)
class Window:
    """When a gesture plays: from `start`, holds at least until `until` [frames]."""

    start: float
    until: float


def arms_of(part: Part) -> tuple[int, ...]:
    """Indices of the arms that a gesture takes; its side must be drawn already."""
    if part.action in _OF_HEAD:
        return ()
    if part.action in _OF_BOTH_ARMS or part.side == 'both':
        return (0, 1)
    return (lead(part.side, 1),)


def begin_gesture(stage: Stage, part: Part, start: float) -> tuple[int, ...]:
    """Hold everything that the gesture moves until its start; returns its arms."""
    arms = arms_of(part)
    for index in arms:
        stage.arms[index].hold(start)
    for track in (stage.gesture_trunk, stage.gesture_head, stage.shoulders):
        track.hold(start)
    return arms


def key(stage: Stage, arms: tuple[int, ...], time: float, pose: ArmPose) -> None:
    """Key the arms of a gesture at a time [frames]."""
    for index in arms:
        stage.arms[index].to(time, pose.channel)
