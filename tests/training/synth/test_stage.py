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


def test_sizes_stay_between_their_bounds_and_grow_with_the_person() -> None:
    rng = np.random.default_rng(1)
    small, large = (
        [Stage(Manner(size=size), rng).between(2.0, 3.0) for _ in range(50)]
        for size in (0.95, 1.05)
    )
    assert 2.0 <= min(small) <= max(large) <= 3.0
    assert np.mean(large) - np.mean(small) > 0.1


def test_paces_stay_apart_whatever_the_tempo() -> None:
    rng = np.random.default_rng(1)
    natural, fast = (
        [Stage(Manner(tempo=tempo), rng).paced(seconds) for tempo in (0.85, 1.15)] * 5
        for seconds in (0.84, 0.4)
    )
    assert max(fast) < 0.7 * min(natural)


def test_the_centre_is_over_both_feet() -> None:
    stage = Stage(Manner(), np.random.default_rng(1))
    for index in (0, 1):
        stage.plant(index, 10.0, stage.home(index, 0.3, 1.0))
    assert stage.centre() == pytest.approx((0.3, 1.0, 0.0))
