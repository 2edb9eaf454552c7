# SPDX-License-Identifier: Apache-2.0
"""Messages and back: nothing is lost, units and times survive."""

import numpy as np
import pytest
from rclpy.serialization import deserialize_message, serialize_message
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from irgm_ros.action import GenerateMotion
from irgm_ros.errors import MotionError
from irgm_ros.pipeline import PipelineResult
from irgm_ros.ros import conversions
from irgm_ros.ros.results import Codes, Outcome, from_result, to_result
from irgm_ros.types import Feasibility, Motion, MotionTokens, Round, TimedTrajectory


def trajectory(points=3):
    rng = np.random.default_rng(0)
    quaternions = rng.normal(size=(points, 4))
    joints = [rng.normal(size=(points, 2)) for _ in range(3)]
    joints[1][-1] = 0.0
    return TimedTrajectory(
        ('a', 'b'),
        np.arange(1, points + 1) * 0.02,
        *joints,
        rng.normal(size=(points, 3)),
        quaternions / np.linalg.norm(quaternions, axis=1, keepdims=True),
        0.02,
        1.5,
    )


def over_the_wire(message):
    return deserialize_message(serialize_message(message), type(message))


def test_trajectory_round_trip():
    given = trajectory()
    joints = over_the_wire(conversions.to_joint_trajectory(given))
    base = over_the_wire(conversions.to_base_trajectory(given, 'odom', 'pelvis'))
    assert base.joint_names == ['pelvis']
    back = conversions.to_timed_trajectory(joints, base)
    for name in ('times', 'joint_positions', 'joint_velocities', 'base_positions'):
        np.testing.assert_allclose(getattr(back, name), getattr(given, name), atol=1e-9)
    np.testing.assert_allclose(back.base_quat_xyzw, given.base_quat_xyzw)


@pytest.mark.parametrize(('seconds', 'sec', 'nanosec'), [(0.02, 0, 20_000_000), (3.5, 3, 5e8)])
def test_durations(seconds, sec, nanosec):
    message = conversions.to_duration(seconds)
    assert (message.sec, message.nanosec) == (sec, nanosec)
    assert conversions.to_seconds(message) == pytest.approx(seconds)


def test_almost_a_second_is_a_second():
    message = conversions.to_duration(0.9999999999)
    assert (message.sec, message.nanosec) == (1, 0)


def test_points_must_agree_in_what_they_give():
    message = JointTrajectory(joint_names=['a'])
    message.points = [JointTrajectoryPoint(positions=[1.0]), JointTrajectoryPoint()]
    with pytest.raises(MotionError, match='positions'):
        conversions.from_joint_trajectory(message)


def test_an_empty_trajectory_has_no_points():
    assert len(conversions.from_joint_trajectory(JointTrajectory()).times) == 0


def result():
    motion = Motion(np.random.default_rng(1).normal(size=(8, 263)).astype(np.float32))
    codes = MotionTokens(np.array([[1, 2], [3, 511]]))
    return PipelineResult(
        command='wave',
        analysis='a wave',
        rounds=(Round(0, codes, 'looks good', 'No refinements needed.', 'model', 0.75, {}, 0.1),),
        selected_round=0,
        stop_reason='accepted',
        timings={'loop': 0.5, 'total': 0.6},
        bundle='tiny',
        provider='CPU',
        motion=motion,
        positions_rep103=np.zeros((8, 22, 3)),
        trajectory=trajectory(),
        feasibility=Feasibility(
            'executable', ('fine',), {'blend_seconds': 0.02, 'stretch_factor': 1.5}, score=0.9
        ),
    )


def test_result_round_trip():
    given = result()
    message = over_the_wire(to_result(Outcome(Codes.OK, 'done', given), 'pelvis'))
    back = from_result(message, 'wave', 'tiny', 'CPU')
    assert back.trace() == given.trace()
    np.testing.assert_array_equal(back.motion.features, given.motion.features)
    assert back.trajectory.blend_seconds == 0.02
    assert back.trajectory.stretch_factor == 1.5


def test_a_refused_motion_carries_no_trajectory():
    message = to_result(Outcome(Codes.INFEASIBLE_MOTION, 'falls', result()), 'pelvis')
    assert not message.trajectory.points
    assert len(message.rounds) == 1
    with pytest.raises(MotionError):
        from_result(GenerateMotion.Result(), 'wave')
