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
from training.tokenizer.train import train_tokenizer  # noqa: E402
from training.tokenizer.windows import Windows  # noqa: E402


def store(value: float, clips: int = 3) -> ClipStore:
    rows = np.full((40 * clips, 263), value, np.float32)
    return ClipStore((rows,), np.full(clips, 40), ())


@pytest.mark.parametrize('share', [0.0, 0.25, 0.9])
def test_share_of_captured_windows(share: float) -> None:
    config = TokenizerConfig(real_share=share, windows=(16,), batch_frames=16 * 2000)
    batch = Windows(store(0.0), config, np.random.default_rng(0), store(1.0)).draw()
    assert batch.shape == (2000, 16, 263)
    assert batch.mean() == pytest.approx(share, abs=0.03)


def test_without_captured_clips_all_are_synthetic() -> None:
    config = TokenizerConfig(real_share=0.5, windows=(16,), batch_frames=160)
    assert Windows(store(0.0), config, np.random.default_rng(0)).draw().max() == 0.0


@pytest.mark.parametrize('share', [0.0, 0.5])
def test_a_run_says_whether_it_saw_captured_motion(share: float, tmp_path: Path) -> None:
    config = TokenizerConfig(
        width=8, code_dim=8, codebooks=1, steps=1, batch_frames=64, windows=(32,),
        real_share=share, threads=1,
    )  # fmt: skip
    rng = np.random.default_rng(0)
    noise = ClipStore((rng.normal(size=(80, 263)).astype(np.float32),), np.array([40, 40]), ())
    train_tokenizer(noise, config, 0, tmp_path, False, noise)
    record = tmp_path / 'real.json'
    assert record.exists() is (share > 0)
    if share:
        assert json.loads(record.read_text()) == {'clips': 2, 'frames': 80, 'share': 0.5}


def test_clips_with_larger_errors_come_more_often() -> None:
    rows = np.repeat(np.arange(4, dtype=np.float32), 40)[:, None] * np.ones((1, 263), np.float32)
    clips = ClipStore((rows,), np.full(4, 40), ())
    config = TokenizerConfig(real_share=0.0, windows=(16,), batch_frames=16 * 2000)
    windows = Windows(clips, config, np.random.default_rng(0))
    for _ in range(8):
        batch = windows.draw()
        windows.note(np.where(batch[:, 0, 0] == 3.0, 8.0, 1.0))
    shares = np.bincount(windows.draw()[:, 0, 0].astype(int), minlength=4) / 2000
    assert shares[3] == pytest.approx(0.3 / 4 + 0.7 * 8 / 11, abs=0.04)
    assert shares[:3].min() > 0.1


def test_windows_longer_than_their_clip_end_at_rest() -> None:
    config = TokenizerConfig(real_share=0.0, windows=(64,), batch_frames=64 * 5)
    batch = Windows(store(1.0), config, np.random.default_rng(0)).draw()
    assert batch.shape == (5, 64, 263)
    assert batch.min() == 1.0
