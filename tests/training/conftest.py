# SPDX-License-Identifier: Apache-2.0
"""A text tokenizer, clips of constant codes and a language model of two small layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from irgm_ros.spec.command import Action, Command, Part, Step
from training.language.text_tokenizer import build_tokenizer

if TYPE_CHECKING:
    from transformers import Gemma2ForCausalLM

    from training.data.encoded import EncodedClips

WAVES = tuple(
    Command((Step(gesture=Part(Action.WAVE, side=side, count=count)),))
    for side in ('left', 'right')
    for count in (1, 2, 3)
)


@pytest.fixture(scope='session')
def prompter(tmp_path_factory: pytest.TempPathFactory) -> Prompter:
    path = Path(tmp_path_factory.mktemp('tokenizer')) / 'tokenizer.json'
    build_tokenizer(path, codebooks=2, samples=300)
    tokenizer = TextTokenizer.from_file(path)
    return Prompter(tokenizer, Vocabulary.from_tokenizer(tokenizer, 2), Templates.default())


@pytest.fixture
def clips() -> EncodedClips:
    """Clip i is the constant code i, and clip i + 1 is its wrong motion."""
    pytest.importorskip('torch', reason='training extra is not installed')
    from training.data.encoded import EncodedClips

    n = len(WAVES)
    return EncodedClips(
        tuple(np.full((8, 2), i) for i in range(n)),
        WAVES,
        np.ones(n, bool),
        (np.arange(n) + 1) % n,
        ('The motion waves the other hand.',) * n,
        ('Use the other hand.',) * n,
    )


@pytest.fixture
def language(prompter: Prompter) -> Gemma2ForCausalLM:
    pytest.importorskip('torch', reason='training extra is not installed')
    from training.language.gemma import build_gemma

    return build_gemma(
        prompter.vocabulary.size, 0, hidden_size=32, num_hidden_layers=2, head_dim=8,
        num_attention_heads=2, num_key_value_heads=1, intermediate_size=64,
    )  # fmt: skip
