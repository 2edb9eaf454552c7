# SPDX-License-Identifier: Apache-2.0
"""The clock of a clip under construction."""

from __future__ import annotations

import numpy as np
import pytest

from training.synth.manner import Manner
from training.synth.stage import TOKEN_FRAMES, Stage


@pytest.mark.parametrize('grid', [TOKEN_FRAMES, TOKEN_FRAMES / 2])
@pytest.mark.parametrize('seconds', [0.15, 0.38, 0.8, 2.1])
def test_repetitions_last_whole_tokens(seconds: float, grid: float) -> None:
    rng = np.random.default_rng(1)
    for tempo in (0.85, 1.0, 1.15):
        stage = Stage(Manner(tempo=tempo), rng)
        cycle = stage.cycle(seconds, grid=grid)
        assert cycle % grid == 0
        assert abs(cycle - 20 * seconds * tempo) <= max(
            0.5 * grid + 0.05 * 20 * seconds * tempo, grid
        )


def test_a_brisk_repetition_is_not_slower_than_natural() -> None:
    rng = np.random.default_rng(1)
    slow = Stage(Manner(tempo=1.15), rng)
    assert slow.cycle(0.8, jitter=0.0, brisk=True) == 16
    assert slow.cycle(0.8, jitter=0.0) == 20
