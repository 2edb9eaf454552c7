# SPDX-License-Identifier: Apache-2.0
"""Human joint positions -> joint path of a robot."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import MotionError
from irgm_ros.motion.skeleton import FPS, JOINT_NAMES
from irgm_ros.robot.collision import TOUCH_M, self_collision_of
from irgm_ros.robot.description import Robot
from irgm_ros.robot.kinematics import body_of
from irgm_ros.robot.smoothing import lift_above_floor, push_apart, smooth
from irgm_ros.robot.solver import Problem, State, Weights, solve_frames
from irgm_ros.robot.targets import make_targets
from irgm_ros.robot.walking import WALKING_WEIGHTS, upright
from irgm_ros.types import RobotPath

Array = NDArray[np.float64]
FARTHEST = 1e5  # of any joint from the origin [m]
# Rate at which postures are searched for; the frames in between are left to the smoothing passes.
SEARCH_HZ = 10.0
AVOIDING_PASSES = 6  # at most, until no link is inside another


class Retargeter:
    """Retargets human motions to one robot; reusable, not thread-safe."""

    def __init__(self, robot: Robot, weights: Weights | None = None) -> None:
        """Prepare the robot's kinematics.

        Args:
            robot: The robot.
            weights: Costs of the tasks; None for the defaults of the robot's mode.

        Raises:
            RobotError: The frames of the robot's map make no humanoid.
        """
        self.robot = robot
        self.body = body_of(robot)
        own = Weights() if robot.mode == 'whole_body' else WALKING_WEIGHTS
        self.weights = weights or own

    def retarget(self, positions: NDArray[Any], fps: float = FPS) -> RobotPath:
        """Retarget a motion.

        Args:
            positions: (F, 22, 3) HumanML3D joint positions, y up [m].
            fps: Frame rate [Hz].

        Returns:
            Joint path with floating base in ``odom`` (REP-103), inside the position limits.

        Raises:
            MotionError: Wrong shape, rate or non-finite numbers.
        """
        human = check_positions(positions, fps)
        targets = make_targets(self.body, human, fps)
        if self.robot.mode == 'upper_body':
            targets = upright(targets, self.body, human, fps)
        problem = Problem(self.body, targets, self.weights)
        state = solve_frames(problem, fps, max(1, round(fps / SEARCH_HZ)))
        state = self._apart(problem, smooth(problem, state, fps), fps)
        if self.robot.mode == 'whole_body':
            lift_above_floor(self.body, state, fps)
        return self._path(state, fps)

    def _apart(self, problem: Problem, state: State, fps: float) -> State:
        """Smooth and push links apart; of all passes the one with the fewest collisions."""
        collision = self_collision_of(self.robot)
        best = state = smooth(problem, state, fps, collision)
        fewest = len(state.joints) + 1
        for _ in range(AVOIDING_PASSES):
            depths = collision.distances(state.joints, -TOUCH_M)
            inside = np.any(depths < -TOUCH_M, axis=1)
            if inside.sum() < fewest:
                best, fewest = state, inside.sum()
            if not inside.any():
                break
            state = push_apart(problem, state, fps, collision, inside)
        return best

    def _path(self, state: State, fps: float) -> RobotPath:
        """Fill held joints in."""
        joints = np.tile(self.robot.rest_posture, (len(state.joints), 1))
        joints[:, self.body.index] = state.joints
        return RobotPath(
            self.robot.joint_names,
            joints,
            state.base,
            quaternions(state.rotation @ self.robot.facing),
            fps,
        )


def check_positions(positions: NDArray[Any], fps: float) -> Array:
    """Return positions as float64 after checking shape, rate and finiteness.

    Raises:
        MotionError: Naming what was given and what is expected.
    """
    try:
        given = np.asarray(positions)
    except (TypeError, ValueError) as error:
        raise MotionError(f'positions: an array of numbers expected ({error})') from error
    if given.dtype.kind not in 'fiu':
        raise MotionError(f'positions: numbers of type {given.dtype}; real numbers expected')
    human = given.astype(np.float64)
    if human.ndim != 3 or human.shape[1:] != (len(JOINT_NAMES), 3) or len(human) < 1:
        raise MotionError(
            f'positions: shape {human.shape} given, (F, {len(JOINT_NAMES)}, 3) with F >= 1 '
            'expected: HumanML3D joints in metres, y up'
        )
    if not np.isfinite(human).all():
        frame, joint, _ = np.argwhere(~np.isfinite(human))[0]
        raise MotionError(
            f'positions: non-finite number in frame {frame}, joint {JOINT_NAMES[joint]}; all '
            'must be finite'
        )
    if (far := float(np.abs(human).max())) > FARTHEST:
        raise MotionError(
            f'positions: up to {far:.3g} m from the origin, at most {FARTHEST:g} m expected; are '
            'they in metres?'
        )
    if not (np.isfinite(fps) and 1.0 <= fps <= 240.0):
        raise MotionError(f'fps: {fps} given, 1 to 240 expected')
    return human


def quaternions(rotations: Array) -> Array:
    """Return unit quaternions xyzw (F, 4), without sign flips between neighbours."""
    from scipy.spatial.transform import Rotation

    quats = np.asarray(Rotation.from_matrix(rotations).as_quat())
    flips = np.sign((quats[1:] * quats[:-1]).sum(axis=1))
    flips[flips == 0] = 1.0
    quats[1:] *= np.cumprod(flips)[:, None]
    return quats
