# SPDX-License-Identifier: Apache-2.0
"""Joint path -> trajectory inside the robot's limits at every instant, from posture to rest.

The trajectory is one C2 cubic spline over equidistant points. Its control points are clipped to
the position limits, and a B-spline stays within the range of its control points; its acceleration
is linear between points, so that the points bound it. A controller that interpolates positions,
velocities and accelerations (quintic) reproduces this spline exactly. Where a walking controller
has the legs, place and heading of the base are columns of the same spline, and their twist is kept
inside the walking limits like the joints inside theirs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import DurationError, RobotError
from irgm_ros.robot.description import Robot
from irgm_ros.robot.walking import base_twists, facing_quats, floor_path
from irgm_ros.types import RobotPath, TimedTrajectory

Array = NDArray[np.float64]
PERIOD = 0.02  # between points [s]
MAX_SECONDS = 60.0
HOLD_SECONDS = 0.1  # standing still at the end
START_TOLERANCE = 0.02  # a measured posture may be outside the limits by this much [rad]
TARGET = 0.98  # share of the limits that stretching aims at
ROUNDS = 10
BLEND_ACCELERATION = 0.5  # share of the limit used by the blend from rest
STOP_ACCELERATION = 0.9  # likewise where a moving robot has to be caught first
BLEND_JERK = 10.0  # jerk limit of the blend over its acceleration limit [1/s]


def time_trajectory(
    robot: Robot,
    path: RobotPath,
    start: NDArray[Any] | None = None,
    velocity: NDArray[Any] | None = None,
) -> TimedTrajectory:
    """Time a path within the robot's limits, with a blend-in before it and rest after it.

    Where the path is too fast, time is stretched locally; velocity, acceleration and jerk limits
    hold between points too, and in mode ``upper_body`` the walking limits of the base.

    Args:
        robot: The robot.
        path: Path of this robot, inside the position limits.
        start: (n,) present posture [rad]; None for the rest posture.
        velocity: (n,) present velocities [rad/s]; None for a robot at rest.

    Returns:
        Points every 20 ms from 20 ms on (further apart only if the whole had to be slowed down).

    Raises:
        RobotError: ``start`` or ``velocity`` has the wrong length, is not finite, is outside the
            limits or too fast to stop before them, or the path belongs to another robot.
        DurationError: The trajectory would last longer than 60 s.
    """
    if path.joint_names != robot.joint_names:
        raise RobotError(
            f'path of joints {path.joint_names} given; {robot.name} has {robot.joint_names}'
        )
    posture = _check_start(robot, start)
    speed = _check_velocity(robot, posture, velocity)
    warp = _Warp(robot, path)
    blend = _blend(robot, posture, speed, warp.first)
    for _ in range(ROUNDS):
        _check_length((len(blend) - 1) * PERIOD + warp.seconds)
        spline, progress = _fit(robot, blend, speed, warp)
        load = _load(robot, spline)
        if load.max() <= 1.0:
            break
        warp.stretch(progress, load[len(blend) - 1 :])
    slow = max(1.0, float(load.max()))
    _check_length(spline.x[-1] * slow)
    return _assemble(robot, spline, slow, (len(blend) - 1) * PERIOD * slow, warp, progress)


class _Spline:
    """A C2 cubic spline over equidistant points, at rest at its end.

    Columns: n joints, then those of `floor_path` where a walking controller has the legs.
    """

    def __init__(self, robot: Robot, points: Array, velocity: Array) -> None:
        """Interpolate ``points`` (K, n or n + 3) from joint velocities (n,).

        The control points of the joints are then clipped to their limits.
        """
        from scipy.interpolate import make_interp_spline

        self.x: Array = np.arange(len(points), dtype=np.float64) * PERIOD
        self._joints = len(robot.joint_names)
        begin = np.zeros(points.shape[1])
        begin[: self._joints] = velocity
        ends = ([(1, begin)], [(1, np.zeros_like(begin))])
        self._curve = make_interp_spline(self.x, points, k=3, bc_type=ends)
        joints = self._curve.c[:, : self._joints]
        np.clip(joints, robot.lower, robot.upper, out=joints)

    def at(self, times: Array, order: int = 0) -> Array:
        """Return positions (order 0), velocities or accelerations of the joints at ``times``."""
        return np.asarray(self._curve(times, nu=order))[:, : self._joints]

    def floor(self, times: Array, order: int = 0) -> Array:
        """Return place and heading of the base at ``times``, (K, 3), or their derivatives."""
        return np.asarray(self._curve(times, nu=order))[:, self._joints :]

    def twists(self, times: Array) -> Array:
        """Return the twists (K, 3) of the base at ``times``."""
        return base_twists(self.floor(times), self.floor(times, 1))


class _Warp:
    """The path as a function of progress s, and how much time each stretch of s takes."""

    def __init__(self, robot: Robot, path: RobotPath) -> None:
        """Start with as little stretching as velocity and acceleration along s need."""
        self.path = path
        joints = np.clip(path.joint_positions, robot.lower, robot.upper)
        self.first = joints[0]
        self.length = (len(joints) - 1) / path.fps
        count = max(2, round(self.length / (PERIOD / 2)) + 1)
        self.s = np.linspace(0.0, max(self.length, 1e-9), count)
        self._joints = _interpolate(np.asarray(joints, dtype=np.float64), path.fps)
        self._joints.c = np.clip(self._joints.c, robot.lower, robot.upper)
        speed = np.abs(self._joints(self.s, 1)) / robot.velocity_limits
        bend = np.abs(self._joints(self.s, 2)) / robot.acceleration_limits
        self.sigma = np.ones(count)
        load = np.maximum(speed.max(axis=1), np.sqrt(bend.max(axis=1)))
        self._floor = None
        if robot.mode == 'upper_body':
            self._floor = _interpolate(floor_path(robot, path), path.fps)
            walk = base_twists(self._floor(self.s), self._floor(self.s, 1)) / robot.spec.walking
            load = np.maximum(load, np.abs(walk).max(axis=1))
        self._raise(load)

    @property
    def seconds(self) -> float:
        """Duration of the stretched path, on the grid of points [s]."""
        return float(np.ceil(self._times()[-1] / PERIOD - 1e-9) * PERIOD)

    def progress(self) -> Array:
        """Return s at each point of the time grid."""
        from scipy.interpolate import CubicSpline

        times = self._times()
        times *= self.seconds / times[-1] if times[-1] > 0 else 1.0
        grid = np.arange(round(self.seconds / PERIOD) + 1) * PERIOD
        return np.asarray(np.clip(CubicSpline(times, self.s)(grid), 0.0, self.length))

    def points(self, progress: Array) -> Array:
        """Return postures at ``progress``, and the base's place on the floor if it walks."""
        joints = np.asarray(self._joints(progress))
        if self._floor is None:
            return joints
        return np.concatenate([joints, self._floor(progress)], axis=1)

    def stretch(self, progress: Array, load: Array) -> None:
        """Take more time where the load at points of ``progress`` is above 1 (at the limit)."""
        peak = np.ones(len(self.s))
        after = np.clip(np.searchsorted(self.s, progress), 1, len(self.s) - 1)
        np.maximum.at(peak, after, load[: len(progress)])
        np.maximum.at(peak, after - 1, load[: len(progress)])
        self._raise(peak)

    def _raise(self, load: Array) -> None:
        """Multiply sigma by a smooth upper envelope of ``load``."""
        from scipy.ndimage import gaussian_filter1d, maximum_filter1d

        reach = min(max(1, round(0.05 / (self.s[1] - self.s[0]))), len(self.s))
        wanted = np.maximum(1.0, load / TARGET)
        wide = maximum_filter1d(wanted, 2 * reach + 1, mode='nearest')
        self.sigma *= gaussian_filter1d(wide, reach / 2, mode='nearest', truncate=2.0)

    def _times(self) -> Array:
        """Return the time at each s."""
        steps = 0.5 * (self.sigma[1:] + self.sigma[:-1]) * np.diff(self.s)
        return np.concatenate([[0.0], np.cumsum(steps)])


