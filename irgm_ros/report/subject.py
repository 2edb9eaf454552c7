# SPDX-License-Identifier: Apache-2.0
"""What a report is about, and the two clocks that its plots run on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from irgm_ros.report.svg import Axis, Plot
from irgm_ros.robot.description import Robot
from irgm_ros.types import Feasibility, RobotPath, TimedTrajectory

Array = NDArray[np.float64]
WIDE, SMALL = (480, 150), (240, 130)  # sizes of plots [px]


@dataclass(frozen=True, eq=False)
class Subject:
    """A retargeted motion.

    Attributes:
        title: What was asked for: a sentence or the name of a file.
        facts: Name and value of whatever a reader should know, e.g. ``('Model', 'default')``.
        positions: (F, 22, 3) the human in REP-103 axes, floor at z = 0 [m].
        robot: The robot.
        path: Its F frames before timing.
        trajectory: The timed motion; None where the robot's limits allow none.
        feasibility: The verdict on both.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    positions: Array
    robot: Robot
    path: RobotPath
    trajectory: TimedTrajectory | None
    feasibility: Feasibility


@dataclass(frozen=True)
class Clock:
    """A time axis.

    Attributes:
        name: ``motion``: the frames before timing; ``robot``: the timed trajectory.
        times: (K,) of the samples [s].
    """

    name: Literal['motion', 'robot']
    times: Array

    @classmethod
    def of_motion(cls, path: RobotPath) -> Clock:
        """Return the clock of frames."""
        return cls('motion', np.arange(len(path.joint_positions)) / path.fps)

    @classmethod
    def of_robot(cls, trajectory: TimedTrajectory) -> Clock:
        """Return the clock of a trajectory."""
        return cls('robot', np.asarray(trajectory.times, dtype=np.float64))

    def plot(self, title: str, y: Axis, size: tuple[int, int] = WIDE, note: str = '') -> Plot:
        """Begin a plot over time."""
        end = max(float(self.times[-1]), 1e-3)
        return Plot(title, size, Axis(0.0, end, 's'), y, note)

    def finished(self, plot: Plot) -> str:
        """Return a plot over time with the cursor of the player."""
        plot.cursor()
        return plot.svg(f' data-clock="{self.name}"')
