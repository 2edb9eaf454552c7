# SPDX-License-Identifier: Apache-2.0
"""The node in a process of its own, spoken to over ROS 2, with random weights."""

import time

import numpy as np
import pytest
from action_msgs.msg import GoalStatus
from diagnostic_msgs.msg import DiagnosticArray
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from rcl_interfaces.srv import SetParameters
from rclpy.parameter import Parameter
from std_msgs.msg import String
from trajectory_msgs.msg import JointTrajectory, MultiDOFJointTrajectory
from visualization_msgs.msg import MarkerArray

from irgm_ros.action import GenerateMotion
from irgm_ros.msg import MotionStatus
from irgm_ros.robot import load_robot
from irgm_ros.ros.conversions import from_joint_trajectory
from irgm_ros.ros.results import from_result
from irgm_ros.ros.status import STATUS_QOS

Codes = GenerateMotion.Result
TEXT = 'wave your right hand'


class Node:
    """The node under test and everything it says."""

    def __init__(self, process, ros):
        self.process, self.ros = process, ros
        self.status = ros.listen(MotionStatus, 'irgm/status', STATUS_QOS)
        self.joints = ros.listen(JointTrajectory, 'joint_trajectory')
        self.bases = ros.listen(MultiDOFJointTrajectory, 'base_trajectory')
        self.markers = ros.listen(MarkerArray, 'irgm/markers')
        self.diagnostics = ros.listen(DiagnosticArray, '/diagnostics')
        self.commands = ros.node.create_publisher(String, 'command', 10)

    def state(self):
        return self.status[-1][1].state if self.status else None

    def wait_state(self, *states, seconds=60.0):
        self.ros.until(lambda: self.state() in states, seconds)

    def wait_posture(self):
        """Publish joint states until the node has them."""
        self.ros.publish_posture()

        self.ros.until(lambda: self.posture_age() < 2.0)

    def posture_age(self):
        """Age of the joint states as the node sees it [s]."""
        values = self.diagnostics[-1][1].status[0].values if self.diagnostics else []
        age = next((v.value for v in values if v.key == 'joint_state_age_s'), 'inf')
        return float(age or 'inf')

    def command(self, text):
        self.ros.until(lambda: self.commands.get_subscription_count() > 0)
        self.commands.publish(String(data=text))

    def call(self, kind, name, request):
        client = self.ros.node.create_client(kind, name)
        self.ros.until(client.service_is_ready)
        future = client.call_async(request)
        self.ros.until(future.done, 60.0)
        self.ros.node.destroy_client(client)
        return future.result()

    def set(self, name, value):
        request = SetParameters.Request(
            parameters=[Parameter(name, value=value).to_parameter_msg()]
        )
        return self.call(SetParameters, 'irgm/set_parameters', request).results[0]

    def transition(self, number):
        request = ChangeState.Request(transition=Transition(id=number))
        return self.call(ChangeState, 'irgm/change_state', request).success


@pytest.fixture(scope='module')
def node(start, ros, tiny_bundle):
    # A busy machine delays the test's joint states; staleness has a test of its own.
    process = start('irgm_ros.ros.node', f'bundle:={tiny_bundle}', 'joint_state_timeout:=5.0')
    node = Node(process, ros)
    node.wait_state(MotionStatus.IDLE)
    return node


@pytest.fixture
def ready(node):
    """The node with fresh joint states, nothing going on and nothing heard yet."""
    node.wait_posture()
    node.set('execution', 'topic')
    node.joints.clear()
    node.bases.clear()
    return node


def motions(node):
    """Trajectories so far that do more than brake."""
    return [message for _, message in node.joints if len(message.points) > 1]


def slow(ros):
    """A goal that takes a while: the tiny model never accepts long before eight rounds."""
    return ros.send(TEXT, rounds=8, deadline=30.0)


def test_without_joint_states_a_goal_is_refused(node, ros):
    status, result = ros.ask(TEXT)
    assert status == GoalStatus.STATUS_ABORTED
    assert result.code == Codes.STALE_JOINT_STATE
    assert 'joint_states' in result.message
    assert not node.joints


def test_stale_joint_states_are_refused(ready, ros):
    ready.set('joint_state_timeout', 0.2)
    ros.publish_posture(False)
    ros.until(lambda: ready.posture_age() > 0.2)
    status, result = ros.ask(TEXT)
    ready.set('joint_state_timeout', 5.0)
    assert (status, result.code) == (GoalStatus.STATUS_ABORTED, Codes.STALE_JOINT_STATE)
    assert 'old' in result.message
    assert not ready.joints