def _interpolate(points: Array, fps: float) -> Any:
    """Return a cubic spline through ``points``, at rest at both ends; constant for one point."""
    from scipy.interpolate import make_interp_spline

    if len(points) == 1:
        points = np.repeat(points, 2, axis=0)
    return make_interp_spline(np.arange(len(points)) / fps, points, k=3, bc_type='clamped')


def _check_start(robot: Robot, start: NDArray[Any] | None) -> Array:
    """Return the start posture inside the limits, or refuse it."""
    if start is None:
        return robot.rest_posture
    posture = np.asarray(start, dtype=np.float64)
    if posture.shape != robot.rest_posture.shape:
        raise RobotError(
            f'start: shape {posture.shape} given, ({len(robot.joint_names)},) expected: one '
            f'position [rad] per joint of {robot.name}'
        )
    if not np.isfinite(posture).all():
        bad = [robot.joint_names[i] for i in np.flatnonzero(~np.isfinite(posture))]
        raise RobotError(f'start: not finite for {", ".join(bad)}')
    outside = np.maximum(robot.lower - posture, posture - robot.upper)
    if outside.max() > START_TOLERANCE:
        bad = [
            f'{robot.joint_names[i]} {posture[i]:.3f} not in [{robot.lower[i]:.3f}, '
            f'{robot.upper[i]:.3f}]'
            for i in np.flatnonzero(outside > START_TOLERANCE)
        ]
        raise RobotError(f'start: outside the position limits [rad]: {"; ".join(bad)}')
    return np.clip(posture, robot.lower, robot.upper)


