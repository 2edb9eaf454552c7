# SPDX-License-Identifier: Apache-2.0

import numpy as np
import pytest

pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

from benchmarks.rounding import rounded_model
from irgm_ros.backends import Bundle
from irgm_ros.language.model import CausalModel

IDS = range(3, 30)


def test_pytorch_rounds_more_in_fewer_bits_but_makes_the_same(half_bundle):
    bundle = Bundle.load(half_bundle)
    exported = CausalModel.from_bundle(bundle)
    wanted = exported.motion_logits(exported.prefill(IDS, exported.empty)[0])
    far = {}
    for arithmetic in ('fp32', 'fp16', 'bf16'):
        model = rounded_model(bundle, half_bundle.parent / 'neutral', arithmetic)
        hidden, cache = model.prefill(IDS, model.empty)
        far[arithmetic] = np.abs(model.motion_logits(hidden) - wanted).max()
        assert cache.length == len(IDS)
    assert far['fp32'] < 1e-2 and far['fp16'] < 1e-2
    assert far['fp16'] < far['bf16'] < 0.1
