# SPDX-License-Identifier: Apache-2.0
"""Between what the pipeline made and what the action ``generate_motion`` says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from irgm_ros.action import GenerateMotion
from irgm_ros.language.events import Analysed, Assessed, MotionReady, RoundFinished
from irgm_ros.motion.features import positions_from_features
from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.msg import FeasibilityReport, RefinementRound
from irgm_ros.pipeline import Event, PipelineResult, StageFinished
from irgm_ros.ros.conversions import (
    from_motion,
    to_base_trajectory,
    to_joint_trajectory,
    to_motion,
    to_report,
    to_round,
    to_timed_trajectory,
)
from irgm_ros.types import Feasibility, MotionTokens, Round

Codes: TypeAlias = GenerateMotion.Result
Feedback: TypeAlias = GenerateMotion.Feedback
FRAME = 'odom'


@dataclass(frozen=True)
class Outcome:
    """How a command ended.

    Attributes:
        code: Constant of ``GenerateMotion.Result``.
        message: One sentence for a person.
        result: What was made, as far as it got.
    """

    code: int
    message: str
    result: PipelineResult | None = None


def to_feedback(event: Event) -> Feedback:
    """Return what a client is told of an event."""
    match event:
        case Analysed():
            return Feedback(stage='analysis', assessment=event.text)
        case MotionReady():
            return Feedback(stage='generated', round=event.index)
        case Assessed():
            text = f'{event.assessment} {event.refinement}'.strip()
            return Feedback(stage='assessed', round=event.index, assessment=text)
        case RoundFinished(round=done):
            score = float(done.score)
            return Feedback(stage='round_finished', round=done.index, score=score)
        case StageFinished():
            return Feedback(stage=event.stage)
    return Feedback(stage='loop_finished', round=event.selected or 0)


def to_result(outcome: Outcome, base_link: str) -> GenerateMotion.Result:
    """Return the action's result; a trajectory is in it only if the outcome is OK.

    Args:
        outcome: How it ended.
        base_link: Name of the robot's floating link.
    """
    message = Codes(code=outcome.code, message=outcome.message)
    made = outcome.result
    if made is None:
        return message
    message.rounds = [to_round(round_) for round_ in made.rounds]
    message.selected_round = made.selected_round or 0
    message.stop_reason, message.analysis = made.stop_reason, made.analysis
    message.feasibility = to_report(made.feasibility)
    message.motion = to_motion(made.motion)
    message.timing_names = list(made.timings)
    message.timing_s = [float(seconds) for seconds in made.timings.values()]
    if outcome.code == Codes.OK and made.trajectory is not None:
        message.trajectory = to_joint_trajectory(made.trajectory)
        message.base_trajectory = to_base_trajectory(made.trajectory, FRAME, base_link)
    return message


def from_result(
    message: GenerateMotion.Result, command: str, bundle: str = '', provider: str = ''
) -> PipelineResult:
    """Return a result of the action as the pipeline's own, without the robot's untimed path.

    Args:
        message: A result with code OK.
        command: The sentence that was sent.
        bundle: Name of the node's model.
        provider: What the node runs it on.

    Raises:
        MotionError: The message holds no motion or no trajectory.
    """
    motion = from_motion(message.motion)
    feasibility = _feasibility(message.feasibility)
    trajectory = replace(
        to_timed_trajectory(message.trajectory, message.base_trajectory),
        blend_seconds=feasibility.metrics.get('blend_seconds', 0.0),
        stretch_factor=feasibility.metrics.get('stretch_factor', 1.0),
    )
    return PipelineResult(
        command=command,
        analysis=message.analysis,
        rounds=tuple(_round(round_) for round_ in message.rounds),
        selected_round=message.selected_round,
        stop_reason=message.stop_reason,
        timings=dict(zip(message.timing_names, message.timing_s, strict=True)),
        bundle=bundle,
        provider=provider,
        motion=motion,
        positions_rep103=to_rep103(positions_from_features(motion.features)),
        trajectory=trajectory,
        feasibility=feasibility,
    )


def _round(message: RefinementRound) -> Round:
    codes = np.array(message.tokens, dtype=np.int64).reshape(-1, message.codebooks)
    return Round(
        index=message.index,
        tokens=MotionTokens(codes),
        assessment=message.assessment,
        refinement=message.refinement,
        source=message.source,
        score=message.score,
        seconds=message.seconds,
        accepted=message.accepted,
    )


def _feasibility(message: FeasibilityReport) -> Feasibility:
    return Feasibility(
        verdict=message.verdict,
        reasons=tuple(message.reasons),
        metrics=dict(zip(message.metric_names, message.metric_values, strict=True)),
        score=message.score,
    )
