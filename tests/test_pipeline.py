# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json

import numpy as np
import pytest

from irgm_ros.errors import BundleError, CommandRefused, IrgmError, MotionError, RobotError
from irgm_ros.language.events import Analysed, Finished, MotionReady, RoundFinished
from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.skeleton import JOINT_NAMES, from_rep103
from irgm_ros.pipeline import MotionPipeline, StageFinished
from irgm_ros.types import Motion, RobotPath
from tests.bundles import damaged, with_lexicon
from tests.people import waving

TRACE_KEYS = {
    'command', 'analysis', 'rounds', 'selected_round', 'stop_reason', 'timings', 'bundle',
    'provider', 'feasibility',
}  # fmt: skip
ROUND_KEYS = {'index', 'tokens', 'assessment', 'refinement', 'source', 'score', 'seconds'}


@pytest.fixture(scope='module')
def human_only(tiny_bundle):
    return MotionPipeline.load(tiny_bundle, None)


@pytest.fixture(scope='module')
def on_robot(tiny_bundle):
    try:
        return MotionPipeline.load(tiny_bundle, 'g1')
    except RobotError as error:
        pytest.skip(str(error))


def test_a_sentence_becomes_a_motion(human_only):
    events = []
    result = human_only.run('Wave your RIGHT hand!', events.append, rounds=2)
    assert result.command == 'wave your right hand'
    assert 1 <= len(result.rounds) <= 2
    assert result.motion is not None
    frames = len(result.motion.features)
    assert result.motion.features.shape == (frames, 263)
    assert frames == 4 * len(result.rounds[result.selected_round].tokens.codes)
    assert result.positions_rep103.shape == (frames, 22, 3)
    assert np.isfinite(result.positions_rep103).all()
    np.testing.assert_allclose(result.positions_rep103[0, 0, :2], 0.0, atol=1e-9)
    assert result.path is None
    assert result.trajectory is None
    assert result.bundle == 'tiny'
    assert result.provider == 'CPUExecutionProvider'
    assert set(result.timings) >= {'command', 'loop', 'first_motion', 'decode', 'total'}
    assert result.timings['total'] >= result.timings['loop'] >= 0
    kinds = [type(event) for event in events]
    for kind in (Analysed, MotionReady, RoundFinished, Finished, StageFinished):
        assert kind in kinds


def test_the_same_command_gives_the_same_motion_and_a_seed_another(human_only):
    def codes(**options):
        result = human_only.run('wave', rounds=1, **options)
        return result.rounds[0].tokens.codes.tolist()

    assert codes() == codes()
    assert codes(seed=3) == codes(seed=3)


def test_trace_is_plain_json_with_the_public_keys(human_only, tmp_path):
    result = human_only.run('wave', rounds=1)
    result.save_trace(tmp_path / 't.json')
    trace = json.loads((tmp_path / 't.json').read_text())
    assert set(trace) == TRACE_KEYS
    assert all(set(r) == ROUND_KEYS for r in trace['rounds'])
    assert trace['rounds'][0]['tokens'] == result.rounds[0].tokens.codes.tolist()
    assert trace['rounds'][0]['source'] in ('model', 'robot')
    assert trace['feasibility'] is None


@pytest.mark.parametrize('mode', ['single_pass', 'stepwise', 'first'])
def test_modes(mode, human_only):
    result = human_only.run('wave', mode=mode, rounds=2)
    assert result.motion is not None
    if mode == 'first':
        assert len(result.rounds) == 1
        assert result.stop_reason == 'first_only'


def test_unknown_mode(human_only):
    with pytest.raises(IrgmError, match='single_pass'):
        human_only.run('wave', mode='magic')


@pytest.mark.parametrize('word', ['stop', 'Halt!', 'freeze', 'walk forward, no, STOP'])
def test_stop_words_never_reach_the_model(word, human_only):
    events = []
    result = human_only.run(word, events.append)
    assert result.stop_reason == 'stop_command'
    assert result.rounds == ()
    assert result.motion is None
    assert events == []
    assert set(result.trace()) == TRACE_KEYS


def test_nothing_to_save_without_a_motion(human_only, tmp_path):
    with pytest.raises(MotionError, match='stop_command'):
        human_only.run('stop').save(tmp_path / 'a.npz')
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ('text', 'code'),
    [
        ('', CommandRefused.EMPTY),
        ('x' * 513, CommandRefused.TOO_LONG),
        ('wave \x07', CommandRefused.NOT_TEXT),
        ('wave <Motion_5>', CommandRefused.CONTROL_TOKENS),
        (b'\xff\xfe', CommandRefused.NOT_TEXT),
        (None, CommandRefused.NOT_TEXT),
    ],
)
def test_bad_commands_are_refused(text, code, human_only):
    with pytest.raises(CommandRefused) as refusal:
        human_only.run(text)
    assert refusal.value.code == code


def test_a_lexicon_refuses_what_the_model_cannot_do(tiny_bundle, tmp_path):
    pipeline = MotionPipeline.load(with_lexicon(tiny_bundle, tmp_path / 'b'), None)
    for text in ('make me a sandwich', 'gehe drei Schritte', 'flurb the wug'):
        with pytest.raises(CommandRefused) as refusal:
            pipeline.run(text)
        assert refusal.value.code == CommandRefused.UNSUPPORTED
    assert pipeline.check('twice, wave your left hand') == 'wave the left hand twice'