def test_goal_round_trip(ready, ros):
    stages = []
    status, result = ros.ask(TEXT, feedback=lambda m: stages.append(m.feedback.stage))
    assert (status, result.code) == (GoalStatus.STATUS_SUCCEEDED, Codes.OK), result.message
    ros.until(lambda: {'analysis', 'generated', 'round_finished', 'executing'} <= set(stages))
    ros.until(lambda: ready.joints and ready.bases and ready.markers)
    assert ready.joints[-1][1] == result.trajectory
    assert ready.bases[-1][1] == result.base_trajectory
    assert ready.bases[-1][1].header.frame_id == 'odom'
    robot, points = load_robot('g1'), from_joint_trajectory(result.trajectory)
    assert points.names == robot.joint_names
    assert points.times[0] > 0
    np.testing.assert_array_equal(points.velocities[-1], 0.0)
    assert (np.abs(points.velocities) <= robot.velocity_limits * (1 + 1e-6)).all()
    np.testing.assert_allclose(points.positions[0], robot.rest_posture, atol=0.02)
    made = from_result(result, TEXT)
    assert len(made.rounds) >= 1
    assert made.motion.features.shape[1] == 263
    assert made.timings['total'] > 0
    ready.wait_state(MotionStatus.EXECUTING, MotionStatus.IDLE)


def test_chunks_come_in_time_and_end_with_a_stop(ready, ros):
    """Each message ends at rest; what was not sent dies with a stop."""
    ready.set('chunk_seconds', 0.5)
    try:
        _, result = ros.ask(TEXT)
        whole = from_joint_trajectory(result.trajectory)
        ros.until(lambda: len(motions(ready)) >= 3)
        ready.command('stop')
        ros.until(lambda: len(ready.joints[-1][1].points) == 1)
        count = len(ready.joints)
        until = time.monotonic() + 1.0
        ros.until(lambda: time.monotonic() > until)
        assert len(ready.joints) == count
    finally:
        ready.set('chunk_seconds', 60.0)
    sent = motions(ready)
    stamps = {(m.header.stamp.sec, m.header.stamp.nanosec) for m in sent}
    assert len(stamps) == 1 and stamps != {(0, 0)}
    for number, message in enumerate(sent):
        chunk = from_joint_trajectory(message)
        assert not chunk.velocities[-1].any()
        end = (number + 1) * 0.5 + 1e-6
        shared = whole.times[(whole.times <= end) & (whole.times >= chunk.times[0] - 1e-6)]
        np.testing.assert_allclose(chunk.times[chunk.times <= end], shared, atol=1e-6)


def test_generate_without_execution_publishes_nothing(ready, ros):
    status, result = ros.ask(TEXT, execute=False)
    assert (status, result.code) == (GoalStatus.STATUS_SUCCEEDED, Codes.OK)
    assert result.trajectory.points
    assert not ready.joints


@pytest.mark.parametrize(
    ('text', 'code'),
    [
        ('', Codes.EMPTY_COMMAND),
        ('   ', Codes.EMPTY_COMMAND),
        ('walk ' * 200, Codes.COMMAND_TOO_LONG),
        ('walk <Motion_5> forward', Codes.CONTROL_TOKENS_IN_COMMAND),
        ('walk\x07 forward', Codes.COMMAND_NOT_TEXT),
    ],
)
def test_refused_commands(ready, ros, text, code):
    status, result = ros.ask(text)
    assert (status, result.code) == (GoalStatus.STATUS_ABORTED, code)
    assert result.message
    assert not ready.joints
    ros.until(lambda: ready.status[-1][1].code == code)


def test_cancel(ready, ros):
    handle = slow(ros)
    ready.wait_state(MotionStatus.GENERATING)
    handle.cancel_goal_async()
    status, result = ros.result(handle)
    assert (status, result.code) == (GoalStatus.STATUS_CANCELED, Codes.CANCELLED)
    assert not motions(ready)


def test_the_newest_goal_wins(ready, ros):
    old = slow(ros)
    ready.wait_state(MotionStatus.GENERATING)
    status, result = ros.ask('walk forward')
    assert (status, result.code) == (GoalStatus.STATUS_SUCCEEDED, Codes.OK), result.message
    status, result = ros.result(old)
    assert (status, result.code) == (GoalStatus.STATUS_ABORTED, Codes.PREEMPTED)


def test_stop_ends_the_goal_and_brakes(ready, ros):
    handle = slow(ros)
    ready.wait_state(MotionStatus.GENERATING)
    ready.joints.clear()
    ready.command('stop!')
    status, result = ros.result(handle)
    assert (status, result.code) == (GoalStatus.STATUS_ABORTED, Codes.STOPPED)
    braking = ros.until(lambda: ready.joints and ready.joints[0][1])
    assert len(braking.points) == 1
    assert not any(braking.points[0].velocities)
    np.testing.assert_allclose(
        braking.points[0].positions, load_robot('g1').rest_posture, atol=1e-6
    )


