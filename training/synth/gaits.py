# SPDX-License-Identifier: Apache-2.0
"""Other moves on alternating feet: run, march on the spot, turn by stepping."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from irgm_ros.spec.command import Part
from training.synth.arms import REST, ArmPose
from training.synth.footsteps import settle
from training.synth.kinematics import TOE_HEIGHT
from training.synth.stage import SIGN, TOKEN_FRAMES, Foot, Stage

_RUN_SECONDS, _RUN_LENGTH, _RUN_ARMS_DEG, _RUN_BEND_DEG = 0.335, 0.85, 42.0, 12.0


def run(stage: Stage, part: Part) -> None:
    """Run straight ahead with flight phases, bent arms and a lean forward."""
    del part
    start = stage.begin()
    count = int(stage.rng.integers(6, 10))
    step = stage.frames(_RUN_SECONDS, 0.03, 0.4)
    length = _RUN_LENGTH * float(stage.rng.uniform(0.9, 1.1))
    strides = np.full(count, length)
    strides[[0, 1, -2, -1]] *= (0.5, 0.8, 0.6, 0.0)
    landings = np.cumsum(strides)
    roots = np.concatenate([[0.25 * length], 0.5 * (landings[1:] + landings[:-1])])
    roots[-1] = landings[-1] - 0.1
    roots[1:-1] += 0.08  # the foot lands under a runner, not ahead of him
    first = stage.manner.first
    places = [stage.home((first + k) % 2, 0.0, d) for k, d in enumerate(landings)]
    path = [stage.at(0.0, d) for d in roots]
    yaw = stage.root.last[2]
    for k in range(count):
        foot, land = (first + k) % 2, start + (k + 1) * step
        # On the floor for 0.62 of a step: the rest of it is flight.
        leave = start + 0.1 * step if k == 0 else land - 1.38 * step
        if k == count - 1:
            leave = land - 1.0 * step
        leave = max(leave, start + 0.1 * step)
        _run_swing(stage, foot, leave, land, places[k], k in (0, count - 1))
        stage.root.to(land, (*path[k], yaw))
        late = k >= count - 2
        stage.shift.to(land - 0.2 * step, (0.0, 0.0, 0.0 if late or k == 0 else 0.045))
        stage.shift.to(land + 0.3 * step, (0.0, 0.0, -0.05))
        _run_arms(stage, land, foot, 0.4 if late else 1.0)
    settle(stage, 0.4)


def _run_swing(stage: Stage, foot: int, start: float, end: float, new: Foot, low: bool) -> None:
    """Swing of a running leg: heel towards the seat, then the knee forward."""
    track = stage.feet[foot]
    track.hold(start)
    old = stage.stance(foot)
    heights = (0.10, 0.08) if low else (0.30, 0.16)
    for share, progress, height, pitch in (
        (0.30, 0.22, heights[0], 45.0 if low else 70.0), (0.68, 0.72, heights[1], 15.0)
    ):  # fmt: skip
        track.to(
            start + share * (end - start),
            (
                old.x + progress * (new.x - old.x),
                TOE_HEIGHT + height,
                old.z + progress * (new.z - old.z),
                old.yaw,
                float(np.radians(pitch)),
            ),
        )
    stage.plant(foot, end, new)


def _run_arms(stage: Stage, time: float, front: int, share: float) -> None:
    swing = _RUN_ARMS_DEG * share
    for index in (0, 1):
        angle = -swing if index == front else swing
        pose = ArmPose(20.0 + angle, 8.0, 0.72 + 0.2 * (1.0 - share), (0.2, -0.35, -1.0))
        stage.arm(index, time, pose)
    stage.lean(time, _RUN_BEND_DEG * share, 0.0, SIGN[front] * -7.0 * share)


_MARCH_SECONDS = {'slow': 0.95, 'normal': 0.64, 'fast': 0.40}  # of one knee lift


def march(stage: Stage, part: Part) -> None:
    """Lift the knees to hip height in place, `count` lifts in turn."""
    start = stage.begin()
    count = part.count or 4
    step = stage.paced(_MARCH_SECONDS[part.speed or 'normal'], TOKEN_FRAMES / 2)
    for k in range(count):
        foot, begin = (stage.manner.first + k) % 2, start + k * step
        home = stage.stance(foot)
        track = stage.feet[foot]
        track.hold(begin + 0.08 * step)
        height = 0.42 + 0.03 * (stage.manner.size - 1.0) / 0.12
        top = begin + 0.52 * step
        stage.hover(foot, top, SIGN[foot] * stage.manner.stance, height, 0.42, 20.0)
        stage.plant(foot, begin + 0.96 * step, home)
        stage.shift.to(top, (-SIGN[foot] * 0.045, 0.0, 0.012))
        stage.shift.to(begin + step, (0.0, 0.0, -0.005 if k < count - 1 else 0.0))
        for index in (0, 1):
            swing = stage.vary(38.0) if index != foot else -22.0
            stage.arm(index, top, replace(REST, flexion=swing, reach=0.86))
            stage.arm(index, begin + step, replace(REST, flexion=8.0))
        stage.lean(top, -2.0, 0.0, SIGN[foot] * -5.0)
        stage.lean(begin + step)
    settle(stage, 0.2)


_STEP_DEG = {'slow': 45.0, 'normal': 45.0, 'fast': 60.0}  # turned by one step
_TURN_SECONDS = {'slow': 0.76, 'normal': 0.40, 'fast': 0.30}  # of one step
_SMALL_TURN = 0.75  # of the time of a step, where two of them do


def turn(stage: Stage, part: Part) -> None:
    """Turn in place by stepping; the sum is exactly the angle."""
    start = stage.begin()
    size, speed = part.angle_deg or 90, part.speed or 'normal'
    sign = -1.0 if part.direction == 'right' else 1.0
    count = 1 + max(1, int(size / _STEP_DEG[speed]))
    hurry = _SMALL_TURN if size == 45 and speed != 'slow' else 1.0
    step = stage.paced(hurry * _TURN_SECONDS[speed], TOKEN_FRAMES / 2)
    angle = sign * np.radians(size)
    first = 0 if sign > 0 else 1
    turns = [angle * min(1.0, k / (count - 1)) for k in range(1, count + 1)]
    places = [stage.home((first + k) % 2, turn=a) for k, a in enumerate(turns)]
    x, z, yaw = stage.root.last
    for k in range(count):
        foot, land = (first + k) % 2, start + (k + 1) * step
        stage.swing(foot, land - 0.9 * step, land, places[k], 0.05, 10)
        body = 0.5 * (turns[k] + (turns[k - 1] if k else 0.0))
        stage.root.to(land, (x, z, yaw + (body if k < count - 1 else 0.97 * angle)))
        stage.shift.to(land - 0.45 * step, (-SIGN[foot] * 0.035, 0.0, 0.004))
        stage.shift.to(land, (0.0, 0.0, -0.004))
        stage.lean(land, 2.0, 0.0, sign * 5.0)
        for index in (0, 1):
            swing = 8.0 if (k + index) % 2 == 0 else -8.0
            stage.arm(index, land, replace(REST, flexion=swing, abduction=12.0))
    end = stage.time = start + count * step + stage.frames(0.3)
    stage.root.to(end, (x, z, yaw + angle))
    stage.shift.to(end, (0.0, 0.0, 0.0))
    stage.lean(end)
    stage.rest_arms(end)
