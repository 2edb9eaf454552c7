# SPDX-License-Identifier: Apache-2.0
"""A trajectory in chunks, each of which ends in a stop that the next one takes away.

Whoever follows chunks comes to rest by itself, on the path and inside the limits, when the sender
dies. All times count from the start of the whole trajectory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.description import Robot
from irgm_ros.types import TimedTrajectory

Array = NDArray[np.float64]
LEAD_S = 0.3  # a chunk begins so long before the end of the one before it
_TOLERANCE = 1e-6
_SHORTEST_STOP_S, _STEP_S = 0.3, 0.1  # durations of a stop that are tried


def chunks(robot: Robot, trajectory: TimedTrajectory, seconds: float) -> Iterator[TimedTrajectory]:
    """Cut a trajectory into chunks that overlap by `LEAD_S`.

    Args:
        robot: Gives the limits that hold during the stops, too.
        trajectory: The whole.
        seconds: From the end of one chunk to the end of the next, without their stops [s].

    Yields:
        Trajectories with the points of the whole and a stop behind them; chunk ``i`` should be
        known to the controller ``i * seconds - LEAD_S`` after the start. The last has no stop of
        its own: it ends as the whole does.

    Raises:
        ValueError: ``seconds`` is not longer than `LEAD_S`.
    """
    if not seconds > LEAD_S:
        raise ValueError(f'seconds: {seconds} given, more than {LEAD_S} expected')
    times = np.asarray(trajectory.times)
    path = _Path(trajectory)
    end = 0.0
    while end < times[-1]:
        first, end = end - LEAD_S, end + seconds
        kept = (times > first) & (times <= end)
        stop = path.stop(robot, times[kept][-1]) if kept.any() else None
        if stop is None:
            yield _rows(trajectory, times > first)
            return
        yield _joined(_rows(trajectory, kept), stop)


class _Path:
    """The curve of a trajectory as a function of its own time."""

    def __init__(self, trajectory: TimedTrajectory) -> None:
        from scipy.interpolate import CubicHermiteSpline, CubicSpline

        self._given = trajectory
        self._times = np.asarray(trajectory.times)
        # A cubic spline is given by positions and velocities at its knots.
        self._joints: Any = CubicHermiteSpline(
            self._times, trajectory.joint_positions, trajectory.joint_velocities
        )
        self._base: Any = CubicSpline(self._times, trajectory.base_positions)

    def stop(self, robot: Robot, begin: float) -> TimedTrajectory | None:
        """Come to rest along the path, from full pace at ``begin``, as soon as the limits allow.

        Progress along the path slows down from 1 to 0 with half a cosine.

        Args:
            robot: The limits.
            begin: A time of the trajectory [s].

        Returns:
            Points behind ``begin``; None where the trajectory ends earlier than any stop would.
        """
        period = float(self._times[1] - self._times[0])
        longest = 2 * (self._times[-1] - begin)
        for duration in np.arange(_SHORTEST_STOP_S, longest, _STEP_S):
            elapsed: Array = period * np.arange(1.0, np.ceil(duration / period) + 1.0)
            angle = np.pi * np.minimum(elapsed / duration, 1.0)
            progress = begin + 0.5 * duration * (angle + np.sin(angle)) / np.pi
            pace, braking = 0.5 * (1.0 + np.cos(angle)), -0.5 * np.pi / duration * np.sin(angle)
            speed = self._joints(progress, 1) * pace[:, None]
            bend = self._joints(progress, 2) * (pace**2)[:, None]
            bend += self._joints(progress, 1) * braking[:, None]
            if _inside(speed, robot.velocity_limits) and _inside(bend, robot.acceleration_limits):
                return self._trajectory(begin + elapsed, progress, pace, speed, bend)
        return None

    def _trajectory(
        self, times: Array, progress: Array, pace: Array, speed: Array, bend: Array
    ) -> TimedTrajectory:
        from scipy.spatial.transform import Rotation, Slerp

        given = self._given
        speed[-1] = 0.0
        turned = Slerp(self._times, Rotation.from_quat(given.base_quat_xyzw))(progress)
        twists: Any = None
        if given.base_twists is not None:
            columns = np.asarray(given.base_twists).T
            twists = np.stack([np.interp(progress, self._times, c) for c in columns], axis=1)
            twists *= pace[:, None]
        return TimedTrajectory(
            given.joint_names, times, self._joints(progress), speed, bend,
            self._base(progress), turned.as_quat(), base_twists=twists,
        )  # fmt: skip


def _inside(values: Array, limits: Array) -> bool:
    return bool((np.abs(values) <= limits * (1.0 + _TOLERANCE)).all())


_ROWS = (
    'times', 'joint_positions', 'joint_velocities', 'joint_accelerations', 'base_positions',
    'base_quat_xyzw', 'base_twists',
)  # fmt: skip


def _rows(trajectory: TimedTrajectory, kept: NDArray[np.bool_]) -> TimedTrajectory:
    rows: dict[str, Any] = {name: getattr(trajectory, name) for name in _ROWS}
    rows = {name: None if values is None else values[kept] for name, values in rows.items()}
    return replace(trajectory, **rows)


def _joined(first: TimedTrajectory, second: TimedTrajectory) -> TimedTrajectory:
    pairs = {name: (getattr(first, name), getattr(second, name)) for name in _ROWS}
    rows: dict[str, Any] = {
        name: None if one is None else np.concatenate([one, other])
        for name, (one, other) in pairs.items()
    }
    return replace(first, **rows)
