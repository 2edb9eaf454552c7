# SPDX-License-Identifier: Apache-2.0
"""Commands to motions: draw a manner, write the tracks, sample them, place the joints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from irgm_ros.spec.command import ALLOWED, GESTURES, Action, Command, Step
from training.synth.clip import MAX_FRAMES, MIN_FRAMES, Clip
from training.synth.kinematics import Controls, assemble
from training.synth.manner import Manner
from training.synth.noise import sway
from training.synth.repertoire import BODY_TABLE, GESTURE_TABLE
from training.synth.resolve import resolve
from training.synth.stage import TOKEN_FRAMES, Stage
from training.synth.window import Window, arms_of

_ATTEMPTS = (1.05, 1.0, 0.95, 0.9, 0.85)  # caps of the tempo, until the clip is short enough
_COUNTED = frozenset(action for action in GESTURES if ALLOWED[action].counts)
_HOLDING = frozenset({Action.STAND, Action.BALANCE})  # a counted gesture says for how long
# Time until the body does what it is told, and the gesture may begin [s].
_LEAD_IN = {Action.SIT: 1.3, Action.TIPTOE: 0.2, Action.CIRCLE: 0.4}
_HEAD_LEAD_IN = 0.6  # of a gesture that has no way to go first


@dataclass(frozen=True)
class Plan:
    """Tracks of a whole clip, not sampled yet.

    Attributes:
        stage: The written tracks.
        frames: Length of the clip.
        spans: Per step (step index, first frame, last frame).
    """

    stage: Stage
    frames: int
    spans: tuple[tuple[int, int, int], ...]


def synthesise(command: Command, rng: np.random.Generator) -> Clip:
    """Make one motion that fulfils a command.

    Args:
        command: What to do, step by step; open attributes are drawn.
        rng: Source of all variation; equal states give equal clips.

    Returns:
        The clip, between 40 and 196 frames long, with idle frames at both ends.

    Raises:
        ValueError: If the command does not fit into 196 frames at the fastest tempo.
    """
    for attempt, slowest in enumerate(_ATTEMPTS):
        plan = plan_clip(command, Manner.draw(rng, slowest), rng, short=attempt > 1)
        if plan.frames <= MAX_FRAMES:
            return Clip(assemble(_controls(plan, rng)), command, plan.spans)
    raise ValueError(
        f'command needs {plan.frames} frames, allowed: {MAX_FRAMES}; '
        'ask for fewer steps or repetitions'
    )


def plan_clip(
    command: Command, manner: Manner, rng: np.random.Generator, short: bool = False
) -> Plan:
    """Write the tracks of a command.

    Args:
        command: What to do.
        manner: How this person moves.
        rng: Source of chance.
        short: Add no steps for gestures that go along.
    """
    stage = Stage(manner, rng)
    stage.time = _next_token(rng.uniform(4.5, 8.0))
    spans = []
    for index, step in enumerate(command.steps):
        if index:
            stage.time = _next_token(stage.time + rng.uniform(1.0, 2.0))
        first = stage.time
        _play(stage, resolve(step, rng, short))
        spans.append((index, int(np.ceil(first)), int(np.floor(stage.time))))
    frames = int(np.ceil(stage.time)) + 1 + 8
    frames = max(frames, MIN_FRAMES)
    frames += (1 - frames) % int(TOKEN_FRAMES)  # F frames give F - 1 frames of features
    return Plan(stage, frames, tuple(spans))


def _next_token(time: float) -> float:
    """Steps start on whole motion tokens: the same move then always meets the same grid."""
    return float(np.ceil(time / TOKEN_FRAMES) * TOKEN_FRAMES)


def _play(stage: Stage, step: Step) -> None:
    """Write one step with every attribute set; moves the clock to its end."""
    start = stage.time
    body, gesture = step.body, step.gesture
    if gesture is None:
        assert body is not None
        BODY_TABLE[body.action](stage, body)
        return
    perform = GESTURE_TABLE[gesture.action]
    if body is None:
        stage.time = perform(stage, gesture, Window(start, start))
        return
    arms = arms_of(gesture)
    stage.free = frozenset({0, 1}) - set(arms)
    # A step or two are over in no time: the hand is on its way first. The head needs no way.
    brief = body.action is Action.WALK and (body.count or 1) <= 2
    stage.time += stage.cycle(0.7 if brief and arms else 0.15)
    if body.action in _LEAD_IN:
        start = stage.time + stage.cycle(_LEAD_IN[body.action])
    elif not (arms or brief):
        start = stage.time + stage.cycle(_HEAD_LEAD_IN)
    if body.action is Action.SIT or (body.action in _HOLDING and gesture.action in _COUNTED):
        stage.until = perform(stage, gesture, Window(start, start))
        BODY_TABLE[body.action](stage, body)
    else:
        BODY_TABLE[body.action](stage, body)
        stage.until = perform(stage, gesture, Window(start, stage.time))
    stage.time = max(stage.time, stage.until)
    stage.free, stage.until = frozenset({0, 1}), 0.0


# Amplitudes of the idle noise: metres and radians.
_SHIFT_NOISE = np.array([0.010, 0.007, 0.002])
_TRUNK_NOISE = np.radians([1.2, 1.2, 1.8])
_HEAD_NOISE = np.array([0.04, 0.05, 0.02])
_ARM_NOISE = np.array([*np.radians([2.5, 2.0]), 0.006, 0.0, 0.0, 0.0])


def _controls(plan: Plan, rng: np.random.Generator) -> Controls:
    """Sample the tracks and add idle noise."""
    stage, frames = plan.stage, plan.frames
    share = stage.manner.sway
    trunk = stage.trunk.sample(frames) + stage.gesture_trunk.sample(frames)
    head = stage.head.sample(frames) + stage.gesture_head.sample(frames)
    left, right = (
        track.sample(frames) + sway(rng, frames, _ARM_NOISE * share) for track in stage.arms
    )
    return Controls(
        root=stage.root.sample(frames),
        shift=stage.shift.sample(frames) + sway(rng, frames, _SHIFT_NOISE * share),
        trunk=trunk + sway(rng, frames, _TRUNK_NOISE * share),
        head=head + sway(rng, frames, _HEAD_NOISE * share),
        shoulders=stage.shoulders.sample(frames),
        feet=(stage.feet[0].sample(frames), stage.feet[1].sample(frames)),
        arms=(left, right),
    )
