# SPDX-License-Identifier: Apache-2.0
"""A sentence in, a motion and a robot's trajectory out: composes language, motion and robot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from irgm_ros.backends import Bundle, SessionOptions, default_provider
from irgm_ros.errors import IrgmError, MotionError
from irgm_ros.language.evaluator import Evaluator
from irgm_ros.language.events import Analysed, LoopEvent, Mode, Request
from irgm_ros.language.interpreter import Interpreter
from irgm_ros.language.loop import IrmogenLoop
from irgm_ros.language.scoring import alignment
from irgm_ros.motion.codec import MotionCodec
from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.files import resampled
from irgm_ros.motion.layout import KIT
from irgm_ros.motion.skeleton import FPS
from irgm_ros.result import PipelineResult
from irgm_ros.retargeting import Retargeted, RobotStage
from irgm_ros.run import Event, Parts, PipelineRun, StageFinished, joint_positions
from irgm_ros.types import IntArray, Motion, MotionTokens, RobotPath

if TYPE_CHECKING:
    from irgm_ros.robot.description import Robot

__all__ = [
    'Event', 'LoopEvent', 'Mode', 'MotionAssessment', 'MotionPipeline', 'PipelineResult',
    'StageFinished',
]  # fmt: skip


@dataclass(frozen=True)
class MotionAssessment:
    """What the model says of a motion for a sentence.

    Attributes:
        assessment: What the motion shows, or lacks.
        refinement: What to change.
        accepted: Whether nothing is to be changed.
        alignment: How well motion and sentence agree, in [0, 1]; to compare motions for one
            sentence, not sentences.
        judge: Whose word that is: the bundle's ``evaluator``, or the ``language model`` where
            there is none.
    """

    assessment: str
    refinement: str
    accepted: bool
    alignment: float
    judge: Literal['evaluator', 'language model']


class MotionPipeline:
    """A loaded model and robot; one run at a time.

    Attributes:
        bundle: The model's files.
        robot: The robot, or None.
        evaluator: The bundle's evaluator of texts and motions, or None.
    """

    def __init__(
        self, bundle: Bundle, robot: Robot | None, options: SessionOptions | None = None
    ) -> None:
        """Load the graphs.

        Args:
            bundle: A checked bundle.
            robot: None leaves retargeting out.
            options: Provider and threads.
        """
        self.bundle = bundle
        self.robot = robot
        codec = MotionCodec(bundle, options)
        self.evaluator = Evaluator.from_bundle(bundle, options)
        aligner = None if self.evaluator is None else partial(_aligned, self.evaluator, codec)
        self._parts = Parts(
            bundle,
            IrmogenLoop.from_bundle(bundle, options, aligner),
            codec,
            Interpreter.from_bundle(bundle, options),
            RobotStage(robot) if robot is not None else None,
        )

    @classmethod
    def load(
        cls,
        bundle: str | Path | None = None,
        robot: str | Path | Robot | None = 'g1',
        *,
        provider: str | None = None,
        strict_provider: bool = False,
        threads: int = 1,
        robot_mode: str = 'whole_body',
    ) -> MotionPipeline:
        """Load model and robot.

        Args:
            bundle: Folder of the model; None takes ``IRGM_BUNDLE``, else the one built in.
            robot: Name of a preset, path of a YAML map, a loaded robot, or None for none.
            provider: ``cpu``, ``cuda``, ``tensorrt`` (native, with the engines of this machine)
                or onnxruntime's own name; None takes ``IRGM_PROVIDER``, else ``cpu``.
            strict_provider: Refuse to run on another provider.
            threads: Threads inside one operator.
            robot_mode: ``upper_body`` where a walking controller has the legs; see
                `irgm_ros.robot.description.Robot`.

        Raises:
            BundleError: The bundle is missing, damaged or does not fit.
            DeviceError: ``tensorrt`` is asked for, and it, a GPU or an engine is missing.
            RobotError: The robot is unknown or its files are missing.
        """
        options = SessionOptions(provider or default_provider(), strict_provider, threads)
        checked = Bundle.load(bundle)
        return cls(checked, _load_robot(robot, robot_mode), options)

    @property
    def provider(self) -> str:
        """What really runs the language model."""
        return self._parts.loop.model.provider

    @property
    def codec(self) -> MotionCodec:
        """The motion tokenizer."""
        return self._parts.codec

    def run(
        self,
        text: str,
        on_event: Callable[[Event], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        *,
        rounds: int | None = None,
        deadline: float | None = None,
        seed: int | None = None,
        mode: Mode = 'single_pass',
        start: NDArray[Any] | None = None,
        first_motion: MotionTokens | None = None,
        checks: bool = True,
    ) -> PipelineResult:
        """Turn a sentence into a motion and, with a robot, a trajectory.

        Args:
            text: The command. A stop word gives a result with ``stop_reason`` ``stop_command``
                and nothing else.
            on_event: Called with each event as it happens.
            should_stop: Polled before each token; True ends the loop with the best round so far.
            rounds: Most rounds; None for the model's own limit.
            deadline: Longest time for the loop [s].
            seed: Draw at random from this seed; None takes the likeliest tokens.
            mode: ``single_pass``, ``stepwise`` or ``first``.
            start: (n,) joint positions [rad] of the robot now, to blend from.
            first_motion: Judged and refined in the place of a first generation.
            checks: Whether motions are measured against the analysis; what is missing asks for
                another round. Analyses in other words than the default bundle's are not checked.

        Returns:
            All that was made; without a motion if the loop was stopped before the first one.

        Raises:
            CommandRefused: The command is empty, no plain text, or asks for what the model
                cannot do.
            IrgmError: A stage failed; the message says which and why.
        """
        run = PipelineRun(self._parts, on_event or (lambda event: None))
        return run.execute(
            text, start, should_stop, rounds, deadline, seed, mode, first_motion, checks
        )

    def warm_up(self) -> None:
        """Load what is loaded on first use, so that the first command is as fast as the next."""
        tokens = MotionTokens(np.zeros((10, self.bundle.manifest.codebooks), dtype=np.int64))
        for _ in self._parts.loop.run(Request('stand', mode='first', rounds=1)):
            pass
        candidate = self._parts.decode(tokens)
        import_module('irgm_ros.checking')
        if self._parts.stage is not None:
            self._parts.stage.run(candidate.positions, candidate.motion.fps)

    def caption(self, motion: Motion | NDArray[Any], fps: float = FPS) -> str:
        """Say in words what a motion shows.

        Args:
            motion: Features, or (F, 22, 3) positions, y up [m].
            fps: Rate of positions [Hz].

        Raises:
            MotionError: The motion is too short or too long for the model.
        """
        return self._parts.loop.caption(self._encode(motion, fps).codes)

    def assess(
        self, text: str, motion: Motion | NDArray[Any], fps: float = FPS
    ) -> MotionAssessment:
        """Compare a motion with a sentence.

        Args:
            text: What the motion should show.
            motion: Features, or (F, 22, 3) positions, y up [m].
            fps: Rate of positions [Hz].

        Raises:
            CommandRefused: The sentence is none that the model can judge.
            MotionError: The motion is too short or too long for the model.
        """
        command, loop = self.check(text), self._parts.loop
        features = self._readable(motion, fps)
        codes = self._parts.codec.encode(features).codes
        analysis = self._analysis(command)
        said = loop.assess(command, analysis, codes)
        if self.evaluator is not None:  # it reads the motion itself, the model its tokens
            score = self.evaluator.score(command, features.features)
            return MotionAssessment(*said, score, 'evaluator')
        wanted = command
        if loop.prompter.templates.scored_text == 'analysis':
            wanted = analysis or command
        score = alignment(loop.model, loop.prompter, wanted, codes)
        return MotionAssessment(*said, score, 'language model')

    def retarget(
        self, positions: NDArray[Any], fps: float = FPS, start: NDArray[Any] | None = None
    ) -> Retargeted:
        """Retarget a human motion to the robot, time it and judge it.

        Args:
            positions: (F, 22, 3), y up [m].
            fps: Their rate [Hz].
            start: (n,) joint positions [rad] to blend from.

        Raises:
            IrgmError: The pipeline has no robot.
            MotionError: Wrong shape, rate or non-finite numbers.
        """
        return self._robot_stage().run(positions, fps, start)

    def follow(self, positions: NDArray[Any], fps: float = FPS) -> RobotPath:
        """Return the robot's frames alone, not timed; arguments as in ``retarget``."""
        return self._robot_stage().follow(positions, fps)

    def check(self, text: str) -> str:
        """Return the command as the model takes it.

        Raises:
            CommandRefused: With code and reason.
        """
        return self._parts.interpret(text).caption

    def _robot_stage(self) -> RobotStage:
        if self._parts.stage is None:
            raise IrgmError('loaded without a robot: nothing to retarget to')
        return self._parts.stage

    def _analysis(self, command: str) -> str:
        """What the model says that the command needs."""
        for event in self._parts.loop.run(Request(command, mode='first', rounds=1)):
            if isinstance(event, Analysed):
                return event.text
        return ''

    def _encode(self, motion: Motion | NDArray[Any], fps: float) -> MotionTokens:
        """Turn a motion of any source into the model's tokens."""
        return self._parts.codec.encode(self._readable(motion, fps))

    def _readable(self, motion: Motion | NDArray[Any], fps: float) -> Motion:
        """Turn a motion of any source into features as the model takes them."""
        manifest = self.bundle.manifest
        if isinstance(motion, Motion) and motion.features.shape[1] == manifest.features:
            features = motion
        elif manifest.features == KIT.width:
            raise MotionError(
                f'{manifest.name} takes (F, {KIT.width}) features at {manifest.fps:g} Hz only'
            )
        else:
            points, rate = (
                (joint_positions(motion), motion.fps)
                if isinstance(motion, Motion)
                else (motion, fps)
            )
            encoded = features_from_positions(
                resampled(points, rate, manifest.fps), manifest.heading_sigma
            )
            features = Motion(encoded.astype(np.float32), manifest.fps)
        frames, step = len(features.features), self._parts.codec.frames_per_step
        longest = manifest.limits.max_steps * step
        if not step <= frames <= longest:
            raise MotionError(
                f'motion of {frames} frames at {manifest.fps:g} Hz given; {manifest.name} takes '
                f'{step} to {longest} ({longest / manifest.fps:.1f} s)'
            )
        return features


def _aligned(evaluator: Evaluator, codec: MotionCodec, command: str, codes: IntArray) -> float:
    """What the evaluator says of the motion that codes stand for."""
    return evaluator.score(command, codec.decode(MotionTokens(codes)).features)


def _load_robot(robot: str | Path | Robot | None, mode: str) -> Robot | None:
    if not isinstance(robot, str | Path):
        return robot
    from irgm_ros.robot import load_robot

    return load_robot(robot, mode)
