# SPDX-License-Identifier: Apache-2.0
"""Codes that decode nearer to a motion than those of the encoder, with the shipped tokenizer."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.backends import Bundle
from irgm_ros.motion.codec import MotionCodec
from irgm_ros.motion.features import features_from_positions, positions_from_features
from irgm_ros.motion.search import PATH_WEIGHT, Target, codes_alike, nearest_codes
from irgm_ros.types import Motion
from tests.people import waving


@pytest.fixture(scope='module')
def codec() -> MotionCodec:
    return MotionCodec(Bundle.load(None))


@pytest.fixture(scope='module')
def unusual(codec: MotionCodec) -> Motion:
    """A wave on tiptoe while sliding off to the side: nothing that the tokenizer was taught."""
    positions = waving(41)
    positions[:, :, 0] += np.linspace(0.0, 0.6, len(positions))[:, None]
    positions[:, 12:, 2] += 0.1 * np.sin(np.arange(len(positions)) / 3.0)[:, None]
    features = features_from_positions(positions, 4.0)
    return Motion(features.astype(np.float32))


def _distances(true: np.ndarray, made: np.ndarray) -> tuple[float, float]:
    true, made = positions_from_features(true), positions_from_features(made)
    joints = (made - made[:, :1]) - (true - true[:, :1])
    path = (made - true)[:, 0, [0, 2]]
    return np.linalg.norm(joints[:, 1:], axis=-1).mean(), np.linalg.norm(path, axis=-1).mean()


def test_the_distance_is_that_of_the_recovered_positions(
    codec: MotionCodec, unusual: Motion
) -> None:
    made = codec.decode(codec.encode(unusual)).features
    joints, path = _distances(unusual.features, made)
    found = Target(unusual.features).distance(np.stack([made, unusual.features]))
    np.testing.assert_allclose(found, [joints + PATH_WEIGHT * path, 0.0], atol=1e-5)


def test_sweeps_bring_the_decoded_motion_nearer(codec: MotionCodec, unusual: Motion) -> None:
    target, found = Target(unusual.features), []
    for sweeps in (0, 1, 2):
        decoded = codec.decode(codec.encode(unusual, sweeps))
        found.append(float(target.distance(decoded.features[None])[0]))
    assert found[1] < 0.9 * found[0]
    assert found[2] <= found[1]


def test_what_the_tokenizer_knows_stays_as_it_is(codec: MotionCodec, unusual: Motion) -> None:
    codes = codec.encode(unusual)
    decoded = codec.decode(codes)
    target = Target(decoded.features)
    kept = nearest_codes(
        lambda tried: np.stack([codec.decode(type(codes)(one)).features for one in tried]),
        [np.zeros((512, 3), dtype=np.int64)] * 2, codes.codes, target, 1, codec.context_steps,
    )  # fmt: skip
    np.testing.assert_array_equal(kept, codes.codes)


def test_codes_that_decode_alike_are_found_without_themselves() -> None:
    """A decoder of one column whose value is the square of the code."""
    alike = codes_alike(lambda codes: codes[..., :1].astype(float) ** 2, np.array([3]), 6, 2)
    assert len(alike) == 1
    assert [set(row) for row in alike[0]] == [{1, 2}, {0, 2}, {1, 0}, {2, 4}, {3, 5}, {4, 3}]
