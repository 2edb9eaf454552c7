# SPDX-License-Identifier: Apache-2.0
"""Natural values for what a command leaves open.

Height, depth and the pace of repetitions stay None: each action draws them between its extremes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from irgm_ros.spec.command import ALLOWED, Action, Direction, Part, Side, Step

# Counts to choose from when none is asked for.
# How often, where no count is asked for.
_COUNTS: dict[Action, int] = {
    Action.WALK: 3, Action.MARCH: 4, Action.SQUAT: 1, Action.JUMP: 1, Action.KICK: 1,
    Action.LUNGE: 1, Action.BOW: 1, Action.JUMPING_JACK: 2, Action.TIPTOE: 4, Action.LIMP: 4,
    Action.HOP: 2, Action.SKIP: 3, Action.WAVE: 2, Action.PUNCH: 1, Action.CLAP: 2, Action.FLAP: 2,
    Action.BECKON: 2, Action.SHRUG: 1, Action.NOD: 2, Action.SHAKE_HEAD: 2,
}  # fmt: skip
_SIDEWAYS = 2
_LONGER = frozenset({Action.WALK, Action.MARCH, Action.TIPTOE})  # when a gesture goes along
_RIGHT_HANDED = 0.7


def resolve(step: Step, rng: np.random.Generator, short: bool = False) -> Step:
    """Fill in the attributes of a step that are None.

    Args:
        step: Step of a command.
        rng: Source of chance.
        short: Add no step for a gesture that goes along.

    Returns:
        The step with a count, side and direction wherever the action needs one.
    """
    body = None if step.body is None else _fill(step.body, rng)
    gesture = None if step.gesture is None else _fill(step.gesture, rng)
    if body is not None and gesture is not None and not short:
        assert step.body is not None
        if step.body.action in _LONGER and step.body.count is None:
            body = replace(body, count=(body.count or 3) + 1)
    return Step(body, gesture)


def _fill(part: Part, rng: np.random.Generator) -> Part:
    allowed = ALLOWED[part.action]
    if part.direction is None and allowed.directions:
        part = replace(part, direction=_direction(part, rng))
    if part.side is None and allowed.sides:
        part = replace(part, side=_side(part, rng))
    if part.count is None and allowed.counts:
        aside = part.action is Action.WALK and part.direction in ('left', 'right')
        part = replace(part, count=_SIDEWAYS if aside else _COUNTS[part.action])
    if part.angle_deg is None and allowed.angles_deg:
        part = replace(part, angle_deg=90)
    if part.speed is None and 'normal' in allowed.speeds:
        part = replace(part, speed='normal')
    return part


def _direction(part: Part, rng: np.random.Generator) -> Direction:
    if part.action in (Action.TURN, Action.CIRCLE, Action.LEAN):
        return 'left' if rng.random() < 0.5 else 'right'
    return 'up' if part.action in (Action.JUMP, Action.HOP) else 'forward'


def _side(part: Part, rng: np.random.Generator) -> Side:
    if part.action is Action.POINT and part.direction in ('left', 'right'):
        return 'left' if part.direction == 'left' else 'right'
    if part.action in (Action.RAISE, Action.REACH) and rng.random() < 0.4:
        return 'both'
    return 'right' if rng.random() < _RIGHT_HANDED else 'left'
