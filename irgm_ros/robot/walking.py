# SPDX-License-Identifier: Apache-2.0
"""Base motion for a walking controller that has the legs: where it should go, and how fast."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.robot.description import Robot
from irgm_ros.robot.kinematics import POINTS, Body
from irgm_ros.robot.solver import Weights
from irgm_ros.robot.targets import Targets, about_z, leg_scale
from irgm_ros.types import RobotPath

Array = NDArray[np.float64]
# The base goes exactly where it is wanted; legs and feet are none of ours.
WALKING_WEIGHTS = Weights(pelvis=100.0, base=100.0, legs=0.0)
_SOLES = [POINTS.index('left_sole'), POINTS.index('right_sole')]
SWAY_S = 0.25  # deviation of the Gaussian that takes the sway of a step out of the base path [s]


def upright(targets: Targets, body: Body, positions: Array, fps: float) -> Targets:
    """Put the base upright at standing height, moving as a walking controller can.

    Args:
        targets: What the human does, with the robot's proportions.
        body: Kinematics of the robot, its legs at rest.
        positions: (F, 22, 3) the human motion, y up [m].
        fps: Frame rate [Hz].

    Returns:
        Targets whose base turns about the vertical only, on a path without the sway of steps.
    """
    heading = _smooth(np.unwrap(_yaw(targets.pelvis)), fps)
    human = to_rep103(positions)
    base = _smooth(leg_scale(body, human) * human[:, 0], fps)
    base[:, 2] = -body.sites(body.rest[None])[0][0, _SOLES, 2].min()
    rotations = targets.rotations.copy()
    rotations[:, 0] = about_z(heading)
    return replace(targets, rotations=rotations, base=base)


def floor_path(robot: Robot, path: RobotPath) -> Array:
    """Where the base is on the floor, and where it looks.

    Args:
        robot: The robot.
        path: Its F frames.

    Returns:
        (F, 3) x and y of the root link in ``odom`` [m], heading [rad] without jumps of a turn.
    """
    from scipy.spatial.transform import Rotation

    facing = Rotation.from_quat(path.base_quat_xyzw).as_matrix() @ robot.facing.T
    heading = np.unwrap(_yaw(facing))
    return np.column_stack([np.asarray(path.base_positions)[:, :2], heading])


def base_twists(places: Array, rates: Array) -> Array:
    """Velocity of the base as a walking controller takes it.

    Args:
        places: (K, 3) as `floor_path` has them.
        rates: (K, 3) their derivatives over time [m/s, m/s, rad/s].

    Returns:
        (K, 3) forward and to the left [m/s], in the axes of the base laid flat (REP-103), and
        turning about the vertical [rad/s].
    """
    cos, sin = np.cos(places[:, 2]), np.sin(places[:, 2])
    ahead = cos * rates[:, 0] + sin * rates[:, 1]
    aside = cos * rates[:, 1] - sin * rates[:, 0]
    return np.stack([ahead, aside, rates[:, 2]], axis=1)


def facing_quats(robot: Robot, quat_xyzw: Array, heading: Array) -> Array:
    """Turn orientations (K, 4) of the root link about the vertical to headings (K,) [rad]."""
    from scipy.spatial.transform import Rotation

    given = Rotation.from_quat(quat_xyzw)
    missing = heading - _yaw(given.as_matrix() @ robot.facing.T)
    quats = np.asarray(
        (Rotation.from_rotvec(np.outer(missing, [0.0, 0.0, 1.0])) * given).as_quat()
    )
    signs = np.where((quats[1:] * quats[:-1]).sum(axis=1) < 0, -1.0, 1.0)
    quats[1:] *= np.cumprod(signs)[:, None]
    return quats


def _yaw(rotations: Array) -> Array:
    """Heading (F,) of the x axes [rad]."""
    return np.asarray(np.arctan2(rotations[:, 1, 0], rotations[:, 0, 0]))


def _smooth(values: Array, fps: float) -> Array:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, SWAY_S * fps, axis=0, mode='nearest'))
