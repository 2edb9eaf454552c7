# SPDX-License-Identifier: Apache-2.0
"""Body actions on one leg: kick and balance."""

from __future__ import annotations

from dataclasses import dataclass

from irgm_ros.spec.command import Part
from training.synth.arms import REST, ArmPose
from training.synth.stage import SIGN, Stage, lead


@dataclass(frozen=True)
class _Kick:
    """Foot joint against the root: heights [m], way ahead [m], pitch [deg], lean back [deg]."""

    height: tuple[float, float]
    ahead: float
    pitch: float
    chamber: tuple[float, float]
    back: float


# A hip joint is 0.88 m up, a knee joint 0.50 m.
_KICKS = {
    'high': _Kick((1.01, 1.06), 0.92, -35.0, (0.52, 0.30), -19.0),
    None: _Kick((0.63, 0.72), 0.90, -25.0, (0.42, 0.26), -12.0),
    'low': _Kick((0.27, 0.32), 0.66, -8.0, (0.22, 0.04), -6.0),
}


def kick(stage: Stage, part: Part) -> None:
    """Kick forward: chamber the knee, snap the foot out in front, set it down."""
    start = stage.begin()
    leg = lead(part.side, stage.manner.first)
    home, sign, way = stage.stance(leg), SIGN[leg], _KICKS[part.height]
    cycle = stage.cycle(1.35)
    up, near = way.chamber
    for k in range(part.count or 1):
        begin, height = start + k * cycle, stage.between(*way.height)
        stage.feet[leg].hold(begin + 0.10 * cycle)
        stage.hover(leg, begin + 0.30 * cycle, sign * 0.09, up, near, 35.0)
        for share in (0.46, 0.52):
            stage.hover(leg, begin + share * cycle, sign * 0.08, height, way.ahead, way.pitch)
        stage.hover(leg, begin + 0.68 * cycle, sign * 0.09, 0.9 * up, near + 0.08, 30.0)
        stage.plant(leg, begin + 0.92 * cycle, home)
        for share, back, ahead in ((0.3, -2.0, 0.0), (0.48, way.back, 0.02), (0.70, -2.0, 0.0)):
            stage.shift.to(begin + share * cycle, (-sign * 0.075, ahead, 0.0))
            stage.lean(begin + share * cycle, back, -sign * 2.0, sign * back * 0.5)
        for index in (0, 1):
            swing = 38.0 if index != leg else -22.0
            stage.arm(index, begin + 0.49 * cycle, ArmPose(swing, 22.0, 0.9))
            stage.arm(index, begin + 0.95 * cycle, REST)
        stage.upright(begin + cycle)
    stage.time = start + (part.count or 1) * cycle


def balance(stage: Stage, part: Part) -> None:
    """Stand on the named leg, the other knee lifted, for more than a second."""
    start = stage.begin()
    stance = lead(part.side, 1 - stage.manner.first)
    leg = 1 - stance
    home, sign = stage.stance(leg), SIGN[leg]
    rise, hold, down = stage.frames(0.8), stage.frames(1.9, 0.2), stage.frames(0.8)
    hold = max(hold, stage.until - start - rise - down)
    behind = bool(stage.rng.random() < 0.25)
    stage.feet[leg].hold(start + 0.3 * rise)
    for time in (start + rise, start + rise + hold):
        if behind:
            stage.hover(leg, time, sign * 0.1, 0.30, -0.22, 55.0)
        else:
            stage.hover(leg, time, sign * 0.1, 0.36, 0.34, 22.0)
        stage.both_arms(time, ArmPose(8.0, 34.0, 0.95))
    for time in (start + 0.7 * rise, start + rise + hold + 0.3 * down):
        stage.shift.to(time, (-sign * 0.085, 0.0, 0.0))
        stage.lean(time, 0.0 if not behind else 6.0, -sign * 3.0)
    end = start + rise + hold + down
    stage.plant(leg, end - 0.1 * down, home)
    stage.upright(end)
    stage.time = end