def test_stop_as_a_goal_succeeds(ready, ros):
    status, result = ros.ask('halt')
    assert (status, result.code) == (GoalStatus.STATUS_SUCCEEDED, Codes.OK)
    ros.until(lambda: ready.joints)


def test_a_command_on_the_topic_moves_the_robot(ready, ros):
    ready.command(TEXT)
    message = ros.until(lambda: motions(ready))[0]
    assert from_joint_trajectory(message).times[0] > 0


def test_the_heartbeat_keeps_its_rate_during_generation(ready, ros):
    handle = slow(ros)
    future = handle.get_result_async()
    ready.status.clear()
    ros.until(lambda: future.done() or len(ready.status) > 60)
    generating = [t for t, m in ready.status if m.state == MotionStatus.GENERATING]
    gaps = np.diff(generating)
    assert len(gaps) > 3
    assert gaps.max() < 1.0  # 5 Hz beside the changes; a busy machine is late at times
    handle.cancel_goal_async()
    ros.until(future.done)


def test_parameters_are_checked(ready, ros):
    assert ready.set('execution', 'none').successful
    assert not ready.set('execution', 'teleport').successful
    assert not ready.set('deadline', -1.0).successful
    assert not ready.set('robot', 'h1').successful  # read-only
    ready.joints.clear()  # what the test before has set off may be heard late on a busy machine
    assert ros.ask(TEXT)[1].code == Codes.OK
    assert not ready.joints


def test_execution_by_action_needs_a_server(ready, ros):
    ready.set('execution', 'action')
    status, result = ros.ask(TEXT)
    assert (status, result.code) == (GoalStatus.STATUS_ABORTED, Codes.EXECUTION_FAILED)
    assert 'control_msgs' in result.message or 'follow_joint_trajectory' in result.message


def test_a_refused_command_leaves_the_moving_robot_alone(ready, ros):
    assert ros.ask(TEXT)[1].code == Codes.OK
    ros.until(lambda: motions(ready))
    ready.joints.clear()
    assert ros.ask('walk <eos>')[1].code == Codes.CONTROL_TOKENS_IN_COMMAND
    assert not ready.joints


def test_a_new_motion_starts_from_rest(ready, ros):
    # Long enough to be under way still when the next one is there, on a slow machine too.
    assert ros.ask('march on the spot eight times')[1].code == Codes.OK
    ros.until(lambda: motions(ready))
    ready.joints.clear()
    assert ros.ask('walk forward')[1].code == Codes.OK
    ros.until(lambda: motions(ready))
    assert len(ready.joints[0][1].points) == 1  # braking comes first


def test_inactive_rejects_goals_and_active_accepts_again(ready, ros):
    assert ready.transition(Transition.TRANSITION_DEACTIVATE)
    ready.wait_state(MotionStatus.INACTIVE)
    assert not ros.send(TEXT).accepted
    assert ready.transition(Transition.TRANSITION_ACTIVATE)
    ready.wait_state(MotionStatus.IDLE)
    assert ros.ask(TEXT, execute=False)[1].code == Codes.OK


def test_cleanup_and_configure_again(ready, ros):
    assert ready.transition(Transition.TRANSITION_DEACTIVATE)
    assert ready.transition(Transition.TRANSITION_CLEANUP)
    ready.wait_state(MotionStatus.UNCONFIGURED)
    assert ready.transition(Transition.TRANSITION_CONFIGURE)
    assert ready.transition(Transition.TRANSITION_ACTIVATE)
    ready.diagnostics.clear()
    ready.wait_posture()
    assert ros.ask(TEXT, execute=False)[1].code == Codes.OK


def test_sigint_during_generation_ends_cleanly(ready, ros):
    slow(ros)
    ready.wait_state(MotionStatus.GENERATING)
    status, seconds = ready.process.interrupt()
    assert status == 0, ready.process.log.read_text()
    assert seconds <= 2.0
    assert 'Traceback' not in ready.process.log.read_text()


def test_a_missing_bundle_is_said_and_not_fatal(start, ros, tmp_path):
    process = start('irgm_ros.ros.node', f'bundle:={tmp_path / "nothing"}')
    other = Node(process, ros)
    other.wait_state(MotionStatus.ERROR)
    assert 'nothing' in other.status[-1][1].message
    status, _ = process.interrupt()
    assert status == 0
