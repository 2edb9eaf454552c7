# SPDX-License-Identifier: Apache-2.0
"""One command from text to a trajectory that may be sent, with a code for every way it can end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from irgm_ros.errors import CommandRefused, IrgmError, JointStateError
from irgm_ros.pipeline import MotionPipeline, PipelineResult
from irgm_ros.robot import time_trajectory
from irgm_ros.ros.goal_worker import Job
from irgm_ros.ros.mover import ExecutionError, Mover
from irgm_ros.ros.params import Parameters
from irgm_ros.ros.posture import PostureMonitor
from irgm_ros.ros.results import Codes, Feedback, Outcome, to_feedback
from irgm_ros.ros.safety import violation
from irgm_ros.ros.status import StatusBoard
from irgm_ros.types import FloatArray

_STILL = 0.1  # joint velocity below which a robot counts as standing still [rad/s]


class StoppedError(Exception):
    """The job was asked to end; raised between stages to leave the work."""


class Generation:
    """Runs commands on a loaded pipeline; in the worker thread only."""

    def __init__(
        self,
        pipeline: MotionPipeline,
        monitor: PostureMonitor,
        mover: Mover,
        now: Callable[[], float],
    ) -> None:
        """Store the parts.

        Args:
            pipeline: Model and robot.
            monitor: Present posture.
            mover: Sends trajectories.
            now: ROS time [s].
        """
        self._pipeline, self._monitor, self._mover, self._now = pipeline, monitor, mover, now
        assert pipeline.robot is not None
        self._robot = pipeline.robot

    def run(
        self,
        job: Job,
        parameters: Parameters,
        notify: Callable[[Feedback], None],
        board: StatusBoard,
    ) -> Outcome:
        """Do a job.

        Args:
            job: The command.
            parameters: Snapshot for this command.
            notify: Gets feedback as things happen.
            board: Knows whether the robot moves, is told when a trajectory is sent.

        Returns:
            The outcome; nothing is raised but what is no error of this package.
        """
        try:
            start, _ = self._start(job, parameters, board)
            result = self._generate(job, parameters, start, notify)
            result = self._from_here(result, start, parameters)
            return self._send(job, parameters, result, notify, board)
        except StoppedError:
            code = Codes.CANCELLED if job.stop_code is None else job.stop_code
            return Outcome(code, _STOP_MESSAGES.get(code, 'stopped'))
        except CommandRefused as refusal:
            return Outcome(getattr(Codes, refusal.code), refusal.reason)
        except JointStateError as error:
            return Outcome(Codes.STALE_JOINT_STATE, str(error))
        except ExecutionError as error:
            return Outcome(Codes.EXECUTION_FAILED, str(error))
        except IrgmError as error:
            return Outcome(Codes.INVALID_RESULT, str(error))

    def _generate(
        self,
        job: Job,
        parameters: Parameters,
        start: FloatArray,
        notify: Callable[[Feedback], None],
    ) -> PipelineResult:
        """Run the pipeline from a posture of the robot."""
        result = self._pipeline.run(
            job.text,
            on_event=lambda event: notify(to_feedback(event)),
            should_stop=job.should_stop,
            rounds=job.rounds or parameters.max_rounds,
            deadline=job.deadline or parameters.deadline,
            start=start,
            checks=parameters.checks,
        )
        if job.should_stop():
            raise StoppedError
        return result

    def _start(
        self, job: Job, parameters: Parameters, board: StatusBoard
    ) -> tuple[FloatArray, FloatArray]:
        """Check the command and return the present state to start from.

        A robot that still moves is brought to rest if the new motion is to follow.
        """
        self._pipeline.check(job.text)  # a refusal says more than a missing joint state
        if _moves(job, parameters) and board.halted():
            self._mover.stop(self._now(), parameters.joint_state_timeout)
        return self._posture(parameters)

    def _posture(self, parameters: Parameters) -> tuple[FloatArray, FloatArray]:
        """Return present positions and velocities, or rest where that is allowed."""
        try:
            return self._monitor.state(self._now(), parameters.joint_state_timeout)
        except JointStateError:
            if parameters.allow_missing_joint_state:
                rest = np.array(self._robot.rest_posture)
                return rest, np.zeros_like(rest)
            raise

    def _from_here(
        self, result: PipelineResult, start: FloatArray, parameters: Parameters
    ) -> PipelineResult:
        """Blend again from the present posture if the robot moved while the model worked."""
        here, speed = self._posture(parameters)
        moved = float(np.abs(here - start).max())
        still = float(np.abs(speed).max()) <= _STILL
        if result.path is None or result.trajectory is None:
            return result
        if still and moved <= parameters.start_tolerance:
            return result
        moving = None if still else speed
        trajectory = time_trajectory(self._robot, result.path, here, moving)
        return replace(result, trajectory=trajectory)

    def _send(
        self,
        job: Job,
        parameters: Parameters,
        result: PipelineResult,
        notify: Callable[[Feedback], None],
        board: StatusBoard,
    ) -> Outcome:
        """Check the trajectory and let the robot move if the job asks for it."""
        if result.feasibility is not None and result.feasibility.verdict == 'refused':
            reasons = '; '.join(result.feasibility.reasons) or 'not executable'
            return Outcome(Codes.INFEASIBLE_MOTION, reasons, result)
        if result.trajectory is None or result.feasibility is None:
            return Outcome(Codes.INVALID_RESULT, f'no motion: {result.stop_reason}', result)
        trajectory = result.trajectory
        problem = violation(trajectory, self._robot, parameters.max_duration)
        if problem:
            return Outcome(Codes.INVALID_RESULT, problem, result)
        if not _moves(job, parameters):
            return Outcome(Codes.OK, 'generated, not sent', result)
        duration = float(trajectory.times[-1])
        notify(Feedback(stage='executing', round=result.selected_round or 0))
        board.executing(duration)
        topic = parameters.execution == 'topic'
        if topic:
            sent = self._mover.publish(trajectory, job.should_stop, parameters.chunk_seconds)
        else:
            sent = self._mover.execute(trajectory, job.should_stop)
        if not sent:
            raise StoppedError
        done = 'published' if topic else 'executed'
        return Outcome(Codes.OK, f'{done} a trajectory of {duration:.2f} s', result)


_STOP_MESSAGES = {
    Codes.PREEMPTED: 'a newer command took over',
    Codes.CANCELLED: 'cancelled by the client',
    Codes.STOPPED: 'stopped',
}


def _moves(job: Job, parameters: Parameters) -> bool:
    """Whether the robot is to move in the end."""
    return job.execute and parameters.execution != 'none'
