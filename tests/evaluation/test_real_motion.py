# SPDX-License-Identifier: Apache-2.0
import json

import numpy as np
import pytest

from evaluation.real_motion import main, reconstruction
from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.layout import HUMANML3D
from irgm_ros.types import Motion
from tests.people import waving


class Codec:
    """Keeps a motion but for what a test does to it."""

    frames_per_step = 4

    def __init__(self, change=lambda features: features):
        self._change = change

    def encode(self, motion, sweeps=0):
        return motion

    def decode(self, motion):
        return Motion(self._change(motion.features.copy()))


@pytest.fixture(scope='module')
def clips():
    return {f'{n}_01': features_from_positions(waving(n), 4.0) for n in (42, 62)}


def test_a_perfect_tokenizer_has_no_error(clips):
    report = reconstruction(Codec(), clips)
    assert report.clips == 2
    assert report.frames == 40 + 60  # 41 and 61 rows, whole tokens only
    assert report.mpjpe_mm == pytest.approx(0.0, abs=1e-3)
    assert report.drift_mm == pytest.approx(0.0, abs=1e-3)


def test_a_wrist_that_is_off_counts_with_its_share(clips):
    def lowered(features):
        features[:, HUMANML3D.positions.start + 3 * (20 - 1) + 1] -= 0.021  # left wrist, y
        return features

    report = reconstruction(Codec(lowered), clips)
    assert report.mpjpe_mm == pytest.approx(1.0, abs=1e-3)  # one joint of 21
    assert report.wrist_mm == pytest.approx(10.5, abs=1e-3)
    assert report.drift_mm == pytest.approx(0.0, abs=1e-3)


def test_drift_is_apart_and_the_worst_clip_comes_first(clips):
    def sliding(features):
        features[:, 1] += 0.001 if len(features) > 50 else 0.0
        return features

    report = reconstruction(Codec(sliding), clips)
    assert report.mpjpe_mm == pytest.approx(0.0, abs=1e-3)
    assert report.drift_mm == pytest.approx(60 * 29.5 / 100, rel=1e-3)  # 0 ... 59 mm in 60 frames


def test_nothing_to_measure(clips):
    with pytest.raises(ValueError, match='no clips'):
        reconstruction(Codec(), {})


def test_command_measures_people_that_training_never_saw(tmp_path, capsys, tiny_bundle):
    pytest.importorskip('pydantic', reason='training extra is not installed')
    recordings = tmp_path / 'positions.npz'
    np.savez(recordings, **{'02_01': waving(60), '16_01': waving(80)})  # 16 is for training
    flags = ['--bundle', str(tiny_bundle), '--recordings', str(recordings), '--out', str(tmp_path)]
    assert main([*flags, '--sweeps', '1']) == 0
    report = json.loads((tmp_path / 'recordings.json').read_text())
    encoder, searched = report['encoder'], report['searched']
    assert list(encoder['by_clip_mm']) == ['02_01.0']
    assert encoder['mpjpe_mm'] > 10.0  # random weights keep nothing
    off, less = (one['mpjpe_mm'] + 0.03 * one['drift_mm'] for one in (encoder, searched))
    assert less < off
    assert f'{encoder["mpjpe_mm"]:.1f} mm root-relative' in capsys.readouterr().out


def test_absent_recordings_are_an_error_that_names_them(tmp_path, capsys, tiny_bundle):
    pytest.importorskip('pydantic', reason='training extra is not installed')
    missing = tmp_path / 'none.npz'
    arguments = ['--bundle', str(tiny_bundle), '--recordings', str(missing)]
    assert main([*arguments, '--out', str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert str(missing) in said
    assert 'no clips given' in said
    assert not (tmp_path / 'recordings.json').exists()
