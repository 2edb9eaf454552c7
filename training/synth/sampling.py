# SPDX-License-Identifier: Apache-2.0
"""The distribution of commands that the default model is trained on."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from irgm_ros.spec.command import CARRIERS, GESTURES, Action, Command, Part, Step, attributes_of
from training.synth.clip import MAX_FRAMES
from training.synth.compose import plan_clip
from training.synth.manner import Manner
from training.synth.stage import on_grid

# Weights of actions; what is hard for the motion tokenizer comes more often.
_BODY_WEIGHTS: dict[Action, float] = {
    Action.WALK: 6.0, Action.TURN: 5.5, Action.MARCH: 3.2, Action.JUMP: 2.2, Action.KICK: 2.0,
    Action.SQUAT: 1.8, Action.LUNGE: 1.6, Action.TIPTOE: 1.6, Action.LIMP: 2.0, Action.HOP: 1.6,
    Action.SKIP: 2.0, Action.JUMPING_JACK: 2.6, Action.BOW: 1.4, Action.REACH: 1.4,
    Action.LEAN: 1.2, Action.CIRCLE: 1.5, Action.BALANCE: 1.0, Action.KNEEL: 1.2,
    Action.RUN: 1.0, Action.SIT: 1.0, Action.DANCE: 1.0, Action.STAND: 0.5,
}  # fmt: skip
_GESTURE_WEIGHTS: dict[Action, float] = {
    Action.WAVE: 4.4, Action.PUNCH: 3.4, Action.CLAP: 2.6, Action.POINT: 2.0, Action.RAISE: 1.8,
    Action.FLAP: 2.0, Action.BECKON: 1.6, Action.NOD: 1.3, Action.SHAKE_HEAD: 1.3,
    Action.SHRUG: 1.1, Action.SALUTE: 1.0, Action.BLOCK: 0.8, Action.HANDS_ON_HIPS: 0.8,
    Action.CROSS_ARMS: 0.8, Action.T_POSE: 0.8,
}  # fmt: skip
_CARRIER_WEIGHTS: dict[Action, float] = {
    Action.WALK: 4.0, Action.MARCH: 1.4, Action.SQUAT: 1.2, Action.TIPTOE: 1.0,
    Action.BALANCE: 1.0, Action.SIT: 1.0, Action.CIRCLE: 0.8, Action.STAND: 0.7,
}  # fmt: skip
_LENGTHS = (0.40, 0.36, 0.17, 0.07)  # one to four steps
_TOGETHER = 0.25
_BODY_ALONE = 0.64  # of the steps that are not both
_MARGIN = 12  # frames that unlucky draws may add
_IDLE = 4  # frames at each end
_OPEN = 0.2  # share of attributes left open
_MOSTLY_OPEN = {'speed': 0.65, 'height': 0.65, 'depth': 0.65}
_WALK_SPEEDS = {'slow': 0.4, 'normal': 0.2, 'fast': 0.4}
# Least repetitions with a pace: it needs some of them to be seen.
_PACED = {Action.WALK: 4, Action.MARCH: 3, Action.WAVE: 2, Action.CLAP: 2}
# What looks like a walk ahead beside another one; a circle is a turn as well.
_AHEAD = frozenset({Action.WALK, Action.RUN, Action.TIPTOE, Action.LIMP, Action.CIRCLE})


def sample_command(rng: np.random.Generator) -> Command:
    """Draw a command of one to four steps that fits into a clip."""
    steps = 1 + int(rng.choice(len(_LENGTHS), p=_LENGTHS))
    while True:
        command = Command(tuple(sample_step(rng) for _ in range(steps)))
        if distinct(command) and fits(command):
            return command


def distinct(command: Command) -> bool:
    """Whether neighbouring steps differ: two walks (or a walk and a run) ahead look like one."""
    looks = [set().union(*map(_looks, step.parts)) for step in command.steps]
    return all(not (a & b) for a, b in pairwise(looks))


def _looks(part: Part) -> set[tuple[Action, str | None]]:
    """What a part may be taken for."""
    looks: set[tuple[Action, str | None]] = set()
    if part.action in _AHEAD:
        ahead = part.action is not Action.CIRCLE and part.direction
        looks.add((Action.WALK, ahead or 'forward'))
    if part.action is Action.CIRCLE:
        looks.add((Action.TURN, None))
    if part.action is Action.REACH and part.direction == 'down':
        looks.update({(part.action, None), (Action.SQUAT, None), (Action.BOW, None)})
    return looks or {(part.action, None)}


def fits(command: Command) -> bool:
    """Whether a command fits into a clip at the natural tempo."""
    length = 2.0 * _IDLE
    for step in command.steps:
        length += _length(step)
        if length > MAX_FRAMES - _MARGIN:
            return False
    return True


@lru_cache(maxsize=100_000)
def _length(step: Step) -> float:
    """Frames of one step at the natural tempo, up to where the next one may start."""
    plan = plan_clip(Command((step,)), Manner(), np.random.default_rng(0), short=True)
    _, first, last = plan.spans[0]
    return on_grid(last - first + 3.0)


def sample_step(rng: np.random.Generator) -> Step:
    """Draw one step: a body part, a gesture or both."""
    if rng.random() < _TOGETHER:
        return _together(rng)
    if rng.random() < _BODY_ALONE:
        return Step(body=_part(rng, _BODY_WEIGHTS))
    return Step(gesture=_part(rng, _GESTURE_WEIGHTS))


def _together(rng: np.random.Generator) -> Step:
    body = _part(rng, _CARRIER_WEIGHTS)
    while True:
        gesture = _part(rng, _GESTURE_WEIGHTS)
        if not _hidden(body, gesture):
            return Step(body, gesture)


def _hidden(body: Part, gesture: Part) -> bool:
    """Whether a gesture is lost in the body action, or makes another one of it."""
    if body.action is Action.SQUAT:  # the trunk nods and the arms go forward, too
        return gesture.action in (Action.NOD, Action.SHRUG)
    # Feet apart and both arms up would look like a jumping jack.
    return body.direction not in (None, 'forward', 'backward') and (
        gesture.action is Action.FLAP
        or (gesture.action in (Action.RAISE, Action.WAVE) and gesture.side in (None, 'both'))
    )


def _part(rng: np.random.Generator, weights: dict[Action, float]) -> Part:
    actions = list(weights)
    share = np.array(list(weights.values()))
    action = actions[int(rng.choice(len(actions), p=share / share.sum()))]
    values: dict[str, Any] = {
        name: options[int(rng.integers(len(options)))]
        for name, options in attributes_of(action).items()
        if rng.random() >= _MOSTLY_OPEN.get(name, _OPEN)
    }
    sideways = action is Action.POINT and values.get('direction') in ('left', 'right')
    if sideways and 'side' in values:
        values['side'] = values['direction']
    if action is Action.WALK and 'speed' in values:
        values['speed'] = str(rng.choice(list(_WALK_SPEEDS), p=list(_WALK_SPEEDS.values())))
    if action in _PACED and 'speed' in values and 'count' in values:
        values['count'] = max(values['count'], _PACED[action])
    return Part(action, **values)


assert set(_BODY_WEIGHTS) | GESTURES == set(Action)
assert set(_GESTURE_WEIGHTS) == GESTURES
assert set(_CARRIER_WEIGHTS) == CARRIERS
