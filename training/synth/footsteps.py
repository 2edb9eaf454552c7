# SPDX-License-Identifier: Apache-2.0
"""Walking, forward, backward and sideways, from a plan of footfalls."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evaluation.spec import Part
from training.synth.stage import REST, SIGN, TOKEN_FRAMES, Stage


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
PACE_SHARE = 0.4  # of the tempo: slow, normal and fast must stay apart


def walk(stage: Stage, part: Part) -> None:
    """Walk `count` steps; the last one lands beside the standing foot."""
    speed = part.speed or 'normal'
    if part.direction in ('left', 'right'):
        _sidestep(stage, part.count or 3, SIGN[0 if part.direction == 'left' else 1], _SIDE[speed])
    else:
        sign = -1.0 if part.direction == 'backward' else 1.0
        pace = _WALK[speed]
        length = pace.length * (0.85 if sign < 0 else 1.0)
        _walk(stage, part.count or 4, sign, replace(pace, length=length))


def _first_foot(stage: Stage, sign: float) -> int:
    """The foot that lags behind in the direction of walking, else the person's habit."""
    ahead = []
    for index in (0, 1):
        foot, home = stage.stance(index), stage.home(index)
        yaw = stage.root.last[2]
        ahead.append(sign * ((foot.x - home.x) * np.sin(yaw) + (foot.z - home.z) * np.cos(yaw)))
    if abs(ahead[0] - ahead[1]) > 0.05:
        return 0 if ahead[0] < ahead[1] else 1
    return stage.manner.first


def _landings(count: int, length: float) -> list[float]:
    """Distance of each landing from the start: a short first step, then even, then closing."""
    ahead = [length * (0.75 + k) for k in range(count)]
    if count > 1:
        ahead[-1] = ahead[-2]
    return ahead


def _walk(stage: Stage, count: int, sign: float, pace: Pace) -> None:
    start = stage.begin()
    step = stage.cycle(pace.seconds, 0.03, PACE_SHARE, TOKEN_FRAMES / 2)
    length = pace.length * float(stage.rng.uniform(0.96, 1.07))
    first = _first_foot(stage, sign)
    landings = _landings(count, length)
    places = [stage.home((first + k) % 2, 0.0, sign * d) for k, d in enumerate(landings)]
    roots = [0.5 * (a + b) for a, b in zip([0.0, *landings[:-1]], landings, strict=True)]
    if count > 1:
        roots[-1] = landings[-1] - 0.1 * length
    path = [stage.at(0.0, sign * d) for d in roots]
    yaw = stage.root.last[2]
    arms = stage.vary(pace.arms)
    for k in range(count):
        foot, land = (first + k) % 2, start + (k + 1) * step
        stage.swing(foot, land - 0.86 * step, land, places[k], 0.04 + 0.02 * stage.manner.size)
        stage.root.to(land, (*path[k], yaw))
        stage.shift.to(land - 0.45 * step, (-SIGN[foot] * 0.022, 0.0, 0.008))
        stage.shift.to(land, (0.0, 0.0, -0.014 if k < count - 1 else 0.0))
        fade = 0.3 if k == count - 1 and count > 1 else 1.0
        _swing_arms(stage, land, foot, sign * fade * arms, pace.bend)
    settle(stage, 0.28, landings[-1] * sign - roots[-1] * sign if count > 1 else 0.0)


def _swing_arms(stage: Stage, time: float, front: int, swing: float, bend: float) -> None:
    """Key arms and trunk for the moment at which a foot lands in front."""
    for index in (0, 1):
        angle = (-swing if index == front else swing) * (0.8 if index == front else 1.0)
        bent = 0.96 - 0.0018 * abs(swing)
        stage.arm(index, time, replace(REST, flexion=REST.flexion + angle, reach=bent))
    stage.lean(time, bend, 0.0, SIGN[front] * -0.2 * swing)


def settle(stage: Stage, seconds: float, ahead: float) -> None:
    """Come to rest after the last step."""
    end = stage.time = max(track.time for track in stage.feet) + stage.frames(seconds)
    stage.root.to(end, (*stage.at(0.0, ahead), stage.root.last[2]))
    stage.shift.to(end, (0.0, 0.0, 0.0))
    stage.lean(end)
    stage.rest_arms(end)


def _sidestep(stage: Stage, count: int, sign: float, pace: Pace) -> None:
    """Pairs of a leading step and a closing one; `count` pairs."""
    start = stage.begin()
    step = stage.cycle(pace.seconds, 0.03, PACE_SHARE, TOKEN_FRAMES / 2)
    length = pace.length * float(stage.rng.uniform(0.96, 1.07))
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
        for index in (0, 1):
            out = replace(REST, abduction=stage.vary(16.0))
            stage.arm(index, begin + 0.5 * step, out)
            stage.arm(index, begin + step, replace(REST, abduction=10.0))
    settle(stage, 0.2, 0.0)
