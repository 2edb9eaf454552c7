# SPDX-License-Identifier: Apache-2.0
"""Properties of the exported decoder that hold whatever its weights are."""

import numpy as np
import pytest

from irgm_ros.backends import Bundle


@pytest.fixture(scope='module')
def decoder(tiny_bundle):
    bundle = Bundle.load(tiny_bundle)
    session = bundle.session('decoder')

    def run(ids, past=None, mask=None):
        ids = np.atleast_2d(ids)
        sizes = bundle.manifest.decoder
        if past is None:
            shape = (len(ids), sizes.kv_heads, 0, sizes.head_dim)
            past = {name: np.zeros(shape, np.float32) for name in session.inputs[3:]}
        old = past['past.0.key'].shape[2]
        mask = np.ones((len(ids), old + ids.shape[1]), np.int64) if mask is None else mask
        positions = np.maximum(mask.cumsum(1) - 1, 0)[:, old:]
        feeds = {'attention_mask': mask, 'position_ids': positions}
        result = session.run({'inputs_embeds': bundle.embed(ids), **feeds, **past})
        return result['hidden'], {n: result[n.replace('past', 'present')] for n in past}

    return run


IDS = np.random.default_rng(0).integers(0, 1200, 40)


def test_steps_equal_prefill(decoder):
    whole, _ = decoder(IDS)
    hidden, past = decoder(IDS[:20])
    parts = [hidden]
    for i in range(20, 40):
        hidden, past = decoder(IDS[i : i + 1], past)
        parts.append(hidden)
    # 40 positions against a window of 16: the sliding layer is exercised.
    np.testing.assert_allclose(np.concatenate(parts, 1), whole, atol=2e-5)


def test_a_prefix_can_be_used_twice(decoder):
    _, past = decoder(IDS[:10])
    first, _ = decoder(IDS[10:15], past)
    second, _ = decoder(IDS[20:25], past)
    np.testing.assert_allclose(first, decoder(IDS[:15])[0][:, 10:], atol=2e-5)
    joined = np.concatenate([IDS[:10], IDS[20:25]])
    np.testing.assert_allclose(second, decoder(joined)[0][:, 10:], atol=2e-5)


def test_left_padding_changes_nothing(decoder):
    rows = np.stack([IDS[:12], np.concatenate([np.zeros(7, np.int64), IDS[:5]])])
    mask = np.ones((2, 12), np.int64)
    mask[1, :7] = 0
    hidden, _ = decoder(rows, mask=mask)
    np.testing.assert_allclose(hidden[0], decoder(IDS[:12])[0][0], atol=2e-5)
    np.testing.assert_allclose(hidden[1, 7:], decoder(IDS[:5])[0][0], atol=2e-5)


def test_later_tokens_do_not_reach_back(decoder):
    changed = IDS.copy()
    changed[-1] = (changed[-1] + 1) % 1200
    same = decoder(changed)[0][:, :-1] - decoder(IDS)[0][:, :-1]
    assert np.abs(same).max() < 1e-6