def _check_velocity(robot: Robot, posture: Array, velocity: NDArray[Any] | None) -> Array:
    """Return the start velocity, or refuse one from which the robot cannot stop in time."""
    if velocity is None:
        return np.zeros_like(posture)
    speed = np.asarray(velocity, dtype=np.float64)
    if speed.shape != posture.shape or not np.isfinite(speed).all():
        raise RobotError(
            f'velocity: shape {speed.shape} given, ({len(posture)},) finite numbers expected: one '
            f'velocity [rad/s] per joint of {robot.name}'
        )
    # Half of what the blend may use: its jerk limit makes a stop longer than a parabola.
    brake = 0.5 * STOP_ACCELERATION * robot.acceleration_limits
    away = posture + 0.5 * speed * np.abs(speed) / brake
    outside = np.maximum(robot.lower - away, away - robot.upper) > START_TOLERANCE
    bad = np.flatnonzero(outside | (np.abs(speed) > robot.velocity_limits))
    if len(bad):
        named = ', '.join(f'{robot.joint_names[i]} {speed[i]:.2f}' for i in bad)
        raise RobotError(f'velocity: too fast to stop inside the limits [rad/s]: {named}')
    return speed


def _check_length(seconds: float) -> None:
    """Refuse trajectories that last too long."""
    if seconds > MAX_SECONDS:
        raise DurationError(
            f'the trajectory would last {seconds:.1f} s, at most {MAX_SECONDS:g} s are allowed; '
            'give a shorter motion'
        )


def _blend(robot: Robot, start: Array, velocity: Array, goal: Array) -> Array:
    """Return postures (B, n) every 20 ms from ``start`` to ``goal``, at rest there."""
    if np.abs(goal - start).max() < 1e-6 and not velocity.any():
        return start[None]
    from ruckig import InputParameter, Result, Ruckig, RuckigError, Trajectory

    n = len(start)
    request, move = InputParameter(n), Trajectory(n)
    request.current_position, request.target_position = start.tolist(), goal.tolist()
    request.current_velocity = velocity.tolist()
    speed = np.minimum(robot.velocity_limits, robot.spec.blend_velocity)
    speed = np.maximum(speed, np.abs(velocity))
    share = STOP_ACCELERATION if velocity.any() else BLEND_ACCELERATION
    acceleration = share * robot.acceleration_limits
    request.max_velocity, request.max_acceleration = speed.tolist(), acceleration.tolist()
    request.max_jerk = np.minimum(BLEND_JERK * acceleration, robot.jerk_limits).tolist()
    try:
        result = Ruckig(n).calculate(request, move)
    except (RuckigError, ValueError) as error:  # ValueError: a code that its Python does not know
        result = ' '.join(str(error).split())
    if result not in (Result.Working, Result.Finished):
        raise RobotError(
            f'no blend from the present posture: ruckig says {result}; look at the limits of '
            f'{robot.name} (velocities from {speed.min():.3g} rad/s, accelerations from '
            f'{acceleration.min():.3g} rad/s2)'
        )
    count = int(np.ceil(move.duration / PERIOD))
    return np.array([move.at_time(min(i * PERIOD, move.duration))[0] for i in range(count + 1)])


def _fit(robot: Robot, blend: Array, velocity: Array, warp: _Warp) -> tuple[_Spline, Array]:
    """Return the spline over blend, path and hold, and s at the points of the path."""
    progress = warp.progress()
    path = warp.points(progress)
    hold = np.repeat(path[-1:], round(HOLD_SECONDS / PERIOD), axis=0)
    before = np.repeat(path[:1], len(blend) - 1, axis=0)
    before[:, : blend.shape[1]] = blend[:-1]
    return _Spline(robot, np.concatenate([before, path, hold]), velocity), progress


