# SPDX-License-Identifier: Apache-2.0
"""Chunks of a trajectory: the whole where they are taken over, a stop where they are not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import CubicHermiteSpline

from irgm_ros.retargeting import RobotStage
from irgm_ros.robot import Robot, load_robot
from irgm_ros.robot.streaming import LEAD_S, chunks
from irgm_ros.ros.joint_controller import JointController, Waypoints
from irgm_ros.types import TimedTrajectory
from tests.robot.bodies import Array, rising_arm, write_tiny_robot

SECONDS = 0.5


@pytest.fixture(scope='module', params=['whole_body', 'upper_body'])
def robot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Robot:
    return load_robot(write_tiny_robot(tmp_path_factory.mktemp('tiny')), request.param)


@pytest.fixture(scope='module')
def whole(robot: Robot) -> TimedTrajectory:
    return RobotStage(robot).run(rising_arm('left')).trajectory


def dense(trajectory: TimedTrajectory, order: int) -> Array:
    curve = CubicHermiteSpline(
        trajectory.times, trajectory.joint_positions, trajectory.joint_velocities
    )
    return np.asarray(curve(np.arange(trajectory.times[0], trajectory.times[-1], 1e-3), order))


def test_points_are_those_of_the_whole_until_the_stop(
    robot: Robot, whole: TimedTrajectory
) -> None:
    made = list(chunks(robot, whole, SECONDS))
    assert len(made) >= int(whole.times[-1] / SECONDS)
    end = 0.0
    for chunk in made[:-1]:
        begin, end = end - LEAD_S, end + SECONDS
        common = chunk.times <= end
        wanted = (whole.times > begin) & (whole.times <= end)
        np.testing.assert_array_equal(chunk.times[common], whole.times[wanted])
        np.testing.assert_array_equal(chunk.joint_positions[common], whole.joint_positions[wanted])
    np.testing.assert_array_equal(made[-1].joint_positions[-1], whole.joint_positions[-1])


def test_every_chunk_ends_at_rest_inside_the_limits(robot: Robot, whole: TimedTrajectory) -> None:
    for chunk in chunks(robot, whole, SECONDS):
        assert not chunk.joint_velocities[-1].any()
        positions = dense(chunk, 0)
        assert (positions >= robot.lower - 1e-6).all() and (positions <= robot.upper + 1e-6).all()
        assert (np.abs(dense(chunk, 1)) <= robot.velocity_limits * 1.001).all()
        assert (np.abs(chunk.joint_accelerations) <= robot.acceleration_limits * 1.001).all()
        if chunk.base_twists is not None:
            assert not chunk.base_twists[-1].any()


def test_a_stop_stays_on_the_path(robot: Robot, whole: TimedTrajectory) -> None:
    first = next(iter(chunks(robot, whole, SECONDS)))
    stop = first.joint_positions[first.times > SECONDS]
    path = dense(whole, 0)
    away = np.abs(stop[:, None] - path[None]).max(axis=2).min(axis=1)
    assert away.max() < 5e-3
    assert first.times[-1] < whole.times[-1]


def follow(robot: Robot, sent: list[tuple[float, TimedTrajectory]], until: float) -> Array:
    """References (K, 2, n) of a controller that gets chunks at times, every millisecond."""
    controller = JointController(
        robot.joint_names, robot.rest_posture, interpolate_from_desired_state=True
    )
    waiting, references = list(sent), []
    for now in np.arange(0.0, until, 1e-3):
        controller.update(now, controller.reference)
        while waiting and waiting[0][0] <= now:
            given = waiting.pop(0)[1]
            controller.follow(
                Waypoints(given.joint_names, given.times, given.joint_positions,
                          given.joint_velocities, given.joint_accelerations),
                now, controller.reference, start=0.0,
            )  # fmt: skip
        references.append(controller.update(now, controller.reference))
    return np.array(references)


def test_chunks_splice_without_a_jump(robot: Robot, whole: TimedTrajectory) -> None:
    made = list(chunks(robot, whole, SECONDS))
    due = [max(0.0, i * SECONDS - LEAD_S + 0.05) for i in range(len(made))]
    spliced = follow(robot, list(zip(due, made, strict=True)), float(whole.times[-1]))
    at_once = follow(robot, [(0.0, whole)], float(whole.times[-1]))
    assert np.abs(spliced[:, 0] - at_once[:, 0]).max() < 2e-3
    jump = np.abs(np.diff(spliced[:, 1], axis=0)).max()
    assert jump < 1.5 * np.abs(np.diff(at_once[:, 1], axis=0)).max()


def test_without_the_next_chunk_the_robot_rests(robot: Robot, whole: TimedTrajectory) -> None:
    first = next(iter(chunks(robot, whole, SECONDS)))
    references = follow(robot, [(0.0, first)], float(first.times[-1]) + 0.2)
    assert not references[-1, 1].any()
    np.testing.assert_allclose(references[-1, 0], first.joint_positions[-1])


def test_chunks_shorter_than_their_overlap_are_refused(
    robot: Robot, whole: TimedTrajectory
) -> None:
    with pytest.raises(ValueError, match=r'0\.2 given'):
        next(chunks(robot, whole, 0.2))


def test_a_long_chunk_is_the_whole(robot: Robot, whole: TimedTrajectory) -> None:
    (only,) = chunks(robot, whole, 60.0)
    np.testing.assert_array_equal(only.times, whole.times)
    np.testing.assert_array_equal(only.joint_positions, whole.joint_positions)
