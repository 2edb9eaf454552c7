# SPDX-License-Identifier: Apache-2.0
"""What the robot layer measures on a motion, its verdict, and what it says of it.

Verdicts. Trajectories here carry no balance control, so a free-standing robot may only execute
motions that are balanced at each instant by geometry: ``executable`` = both feet stand still on
the floor and the centre of mass stays above the support area with a margin. Anything else that the
robot can move is ``fixed_base_only`` (on a stand, or under a controller that balances). In mode
``upper_body`` a walking controller balances: what needs more of the legs than walking is refused.
``refused`` = the motion would no longer be what it was: slowed down or distorted too much.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import DurationError
from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.robot.collision import Collision, self_collision_of
from irgm_ros.robot.description import UNLIMITED, Robot
from irgm_ros.robot.footing import balance_reason, footing, leg_motion, leg_reason
from irgm_ros.robot.human import human_faults
from irgm_ros.robot.kinematics import body_of
from irgm_ros.robot.series import FrameSeries, measure_frames
from irgm_ros.types import Feasibility, RobotPath, TimedTrajectory

Array = NDArray[np.float64]
SLOW, TOO_SLOW = 1.6, 3.0  # stretch factors that are reported and refused
UNLIKE, TOO_UNLIKE = 0.35, 0.8  # mean direction errors of limbs, likewise [rad]
_NAMED = 3  # collisions that are named
_ARM_NAMES = ('upper_arm', 'forearm')
_LIMB_NAMES = (*_ARM_NAMES, 'thigh', 'shank')  # of each side in turn, as in kinematics.LIMBS


def assess_feasibility(
    robot: Robot,
    path: RobotPath,
    trajectory: TimedTrajectory | DurationError,
    positions: NDArray[Any],
) -> Feasibility:
    """Measure a retargeted motion and judge whether the robot may execute it.

    Args:
        robot: The robot.
        path: Retargeted frames.
        trajectory: The same, timed; or the error that says why it cannot be: refused.
        positions: (F, 22, 3) the human motion, y up [m].

    Returns:
        Metrics, verdict with reasons, and one sentence each of assessment and refinement where
        something should change.
    """
    series = measure_frames(robot, path, positions)
    untimed = trajectory if isinstance(trajectory, DurationError) else None
    metrics = {} if isinstance(trajectory, DurationError) else _limit_metrics(robot, trajectory)
    whole = robot.mode == 'whole_body'
    human = to_rep103(np.asarray(positions, dtype=np.float64))
    faults = human_faults(human, path.fps)
    metrics |= faults.metrics
    metrics |= _tracking_metrics(series, _LIMB_NAMES if whole else _ARM_NAMES)
    if whole:
        metrics |= footing(series)
    else:
        metrics |= leg_motion(human)
    collision = self_collision_of(robot)
    moving = np.asarray(path.joint_positions, dtype=np.float64)[:, body_of(robot).index]
    collisions = collision.collisions(moving, path.fps)
    metrics['self_collision_depth_max_m'] = max((c.depth_m for c in collisions), default=0.0)
    reasons, problem = _findings(metrics, untimed)
    reasons += faults.lost
    if not collision.names:
        reasons.append('Self-collision is not checked for this robot.')
    if not whole and (reason := faults.tipped or leg_reason(metrics)):
        reasons.append(reason)
        problem = ('The robot only walks with its legs.', 'Leave the legs to walking.', True)
    if collisions:
        reasons = [*map(_collision_reason, collisions[:_NAMED]), *reasons]
        one, other = (link.replace('_', ' ') for link in collisions[0].links)
        problem = (
            f'The {one} runs into the {other}.', f'Keep the {one} away from the {other}.', True,
        )  # fmt: skip
    if faults.refused:
        reasons = [*faults.refused, *reasons]
        problem = ('The motion is none of a human body.', 'Move as a person does.', True)
    verdict: Literal['executable', 'fixed_base_only', 'refused'] = 'executable'
    if problem is not None and problem[2]:
        verdict = 'refused'
    elif whole and (reason := faults.tipped or _unjudged(robot) or balance_reason(metrics)):
        verdict = 'fixed_base_only'
        reasons.append(reason)
    assessment, refinement = (problem[0], problem[1]) if problem is not None else ('', '')
    return Feasibility(
        verdict, tuple(reasons), metrics, assessment, refinement, _score(metrics, verdict)
    )


def _unjudged(robot: Robot) -> str:
    """Why balance cannot be judged; empty if it can."""
    return '' if robot.mass > 0.0 else 'The URDF gives no masses: balance is not judged.'


def _limit_metrics(robot: Robot, trajectory: TimedTrajectory) -> dict[str, float]:
    """Return margins to the limits (1 = far, 0 = at the limit) and durations."""
    joints = np.asarray(trajectory.joint_positions)
    limited = robot.upper < UNLIMITED
    half = 0.5 * (robot.upper - robot.lower)[limited]
    room = np.minimum(joints - robot.lower, robot.upper - joints)[:, limited]
    speed = np.abs(trajectory.joint_velocities) / robot.velocity_limits
    bend = np.abs(trajectory.joint_accelerations) / robot.acceleration_limits
    between = np.diff(trajectory.times)[:, None] * robot.jerk_limits
    jerk = np.abs(np.diff(trajectory.joint_accelerations, axis=0)) / between
    return {
        'position_margin_min': float((room / np.maximum(half, 1e-9)).min(initial=1.0)),
        'velocity_margin_min': float(1.0 - speed.max()),
        'acceleration_margin_min': float(1.0 - bend.max()),
        'jerk_margin_min': float(1.0 - jerk.max(initial=0.0)),
        'stretch_factor': float(trajectory.stretch_factor),
        'blend_seconds': float(trajectory.blend_seconds),
        'duration_s': float(trajectory.times[-1]),
    }


def _tracking_metrics(series: FrameSeries, kinds: tuple[str, ...]) -> dict[str, float]:
    """Return mean direction errors per kind of limb [rad] and of their ends [m]."""
    limbs = [len(_LIMB_NAMES) * side + kind for side in (0, 1) for kind in range(len(kinds))]
    errors = series.direction_errors[:, limbs].mean(axis=0)
    metrics = {
        f'tracking_error_{name}_rad': float(errors[[i, i + len(kinds)]].mean())
        for i, name in enumerate(kinds)
    }
    metrics['tracking_error_mean_rad'] = float(errors.mean())
    metrics['tracking_error_mean_m'] = float(series.end_errors[:, limbs].mean())
    return metrics


def _findings(
    metrics: dict[str, float], untimed: DurationError | None
) -> tuple[list[str], tuple[str, str, bool] | None]:
    """Return reasons, and the worst problem as (assessment, refinement, refused)."""
    reasons: list[str] = []
    found: list[tuple[float, tuple[str, str, bool]]] = []
    factor, error = metrics.get('stretch_factor', 1.0), metrics['tracking_error_mean_rad']
    if untimed is not None:
        reasons.append(f'Inside the limits of the robot {untimed}.')
        text = ('Inside the limits of the robot the motion takes too long.', 'Do less of it.')
        found.append((np.inf, (*text, True)))
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


def _score(metrics: dict[str, float], verdict: str) -> float:
    """Return a score in [0, 1]: stretching, tracking and penetration count, balance does not."""
    if verdict == 'refused':
        return 0.0
    slow = np.clip((metrics['stretch_factor'] - 1.2) / (TOO_SLOW - 1.2), 0.0, 1.0)
    unlike = np.clip((metrics['tracking_error_mean_rad'] - 0.1) / TOO_UNLIKE, 0.0, 1.0)
    below = np.clip(metrics.get('foot_penetration_max_m', 0.0) / 0.05, 0.0, 1.0)
    return float(1.0 - min(1.0, 0.5 * slow + 0.5 * unlike + 0.2 * below))
