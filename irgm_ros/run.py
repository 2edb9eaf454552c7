# SPDX-License-Identifier: Apache-2.0
"""One command on its way: gate, loop, decoding, retargeting, timing, judging."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.backends import Bundle
from irgm_ros.errors import IrgmError, MotionError, RobotError
from irgm_ros.language.command import is_stop
from irgm_ros.language.events import (
    Analysed,
    Checker,
    Finished,
    LoopEvent,
    Mode,
    MotionReady,
    Request,
)
from irgm_ros.language.interpreter import Interpreter
from irgm_ros.language.loop import IrmogenLoop
from irgm_ros.motion.codec import MotionCodec
from irgm_ros.motion.features import positions_from_features
from irgm_ros.motion.kit import humanml3d_from_kit
from irgm_ros.motion.layout import KIT
from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.result import STOP_COMMAND, PipelineResult
from irgm_ros.retargeting import Retargeted, RobotStage, timed
from irgm_ros.types import Feasibility, Motion, MotionTokens, RobotPath


@dataclass(frozen=True)
class StageFinished:
    """A stage after the loop is over; goes to ``on_event`` among the loop's events.

    Attributes:
        stage: ``decode``, ``retarget``, ``trajectory`` or ``feasibility``.
        seconds: Its wall time [s].
    """

    stage: str
    seconds: float


Event = LoopEvent | StageFinished


@dataclass
class Candidate:
    """The motion of one round on its way through the stages.

    Attributes:
        motion: Features.
        positions: (F, 22, 3), y up [m].
        path: The robot's frames, once there.
        done: The robot's motion from its rest posture, once there.
        refusal: Why there can be none.
    """

    motion: Motion
    positions: NDArray[np.float64]
    path: RobotPath | None = None
    done: Retargeted | None = None
    refusal: Feasibility | None = None


@dataclass(frozen=True)
class Parts:
    """What a pipeline has loaded.

    Attributes:
        bundle: The model's files.
        loop: The language model with its loop.
        codec: The motion tokenizer.
        interpret: Reads commands for the model.
        stage: The robot; None for none.
    """

    bundle: Bundle
    loop: IrmogenLoop
    codec: MotionCodec
    interpret: Interpreter
    stage: RobotStage | None

    def decode(self, tokens: MotionTokens) -> Candidate:
        """Decode a motion and check it.

        Raises:
            MotionError: Its positions are not finite.
        """
        motion = self.codec.decode(tokens)
        return Candidate(motion, joint_positions(motion))


class PipelineRun:
    """One command on its way through the stages; made for one ``execute``."""

    def __init__(self, parts: Parts, notify: Callable[[Event], None]) -> None:
        """Start the clock.

        Args:
            parts: What was loaded.
            notify: Called with each event as it happens.
        """
        self._parts = parts
        self._notify = notify
        self._timings: dict[str, float] = {}
        self._candidates: dict[bytes, Candidate] = {}
        self._began = time.perf_counter()

    def execute(
        self,
        text: str,
        start: NDArray[Any] | None,
        should_stop: Callable[[], bool] | None,
        rounds: int | None,
        deadline: float | None,
        seed: int | None,
        mode: Mode,
        first_motion: MotionTokens | None = None,
        checks: bool = True,
    ) -> PipelineResult:
        """Do all stages; arguments as in ``MotionPipeline.run``."""
        if isinstance(text, str) and is_stop(text):
            heard = text.encode('utf-8', 'replace').decode()
            return self._result(command=' '.join(heard.split()), stop_reason=STOP_COMMAND)
        with timed(self._timings, 'command'):
            said = self._parts.interpret(text)
        stage = self._parts.stage
        critic = None if stage is None else partial(self._criticise, stage)
        request = Request(
            said.caption, mode, rounds, deadline, seed, critic, should_stop, first_motion,
            self._checker() if checks else None,
        )  # fmt: skip
        with timed(self._timings, 'loop'):
            analysis, finished = self._loop(request)
        parts: dict[str, Any] = {'rounds': finished.rounds, 'selected_round': finished.selected}
        if finished.selected is not None:
            parts |= self._embody(finished.rounds[finished.selected].tokens, start)
        return self._result(
            command=said.command, analysis=analysis, stop_reason=finished.stop_reason, **parts
        )

    def _loop(self, request: Request) -> tuple[str, Finished]:
        """Run the loop, passing events on; the first motion is decoded as soon as it is there."""
        analysis = ''
        for event in self._parts.loop.run(request):
            if isinstance(event, Analysed):
                analysis = event.text
            elif isinstance(event, MotionReady) and 'first_motion' not in self._timings:
                self._decoded(event.tokens)
                self._timings['first_motion'] = time.perf_counter() - self._began
            self._notify(event)
            if isinstance(event, Finished):
                return analysis, event
        raise IrgmError('the loop ended without its last event')

    def _embody(self, tokens: MotionTokens, start: NDArray[Any] | None) -> dict[str, Any]:
        """Take the selected motion to the robot; decode and retarget are mostly done already."""
        candidate = self._decoded(tokens)
        made: dict[str, Any] = {
            'motion': candidate.motion,
            'positions_rep103': to_rep103(candidate.positions),
        }
        self._tell('decode')
        stage = self._parts.stage
        if stage is None:
            return made
        verdict = self._judged(candidate, stage)
        path, done = candidate.path, candidate.done
        if path is not None and done is not None and start is not None:
            done = stage.finish(path, candidate.positions, start, self._timings)
            verdict = done.feasibility
        self._tell('retarget', 'trajectory', 'feasibility')
        trajectory = None if done is None else done.trajectory
        return {**made, 'path': path, 'trajectory': trajectory, 'feasibility': verdict}

    def _criticise(self, stage: RobotStage, tokens: MotionTokens) -> Feasibility:
        """Judge a round on the robot; it enters the loop as an assessment."""
        verdict = self._judged(self._decoded(tokens), stage)
        self._timings.setdefault('first_trajectory', time.perf_counter() - self._began)
        return verdict

    def _checker(self) -> Checker:
        from irgm_ros.checking import MotionCheck  # with scipy.signal: not for every import

        return MotionCheck(lambda tokens: self._decoded(tokens).positions)

    def _decoded(self, tokens: MotionTokens) -> Candidate:
        """Decode once."""
        key = tokens.codes.tobytes()
        if key not in self._candidates:
            with timed(self._timings, 'decode'):
                self._candidates[key] = self._parts.decode(tokens)
        return self._candidates[key]

    def _judged(self, candidate: Candidate, stage: RobotStage) -> Feasibility:
        """Retarget, time and judge once, from the robot's rest posture."""
        if candidate.path is None:
            with timed(self._timings, 'retarget'):
                candidate.path = stage.follow(candidate.positions, candidate.motion.fps)
            try:
                candidate.done = stage.finish(
                    candidate.path, candidate.positions, timings=self._timings
                )
            except RobotError as error:  # no trajectory within bounds: the robot's veto
                candidate.refusal = Feasibility('refused', (str(error),), score=0.0)
        if candidate.done is not None:
            return candidate.done.feasibility
        assert candidate.refusal is not None
        return candidate.refusal

    def _tell(self, *stages: str) -> None:
        for stage in stages:
            self._notify(StageFinished(stage, self._timings.get(stage, 0.0)))

    def _result(self, **parts: Any) -> PipelineResult:
        """Fill in what every result has."""
        self._timings['total'] = time.perf_counter() - self._began
        return PipelineResult(
            timings=dict(self._timings),
            bundle=self._parts.bundle.manifest.name,
            provider=self._parts.loop.model.provider,
            **parts,
        )


def joint_positions(motion: Motion) -> NDArray[np.float64]:
    """Return the joints of a motion in either representation.

    Args:
        motion: Features.

    Returns:
        (F, 22, 3), y up [m].

    Raises:
        MotionError: The positions are not finite.
    """
    points = positions_from_features(motion.features)
    if motion.features.shape[1] == KIT.width:
        points = humanml3d_from_kit(points)
    if not np.isfinite(points).all():
        raise MotionError('decoded motion: positions are not finite')
    return points
