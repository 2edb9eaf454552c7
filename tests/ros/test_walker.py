# SPDX-License-Identifier: Apache-2.0
"""The node with a robot whose legs belong to a walking controller: ``cmd_vel`` over ROS 2."""

import time

import numpy as np
import pytest
from geometry_msgs.msg import Twist
from std_msgs.msg import String
from trajectory_msgs.msg import JointTrajectory

from irgm_ros.action import GenerateMotion
from irgm_ros.msg import MotionStatus
from irgm_ros.robot import load_robot
from irgm_ros.ros.status import STATUS_QOS

WALK = 'walk forward six steps'


@pytest.fixture(scope='module')
def heard(start, ros):
    """What an upper-body node publishes, by topic."""
    start('irgm_ros.ros.node', 'robot_mode:=upper_body', 'joint_state_timeout:=5.0')
    topics = {
        'status': ros.listen(MotionStatus, 'irgm/status', STATUS_QOS),
        'joints': ros.listen(JointTrajectory, 'joint_trajectory'),
        'twists': ros.listen(Twist, 'cmd_vel'),
    }
    ros.until(lambda: topics['status'] and topics['status'][-1][1].state == MotionStatus.IDLE)
    ros.publish_posture()
    ros.until(lambda: ros.ask(WALK, execute=False)[1].code == GenerateMotion.Result.OK)
    return topics


def forward(twists):
    return np.array([message.linear.x for _, message in twists])


def test_a_walk_is_a_twist_that_ends_at_zero(heard, ros):
    _, result = ros.ask(WALK)
    assert result.code == GenerateMotion.Result.OK, result.message
    ros.until(lambda: heard['joints'])
    assert not [name for name in heard['joints'][-1][1].joint_names if 'hip' in name]
    ros.until(lambda: forward(heard['twists']).max(initial=0.0) > 0.2)
    ros.until(lambda: heard['twists'][-1][1] == Twist())
    speeds = forward(heard['twists'])
    lasted = heard['twists'][-1][0] - heard['twists'][0][0]
    points = heard['joints'][-1][1].points[-1].time_from_start
    assert lasted == pytest.approx(points.sec + 1e-9 * points.nanosec, abs=0.5)
    assert len(speeds) > 25 * lasted  # 50 Hz, on a busy machine
    assert speeds.min() > -0.1
    limits = load_robot('g1', 'upper_body').spec.walking
    said = [(t.linear.x, t.linear.y, t.angular.z) for _, t in heard['twists']]
    assert (np.abs(said) <= limits).all()


def test_stop_ends_the_walk_at_once(heard, ros):
    heard['twists'].clear()
    commands = ros.node.create_publisher(String, 'command', 10)
    ros.until(lambda: commands.get_subscription_count() > 0)
    ros.ask(WALK)
    ros.until(lambda: forward(heard['twists']).max(initial=0.0) > 0.2)
    commands.publish(String(data='stop'))
    said = time.monotonic()
    ros.until(lambda: heard['twists'][-1][1] == Twist())
    assert heard['twists'][-1][0] - said < 0.5
    count = len(heard['twists'])
    until = time.monotonic() + 0.3
    ros.until(lambda: time.monotonic() > until)
    assert len(heard['twists']) == count  # and nothing moves it again


def test_what_needs_the_legs_is_refused(heard, ros):
    _, result = ros.ask('squat twice')
    assert result.code == GenerateMotion.Result.INFEASIBLE_MOTION
    assert 'walking controller' in result.message
