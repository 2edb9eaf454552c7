# SPDX-License-Identifier: Apache-2.0
"""Body actions of the trunk over planted feet: bow, lean, reach, dance."""

from __future__ import annotations

from dataclasses import replace

from irgm_ros.spec.command import Part
from training.synth.arms import REST, ArmPose
from training.synth.stage import SIGN, TOKEN_FRAMES, Stage, lead

# Of the trunk's control; the line from pelvis to neck of somebody upright leans back by 4 degrees.
_BOW_DEG = {'deep': (74.0, 81.0), None: (46.0, 54.0), 'slight': (29.0, 33.0)}
_LEAN_DEG = {'deep': (34.0, 38.0), None: (21.5, 24.0), 'slight': (13.0, 14.5)}
_HEELS_DEG = 32.0  # pitch of the feet of somebody who stretches up


def bow(stage: Stage, part: Part) -> None:
    """Bend the trunk forward over straight legs and come up, `count` times."""
    start = stage.begin()
    cycle = stage.cycle(2.0 if (part.count or 1) < 3 else 1.75)
    for k in range(part.count or 1):
        begin, angle = start + k * cycle, stage.between(*_BOW_DEG[part.depth])
        for share in (0.42, 0.60):
            time = begin + share * cycle
            stage.lean(time, angle)
            stage.shift.to(time, (0.0, -0.002 * angle, -0.015))
            stage.look(time, 6.0)
            stage.both_arms(time, replace(REST, flexion=0.26 * angle, abduction=6.0))
        stage.upright(begin + cycle)
    stage.time = start + (part.count or 1) * cycle


def lean(stage: Stage, part: Part) -> None:
    """Lean the trunk to one side and hold."""
    start = stage.begin()
    sign = SIGN[lead(part.direction, stage.manner.first)]
    over, hold = stage.frames(0.75), stage.frames(1.3, 0.2)
    angle = stage.between(*_LEAN_DEG[part.depth])
    for time in (start + over, start + over + hold):
        stage.lean(time, 0.0, sign * angle)
        stage.shift.to(time, (-sign * 0.06, 0.0, -0.012))
        for index in (0, 1):
            away = 0.8 * angle if SIGN[index] == sign else 4.0
            stage.arm(index, time, replace(REST, abduction=away))
    stage.time = start + 2.0 * over + hold
    stage.upright(stage.time)


def reach(stage: Stage, part: Part) -> None:
    """Stretch out one arm or both, forward, up or down; hold it and come back."""
    start = stage.begin()
    arms = (0, 1) if part.side == 'both' else (lead(part.side, 1),)
    side = 0.0 if len(arms) == 2 else SIGN[arms[0]]
    go, hold = stage.frames(0.85), stage.frames(1.1, 0.15)
    pose, other = _REACHES[part.direction or 'forward'](stage, side, start + go, hold)
    for time in (start + go, start + go + hold):
        for index in (0, 1):
            stage.arm(index, time, pose if index in arms else other)
    stage.time = start + 2.0 * go + hold
    for index in (0, 1):
        stage.plant(index, stage.time, stage.stance(index))
    stage.upright(stage.time)


def _forward(stage: Stage, side: float, reached: float, hold: float) -> tuple[ArmPose, ArmPose]:
    """Key a trunk that follows the hand; returns the poses of a reaching and of an idle arm."""
    bend = stage.between(26.0, 32.0)
    for time in (reached, reached + hold):
        stage.lean(time, bend, 0.0, -side * 9.0)
        stage.look(time, -12.0)
        stage.shift.to(time, (0.0, -0.05, -0.01))
    return ArmPose(99.0, 2.0, 0.985, (0.4, -0.9, 0.0)), replace(REST, flexion=10.0)


def _up(stage: Stage, side: float, reached: float, hold: float) -> tuple[ArmPose, ArmPose]:
    """Key a stretch onto the balls of the feet."""
    for index in (0, 1):
        stage.feet[index].hold(reached - stage.frames(0.5))
        for time in (reached, reached + hold):
            stage.plant(index, time, stage.stance(index), _HEELS_DEG)
    for time in (reached, reached + hold):
        stage.shift.to(time, (0.0, 0.015, 0.05))
        stage.lean(time, -2.0, -side * 3.0)
        stage.look(time, -16.0)
    return ArmPose(173.0, 5.0, 0.985, (0.8, -0.2, -0.4)), REST


def _down(stage: Stage, side: float, reached: float, hold: float) -> tuple[ArmPose, ArmPose]:
    """Key bent knees and a bent trunk, as to pick something up."""
    drop, bend = stage.between(0.36, 0.40), stage.between(56.0, 62.0)
    for time in (reached, reached + hold):
        stage.shift.to(time, (0.0, -0.15, -drop))
        stage.lean(time, bend, side * 3.0, -side * 6.0)
        stage.look(time, -14.0)
    return ArmPose(38.0, 2.0, 0.985, (0.3, -0.5, -0.9)), ArmPose(26.0, 8.0, 0.62)


_REACHES = {'forward': _forward, 'up': _up, 'down': _down}


def dance(stage: Stage, part: Part) -> None:
    """Sway the hips from side to side, bent arms swinging along."""
    del part
    start = stage.begin()
    count = int(stage.rng.integers(4, 7))
    beat = stage.cycle(0.58, grid=TOKEN_FRAMES / 2)
    first = SIGN[stage.manner.first]
    wide, arms = stage.between(0.085, 0.11), stage.between(24.0, 36.0)
    for k in range(count):
        time, sign = start + (k + 1) * beat, first * (1.0 if k % 2 == 0 else -1.0)
        stage.shift.to(time - 0.5 * beat, (0.0, 0.0, -0.012))
        stage.shift.to(time, (sign * wide, 0.0, -0.04))
        stage.lean(time, 2.0, -sign * 9.0, -sign * 6.0)
        for index in (0, 1):
            away = SIGN[index] == sign  # the knee of the unloaded leg bends, its heel comes up
            stage.plant(index, time, stage.stance(index), 0.0 if away else 24.0)
            swing = arms if away else -0.4 * arms
            stage.arm(index, time, ArmPose(34.0 + swing, 22.0, 0.70, (0.6, -0.5, -0.7)))
    stage.time = start + (count + 1) * beat
    for index in (0, 1):
        stage.plant(index, stage.time, stage.stance(index))
    stage.upright(stage.time)