def _load(robot: Robot, spline: _Spline) -> Array:
    """Return (K,) the share of the limits used around each point; 1 = at a limit.

    Velocity is a parabola between points; its peak is found from five samples per interval. Jerk
    is constant there.
    """
    fine: Array = np.linspace(0.0, spline.x[-1], 5 * (len(spline.x) - 1) + 1)
    speed = 1.001 * (np.abs(spline.at(fine, 1)) / robot.velocity_limits).max(axis=1)
    if robot.mode == 'upper_body':
        speed = np.maximum(speed, _peaks(spline.twists(fine) / robot.spec.walking).max(axis=1))
    accelerations = spline.at(spline.x, 2)
    bend = (np.abs(accelerations) / robot.acceleration_limits).max(axis=1)
    jerk = (np.abs(np.diff(accelerations, axis=0)) / (PERIOD * robot.jerk_limits)).max(axis=1)
    jerk = np.maximum(np.append(jerk, 0.0), np.append(0.0, jerk))
    around = np.concatenate([speed[:-1].reshape(-1, 5).max(axis=1), speed[-1:]])
    around[1:] = np.maximum(around[1:], around[:-1])
    out: Array = np.maximum.reduce([around, np.sqrt(bend), np.cbrt(jerk)])
    return out


def _peaks(samples: Array) -> Array:
    """Return bounds (N, d) of the sizes of curves around their equidistant samples (N, d).

    Between samples a curve rises above its chord by an eighth of its second difference at most;
    that of the neighbours counts too, since curvature may jump between intervals.
    """
    from scipy.ndimage import maximum_filter1d

    bulge = np.pad(np.abs(np.diff(samples, 2, axis=0)), ((1, 1), (0, 0)), mode='edge')
    out: Array = np.abs(samples) + maximum_filter1d(bulge, 3, axis=0, mode='nearest') / 8.0
    return out


def _assemble(
    robot: Robot, spline: _Spline, slow: float, blend: float, warp: _Warp, progress: Array
) -> TimedTrajectory:
    """Sample the spline, slowed down by ``slow`` as a whole, and bring the base along."""
    joints, velocities = spline.at(spline.x), spline.at(spline.x, 1) / slow
    velocities[-1] = 0.0
    before = len(spline.x) - len(progress) - round(HOLD_SECONDS / PERIOD)
    after = len(spline.x) - before - len(progress)
    s = np.concatenate([np.zeros(before), progress, np.full(after, progress[-1])])
    base, quats = _base_at(warp.path, s)
    times, twists = spline.x * slow, None
    if robot.mode == 'upper_body':
        quats = facing_quats(robot, quats, spline.floor(spline.x)[:, 2])
        twists = spline.twists(spline.x) / slow
        twists[-1] = 0.0
    return TimedTrajectory(
        joint_names=robot.joint_names,
        times=times[1:],
        joint_positions=np.clip(joints, robot.lower, robot.upper)[1:],
        joint_velocities=velocities[1:],
        joint_accelerations=spline.at(spline.x, 2)[1:] / slow**2,
        base_positions=base[1:],
        base_quat_xyzw=quats[1:],
        base_twists=None if twists is None else twists[1:],
        blend_seconds=blend,
        stretch_factor=slow * warp.seconds / max(warp.length, PERIOD) if warp.length else 1.0,
    )


def _base_at(path: RobotPath, s: Array) -> tuple[Array, Array]:
    """Return base positions (K, 3) and quaternions (K, 4) at progress ``s``."""
    from scipy.spatial.transform import Rotation, Slerp

    base = np.asarray(_interpolate(np.asarray(path.base_positions), path.fps)(s))
    if len(path.base_quat_xyzw) == 1:
        return base, np.repeat(np.asarray(path.base_quat_xyzw), len(s), axis=0)
    knots = np.arange(len(path.base_quat_xyzw)) / path.fps
    turned = Slerp(knots, Rotation.from_quat(path.base_quat_xyzw))(np.clip(s, 0.0, knots[-1]))
    quats = np.asarray(turned.as_quat())
    signs = np.where((quats[1:] * quats[:-1]).sum(axis=1) < 0, -1.0, 1.0)
    quats[1:] *= np.cumprod(signs)[:, None]
    return base, quats
