# SPDX-License-Identifier: Apache-2.0
"""What the robot layer measures on a motion, its verdict, and what it says of it.

Verdicts. Trajectories here carry no balance control, so a free-standing robot may only execute
motions that are balanced at each instant by geometry: ``executable`` = both feet stand still on
the floor and the centre of mass stays above the support area with a margin. Anything else that the
robot can move is ``fixed_base_only`` (on a stand, or under a controller that balances).
``refused`` = the motion would no longer be what it was: slowed down or distorted too much.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.robot.collision import Collision, self_collision_of
from irgm_ros.robot.contacts import detect_contacts
from irgm_ros.robot.description import UNLIMITED, Robot
from irgm_ros.robot.kinematics import LIMB_INDEX, Body, body_of
from irgm_ros.robot.smoothing import sole_corners
from irgm_ros.robot.solver import State
from irgm_ros.robot.targets import limb_directions
from irgm_ros.types import Feasibility, RobotPath, TimedTrajectory

Array = NDArray[np.float64]
SLOW, TOO_SLOW = 1.6, 3.0  # stretch factors that are reported and refused
UNLIKE, TOO_UNLIKE = 0.35, 0.8  # mean direction errors of limbs, likewise [rad]
BALANCE_MARGIN = 0.01  # of the centre of mass inside the support area [m]
_DIRECTIONS = np.stack(
    [np.cos(np.arange(32) * np.pi / 16), np.sin(np.arange(32) * np.pi / 16)], axis=0
)
_NAMED = 3  # collisions that are named
_LIMB_NAMES = ('upper_arm', 'forearm', 'thigh', 'shank')


def assess_feasibility(
    robot: Robot, path: RobotPath, trajectory: TimedTrajectory, positions: NDArray[Any]
) -> Feasibility:
    """Measure a retargeted motion and judge whether the robot may execute it.

    Args:
        robot: The robot.
        path: Retargeted frames.
        trajectory: The same, timed.
        positions: (F, 22, 3) the human motion, y up [m].

    Returns:
        Metrics, verdict with reasons, and one sentence each of assessment and refinement where
        something should change.
    """
    body = body_of(robot)
    human = to_rep103(np.asarray(positions, dtype=np.float64))
    state = _state(robot, body, path)
    contact = detect_contacts(human, path.fps)
    metrics = _limit_metrics(robot, trajectory)
    metrics |= _tracking_metrics(body, state, human)
    metrics |= _floor_metrics(robot, path, sole_corners(body, state), contact)
    collision = self_collision_of(robot)
    collisions = collision.collisions(state.joints, path.fps)
    metrics['self_collision_depth_max_m'] = max((c.depth_m for c in collisions), default=0.0)
    reasons, problem = _findings(metrics)
    if not collision.names:
        reasons.append('Self-collision is not checked for this robot.')
    if collisions:
        reasons = [*map(_collision_reason, collisions[:_NAMED]), *reasons]
        one, other = (link.replace('_', ' ') for link in collisions[0].links)
        problem = (
            f'The {one} runs into the {other}.', f'Keep the {one} away from the {other}.', True,
        )  # fmt: skip
    balanced = metrics['standing_share'] >= 1.0
    balanced &= metrics['com_support_margin_min_m'] >= BALANCE_MARGIN
    verdict: Literal['executable', 'fixed_base_only', 'refused'] = 'fixed_base_only'
    if problem is not None and problem[2]:
        verdict = 'refused'
    elif balanced:
        verdict = 'executable'
    else:
        reasons.append(_balance_reason(metrics))
    assessment, refinement = (problem[0], problem[1]) if problem is not None else ('', '')
    return Feasibility(
        verdict, tuple(reasons), metrics, assessment, refinement, _score(metrics, verdict)
    )


def _state(robot: Robot, body: Body, path: RobotPath) -> State:
    """Turn a path back into the solver's state."""
    from scipy.spatial.transform import Rotation

    return State(
        np.asarray(path.base_positions, dtype=np.float64),
        Rotation.from_quat(path.base_quat_xyzw).as_matrix() @ robot.facing.T,
        np.asarray(path.joint_positions, dtype=np.float64)[:, body.index],
    )


def _limit_metrics(robot: Robot, trajectory: TimedTrajectory) -> dict[str, float]:
    """Return margins to the limits (1 = far, 0 = at the limit) and durations."""
    joints = np.asarray(trajectory.joint_positions)
    limited = robot.upper < UNLIMITED
    half = 0.5 * (robot.upper - robot.lower)[limited]
    room = np.minimum(joints - robot.lower, robot.upper - joints)[:, limited]
    speed = np.abs(trajectory.joint_velocities) / robot.velocity_limits
    bend = np.abs(trajectory.joint_accelerations) / robot.acceleration_limits
    return {
        'position_margin_min': float((room / np.maximum(half, 1e-9)).min(initial=1.0)),
        'velocity_margin_min': float(1.0 - speed.max()),
        'acceleration_margin_min': float(1.0 - bend.max()),
        'stretch_factor': float(trajectory.stretch_factor),
        'blend_seconds': float(trajectory.blend_seconds),
        'duration_s': float(trajectory.times[-1]),
    }


