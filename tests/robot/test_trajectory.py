# SPDX-License-Identifier: Apache-2.0
"""Trajectories stay inside every limit between points, start at the posture given, end at rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from irgm_ros.errors import RobotError
from irgm_ros.robot import Retargeter, Robot, load_robot, time_trajectory
from irgm_ros.types import RobotPath, TimedTrajectory
from tests.robot.bodies import Array, rising_arm, standing, write_tiny_robot


def quintic(trajectory: TimedTrajectory, start: Array) -> tuple[Array, Array, Array, Array]:
    """Resample as a controller does, a quintic between points, from a resting start at time 0.

    Returns positions, velocities, accelerations and jerks (12, K, n), 12 per interval.
    """
    still = np.zeros_like(start)[None]
    t = np.concatenate([[0.0], trajectory.times])
    q = np.concatenate([start[None], trajectory.joint_positions])
    v = np.concatenate([still, trajectory.joint_velocities])
    a = np.concatenate([still, trajectory.joint_accelerations])
    u = np.linspace(0.0, 1.0, 12)[:, None, None]
    h = np.diff(t)[None, :, None]
    c0, c1, c2 = q[:-1], v[:-1] * h, 0.5 * a[:-1] * h**2
    d0 = q[1:] - c0 - c1 - c2
    d1 = v[1:] * h - c1 - 2 * c2
    d2 = 0.5 * (a[1:] * h**2 - 2 * c2)
    c3, c4, c5 = 10 * d0 - 4 * d1 + d2, -15 * d0 + 7 * d1 - 2 * d2, 6 * d0 - 3 * d1 + d2
    place = c0 + u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5))))
    speed = (c1 + u * (2 * c2 + u * (3 * c3 + u * (4 * c4 + 5 * u * c5)))) / h
    bend = (2 * c2 + u * (6 * c3 + u * (12 * c4 + 20 * u * c5))) / h**2
    jerk = (6 * c3 + u * (24 * c4 + 60 * u * c5)) / h**3
    return place, speed, bend, jerk


def random_path(robot: Robot, seed: int, frames: int = 60, pace: float = 1.0) -> RobotPath:
    """Return a wild but continuous path over the whole range of every joint."""
    rng = np.random.default_rng(seed)
    phase = rng.uniform(0, 2 * np.pi, (2, len(robot.joint_names)))
    t = np.arange(frames)[:, None] / 20.0
    wave = np.sin(2 * np.pi * pace * t + phase[0]) * np.sin(3.1 * pace * t + phase[1])
    low, high = np.maximum(robot.lower, -3), np.minimum(robot.upper, 3)
    joints = np.clip(0.5 * (low + high) + 0.7 * (high - low) * wave, low, high)
    quats = np.tile([0.0, 0.0, 0.0, 1.0], (frames, 1))
    return RobotPath(robot.joint_names, joints, np.zeros((frames, 3)), quats)


@pytest.mark.parametrize('seed', range(4))
def test_limits_hold_between_points(any_robot: Robot, seed: int) -> None:
    path = random_path(any_robot, seed, pace=0.5 + 0.5 * seed)
    trajectory = time_trajectory(any_robot, path)
    place, speed, bend, jerk = quintic(trajectory, any_robot.rest_posture)
    # The very first interval starts from acceleration 0 instead of the spline's own.
    assert (place >= any_robot.lower - 1e-6).all() and (place <= any_robot.upper + 1e-6).all()
    assert (np.abs(speed) <= any_robot.velocity_limits * (1 + 1e-6)).all()
    assert (np.abs(bend[:, 1:]) <= any_robot.acceleration_limits * (1 + 1e-6)).all()
    assert (np.abs(jerk[:, 1:]) <= any_robot.jerk_limits * (1 + 1e-6)).all()


def test_times_increase_and_the_end_is_at_rest(any_robot: Robot) -> None:
    trajectory = time_trajectory(any_robot, random_path(any_robot, 7))
    assert trajectory.times[0] > 0 and (np.diff(trajectory.times) > 0).all()
    assert (trajectory.joint_velocities[-1] == 0.0).all()
    assert np.abs(trajectory.joint_accelerations[-1]).max() < 2.0
    assert np.abs(trajectory.joint_velocities[-4:]).max() < 0.1


def test_it_starts_from_the_posture_given(any_robot: Robot) -> None:
    start = np.clip(any_robot.rest_posture + 0.4, any_robot.lower, any_robot.upper)
    path = random_path(any_robot, 3)
    trajectory = time_trajectory(any_robot, path, start)
    assert np.abs(trajectory.joint_positions[0] - start).max() < 0.01
    assert np.abs(trajectory.joint_velocities[0]).max() < 0.5
    assert trajectory.blend_seconds > 0.1
    blended = trajectory.joint_positions[trajectory.times <= trajectory.blend_seconds + 1e-9][-1]
    assert np.abs(blended - path.joint_positions[0]).max() < 0.02


def test_velocities_are_the_derivatives_of_positions(g1: Robot) -> None:
    trajectory = time_trajectory(g1, Retargeter(g1).retarget(rising_arm('left')))
    step = np.diff(trajectory.times)[:, None]
    mean = 0.5 * (trajectory.joint_velocities[1:] + trajectory.joint_velocities[:-1])
    bend = np.diff(trajectory.joint_accelerations, axis=0) * step / 12.0
    change = np.diff(trajectory.joint_positions, axis=0) / step
    assert np.allclose(change, mean - bend, atol=1e-6)  # exact for a cubic


def test_a_slow_motion_is_not_stretched(g1: Robot) -> None:
    trajectory = time_trajectory(g1, Retargeter(g1).retarget(rising_arm('right', 81)))
    assert trajectory.stretch_factor < 1.1
    assert trajectory.times[-1] - trajectory.blend_seconds == pytest.approx(4.1, abs=0.3)


def test_a_fast_motion_is_stretched(g1: Robot) -> None:
    trajectory = time_trajectory(g1, random_path(g1, 1, pace=4.0))
    assert trajectory.stretch_factor > 1.5


def test_single_frame_moves_there_and_stops(g1: Robot) -> None:
    path = Retargeter(g1).retarget(rising_arm('left')[-1:])
    trajectory = time_trajectory(g1, path)
    assert np.allclose(trajectory.joint_positions[-1], path.joint_positions[0], atol=1e-6)


def test_bad_starts_are_refused(g1: Robot) -> None:
    path = Retargeter(g1).retarget(standing(3))
    with pytest.raises(RobotError, match=r'\(29,\) expected'):
        time_trajectory(g1, path, np.zeros(7))
    bad = g1.rest_posture.copy()
    bad[3] = np.nan
    with pytest.raises(RobotError, match='left_knee_joint'):
        time_trajectory(g1, path, bad)
    bad[3] = 4.0
    with pytest.raises(RobotError, match=r'left_knee_joint 4\.000 not in'):
        time_trajectory(g1, path, bad)


def test_too_long_and_foreign_paths_are_refused(g1: Robot, tiny: Robot) -> None:
    with pytest.raises(RobotError, match='60 s'):
        time_trajectory(g1, random_path(g1, 0, frames=1300, pace=0.02))
    with pytest.raises(RobotError, match='tiny has'):
        time_trajectory(tiny, random_path(g1, 0, frames=5))


def moving(robot: Robot, share: float) -> Array:
    """Return velocities (n,) of all joints upwards, a share of their limits [rad/s]."""
    room = np.minimum(robot.upper - robot.rest_posture, 1.0)
    stoppable = np.sqrt(2.0 * robot.acceleration_limits * np.maximum(room, 0.0))
    return share * np.minimum(robot.velocity_limits, stoppable)


def test_a_moving_robot_is_taken_along(any_robot: Robot) -> None:
    speed = moving(any_robot, 0.3)
    trajectory = time_trajectory(any_robot, random_path(any_robot, 5), velocity=speed)
    early = trajectory.joint_positions[0] - any_robot.rest_posture
    change = 0.5 * trajectory.times[0] * (speed + trajectory.joint_velocities[0])
    assert np.abs(early - change).max() < 5e-3
    assert (np.abs(trajectory.joint_velocities) <= any_robot.velocity_limits * 1.001).all()
    assert (trajectory.joint_positions <= any_robot.upper + 1e-6).all()
    assert (trajectory.joint_velocities[-1] == 0.0).all()


def test_a_velocity_that_cannot_be_stopped_is_refused(g1: Robot) -> None:
    path = Retargeter(g1).retarget(standing(3))
    start, speed = g1.upper - 1e-3, np.zeros(len(g1.joint_names))
    speed[3] = 0.9 * g1.velocity_limits[3]
    with pytest.raises(RobotError, match=r'too fast to stop.*left_knee_joint'):
        time_trajectory(g1, path, start, speed)
    with pytest.raises(RobotError, match='finite numbers expected'):
        time_trajectory(g1, path, velocity=np.full(29, np.nan))


def test_limits_that_no_blend_can_keep_are_named(tmp_path: Path) -> None:
    robot = load_robot(write_tiny_robot(tmp_path, extra_map='acceleration: {default: 1.0e-9}\n'))
    path = Retargeter(robot).retarget(rising_arm('left', 4))
    with pytest.raises(RobotError, match=r'no blend .* look at the limits of tiny'):
        time_trajectory(robot, path)
