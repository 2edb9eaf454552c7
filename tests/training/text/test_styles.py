# SPDX-License-Identifier: Apache-2.0
from collections import Counter

import numpy as np
import pytest

from training.text.styles import NOISE, SHARES, draw_style


def test_shares_are_a_distribution():
    assert sum(SHARES.values()) == pytest.approx(1.0)
    assert 0 <= NOISE <= 1


@pytest.mark.parametrize('imperative_share', [None, 0.5])
def test_styles_come_in_their_shares(imperative_share):
    rng = np.random.default_rng(0)
    drawn = Counter(draw_style(rng, imperative_share) for _ in range(20000))
    told = SHARES['third_person'] if imperative_share is None else 1 - imperative_share
    assert drawn['third_person'] / 20000 == pytest.approx(told, abs=0.03)
    ratio = drawn['terse'] / drawn['imperative']
    assert ratio == pytest.approx(SHARES['terse'] / SHARES['imperative'], abs=0.08)
