# SPDX-License-Identifier: Apache-2.0
"""The rules of joint_trajectory_controller."""

import numpy as np
import pytest

from irgm_ros.ros.joint_controller import JointController, State, TrajectoryRejected, Waypoints

NAMES = ('a', 'b')
REST = (np.zeros(2), np.zeros(2))


def make(**options):
    return JointController(NAMES, np.zeros(2), **options)


def points(times=(1.0, 2.0), positions=((1.0, 2.0), (2.0, 4.0)), names=NAMES, **more):
    return Waypoints(names, np.array(times), np.array(positions), **more)


def reject(waypoints, code, **arguments):
    controller = make()
    with pytest.raises(TrajectoryRejected) as caught:
        controller.follow(waypoints, 0.0, REST, **arguments)
    assert caught.value.code == code
    assert controller.state == State.HOLDING
    assert controller.trajectory_id == 0
    return str(caught.value)


def test_starts_now_from_the_measured_state():
    controller = make()
    controller.follow(points(), 10.0, (np.array([0.5, 0.0]), np.zeros(2)))
    position, velocity = controller.update(10.5, REST)
    assert position == pytest.approx([0.75, 1.0])
    assert velocity == pytest.approx([0.5, 2.0])
    assert controller.state == State.FOLLOWING
    assert controller.trajectory_id == 1


def test_can_start_from_the_wanted_state():
    controller = make(interpolate_from_desired_state=True)
    controller.follow(points(), 0.0, (np.array([0.5, 0.5]), np.zeros(2)))
    assert controller.update(0.5, REST)[0] == pytest.approx([0.5, 1.0])


def test_joint_order_is_free():
    controller = make()
    controller.follow(points(names=('b', 'a')), 0.0, REST)
    assert controller.update(1.0, REST)[0] == pytest.approx([2.0, 1.0])


def test_ends_at_the_last_point_and_holds_it():
    controller = make()
    controller.follow(points(), 0.0, REST)
    controller.update(2.5, REST)
    assert controller.state == State.SUCCEEDED
    position, velocity = controller.update(9.0, REST)
    assert position == pytest.approx([2.0, 4.0])
    assert velocity == pytest.approx([0.0, 0.0])


def test_empty_trajectory_holds_the_measured_posture():
    controller = make()
    controller.follow(points(), 0.0, REST)
    controller.follow(points((), np.zeros((0, 2))), 0.5, (np.array([0.3, 0.4]), np.ones(2)))
    assert controller.state == State.HOLDING
    assert controller.update(5.0, REST)[0] == pytest.approx([0.3, 0.4])


def test_a_new_trajectory_replaces_the_old_one():
    controller = make()
    controller.follow(points(), 0.0, REST)
    controller.follow(points((1.0,), ((9.0, 9.0),)), 1.0, (np.array([1.0, 2.0]), np.zeros(2)))
    assert controller.update(1.5, REST)[0] == pytest.approx([5.0, 5.5])
    assert controller.trajectory_id == 2


def test_start_in_the_future_is_approached_at_once():
    controller = make()
    controller.follow(points(), 0.0, REST, start=1.0)
    assert controller.update(1.0, REST)[0] == pytest.approx([0.5, 1.0])
    assert controller.update(2.0, REST)[0] == pytest.approx([1.0, 2.0])


def test_points_of_the_past_are_dropped():
    controller = make()
    controller.follow(points(), 1.5, REST, start=0.0)
    assert controller.update(1.75, REST)[0] == pytest.approx([1.0, 2.0])


def test_path_tolerance_aborts_and_holds():
    controller = make(path_tolerance=0.1)
    controller.follow(points(), 0.0, REST)
    controller.update(0.01, REST)
    assert controller.state == State.FOLLOWING
    controller.update(0.5, (np.array([0.5, 0.8]), np.zeros(2)))
    assert controller.state == State.ABORTED
    assert controller.max_error_joint == 'b'
    assert controller.max_error == pytest.approx(0.2)
    assert controller.update(1.0, REST)[0] == pytest.approx([0.5, 0.8])


def test_tracking_error_is_over_joints_and_updates():
    controller = make()
    controller.follow(points((1.0,), ((0.0, 0.0),)), 0.0, REST)
    controller.update(0.2, (np.array([0.3, 0.0]), np.zeros(2)))
    controller.update(0.4, (np.array([0.0, 0.4]), np.zeros(2)))
    assert controller.rms_error == pytest.approx(np.sqrt((0.09 + 0.16) / 4))


def test_all_joints_are_required_once():
    message = reject(points((1.0,), ((1.0,),), names=('a',)), TrajectoryRejected.INVALID_JOINTS)
    assert "missing ['b']" in message
    reject(points(names=('a', 'x')), TrajectoryRejected.INVALID_JOINTS)
    reject(points(names=('a', 'a')), TrajectoryRejected.INVALID_JOINTS)


def test_joints_that_are_left_out_hold_where_that_is_allowed():
    controller = make(allow_partial_joints_goal=True)
    controller.follow(points((1.0,), ((0.0, 3.0),)), 0.0, REST)
    controller.update(1.0, REST)
    controller.follow(
        points((1.0,), ((1.0,),), names=('a',)), 2.0, (np.array([0.0, 3.0]), REST[1])
    )
    assert controller.update(3.0, REST)[0] == pytest.approx([1.0, 3.0])
    with pytest.raises(TrajectoryRejected, match='unknown'):
        controller.follow(points((1.0,), ((1.0,),), names=('x',)), 4.0, REST)


@pytest.mark.parametrize('times', [(1.0, 1.0), (2.0, 1.0), (-1.0, 1.0)])
def test_times_must_increase(times):
    assert 'increase' in reject(points(times), TrajectoryRejected.INVALID_GOAL)


def test_last_velocity_must_be_zero():
    moving = points(velocities=np.ones((2, 2)))
    assert 'last point' in reject(moving, TrajectoryRejected.INVALID_GOAL)


def test_numbers_must_be_finite_and_complete():
    broken = points(positions=((1.0, np.nan), (1.0, 1.0)))
    assert 'finite' in reject(broken, TrajectoryRejected.INVALID_GOAL)
    reject(points(velocities=np.zeros((1, 2))), TrajectoryRejected.INVALID_GOAL)


def test_a_trajectory_that_is_over_is_refused():
    code = TrajectoryRejected.OLD_HEADER_TIMESTAMP
    assert 'ended' in reject(points(), code, start=-5.0)
