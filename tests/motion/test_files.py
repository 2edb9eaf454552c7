# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.errors import MotionError
from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.files import MAX_FRAMES, load_motion, resampled
from tests.people import waving


def save(path, array):
    np.save(path, array, allow_pickle=array.dtype == object)
    return path


def test_positions_are_brought_to_the_origin(tmp_path):
    moved = waving() + np.array([3.0, 0.2, -1.0])
    motion = load_motion(save(tmp_path / 'm.npy', moved.astype(np.float32)))
    assert motion.features is None
    assert motion.fps == 20.0
    np.testing.assert_allclose(motion.positions, waving(), atol=1e-5)


def test_features_give_the_positions_they_were_made_of(tmp_path):
    features = features_from_positions(waving(31))
    motion = load_motion(save(tmp_path / 'm.npy', features))
    np.testing.assert_allclose(motion.positions, waving(31)[:30], atol=1e-6)
    np.testing.assert_array_equal(motion.features, features)


def test_npz_by_key(tmp_path):
    np.savez(tmp_path / 'm.npz', positions=waving(), other=np.zeros(3))
    assert load_motion(tmp_path / 'm.npz').positions.shape == (30, 22, 3)


def test_npz_says_its_rate(tmp_path):
    np.savez(tmp_path / 'm.npz', positions=waving(), fps=30)
    assert load_motion(tmp_path / 'm.npz').fps == 30.0


def test_features_of_another_rate_are_not_passed_on(tmp_path):
    """The displacements a frame in them are none of the representation."""
    np.savez(tmp_path / 'm.npz', features=features_from_positions(waving(31)), fps=10.0)
    motion = load_motion(tmp_path / 'm.npz')
    assert (motion.fps, motion.features) == (10.0, None)


@pytest.mark.parametrize('fps', [0.0, np.nan, 1e9, [20.0, 20.0], 'fast'])
def test_rates_that_are_none_are_refused(fps, tmp_path):
    np.savez(tmp_path / 'm.npz', positions=waving(), fps=fps)
    with pytest.raises(MotionError, match='1 to 240 expected'):
        load_motion(tmp_path / 'm.npz')


@pytest.mark.parametrize('scale', [0.0, 0.01, 1000.0])
def test_positions_of_the_size_of_no_human_are_refused(scale, tmp_path):
    with pytest.raises(MotionError, match=r'legs of .* m; 0\.2 to 5 m expected'):
        load_motion(save(tmp_path / 'm.npy', waving() * scale))


def test_features_without_a_body_are_refused(tmp_path):
    with pytest.raises(MotionError, match='legs of 0 m'):
        load_motion(save(tmp_path / 'm.npy', np.zeros((9, 263))))


def test_header_that_claims_more_than_fits_into_memory(tmp_path):
    with (tmp_path / 'm.npy').open('wb') as stream:
        header = {'descr': '<f4', 'fortran_order': False, 'shape': (10**13, 263)}
        np.lib.format.write_array_header_1_0(stream, header)
    with pytest.raises(MotionError, match='not a NumPy file'):
        load_motion(tmp_path / 'm.npy')


def test_resampling_keeps_duration_and_lines():
    line = np.arange(26.0)[:, None, None] / 12.5 * np.ones((1, 22, 3))
    slow = resampled(line, 12.5, 20.0)
    assert len(slow) == 41  # 2 s at 20 Hz
    np.testing.assert_allclose(slow[:, 0, 0], np.arange(41) / 20, atol=1e-12)


BAD = {
    'one dimension': (np.zeros(5), r'shape \(5,\)'),
    'a width that is unknown': (np.zeros((9, 100)), r'shape \(9, 100\)'),
    'joints that are unknown': (np.zeros((9, 24, 3)), r'shape \(9, 24, 3\)'),
    'too short': (np.zeros((1, 263)), r'shape \(1, 263\)'),
    'too long': (np.zeros((MAX_FRAMES + 1, 22, 3), np.float16), r'shape \(20001, 22, 3\)'),
    'empty': (np.zeros((0, 263)), r'shape \(0, 263\)'),
    'text': (np.array([['a'] * 263] * 4), 'type <U1'),
    'complex': (np.zeros((4, 263), complex), 'type complex128'),
    'objects': (np.array([{}, None], dtype=object), 'not a NumPy file of plain numbers'),
    'huge': (np.full((4, 263), 1e200), 'numbers up to 1e[+]200; at most 1e[+]09 expected'),
    'no kit legs': (np.zeros((4, 21, 3)), 'm.npy: KIT-ML motion with legs of length 0'),
    'nan': (np.full((4, 263), np.nan), r'non-finite numbers, the first at \(0, 0\)'),
}


@pytest.mark.parametrize('name', BAD)
def test_bad_arrays_are_refused_with_what_is_expected(name, tmp_path):
    array, message = BAD[name]
    with pytest.raises(MotionError, match=message):
        load_motion(save(tmp_path / 'm.npy', array))


@pytest.mark.parametrize('content', [b'', b'no array', b'PK\x03\x04 broken', b'\x93NUMPY\x01'])
def test_files_that_are_no_arrays(content, tmp_path):
    (tmp_path / 'm.npy').write_bytes(content)
    with pytest.raises(MotionError, match='not a NumPy file'):
        load_motion(tmp_path / 'm.npy')


def test_missing_file_folder_and_key(tmp_path):
    with pytest.raises(MotionError, match='no such file'):
        load_motion(tmp_path / 'm.npy')
    with pytest.raises(MotionError, match='not a NumPy file'):
        load_motion(tmp_path)
    np.savez(tmp_path / 'm.npz', joints=waving())
    with pytest.raises(MotionError, match='keys joints; expected'):
        load_motion(tmp_path / 'm.npz')
