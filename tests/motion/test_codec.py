# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.backends import Bundle
from irgm_ros.errors import MotionError
from irgm_ros.motion.codec import MotionCodec
from irgm_ros.types import Motion, MotionTokens


@pytest.fixture(scope='module')
def bundle(tiny_bundle):
    return Bundle.load(tiny_bundle)


@pytest.fixture(scope='module')
def codec(bundle):
    return MotionCodec(bundle)


def tokens(steps, seed=0):
    return MotionTokens(np.random.default_rng(seed).integers(0, 512, (steps, 2)))


@pytest.mark.parametrize('steps', [1, 2, 49])
def test_decode_gives_four_frames_a_step(codec, steps):
    motion = codec.decode(tokens(steps))
    assert motion.features.shape == (4 * steps, 263)
    assert motion.fps == 20.0


def test_decode_undoes_the_normalisation(codec, bundle):
    codes = tokens(5)
    raw = bundle.session('vq_decoder').run({'codes': codes.codes[None]})['features'][0]
    wanted = raw * np.array(bundle.manifest.std) + np.array(bundle.manifest.mean)
    np.testing.assert_allclose(codec.decode(codes).features, wanted, atol=1e-6)


@pytest.mark.parametrize('steps', [1, 7, 30, 200])
def test_chunks_joined_equal_the_whole(codec, steps):
    codes = tokens(100)
    joined = np.concatenate([part.features for part in codec.decode_chunks(codes, steps)])
    np.testing.assert_allclose(joined, codec.decode(codes).features, atol=1e-6)


def test_a_first_part_is_final_before_the_last_tokens(codec):
    codes = tokens(60)
    early = MotionTokens(codes.codes[: 10 + codec.context_steps])
    np.testing.assert_allclose(
        codec.decode_steps(early, 0, 10).features,
        codec.decode(codes).features[:40],
        atol=1e-6,
    )


def test_no_token_reaches_beyond_the_context(codec):
    # Published sizes: 22 steps on either side. Changing one step must not move a frame beyond.
    assert codec.context_steps == 22
    codes = tokens(80).codes.copy()
    before = codec.decode(MotionTokens(codes)).features
    codes[40] = (codes[40] + 100) % 512
    moved = np.abs(codec.decode(MotionTokens(codes)).features - before).max(1) > 0
    steps = np.flatnonzero(moved) // 4
    assert steps.size
    assert steps.min() >= 40 - 22
    assert steps.max() <= 40 + 22


def test_encode_drops_what_is_no_whole_step(codec):
    features = codec.decode(tokens(6)).features
    whole = codec.encode(Motion(features)).codes
    assert whole.shape == (6, 2)
    assert whole.dtype == np.int64
    np.testing.assert_array_equal(
        codec.encode(Motion(features[:23])).codes, codec.encode(Motion(features[:20])).codes
    )


def test_encode_normalises(codec, bundle):
    features = np.random.default_rng(1).normal(size=(16, 263)).astype(np.float32)
    scaled = (features - np.array(bundle.manifest.mean)) / np.array(bundle.manifest.std)
    feeds = {'features': scaled.astype(np.float32)[None]}
    wanted = bundle.session('vq_encoder').run(feeds)['codes'][0]
    np.testing.assert_array_equal(codec.encode(Motion(features)).codes, wanted)


def test_encode_of_too_few_frames(codec):
    with pytest.raises(MotionError, match='3 frames given, at least 4 expected'):
        codec.encode(Motion(np.zeros((3, 263))))


@pytest.mark.parametrize(('width', 'fps'), [(251, 20.0), (263, 30.0), (251, 12.5)])
def test_encode_of_another_layout(codec, width, fps):
    with pytest.raises(MotionError, match=r'263 at 20\.0 Hz expected'):
        codec.encode(Motion(np.zeros((8, width)), fps=fps))


def test_not_a_number_is_refused():
    features = np.zeros((8, 263))
    features[2, 5] = np.nan
    with pytest.raises(MotionError, match=r'non-finite number at index \(2, 5\)'):
        Motion(features)


@pytest.mark.parametrize('codes', [np.zeros((0, 2)), np.zeros((4, 1)), np.zeros((4, 3))])
def test_decode_of_other_shapes(codec, codes):
    with pytest.raises(MotionError, match=r'\(T, 2\) with T >= 1 expected'):
        codec.decode(MotionTokens(codes))


@pytest.mark.parametrize('code', [-1, 512])
def test_decode_of_codes_out_of_range(codec, code):
    with pytest.raises(MotionError, match=r'0\.\.511 allowed'):
        codec.decode(MotionTokens([[0, code]]))


@pytest.mark.parametrize(('first', 'last'), [(-1, 2), (2, 2), (3, 2), (0, 6)])
def test_impossible_ranges(codec, first, last):
    with pytest.raises(MotionError, match='0 <= first < last <= 5 expected'):
        codec.decode_steps(tokens(5), first, last)


def test_chunks_of_no_step(codec):
    with pytest.raises(MotionError, match='at least 1 expected'):
        list(codec.decode_chunks(tokens(5), 0))
