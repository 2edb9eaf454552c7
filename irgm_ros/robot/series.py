# SPDX-License-Identifier: Apache-2.0
"""What is measured on each retargeted frame: feet, centre of mass, directions of the limbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.robot.contacts import detect_contacts
from irgm_ros.robot.description import Robot
from irgm_ros.robot.kinematics import LIMB_INDEX, Body, body_of
from irgm_ros.robot.smoothing import sole_corners
from irgm_ros.robot.solver import State
from irgm_ros.robot.targets import limb_directions
from irgm_ros.types import RobotPath

Array = NDArray[np.float64]
_GRAVITY = 9.81  # [m/s^2]
_TIPPING_S = 0.2  # accelerations are means over so long: a shorter jerk tips nobody over [s]
_DIRECTIONS = np.stack(
    [np.cos(np.arange(32) * np.pi / 16), np.sin(np.arange(32) * np.pi / 16)], axis=0
)


@dataclass(frozen=True)
class FrameSeries:
    """Measures of F frames, left before right.

    Attributes:
        fps: Frame rate [Hz].
        contact: (F, 2) whether each foot stands flat and still.
        corners: (F, 2, 4, 3) of the soles in ``odom`` [m].
        centre_of_mass: (F, 3) in ``odom`` [m].
        zmp: (F, 2) zero-moment point on the floor, of all mass in its centre (cart-table model,
            Kajita et al., ICRA 2003), at the pace of the path, mean of 0.2 s [m].
        support_margin: (F,) of the centre of mass inside the support polygon [m]; below 0
            outside, -inf where no foot stands.
        zmp_margin: (F,) likewise of the zero-moment point.
        direction_errors: (F, 8) angles between the limbs of robot and human, in the order of
            `irgm_ros.robot.kinematics.LIMBS` [rad].
        end_errors: (F, 8) what these are at the ends of the robot's limbs [m].
    """

    fps: float
    contact: NDArray[np.bool_]
    corners: Array
    centre_of_mass: Array
    zmp: Array
    support_margin: Array
    zmp_margin: Array
    direction_errors: Array
    end_errors: Array

    @property
    def slip(self) -> Array:
        """(F - 1, 2) speed of the soles from frame to frame [m/s]; NaN where a foot is off."""
        soles = self.corners.mean(axis=2)
        speed = np.linalg.norm(np.diff(soles[..., :2], axis=0), axis=-1) * self.fps
        return np.where(self.contact[1:] & self.contact[:-1], speed, np.nan)


def measure_frames(robot: Robot, path: RobotPath, positions: NDArray[Any]) -> FrameSeries:
    """Measure retargeted frames.

    Args:
        robot: The robot.
        path: Its frames, before timing.
        positions: (F, 22, 3) the human motion, y up [m].
    """
    body = body_of(robot)
    human = to_rep103(np.asarray(positions, dtype=np.float64))
    state = _state(robot, body, path)
    contact = detect_contacts(human, path.fps)
    corners = sole_corners(body, state)
    com = _centres_of_mass(robot, path)
    zmp = _zero_moment_points(com, path.fps)
    support = _support_margin(com[:, :2], corners, contact)
    tipping = _support_margin(zmp, corners, contact)
    angles, ends = _limb_errors(body, state, human)
    return FrameSeries(path.fps, contact, corners, com, zmp, support, tipping, angles, ends)


def _state(robot: Robot, body: Body, path: RobotPath) -> State:
    """Turn a path back into the solver's state."""
    from scipy.spatial.transform import Rotation

    return State(
        np.asarray(path.base_positions, dtype=np.float64),
        Rotation.from_quat(path.base_quat_xyzw).as_matrix() @ robot.facing.T,
        np.asarray(path.joint_positions, dtype=np.float64)[:, body.index],
    )


def _limb_errors(body: Body, state: State, human: Array) -> tuple[Array, Array]:
    """Return (F, 8) errors of the limbs' directions [rad] and of their ends [m]."""
    points = body.sites(state.joints)[0]
    start, end = LIMB_INDEX.T
    bones = points[:, end] - points[:, start]
    bones = (bones / np.linalg.norm(bones, axis=-1, keepdims=True)) @ state.rotation.swapaxes(1, 2)
    wanted = limb_directions(human)
    angles: Array = np.arccos(np.clip((bones * wanted).sum(axis=-1), -1.0, 1.0))
    ends: Array = np.linalg.norm(bones - wanted, axis=-1) * body.limb_lengths
    return angles, ends


def _centres_of_mass(robot: Robot, path: RobotPath) -> Array:
    """Return (F, 3) centres of mass in ``odom`` [m]; the base's places if nothing has a mass."""
    import pinocchio

    if not robot.mass > 0.0:
        return np.array(path.base_positions, dtype=np.float64)
    data = robot.model.createData()
    rows = robot.path_configurations(path)
    return np.array([pinocchio.centerOfMass(robot.model, data, q).copy() for q in rows])


def _zero_moment_points(com: Array, fps: float) -> Array:
    """Return (F, 2) of centres of mass; where they fall freely, the point below them."""
    if len(com) < 3:
        return com[:, :2]
    from scipy.ndimage import uniform_filter1d

    pull = np.zeros_like(com)
    pull[1:-1] = np.diff(com, 2, axis=0) * fps**2
    pull[[0, -1]] = pull[[1, -2]]
    pull = uniform_filter1d(pull, max(1, round(_TIPPING_S * fps)), axis=0, mode='nearest')
    down = pull[:, 2:] + _GRAVITY
    lever = np.where(down > 0.1 * _GRAVITY, com[:, 2:] / np.maximum(down, 0.1 * _GRAVITY), 0.0)
    out: Array = com[:, :2] - lever * pull[:, :2]
    return out


def _support_margin(points: Array, corners: Array, contact: NDArray[np.bool_]) -> Array:
    """Return (F,) margins of `FrameSeries`, of points (F, 2).

    The polygon is the hull of the standing soles, seen from 32 directions.
    """
    reach = corners[..., :2].reshape(len(points), -1, 2) @ _DIRECTIONS
    reach[~np.repeat(contact, corners.shape[2], axis=1)] = -np.inf
    margin: Array = (reach.max(axis=1) - points @ _DIRECTIONS).min(axis=1)
    return margin
