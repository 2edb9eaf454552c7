# SPDX-License-Identifier: Apache-2.0
"""What may leave the node, and how it brakes."""

from dataclasses import replace

import numpy as np
import pytest

from irgm_ros.robot import load_robot
from irgm_ros.ros.safety import braking, margins, violation
from irgm_ros.ros.spline import Spline
from irgm_ros.types import TimedTrajectory


@pytest.fixture(scope='module')
def robot():
    return load_robot('g1')


@pytest.fixture
def still(robot):
    n, points = len(robot.joint_names), 5
    zeros = np.zeros((points, n))
    return TimedTrajectory(
        robot.joint_names,
        np.arange(1, points + 1) * 0.02,
        zeros + robot.rest_posture,
        zeros,
        zeros,
        np.zeros((points, 3)),
        np.tile([0.0, 0.0, 0.0, 1.0], (points, 1)),
    )


def changed(trajectory, name, point, joint, value):
    array = np.array(getattr(trajectory, name))
    array[point, joint] = value
    return replace(trajectory, **{name: array})


def test_standing_still_is_allowed(robot, still):
    assert violation(still, robot, 60.0) == ''
    left = margins(still, robot)
    assert left['velocity_margin'] == 1.0
    assert 0 < left['position_margin'] < 1


@pytest.mark.parametrize(
    ('name', 'limit'),
    [
        ('joint_positions', 'upper'),
        ('joint_velocities', 'velocity_limits'),
        ('joint_accelerations', 'acceleration_limits'),
    ],
)
def test_every_limit_is_checked(robot, still, name, limit):
    value = getattr(robot, limit)[3]
    assert violation(changed(still, name, 2, 3, value), robot, 60.0) == ''
    problem = violation(changed(still, name, 2, 3, value + 0.01), robot, 60.0)
    assert robot.joint_names[3] in problem
    assert '0.0100' in problem


@pytest.mark.parametrize(('axis', 'what'), [(0, 'forward'), (1, 'sideways'), (2, 'turning')])
def test_the_walking_limits_are_checked(robot, still, axis, what):
    walking = replace(still, base_twists=np.zeros((len(still.times), 3)))
    limit = robot.spec.walking[axis]
    assert violation(changed(walking, 'base_twists', 2, axis, -limit), robot, 60.0) == ''
    problem = violation(changed(walking, 'base_twists', 2, axis, -limit - 0.01), robot, 60.0)
    assert problem == f'walking limit ({what}) exceeded by 0.0100 at 0.06 s'
    problem = violation(changed(walking, 'base_twists', -1, axis, 0.1), robot, 60.0)
    assert 'end at rest' in problem


def test_it_must_end_at_rest(robot, still):
    assert 'rest' in violation(changed(still, 'joint_velocities', -1, 0, 0.1), robot, 60.0)


def test_it_must_not_take_too_long(robot, still):
    assert '0.1 s' in violation(still, robot, 0.05)


def test_it_must_be_for_this_robot(robot, still):
    other = replace(still, joint_names=tuple(reversed(still.joint_names)))
    assert 'joints' in violation(other, robot, 60.0)


def test_braking_stays_within_the_deceleration(robot):
    rng = np.random.default_rng(0)
    velocity = rng.uniform(-1, 1, len(robot.joint_names)) * 5.0
    points = braking(robot, robot.rest_posture, velocity)
    begin = np.stack([robot.rest_posture, points.positions[0]])
    spline = Spline(np.array([0.0, points.times[0]]), begin, np.stack([velocity, 0 * velocity]))
    inside = (points.positions[0] > robot.lower) & (points.positions[0] < robot.upper)
    half = spline.sample(points.times[0] / 2)[1]
    np.testing.assert_allclose(half[inside], velocity[inside] / 2, atol=1e-9)
    needed = np.abs(velocity) / points.times[0]
    assert (needed <= robot.acceleration_limits + 1e-9).all()
    assert (points.positions[0] >= robot.lower).all()
    assert (points.positions[0] <= robot.upper).all()


def test_a_robot_at_rest_stays_where_it_is(robot):
    points = braking(robot, robot.rest_posture, np.zeros(len(robot.joint_names)))
    np.testing.assert_array_equal(points.positions[0], robot.rest_posture)
    assert points.times[0] > 0
