# SPDX-License-Identifier: Apache-2.0
"""Which windows the motion tokenizer is trained on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.config import TokenizerConfig  # noqa: E402
from training.data.clips import ClipStore  # noqa: E402
from training.tokenizer.train import train_tokenizer, window_batch  # noqa: E402


def store(value: float, clips: int = 3) -> ClipStore:
    rows = np.full((40 * clips, 263), value, np.float32)
    return ClipStore(rows, 40 * np.arange(clips + 1), ())


@pytest.mark.parametrize('share', [0.0, 0.25, 0.9])
def test_share_of_captured_windows(share: float) -> None:
    config = TokenizerConfig(real_share=share, windows=(16,), batch_frames=16 * 2000)
    batch = window_batch(store(0.0), config, np.random.default_rng(0), store(1.0))
    assert batch.shape == (2000, 16, 263)
    assert batch.mean() == pytest.approx(share, abs=0.03)


def test_without_captured_clips_all_are_synthetic() -> None:
    config = TokenizerConfig(real_share=0.5, windows=(16,), batch_frames=160)
    assert window_batch(store(0.0), config, np.random.default_rng(0)).max() == 0.0


@pytest.mark.parametrize('share', [0.0, 0.5])
def test_a_run_says_whether_it_saw_captured_motion(share: float, tmp_path: Path) -> None:
    config = TokenizerConfig(
        width=8, code_dim=8, codebooks=1, steps=1, batch_frames=64, windows=(32,),
        real_share=share, threads=1,
    )  # fmt: skip
    rng = np.random.default_rng(0)
    noise = ClipStore(rng.normal(size=(80, 263)).astype(np.float32), np.array([0, 40, 80]), ())
    train_tokenizer(noise, config, 0, tmp_path, False, noise)
    record = tmp_path / 'real.json'
    assert record.exists() is (share > 0)
    if share:
        assert json.loads(record.read_text()) == {'clips': 2, 'frames': 80, 'share': 0.5}
