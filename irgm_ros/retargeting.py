# SPDX-License-Identifier: Apache-2.0
"""From a human motion to a robot's trajectory: retarget, time, judge."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from irgm_ros.errors import DurationError
from irgm_ros.motion.skeleton import FPS
from irgm_ros.types import Feasibility, RobotPath, TimedTrajectory

if TYPE_CHECKING:
    from irgm_ros.robot.description import Robot

# What the robot layer imports on first use, a second's worth: part of loading, not of a motion.
_LATE_IMPORTS = (
    'ruckig',
    'scipy.interpolate',
    'scipy.linalg',
    'scipy.ndimage',
    'scipy.spatial.transform',
)


@contextmanager
def timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    """Add the wall time of the block to ``timings[stage]`` [s]."""
    began = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] = timings.get(stage, 0.0) + time.perf_counter() - began


@dataclass(frozen=True)
class Retargeted:
    """A motion on a robot.

    Attributes:
        path: The frames before timing.
        trajectory: The motion inside the robot's limits; None where it would last too long there,
            and is refused.
        feasibility: What was measured on both.
        timings: Stage -> wall time [s].
    """

    path: RobotPath
    trajectory: TimedTrajectory | None
    feasibility: Feasibility
    timings: dict[str, float] = field(default_factory=dict)


class RobotStage:
    """Everything the pipeline asks of one robot; reusable, not thread-safe."""

    def __init__(self, robot: Robot) -> None:
        """Prepare the robot's kinematics.

        Raises:
            RobotError: The robot's map makes no humanoid.
        """
        from irgm_ros.robot import Retargeter

        for name in _LATE_IMPORTS:
            importlib.import_module(name)
        self.robot = robot
        self._retargeter = Retargeter(robot)

    def follow(self, positions: NDArray[Any], fps: float = FPS) -> RobotPath:
        """Return the robot's frames for (F, 22, 3) human joints, y up [m]."""
        return self._retargeter.retarget(positions, fps)

    def finish(
        self,
        path: RobotPath,
        positions: NDArray[Any],
        start: NDArray[Any] | None = None,
        timings: dict[str, float] | None = None,
    ) -> Retargeted:
        """Time a path inside the limits and judge it.

        Args:
            path: From ``follow``.
            positions: What ``follow`` was given.
            start: (n,) present joint positions to blend from [rad]; None for the rest posture.
            timings: Wall times so far [s]; those of this call are added.

        Returns:
            Path, trajectory, feasibility and wall times.

        Raises:
            RobotError: ``start`` is none of this robot, or it cannot move from there.
        """
        from irgm_ros.robot import assess_feasibility

        timings = {} if timings is None else timings
        with timed(timings, 'trajectory'):
            made = _time_or_error(self.robot, path, start)
        with timed(timings, 'feasibility'):
            feasibility = assess_feasibility(self.robot, path, made, positions)
        trajectory = None if isinstance(made, DurationError) else made
        return Retargeted(path, trajectory, feasibility, timings)

    def run(
        self, positions: NDArray[Any], fps: float = FPS, start: NDArray[Any] | None = None
    ) -> Retargeted:
        """Do all of it.

        Args:
            positions: (F, 22, 3) human joints, y up [m].
            fps: Their rate [Hz].
            start: As in ``finish``.

        Raises:
            MotionError: Wrong shape, rate or non-finite numbers.
        """
        timings: dict[str, float] = {}
        with timed(timings, 'retarget'):
            path = self.follow(positions, fps)
        return self.finish(path, positions, start, timings)


def _time_or_error(
    robot: Robot, path: RobotPath, start: NDArray[Any] | None
) -> TimedTrajectory | DurationError:
    """Time a path, or say why it lasts too long: part of the verdict, not the end of the run."""
    from irgm_ros.robot import time_trajectory

    try:
        return time_trajectory(robot, path, start)
    except DurationError as error:
        return error
