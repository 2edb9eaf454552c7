# SPDX-License-Identifier: Apache-2.0
"""Base motion for a walking controller that has the legs: where it should go, and how fast."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.robot.description import Robot
from irgm_ros.robot.kinematics import POINTS, Body
from irgm_ros.robot.solver import Weights
from irgm_ros.robot.targets import Targets, about_z, leg_scale

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
    base[:, 2] = -body.evaluate(body.rest[None]).points[0, _SOLES, 2].min()
    rotations = targets.rotations.copy()
    rotations[:, 0] = about_z(heading)
    return replace(targets, rotations=rotations, base=base)


def base_twists(
    robot: Robot, times: NDArray[Any], positions: NDArray[Any], quat_xyzw: NDArray[Any]
) -> Array:
    """Velocity of the base along a path.

    Args:
        robot: The robot.
        times: (K,) increasing [s].
        positions: (K, 3) of its root link in ``odom`` [m].
        quat_xyzw: (K, 4) its root link to ``odom``.

    Returns:
        (K, 3) forward and to the left [m/s], in the axes of the base laid flat (REP-103), and
        turning about the vertical [rad/s].
    """
    from scipy.spatial.transform import Rotation

    if len(times) < 2:
        return np.zeros((len(times), 3))
    yaw = np.unwrap(_yaw(Rotation.from_quat(quat_xyzw).as_matrix() @ robot.facing.T))
    moved = np.gradient(np.asarray(positions)[:, :2], times, axis=0)
    cos, sin = np.cos(yaw), np.sin(yaw)
    ahead = cos * moved[:, 0] + sin * moved[:, 1]
    aside = cos * moved[:, 1] - sin * moved[:, 0]
    return np.stack([ahead, aside, np.gradient(yaw, times)], axis=1)


def _yaw(rotations: Array) -> Array:
    """Heading (F,) of the x axes [rad]."""
    return np.asarray(np.arctan2(rotations[:, 1, 0], rotations[:, 0, 0]))


def _smooth(values: Array, fps: float) -> Array:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, SWAY_S * fps, axis=0, mode='nearest'))
