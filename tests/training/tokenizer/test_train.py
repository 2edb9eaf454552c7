# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip('torch', reason='needs the training extra')

from training.config import TokenizerConfig  # noqa: E402
from training.data.clips import ClipStore  # noqa: E402
from training.tokenizer.train import train_tokenizer  # noqa: E402

SMALL = {
    'width': 16, 'code_dim': 8, 'codebook_size': 16, 'batch_frames': 256, 'windows': (32,),
    'threads': 1, 'steps': 3,
}  # fmt: skip


def test_the_decoder_can_learn_alone(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    block = rng.normal(size=(400, 263)).astype(np.float32)
    clips = ClipStore((block,), np.full(4, 100), ())
    first = train_tokenizer(clips, TokenizerConfig(**SMALL), 0, tmp_path / 'first', resume=False)
    settings = TokenizerConfig(
        **SMALL, start=tmp_path / 'first' / 'tokenizer.pt', decoder_only=True
    )
    second = train_tokenizer(clips, settings, 1, tmp_path / 'second', resume=False)
    before, after = first.state_dict(), second.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved == {name for name in before if name.startswith('decoder.')}
