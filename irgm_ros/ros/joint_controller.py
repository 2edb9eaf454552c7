# SPDX-License-Identifier: Apache-2.0
"""A joint trajectory controller with the semantics of ros2_controllers' one; no ROS needed.

Source of the rules: user documentation and parameter list of joint_trajectory_controller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import IrgmError
from irgm_ros.ros.spline import Spline
from irgm_ros.types import FloatArray


class State(IntEnum):
    """What the controller does; the values are those of ``ControllerState.msg``."""

    HOLDING = 0
    FOLLOWING = 1
    SUCCEEDED = 2
    ABORTED = 3


class TrajectoryRejected(IrgmError):
    """A trajectory is not followed; the present one goes on.

    Attributes:
        code: Error code of ``control_msgs/action/FollowJointTrajectory``.
    """

    INVALID_GOAL = -1
    INVALID_JOINTS = -2
    OLD_HEADER_TIMESTAMP = -3

    def __init__(self, code: int, reason: str) -> None:
        """Store ``code``; ``reason`` is the message."""
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Waypoints:
    """A trajectory as received: columns in the order of ``names``.

    Attributes:
        names: Joints, in any order.
        times: (K,) time from start [s].
        positions: (K, n) [rad].
        velocities: (K, n) [rad/s] or None.
        accelerations: (K, n) [rad/s^2] or None.
    """

    names: Sequence[str]
    times: FloatArray
    positions: FloatArray
    velocities: FloatArray | None = None
    accelerations: FloatArray | None = None


class JointController:
    """Turns trajectories into references and watches how well they are followed.

    Attributes:
        joint_names: n joints.
        state: What it does now.
        trajectory_id: Number of accepted trajectories.
        max_error: Largest absolute error of the present trajectory [rad].
        max_error_joint: Where it occurred; empty before the first update.
    """

    def __init__(
        self,
        joint_names: Sequence[str],
        position: FloatArray,
        path_tolerance: float = 0.0,
        interpolate_from_desired_state: bool = False,
        allow_partial_joints_goal: bool = False,
    ) -> None:
        """Start by holding ``position``.

        Args:
            joint_names: n joints.
            position: (n,) posture to hold [rad].
            path_tolerance: Largest error while following [rad]; 0 = not checked.
            interpolate_from_desired_state: Start a trajectory from the wanted instead of the
                measured state.
            allow_partial_joints_goal: Take trajectories of some joints; the others hold.
        """
        self.joint_names = tuple(joint_names)
        self._partial = allow_partial_joints_goal
        self.path_tolerance = path_tolerance
        self.state = State.HOLDING
        self.trajectory_id = 0
        self._from_desired = interpolate_from_desired_state
        self._reference: tuple[FloatArray, FloatArray] = (
            np.array(position, dtype=np.float64),
            np.zeros(len(self.joint_names)),
        )
        self._spline: Spline | None = None
        self._start = 0.0
        self._reset_errors()

    @property
    def reference(self) -> tuple[FloatArray, FloatArray]:
        """The last wanted position [rad] and velocity [rad/s], (n,) each."""
        return self._reference

    def follow(
        self,
        waypoints: Waypoints,
        now: float,
        measured: tuple[FloatArray, FloatArray],
        start: float | None = None,
    ) -> None:
        """Replace the present trajectory; an empty one means hold.

        Args:
            waypoints: The trajectory.
            now: Present time [s].
            measured: (n,) positions [rad] and (n,) velocities [rad/s].
            start: When its time 0 is, in the time base of ``now`` [s]; None = now.

        Raises:
            TrajectoryRejected: It breaks a rule; the present trajectory goes on.
        """
        if len(waypoints.times) == 0:
            self.hold(measured[0])
            return
        self._check(waypoints)
        waypoints = self._completed(waypoints)
        order = self._order(waypoints.names)
        begin = now if start is None else start
        if begin + waypoints.times[-1] <= now:
            raise TrajectoryRejected(
                TrajectoryRejected.OLD_HEADER_TIMESTAMP,
                f'the trajectory ended {now - begin - waypoints.times[-1]:.3f} s ago',
            )
        self._spline = self._splice(waypoints, order, now - begin, measured)
        self._start = begin
        self.state = State.FOLLOWING
        self.trajectory_id += 1
        self._reset_errors()

    def hold(self, position: FloatArray) -> None:
        """Drop the trajectory and hold ``position``, (n,) [rad]."""
        self._halt(position, State.HOLDING)

    def update(
        self, now: float, measured: tuple[FloatArray, FloatArray]
    ) -> tuple[FloatArray, FloatArray]:
        """Return the reference for ``now``.

        Args:
            now: Present time [s].
            measured: (n,) positions [rad] and (n,) velocities [rad/s].

        Returns:
            (n,) wanted positions [rad] and (n,) wanted velocities [rad/s].
        """
        if self._spline is None:
            return self._reference
        self._reference = self._spline.sample(now - self._start)
        error = np.abs(self._reference[0] - measured[0])
        self._record(error)
        if self.path_tolerance > 0 and error.max() > self.path_tolerance:
            self._halt(measured[0], State.ABORTED)
        elif now - self._start >= self._spline.times[-1]:
            self._halt(self._spline.positions[-1], State.SUCCEEDED)
        return self._reference

    def elapsed(self, now: float) -> float:
        """Return the time in the present trajectory [s], 0 while none is followed."""
        return now - self._start if self._spline is not None else 0.0

    def _halt(self, position: FloatArray, state: State) -> None:
        self._spline = None
        self.state = state
        self._reference = (np.array(position), np.zeros(len(self.joint_names)))

    def _completed(self, waypoints: Waypoints) -> Waypoints:
        """Let the joints that a trajectory leaves out hold, where that is allowed."""
        others = [name for name in self.joint_names if name not in waypoints.names]
        if not self._partial or not others:
            return waypoints
        held = self._reference[0][[self.joint_names.index(name) for name in others]]
        columns = [waypoints.positions, waypoints.velocities, waypoints.accelerations]
        rows = (len(waypoints.times), 1)
        filled = [
            None if given is None else np.hstack([given, np.tile(value, rows)])
            for given, value in zip(columns, (held, 0.0 * held, 0.0 * held), strict=True)
        ]
        assert filled[0] is not None
        return Waypoints((*waypoints.names, *others), waypoints.times, filled[0], *filled[1:])

    def _order(self, names: Sequence[str]) -> NDArray[np.intp]:
        """Return for each own joint its column in ``names``."""
        if sorted(names) != sorted(self.joint_names):
            missing = sorted(set(self.joint_names) - set(names))
            unknown = sorted(set(names) - set(self.joint_names))
            raise TrajectoryRejected(
                TrajectoryRejected.INVALID_JOINTS,
                f'all {len(self.joint_names)} joints must be named once: '
                f'missing {missing}, unknown {unknown}',
            )
        return np.array([list(names).index(name) for name in self.joint_names])

    def _check(self, waypoints: Waypoints) -> None:
        """Refuse wrong shapes and numbers, times that do not increase, motion at the end."""
        shape = (len(waypoints.times), len(waypoints.names))
        problem = ''
        if waypoints.times[0] < 0 or (np.diff(waypoints.times) <= 0).any():
            problem = 'time_from_start must be at least 0 and strictly increase'
        for name in ('positions', 'velocities', 'accelerations'):
            array = getattr(waypoints, name)
            if array is None and name != 'positions':
                continue
            if array is None or array.shape != shape:
                problem = f'{name} must be given in all {shape[0]} points for {shape[1]} joints'
            elif not np.isfinite(array).all():
                problem = f'{name} must be finite'
        if not problem and waypoints.velocities is not None and waypoints.velocities[-1].any():
            problem = 'the velocity of the last point must be 0'
        if problem:
            raise TrajectoryRejected(TrajectoryRejected.INVALID_GOAL, problem)

    def _splice(
        self,
        waypoints: Waypoints,
        order: NDArray[np.intp],
        elapsed: float,
        measured: tuple[FloatArray, FloatArray],
    ) -> Spline:
        """Put the present state before the points that are still to come.

        Points of the past are dropped: the robot heads for the next one from where it is.
        """
        position, velocity = self._reference if self._from_desired else measured
        ahead = waypoints.times > elapsed
        rows = [np.vstack([position, waypoints.positions[ahead][:, order]])]
        starts = (velocity, np.zeros_like(velocity))
        given = (waypoints.velocities, waypoints.accelerations)
        for start, array in zip(starts, given, strict=True):
            if array is None:
                break
            rows.append(np.vstack([start, array[ahead][:, order]]))
        return Spline(np.concatenate([[elapsed], waypoints.times[ahead]]), *rows)

    def _reset_errors(self) -> None:
        self._squares, self._updates = 0.0, 0
        self.max_error, self.max_error_joint = 0.0, ''

    def _record(self, error: FloatArray) -> None:
        self._squares += float(np.mean(error**2))
        self._updates += 1
        worst = int(np.argmax(error))
        if error[worst] >= self.max_error:
            self.max_error = float(error[worst])
            self.max_error_joint = self.joint_names[worst]

    @property
    def rms_error(self) -> float:
        """Root mean square error over joints and updates of the present trajectory [rad]."""
        return float(np.sqrt(self._squares / self._updates)) if self._updates else 0.0
