# SPDX-License-Identifier: Apache-2.0
"""Last checks before a trajectory leaves, and the trajectory that brakes; no ROS needed."""

from __future__ import annotations

import numpy as np

from irgm_ros.robot.description import Robot
from irgm_ros.ros.joint_controller import Waypoints
from irgm_ros.types import FloatArray, TimedTrajectory

_TOLERANCE = 1e-6
_SHORTEST_BRAKING_S = 0.1


def violation(trajectory: TimedTrajectory, robot: Robot, longest: float) -> str:
    """Say what makes a trajectory unfit for the robot; empty if nothing does.

    Shapes, finite numbers and increasing times are guaranteed by ``TimedTrajectory`` itself.

    Args:
        trajectory: What is about to be sent.
        robot: Its limits.
        longest: Longest duration [s].
    """
    if trajectory.joint_names != robot.joint_names:
        return 'its joints are not those of the robot, in the same order'
    if trajectory.times[-1] > longest:
        return f'it takes {trajectory.times[-1]:.1f} s, at most {longest:.1f} s allowed'
    if np.abs(trajectory.joint_velocities[-1]).max() > _TOLERANCE:
        return 'it does not end at rest'
    middle, half = (robot.upper + robot.lower) / 2, (robot.upper - robot.lower) / 2
    for what, values, limit in (
        ('position', trajectory.joint_positions - middle, half),
        ('velocity', trajectory.joint_velocities, robot.velocity_limits),
        ('acceleration', trajectory.joint_accelerations, robot.acceleration_limits),
    ):
        excess = np.abs(values) - limit
        point, joint = np.unravel_index(np.argmax(excess), excess.shape)
        if excess[point, joint] > _TOLERANCE * max(1.0, float(limit[joint])):
            return (
                f'{what} limit of {robot.joint_names[joint]} exceeded by '
                f'{excess[point, joint]:.4f} at {trajectory.times[point]:.2f} s'
            )
    return _walking_violation(trajectory, robot)


def _walking_violation(trajectory: TimedTrajectory, robot: Robot) -> str:
    """Say what a walking controller cannot follow; linear between points, as ``cmd_vel`` is."""
    if trajectory.base_twists is None:
        return ''
    if np.abs(trajectory.base_twists[-1]).max() > _TOLERANCE:
        return 'its base does not end at rest'
    excess = np.abs(trajectory.base_twists) - robot.spec.walking
    point, axis = np.unravel_index(np.argmax(excess), excess.shape)
    if excess[point, axis] <= _TOLERANCE:
        return ''
    what = ('forward', 'sideways', 'turning')[axis]
    return (
        f'walking limit ({what}) exceeded by {excess[point, axis]:.4f} at '
        f'{trajectory.times[point]:.2f} s'
    )


def braking(robot: Robot, position: FloatArray, velocity: FloatArray) -> Waypoints:
    """Return a trajectory that stops all joints with constant deceleration at the same time.

    One point with velocity 0: the cubic that controllers lay through it is a parabola. An empty
    trajectory would be shorter, but joint_trajectory_controller of ROS 2 rejects that.

    Args:
        robot: Its limits.
        position: (n,) present positions [rad].
        velocity: (n,) present velocities [rad/s].
    """
    needed = float(np.max(np.abs(velocity) / robot.acceleration_limits, initial=0.0))
    duration = max(_SHORTEST_BRAKING_S, needed)
    target = np.clip(position + velocity * duration / 2, robot.lower, robot.upper)
    still = np.zeros((1, len(target)))
    return Waypoints(robot.joint_names, np.array([duration]), target[None], still)


def margins(trajectory: TimedTrajectory, robot: Robot) -> dict[str, float]:
    """Return how much of each limit is left at the worst point: 1 = all, 0 = none.

    Args:
        trajectory: The trajectory.
        robot: Its limits.
    """
    half = (robot.upper - robot.lower) / 2
    middle = (robot.upper + robot.lower) / 2
    shares = {
        'position': np.abs(trajectory.joint_positions - middle) / half,
        'velocity': np.abs(trajectory.joint_velocities) / robot.velocity_limits,
        'acceleration': np.abs(trajectory.joint_accelerations) / robot.acceleration_limits,
    }
    return {f'{what}_margin': float(1.0 - share.max()) for what, share in shares.items()}
