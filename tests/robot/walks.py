# SPDX-License-Identifier: Apache-2.0
"""People who glide over the floor, and how much of the walking limits a trajectory takes."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicHermiteSpline
from scipy.spatial.transform import Rotation

from irgm_ros.robot import Robot
from irgm_ros.types import TimedTrajectory
from tests.robot.bodies import Array, standing


def glide(speed_m_s: float, turn_rad_s: float = 0.0, frames: int = 80) -> Array:
    """A standing person who glides forward and turns left, y up, facing +z at frame 0."""
    time = np.maximum(np.arange(frames) - 20, 0) / 20.0
    body = standing(frames)
    middle = body[:, :1] * [1.0, 0.0, 1.0]
    turned = Rotation.from_rotvec(np.outer(turn_rad_s * time, [0.0, 1.0, 0.0])).as_matrix()
    body = (body - middle) @ turned.swapaxes(1, 2) + middle
    body[:, :, 2] += speed_m_s * time[:, None]
    return body


def walking_share(robot: Robot, trajectory: TimedTrajectory) -> float:
    """Return the largest share of a walking limit taken, 1 = at it, of two readings.

    The twists at the points, which ``cmd_vel`` interpolates linearly, and the motion of the base
    between points, on the cubic through its places with those twists.
    """
    twists, times = np.asarray(trajectory.base_twists), np.asarray(trajectory.times)
    yaw = heading(robot, trajectory)
    places = np.column_stack([trajectory.base_positions[:, :2], yaw])
    curve = CubicHermiteSpline(times, places, turned(twists, yaw))
    fine = np.linspace(times[:-1], times[1:], 13).T.ravel()  # twelfths of each interval
    on_the_way = turned(curve(fine, 1), -curve(fine)[:, 2])
    return max(float(np.abs(v / robot.spec.walking).max()) for v in (twists, on_the_way))


def heading(robot: Robot, trajectory: TimedTrajectory) -> Array:
    """Return where the base looks (K,) [rad], without jumps of a turn."""
    ahead = Rotation.from_quat(trajectory.base_quat_xyzw).as_matrix() @ robot.facing.T
    out: Array = np.unwrap(np.arctan2(ahead[:, 1, 0], ahead[:, 0, 0]))
    return out


def turned(velocities: Array, yaw: Array) -> Array:
    """Turn the first two columns of (K, 3) by ``yaw`` (K,)."""
    cos, sin = np.cos(yaw), np.sin(yaw)
    x, y, z = velocities.T
    return np.stack([cos * x - sin * y, sin * x + cos * y, z], axis=1)
