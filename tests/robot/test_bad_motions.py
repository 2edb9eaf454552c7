# SPDX-License-Identifier: Apache-2.0
"""Whatever a motion is: an error that says so, or a trajectory inside the limits and a report."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

pytest.importorskip('hypothesis')
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from irgm_ros.errors import IrgmError, MotionError
from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.files import load_motion
from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.retargeting import Retargeted, RobotStage
from irgm_ros.robot import Robot, load_robot
from tests.motion.test_kit import as_kit
from tests.robot.bodies import Array, rising_arm, standing, write_tiny_robot
from tests.robot.draws import floats
from tests.robot.test_trajectory import quintic
from tests.robot.walks import glide, walking_share

# No tracing of lines: it takes longer than what is tested.
BOUNDED = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
seeds = st.integers(0, 2**32 - 1)
# A number that is large, small, or none.
numbers = st.one_of(floats(-1e3, 1e3), floats(allow_nan=True, allow_infinity=True))


@pytest.fixture(scope='module', params=['whole_body', 'upper_body'])
def stage(request, tmp_path_factory) -> RobotStage:
    """The tiny robot in both modes."""
    path = write_tiny_robot(tmp_path_factory.mktemp('tiny'))
    return RobotStage(load_robot(path, request.param))


def attempt(stage: RobotStage, motion: object, fps: float = 20.0) -> Retargeted | None:
    """Retarget; None for an error of this package, all warnings of NumPy being errors."""
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        try:
            done = stage.run(motion, fps)
        except IrgmError as error:
            assert len(str(error)) > 20
            return None
    check(stage.robot, done)
    return done


def check(robot: Robot, done: Retargeted) -> None:
    """All limits between points, nothing that is no number, a reason for each low verdict."""
    judged = done.feasibility
    assert np.isfinite([*judged.metrics.values(), judged.score]).all()
    assert judged.verdict == 'executable' or judged.reasons
    if done.trajectory is None:
        assert judged.verdict == 'refused'
        assert any('would last' in reason for reason in judged.reasons)
        return
    place, speed, bend, jerk = quintic(done.trajectory, robot.rest_posture)
    assert (place >= robot.lower - 1e-6).all() and (place <= robot.upper + 1e-6).all()
    assert (np.abs(speed) <= robot.velocity_limits * (1 + 1e-6)).all()
    assert (np.abs(bend[:, 1:]) <= robot.acceleration_limits * (1 + 1e-6)).all()
    assert (np.abs(jerk[:, 1:]) <= robot.jerk_limits * (1 + 1e-6)).all()
    if robot.mode == 'upper_body':
        assert walking_share(robot, done.trajectory) <= 1.0 + 1e-6
    assert np.isfinite(done.trajectory.base_positions).all()
    assert np.allclose(np.linalg.norm(done.trajectory.base_quat_xyzw, axis=1), 1.0)


def reported(done: Retargeted | None, words: str) -> None:
    """The motion was followed, and the report says what is wrong with it."""
    assert done is not None
    assert any(words in reason for reason in done.feasibility.reasons), done.feasibility.reasons


@BOUNDED
@given(frames=st.integers(1, 12), value=numbers, seed=seeds, share=st.sampled_from([0.02, 0.5]))
def test_numbers_anywhere(stage, frames, value, seed, share):
    motion = rising_arm('left', 41)[:frames].copy()
    motion[np.random.default_rng(seed).random(motion.shape) < share] = value
    done = attempt(stage, motion)
    assert done is None or np.isfinite(motion).all()


@BOUNDED
@given(seed=seeds, size=floats(1e-3, 1e3), frames=st.integers(1, 25), fps=floats(1, 240))
def test_noise_of_any_size_and_rate(stage, seed, size, frames, fps):
    noise = np.random.default_rng(seed).normal(0.0, size, (frames, 22, 3))
    attempt(stage, standing(frames) + noise, fps)


@BOUNDED
@given(seed=seeds, axis=st.sampled_from([0, 1, 2]), far=floats(-1e5, 1e5))
def test_any_heading_tilt_and_place(stage, seed, axis, far):
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    motion = rising_arm('right', 12) @ q
    motion[..., axis] += far
    attempt(stage, motion)


@BOUNDED
@given(speed=floats(-5.0, 5.0), turn=floats(-6.0, 6.0), seed=seeds, wild=floats(0.0, 0.3))
def test_walks_and_turns_of_any_speed(stage, speed, turn, seed, wild):
    drawn = np.random.default_rng(seed).normal(0.0, wild, (40, 1, 3)) * [1.0, 0.0, 1.0]
    attempt(stage, glide(speed, turn, 40) + np.cumsum(drawn, axis=0))


@BOUNDED
@given(frames=st.integers(2, 30), at=st.integers(1, 29), far=floats(20.0, 1e4))
def test_teleports(stage, frames, at, far):
    motion = standing(frames)
    motion[min(at, frames - 1) :, :, 2] += far
    done = attempt(stage, motion)
    reported(done, 'jumps at')
    assert done.feasibility.verdict == 'refused'
    assert 'jumps at' in done.feasibility.reasons[0]


@BOUNDED
@given(joints=st.sets(st.sampled_from(sorted(JOINTS)), min_size=1), frames=st.integers(1, 8))
def test_bones_without_length(stage, joints, frames):
    motion = standing(frames)
    for name in joints:
        motion[:, JOINTS[name]] = motion[:, 0]
    attempt(stage, motion)


@BOUNDED
@given(scale=st.one_of(floats(0.0, 0.1), floats(10.0, 1e300)), seed=seeds)
def test_wrong_units(stage, scale, seed):
    done = attempt(stage, rising_arm('left', 10) * scale)
    if done is not None:
        reported(done, 'legs of the motion')
        assert done.feasibility.verdict == 'refused'


@BOUNDED
@given(shape=st.lists(st.integers(0, 23), max_size=4), kind=st.sampled_from('fiuOScb'))
def test_wrong_shapes_and_types(stage, shape, kind):
    array = np.zeros(shape, dtype={'f': 'f4', 'u': 'u1', 'S': 'S3', 'c': 'c8'}.get(kind, kind))
    if array.shape[1:] != (22, 3) or not len(array) or kind not in 'fiu':
        with pytest.raises(MotionError, match='expected'):
            stage.run(array)


@BOUNDED
@given(value=numbers, seed=seeds, form=st.sampled_from(['263', '251', '22', '21']))
def test_files_of_any_content(stage, tmp_path_factory, value, seed, form):
    """Through the reader of files; a motion that it passes on is of a person's size."""
    motion = rising_arm('left', 13)
    motion = motion if form in ('263', '22') else as_kit(motion)
    array = features_from_positions(motion) if form in ('263', '251') else motion
    array[np.random.default_rng(seed).random(array.shape) < 0.01] = value
    path = tmp_path_factory.mktemp('motion') / 'm.npy'
    np.save(path, array)
    try:
        read = load_motion(path)
    except MotionError as error:
        assert str(path) in str(error)
        return
    assert np.isfinite(read.positions).all()
    attempt(stage, read.positions, read.fps)


def test_an_upside_down_body_is_not_executed(stage):
    for turned in ([1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]):
        done = attempt(stage, rising_arm('left', 12) * turned)
        reported(done, 'The body tips by 180 degrees')
        assert done.feasibility.verdict != 'executable'


def test_a_lost_forearm_is_reported(stage):
    motion: Array = standing(5)
    motion[2:, JOINTS['left_wrist']] = motion[2:, JOINTS['left_elbow']]
    reported(attempt(stage, motion), 'left elbow to left wrist has no length in 3 of 5 frames')


def test_a_still_motion_and_a_single_frame_need_no_remark(stage):
    for motion in (standing(1), standing(40)):
        done = attempt(stage, motion)
        assert done.feasibility.verdict == 'executable'
        assert done.feasibility.reasons == ('Self-collision is not checked for this robot.',)


@pytest.mark.parametrize('fps', [0.0, -20.0, np.nan, np.inf, 1e6])
def test_rates_that_are_none(stage, fps):
    with pytest.raises(MotionError, match='1 to 240 expected'):
        stage.run(standing(3), fps)


def test_places_too_far_for_numbers(stage):
    with pytest.raises(MotionError, match='at most 100000 m expected'):
        stage.run(standing(3) + 1e16)
