# SPDX-License-Identifier: Apache-2.0
"""Figures whose answers are known by hand."""

import numpy as np
import pytest

from evaluation.metrics import (
    diversity,
    frechet_distance,
    mm_distance,
    multimodality,
    r_precision,
)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_equal_sets_have_no_frechet_distance():
    points = rng().normal(size=(400, 8))
    assert frechet_distance(points, points) == pytest.approx(0.0, abs=1e-9)
    assert frechet_distance(points, points[::-1]) == pytest.approx(0.0, abs=1e-9)


def test_shifted_gaussians_are_apart_by_the_squared_shift():
    points = rng().normal(size=(400, 3))
    assert frechet_distance(points, points + np.array([3.0, 0.0, 4.0])) == pytest.approx(25.0)


def test_scaled_gaussians():
    # tr(S + 9 S - 2 * 3 S) = 4 tr(S)
    points = rng().normal(size=(400, 4))
    points -= points.mean(0)
    wanted = 4.0 * np.trace(np.cov(points, rowvar=False))
    assert frechet_distance(points, 3.0 * points) == pytest.approx(wanted)


def test_frechet_distance_of_singular_covariances():
    # One along x, one along y, both of variance 1: 1 + 1 - 0.
    line = np.array([-1.0, 1.0]) / np.sqrt(2.0)
    a, b = np.stack([line, 0 * line], 1), np.stack([0 * line, line], 1)
    assert frechet_distance(a, b) == pytest.approx(2.0)


def test_own_text_is_found_where_it_is_nearest():
    points = rng().normal(size=(70, 16))
    np.testing.assert_array_equal(r_precision(points, points, rng()), [1.0, 1.0, 1.0])


def test_own_text_as_the_second_nearest():
    # Texts on a line; a motion lies a little nearer to the next text than to its own.
    places = np.arange(32.0)
    texts, motions = places[:, None], places[:, None] + 0.6
    found = r_precision(texts, motions, rng())
    np.testing.assert_allclose(found, [1 / 32, 1.0, 1.0])  # the last one has no next


def test_embeddings_without_information_find_nothing():
    same = np.ones((64, 4))
    np.testing.assert_array_equal(r_precision(same, same, rng()), [0.0, 0.0, 0.0])


def test_chance_finds_one_in_thirty_two():
    texts, motions = rng(1).normal(size=(2, 6400, 8))
    found = r_precision(texts, motions, rng())
    np.testing.assert_allclose(found, np.arange(1, 4) / 32, atol=0.01)


def test_a_pool_must_be_full():
    with pytest.raises(ValueError, match='31 pairs given'):
        r_precision(np.eye(31), np.eye(31), rng())


def test_matched_distance_by_hand():
    texts = np.array([[0.0, 0.0], [1.0, 1.0]])
    motions = np.array([[3.0, 4.0], [1.0, 2.0]])
    assert mm_distance(texts, motions) == pytest.approx(3.0)
    with pytest.raises(ValueError, match='no pairs'):
        mm_distance(texts, motions[:, :1])


def test_diversity_of_two_places():
    # Half at 0, half at 10: a pair is 10 apart in half of the cases.
    places = np.repeat([[0.0], [10.0]], 5000, axis=0)
    assert diversity(places, rng(), pairs=10_000) == pytest.approx(5.0, abs=0.2)
    assert diversity(np.ones((40, 3)), rng()) == 0.0


def test_multimodality_looks_inside_each_text_only():
    far = np.arange(5.0)[:, None, None] * 100.0 + np.zeros((5, 12, 2))
    assert multimodality(far, rng()) == 0.0
    two = np.zeros((3, 2, 2))
    two[:, 1] = [3.0, 4.0]
    values = {round(multimodality(two, rng(seed)), 6) for seed in range(8)}
    assert values == {0.0, 5.0}  # both draws of two motions: in the same order, or crossed


@pytest.mark.parametrize('bad', [np.ones(4), np.ones((1, 4)), np.full((4, 4), np.nan)])
def test_what_are_no_embeddings(bad):
    with pytest.raises(ValueError, match='expected'):
        frechet_distance(bad, np.ones((4, 4)))
