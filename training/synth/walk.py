# SPDX-License-Identifier: Apache-2.0
"""Walking in eight directions; the heading stays."""

from __future__ import annotations

from dataclasses import dataclass, replace

from irgm_ros.spec.command import Part
from training.synth.arms import REST
from training.synth.footsteps import dip, first_foot, landings, settle, straight, swing_arms, tread
from training.synth.stage import SIGN, TOKEN_FRAMES, Stage


@dataclass(frozen=True)
class Pace:
    """Seconds and metres of one step, swing of the arms [deg], lean forward [deg]."""

    seconds: float
    length: float
    arms: float
    bend: float


_WALK = {
    'slow': Pace(0.70, 0.34, 13.0, 2.0),
    'normal': Pace(0.50, 0.45, 21.0, 3.0),
    'fast': Pace(0.385, 0.54, 30.0, 6.0),
}
_SIDE = {
    'slow': Pace(0.90, 0.32, 0.0, 1.0),
    'normal': Pace(0.62, 0.46, 0.0, 1.0),
    'fast': Pace(0.46, 0.54, 0.0, 2.0),
}
_AWKWARD = 0.9  # of the length of a step forward, in every other direction
_DIAGONAL = 0.5**0.5
_WAYS = {
    'forward': (0.0, 1.0),
    'backward': (0.0, -1.0),
    'forward_left': (_DIAGONAL, _DIAGONAL),
    'forward_right': (-_DIAGONAL, _DIAGONAL),
    'backward_left': (_DIAGONAL, -_DIAGONAL),
    'backward_right': (-_DIAGONAL, -_DIAGONAL),
}


def walk(stage: Stage, part: Part) -> None:
    """Walk `count` steps; the last one lands beside the standing foot."""
    speed, direction = part.speed or 'normal', part.direction or 'forward'
    if direction in ('left', 'right'):
        _sidestep(stage, part.count or 3, SIGN[0 if direction == 'left' else 1], _SIDE[speed])
    else:
        _walk(stage, part.count or 4, _WAYS[direction], _WALK[speed])


def _walk(stage: Stage, count: int, way: tuple[float, float], pace: Pace) -> None:
    start = stage.begin()
    step = stage.paced(pace.seconds, TOKEN_FRAMES / 2)
    length = pace.length * float(stage.rng.uniform(0.99, 1.03))
    length *= 1.0 if way == _WAYS['forward'] else _AWKWARD
    outer = stage.manner.first if not way[0] else (0 if way[0] > 0 else 1)
    times = [start + k * step for k in range(count + 1)]
    falls = straight(stage, first_foot(stage, way, outer), times, landings(count, length), way)
    tread(stage, falls, 0.04 + 0.02 * stage.manner.size)
    arms = stage.vary(pace.arms) * (1.0 if way[1] > 0 else -1.0)
    for k, fall in enumerate(falls):
        last = k == count - 1
        stage.root.to(fall.land, fall.body)
        stage.shift.to(fall.land - 0.45 * step, (-SIGN[fall.foot] * 0.022, 0.0, 0.008))
        stage.shift.to(fall.land, (0.0, 0.0, 0.0 if last else -dip(length)))
        swing_arms(stage, fall.land, fall.foot, arms * (0.3 if last and k else 1.0), pace.bend)
    settle(stage, 0.28)


def _sidestep(stage: Stage, count: int, sign: float, pace: Pace) -> None:
    """Pairs of a leading step and a closing one; `count` pairs."""
    start = stage.begin()
    step = stage.paced(pace.seconds, TOKEN_FRAMES / 2)
    length = pace.length * float(stage.rng.uniform(0.99, 1.03))
    lead = 0 if sign > 0 else 1
    targets = [(k + 1) * length * sign for k in range(count)]
    leads = [stage.home(lead, x) for x in targets]
    trails = [stage.home(1 - lead, x) for x in targets]
    path = [stage.at(x, 0.0) for x in targets]
    middle = [stage.at(x - 0.5 * sign * length, 0.0) for x in targets]
    yaw = stage.root.last[2]
    for k in range(count):
        begin = start + k * step
        stage.swing(lead, begin + 0.02 * step, begin + 0.48 * step, leads[k], 0.045, 12)
        stage.swing(1 - lead, begin + 0.52 * step, begin + 0.98 * step, trails[k], 0.045, 12)
        stage.root.to(begin + 0.5 * step, (*middle[k], yaw))
        stage.root.to(begin + step, (*path[k], yaw))
        stage.shift.to(begin + 0.5 * step, (0.0, 0.0, -0.03))
        stage.shift.to(begin + step, (0.0, 0.0, 0.0))
        stage.lean(begin + 0.5 * step, pace.bend, sign * 2.0)
        stage.lean(begin + step, pace.bend)
        for time, out in ((begin + 0.5 * step, stage.vary(16.0)), (begin + step, 10.0)):
            stage.both_arms(time, replace(REST, abduction=out))
    settle(stage, 0.2)
