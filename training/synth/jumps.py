# SPDX-License-Identifier: Apache-2.0
"""Actions with both feet in the air: jumps and jumping jacks."""

from __future__ import annotations

import numpy as np

from irgm_ros.spec.command import Part
from training.synth.arms import REST, ArmPose
from training.synth.kinematics import TOE_HEIGHT
from training.synth.stage import SIGN, Foot, Stage, on_grid

_WAYS = {'forward': (0.0, 1.0), 'backward': (0.0, -1.0), 'left': (1.0, 0.0), 'right': (-1.0, 0.0)}
_OVERHEAD = ArmPose(0.0, 162.0, 0.95, (1.0, -0.2, -0.5))
_TRAVEL = {'forward': 0.55, 'backward': 0.42, 'left': 0.45, 'right': 0.45}


_HEIGHTS = {'high': (0.31, 0.36), None: (0.175, 0.215), 'low': (0.09, 0.12)}  # of the feet [m]
_ROLL = 2.0  # frames between heel and ball of the foot
_TUCK = 1.1  # the feet leave earlier and land later than the free fall of the pelvis says


def jump(stage: Stage, part: Part) -> None:
    """Crouch, take off with both feet, land in a crouch; `count` times."""
    stage.begin()
    way = part.direction or 'up'
    for _ in range(part.count or 1):
        far = stage.vary(_TRAVEL.get(way, 0.0))
        left, ahead = _WAYS.get(way, (0.0, 0.0))
        _jump_once(stage, left * far, ahead * far, stage.between(*_HEIGHTS[part.height]))


def flight(height: float) -> float:
    """Frames in the air of a jump that lifts the body by `height` [m]: a matter of gravity."""
    return 20.0 * _TUCK * 2.0 * float(np.sqrt(2.0 * height / 9.81))


def _jump_once(stage: Stage, left: float, ahead: float, height: float) -> None:
    start = stage.time
    crouch = start + stage.frames(0.5)
    leave = crouch + stage.frames(0.22)
    land = leave + flight(height)
    dip = land + stage.frames(0.2)
    rise = stage.frames(0.42)
    end = start + on_grid(dip + rise - start)
    low = -0.24 - 0.4 * (height - 0.2)
    bend = 32.0 if ahead >= 0.0 else 22.0
    x, z, yaw = stage.root.last
    to_x, to_z = stage.at(left, ahead)
    stage.root.hold(leave - 2.0)
    stage.root.to(leave, (x + 0.08 * (to_x - x), z + 0.08 * (to_z - z), yaw))
    stage.root.to(land, (x + 0.94 * (to_x - x), z + 0.94 * (to_z - z), yaw))
    stage.root.to(dip, (to_x, to_z, yaw))
    for time, up, lean in (
        (crouch, low, bend), (leave, 0.03, 4.0), (0.5 * (leave + land), 0.03 + height, 4.0),
        (land, 0.0, 8.0), (dip, low + 0.04, 24.0), (end, 0.0, 0.0),
    ):  # fmt: skip
        stage.shift.to(time, (0.0, -0.04 if time in (crouch, dip) else 0.0, up))
        stage.lean(time, lean)
    for time, flexion, reach in (
        (crouch, -38.0, 0.93), (leave, 40.0, 0.85), (0.5 * (leave + land), 62.0, 0.78),
        (dip, 30.0, 0.93), (end, REST.flexion, REST.reach),
    ):  # fmt: skip
        stage.both_arms(time, ArmPose(flexion, 12.0, reach, REST.elbow))
    for index in (0, 1):
        fly(stage, index, leave, land, (to_x - x, to_z - z), height)
    stage.time = end


def fly(
    stage: Stage,
    index: int,
    leave: float,
    land: float,
    travel: tuple[float, float],
    height: float,
    pitch: float = 35.0,
) -> None:
    """Carry one foot from where it stands along a parabola.

    The heel leaves the floor before the ball of the foot and comes down after it.

    Args:
        stage: Whose tracks to write.
        index: 0 left, 1 right.
        leave: Take-off [frames].
        land: Landing [frames].
        travel: Way over the floor (x, z) [m].
        height: Of the foot joint above the floor [m].
        pitch: Of the foot on take-off, toe down [deg].
    """
    old = stage.stance(index)
    new = Foot(old.x + travel[0], old.z + travel[1], old.yaw)
    track = stage.feet[index]
    track.hold(leave - _ROLL)
    stage.plant(index, leave, old, pitch)
    for share, rise, turn in ((0.22, 0.70, 0.9), (0.5, 1.0, 0.7), (0.78, 0.70, 0.5)):
        x, z = old.x + share * travel[0], old.z + share * travel[1]
        pose = (x, TOE_HEIGHT + rise * height, z, old.yaw, np.radians(pitch * turn))
        track.to(leave + share * (land - leave), pose)
    stage.plant(index, land, new, 0.5 * pitch)
    stage.plant(index, land + _ROLL, new)


def jumping_jack(stage: Stage, part: Part) -> None:
    """Feet apart and arms overhead through the sides, and back; `count` times."""
    start = stage.begin()
    cycle = stage.cycle(1.2)
    yaw = stage.root.last[2]
    for k in range(part.count or 3):
        begin = start + k * cycle
        out = stage.vary(0.23, 0.05)
        for share, way in ((0.0, 1.0), (0.5, -1.0)):
            leave, land = begin + (share + 0.1) * cycle, begin + (share + 0.4) * cycle
            for index in (0, 1):
                side = SIGN[index] * way * out
                travel = (side * np.cos(yaw), -side * np.sin(yaw))
                fly(stage, index, leave, land, travel, 0.055, 20.0)
            stage.shift.to(leave, (0.0, 0.0, -0.05))
            stage.shift.to(0.5 * (leave + land), (0.0, 0.0, 0.05))
            stage.shift.to(land, (0.0, 0.0, -0.06))
        for share, pose in ((0.42, _OVERHEAD), (0.52, _OVERHEAD), (0.96, REST)):
            stage.both_arms(begin + share * cycle, pose)
        stage.shift.to(begin + cycle, (0.0, 0.0, -0.02))
    stage.time = start + (part.count or 3) * cycle + 3.0
    stage.shift.to(stage.time, (0.0, 0.0, 0.0))
    stage.lean(stage.time)
