# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.backends.bundle import Bundle
from irgm_ros.language.branches import branches
from irgm_ros.language.model import CausalModel

FED = {0: [300, 41, 7, 12], 1: [9, 8], 2: [77, 300, 5, 6]}  # the second one ends early
BEGIN = [5, 9, 300, 41, 41, 7]


@pytest.fixture(scope='module')
def model() -> CausalModel:
    return CausalModel.from_bundle(Bundle.load('irgm_ros/data/bundles/default'))


def fed(model, lane_tokens):
    """Hidden states of the last step, and the cache of each sequence."""
    model.lane_tokens, caches = lane_tokens, {}
    side_by_side = branches(model, model.prefill(BEGIN, model.empty)[1], 3, 4)
    for place in range(4):
        going = [index for index, ids in FED.items() if place < len(ids)]
        states = side_by_side.feed(going, [FED[index][place] for index in going])
        caches |= {i: side_by_side.cache(i) for i in going if place + 1 == len(FED[i])}
    return states, caches


@pytest.mark.parametrize('lane_tokens', [0, 4096])
def test_side_by_side_is_as_one_after_the_other(model, lane_tokens):
    states, caches = fed(model, lane_tokens)
    alone = {i: model.prefill([*BEGIN, *ids], model.empty) for i, ids in FED.items()}
    for row, index in enumerate((0, 2)):
        assert np.allclose(states[row], alone[index][0][-1], atol=2e-4)
    for index, cache in caches.items():
        wanted = alone[index][1]
        assert cache.length == wanted.length
        for got, array in zip(cache.arrays, wanted.arrays, strict=True):
            assert np.allclose(got, array, atol=2e-4)


def test_what_does_not_fit_a_row_gets_rows_of_its_own(model):
    _, cache = model.prefill(BEGIN, model.empty)
    model.lane_tokens = len(BEGIN) + 3 * 4
    assert type(branches(model, cache, 3, 4)) is not type(branches(model, cache, 3, 5))
    assert type(branches(model, cache, 1, 4)) is type(branches(model, cache, 3, 5))


def test_the_default_bundle_has_lanes():
    assert Bundle.load('irgm_ros/data/bundles/default').manifest.decoder.lane_tokens > 1000