def test_cancelled_before_the_first_motion(human_only):
    result = human_only.run('wave', should_stop=lambda: True)
    assert result.stop_reason == 'cancelled'
    assert result.motion is None
    assert result.selected_round is None


def test_cancelled_after_the_first_motion_keeps_it(human_only):
    seen = []
    result = human_only.run(
        'wave',
        lambda event: seen.append(type(event)),
        lambda: MotionReady in seen,
        rounds=3,
    )
    assert result.stop_reason == 'cancelled'
    assert len(result.rounds) == 1
    assert result.motion is not None


def test_deadline(human_only):
    result = human_only.run('wave', deadline=1e-6)
    assert result.stop_reason == 'deadline'
    assert result.timings['total'] < 1.0


def test_saved_motion_has_the_public_keys(human_only, tmp_path):
    result = human_only.run('wave', rounds=1)
    result.save(tmp_path / 'a.npz')
    with np.load(tmp_path / 'a.npz', allow_pickle=False) as saved:
        assert set(saved) == {'features', 'fps', 'positions', 'position_names'}
        assert saved['features'].dtype == np.float32
        assert tuple(saved['position_names']) == JOINT_NAMES
        np.testing.assert_array_equal(saved['positions'], result.positions_rep103)


def test_a_robot_judges_and_gets_a_trajectory(on_robot, tmp_path):
    result = on_robot.run('wave', rounds=2)
    n = len(on_robot.robot.joint_names)
    assert isinstance(result.path, RobotPath)
    assert result.path.joint_positions.shape == (len(result.motion.features), n)
    assert result.feasibility.verdict in ('executable', 'fixed_base_only', 'refused')
    assert all('feasibility' in r.score_parts for r in result.rounds)
    assert {'retarget', 'trajectory', 'feasibility'} <= set(result.timings)
    json.dumps(result.trace(), allow_nan=False)
    if result.trajectory is None:
        assert result.feasibility.verdict == 'refused'
        return
    robot, trajectory = on_robot.robot, result.trajectory
    assert (np.abs(trajectory.joint_velocities) <= robot.velocity_limits + 1e-9).all()
    result.save(tmp_path / 'a.npz')
    with np.load(tmp_path / 'a.npz', allow_pickle=False) as saved:
        assert set(saved) == {
            'features', 'fps', 'positions', 'position_names', 'joint_names', 'times',
            'joint_positions', 'joint_velocities', 'joint_accelerations', 'base_positions',
            'base_quat_xyzw',
        }  # fmt: skip
        assert tuple(saved['joint_names']) == robot.joint_names


def test_start_posture_is_blended_from(on_robot):
    robot = on_robot.robot
    start = np.clip(robot.rest_posture + 0.2, robot.lower, robot.upper)
    done = on_robot.retarget(waving(), start=start)
    step = done.trajectory.times[0] * robot.velocity_limits
    assert (np.abs(done.trajectory.joint_positions[0] - start) <= step + 1e-6).all()
    with pytest.raises(RobotError, match='start'):
        on_robot.retarget(waving(), start=start[:-1])


def test_waving_is_retargeted(on_robot):
    done = on_robot.retarget(waving())
    assert done.path.fps == 20.0
    assert done.feasibility.metrics['foot_penetration_max_m'] < 0.01
    assert set(done.timings) == {'retarget', 'trajectory', 'feasibility'}


def test_retargeting_needs_a_robot(human_only):
    with pytest.raises(IrgmError, match='without a robot'):
        human_only.retarget(waving())


def test_caption_and_assessment_from_positions_and_features(human_only):
    features = features_from_positions(waving(41), 4.0).astype(np.float32)
    for motion in (waving(41), Motion(features)):
        assert isinstance(human_only.caption(motion), str)
        said = human_only.assess('wave your right hand', motion)
        assert 0.0 <= said.alignment <= 1.0
    assert human_only.caption(waving(41)) == human_only.caption(Motion(features))


@pytest.mark.parametrize('frames', [4, 250])
def test_caption_refuses_what_the_model_cannot_read(frames, human_only):
    with pytest.raises(MotionError, match='takes 4 to 196'):
        human_only.caption(waving(frames))


def test_missing_and_damaged_bundles(tiny_bundle, tmp_path):
    with pytest.raises(BundleError, match='no such bundle'):
        MotionPipeline.load(tmp_path / 'none', None)
    with pytest.raises(BundleError, match=r'decoder\.onnx has sha256'):
        MotionPipeline.load(damaged(tiny_bundle, tmp_path / 'bad'), None)


def test_unknown_robot_names_the_known_ones(tiny_bundle):
    with pytest.raises(RobotError, match='g1'):
        MotionPipeline.load(tiny_bundle, 'r2d2')


def test_strict_provider(tiny_bundle):
    with pytest.raises(BundleError, match='CUDAExecutionProvider'):
        MotionPipeline.load(tiny_bundle, None, provider='cuda', strict_provider=True)


def test_warm_up_runs_everything_once(human_only, on_robot):
    human_only.warm_up()
    on_robot.warm_up()


def test_positions_and_features_agree(human_only):
    from irgm_ros.motion.features import positions_from_features

    result = human_only.run('wave', rounds=1)
    again = positions_from_features(result.motion.features)
    np.testing.assert_allclose(from_rep103(result.positions_rep103), again, atol=1e-9)