def _tracking_metrics(body: Body, state: State, human: Array) -> dict[str, float]:
    """Return mean direction errors per kind of limb [rad] and of their ends [m]."""
    points = body.evaluate(state.joints).points
    start, end = LIMB_INDEX.T
    bones = points[:, end] - points[:, start]
    bones = (bones / np.linalg.norm(bones, axis=-1, keepdims=True)) @ state.rotation.swapaxes(1, 2)
    wanted = limb_directions(human)
    cosine = np.clip((bones * wanted).sum(axis=-1), -1.0, 1.0)
    errors = np.arccos(cosine).mean(axis=0)
    metrics = {
        f'tracking_error_{name}_rad': float(errors[[i, i + 4]].mean())
        for i, name in enumerate(_LIMB_NAMES)
    }
    distance = np.linalg.norm(bones - wanted, axis=-1) * body.limb_lengths
    metrics['tracking_error_mean_rad'] = float(errors.mean())
    metrics['tracking_error_mean_m'] = float(distance.mean())
    return metrics


def _floor_metrics(
    robot: Robot, path: RobotPath, corners: Array, contact: NDArray[np.bool_]
) -> dict[str, float]:
    """Return slip, penetration, and the centre of mass against the support area."""
    soles = corners.mean(axis=2)
    both = contact[1:] & contact[:-1]
    slip = np.linalg.norm(np.diff(soles[..., :2], axis=0), axis=-1)[both] * path.fps
    margin = _support_margin(robot, path, corners, contact)
    standing = contact.any(axis=1)
    return {
        'foot_slip_mean_m_s': float(slip.mean()) if slip.size else 0.0,
        'foot_slip_max_m_s': float(slip.max(initial=0.0)),
        'foot_penetration_max_m': float(max(0.0, -corners[..., 2].min())),
        'standing_share': float(contact.all(axis=1).mean()),
        'flight_share': float(1.0 - standing.mean()),
        'com_support_margin_min_m': float(margin[standing].min(initial=1.0)),
    }


def _support_margin(
    robot: Robot, path: RobotPath, corners: Array, contact: NDArray[np.bool_]
) -> Array:
    """Return (F,) how far the centre of mass is inside the support polygon [m], or outside (< 0).

    The polygon is the hull of the standing soles, seen from 32 directions; -inf in flight.
    """
    import pinocchio

    q = robot.path_configurations(path)
    data = robot.model.createData()
    com = np.array([pinocchio.centerOfMass(robot.model, data, row)[:2].copy() for row in q])
    reach = corners[..., :2].reshape(len(q), -1, 2) @ _DIRECTIONS
    reach[~np.repeat(contact, corners.shape[2], axis=1)] = -np.inf
    margin: Array = (reach.max(axis=1) - com @ _DIRECTIONS).min(axis=1)
    return margin


def _findings(metrics: dict[str, float]) -> tuple[list[str], tuple[str, str, bool] | None]:
    """Return reasons, and the worst problem as (assessment, refinement, refused)."""
    reasons: list[str] = []
    found: list[tuple[float, tuple[str, str, bool]]] = []
    factor, error = metrics['stretch_factor'], metrics['tracking_error_mean_rad']
    if factor > SLOW:
        reasons.append(
            f'The motion is {factor:.1f} times slower than generated to stay inside the limits.'
        )
        text = (
            'The generated motion is too fast for the robot.',
            'Lower the speed of the motion.',
        )
        found.append((factor / TOO_SLOW, (*text, factor > TOO_SLOW)))
    if error > UNLIKE:
        reasons.append(
            f'The limbs are off by {np.degrees(error):.0f} degrees on average: joint limits.'
        )
        text = (
            'The generated motion reaches postures that the robot cannot take.',
            'Keep the limbs closer to an upright posture.',
        )
        found.append((error / TOO_UNLIKE, (*text, error > TOO_UNLIKE)))
    worst = max(found, key=lambda item: item[0])[1] if found else None
    return reasons, worst


def _collision_reason(collision: Collision) -> str:
    """Which links, when and how deep."""
    one, other = collision.links
    return (
        f'{one} runs into {other} by {1000 * collision.depth_m:.0f} mm, from '
        f'{collision.start_s:.2f} to {collision.end_s:.2f} s.'
    )


def _balance_reason(metrics: dict[str, float]) -> str:
    """Say why a free base would need balance control."""
    if metrics['flight_share'] > 0.5:
        return 'No foot stands flat for most of the motion; a free base needs balance control.'
    if metrics['standing_share'] < 1.0:
        return 'Feet leave the floor; a free base needs balance control.'
    margin = 1000 * metrics['com_support_margin_min_m']
    return (
        f'The centre of mass comes within {margin:.0f} mm of the edge of the support area; a free '
        'base needs balance control.'
    )


def _score(metrics: dict[str, float], verdict: str) -> float:
    """Return a score in [0, 1]: stretching, tracking and penetration count, balance does not."""
    if verdict == 'refused':
        return 0.0
    slow = np.clip((metrics['stretch_factor'] - 1.2) / (TOO_SLOW - 1.2), 0.0, 1.0)
    unlike = np.clip((metrics['tracking_error_mean_rad'] - 0.1) / TOO_UNLIKE, 0.0, 1.0)
    below = np.clip(metrics['foot_penetration_max_m'] / 0.05, 0.0, 1.0)
    return float(1.0 - min(1.0, 0.5 * slow + 0.5 * unlike + 0.2 * below))
