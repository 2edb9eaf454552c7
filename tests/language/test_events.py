# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.errors import IrgmError
from irgm_ros.language.events import Request, select
from irgm_ros.types import MotionTokens, Round


def test_ties_go_to_the_later_round():
    tokens = MotionTokens(np.zeros((1, 1), int))
    rounds = tuple(Round(i, tokens, score=s) for i, s in enumerate([0.2, 0.7, 0.7, 0.1]))
    assert select(rounds) == 2 and select(()) is None


@pytest.mark.parametrize('bad', [{'mode': 'dance'}, {'rounds': 0}])
def test_unusable_requests_are_refused(bad):
    with pytest.raises(IrgmError, match='allowed'):
        Request('wave', **bad)
