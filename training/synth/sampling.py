# SPDX-License-Identifier: Apache-2.0
"""The distribution of commands that the default model is trained on."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from evaluation.spec import ALLOWED, CARRIERS, GESTURES, Action, Command, Part, Step
from training.synth.clip import MAX_FRAMES
from training.synth.compose import plan_clip
from training.synth.manner import Manner

# Weights of actions; what is hard for the motion tokenizer comes more often.
_BODY_WEIGHTS: dict[Action, float] = {
    Action.WALK: 5.0, Action.TURN: 4.0, Action.JUMP: 2.0, Action.SQUAT: 1.5, Action.KICK: 1.8,
    Action.MARCH: 1.8, Action.LUNGE: 1.4, Action.JUMPING_JACK: 1.5, Action.BOW: 1.2,
    Action.LEAN: 1.0, Action.BALANCE: 1.0, Action.KNEEL: 1.0, Action.RUN: 1.0, Action.STAND: 0.5,
}  # fmt: skip
_GESTURE_WEIGHTS: dict[Action, float] = {
    Action.WAVE: 3.0, Action.PUNCH: 2.4, Action.CLAP: 2.2, Action.FLAP: 1.8, Action.POINT: 2.2,
    Action.RAISE: 1.8, Action.SALUTE: 1.0, Action.HANDS_ON_HIPS: 0.8, Action.CROSS_ARMS: 0.8,
    Action.T_POSE: 0.8,
}  # fmt: skip
_CARRIER_WEIGHTS: dict[Action, float] = {
    Action.WALK: 4.0, Action.MARCH: 1.3, Action.SQUAT: 1.2, Action.BALANCE: 1.0, Action.STAND: 0.7,
}  # fmt: skip
_LENGTHS = (0.42, 0.42, 0.16)  # one, two, three steps, before those that do not fit are refused
_TOGETHER = 0.25
_BODY_ALONE = 0.62  # of the steps that are not both
_OPEN = 0.2  # share of attributes left open
_OPEN_SPEED = 0.6
_PACED_STEPS = 4  # a pace needs some steps to be seen
_MARGIN = 12  # frames that unlucky draws may add


def sample_command(rng: np.random.Generator) -> Command:
    """Draw a command of one to three steps that fits into a clip."""
    while True:
        steps = 1 + int(rng.choice(len(_LENGTHS), p=_LENGTHS))
        command = Command(tuple(sample_step(rng) for _ in range(steps)))
        if distinct(command) and fits(command):
            return command


def distinct(command: Command) -> bool:
    """Whether neighbouring steps differ: two walks (or a walk and a run) ahead look like one."""

    def key(part: Part) -> tuple[Action, str | None]:
        if part.action in (Action.WALK, Action.RUN):
            return Action.WALK, part.direction or 'forward'
        return part.action, None

    parts = [{key(part) for part in step.parts} for step in command.steps]
    return all(not (a & b) for a, b in pairwise(parts))


def fits(command: Command) -> bool:
    """Whether a command fits into a clip at the natural tempo."""
    plan = plan_clip(command, Manner(), np.random.default_rng(0), short=True)
    return plan.frames <= MAX_FRAMES - _MARGIN


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
        arms_up = gesture.action is Action.FLAP or (
            gesture.action in (Action.RAISE, Action.WAVE) and gesture.side in (None, 'both')
        )
        # Feet apart and both arms up would look like a jumping jack.
        if not (arms_up and body.direction in ('left', 'right')):
            return Step(body, gesture)


def _part(rng: np.random.Generator, weights: dict[Action, float]) -> Part:
    actions = list(weights)
    share = np.array(list(weights.values()))
    action = actions[int(rng.choice(len(actions), p=share / share.sum()))]
    allowed = ALLOWED[action]
    values: dict[str, Any] = {}
    for name, options in (
        ('side', allowed.sides),
        ('count', allowed.counts),
        ('direction', allowed.directions),
        ('angle_deg', allowed.angles_deg),
    ):
        if options and rng.random() >= _OPEN:
            values[name] = options[int(rng.integers(len(options)))]
    sideways = action is Action.POINT and values.get('direction') in ('left', 'right')
    if sideways and 'side' in values:
        values['side'] = values['direction']
    if action is Action.WALK:
        _pace(rng, values)
    return Part(action, **values)


def _pace(rng: np.random.Generator, values: dict[str, Any]) -> None:
    """Give a walk a speed now and then, and enough steps to show it."""
    if values.get('direction') == 'backward' and rng.random() < 0.3:
        values['direction'] = 'forward'
    if rng.random() < _OPEN_SPEED:
        return
    values['speed'] = ('slow', 'normal', 'fast')[int(rng.choice(3, p=(0.4, 0.2, 0.4)))]
    if values.get('count') is not None:
        values['count'] = max(values['count'], _PACED_STEPS)


assert set(_BODY_WEIGHTS) | GESTURES == set(Action)
assert set(_GESTURE_WEIGHTS) == GESTURES
assert set(_CARRIER_WEIGHTS) == CARRIERS
