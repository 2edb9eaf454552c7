# SPDX-License-Identifier: Apache-2.0
"""Texts and motions of the evaluator as tensors: words, padding, and what training hides."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from irgm_ros.language.evaluator import PAD, SPECIAL_WORDS, UNKNOWN, word_ids, words_of
from irgm_ros.motion.layout import HUMANML3D
from irgm_ros.types import IntArray
from training.data.clips import ClipStore
from training.evaluator.model import FRAMES_PER_STEP, MAX_WORDS
from training.evaluator.pairs import say
from training.text.samples import random_command

_WORD_SAMPLES = 12_000
_FORGOTTEN = 0.01


def load_words(path: Path, seed: int, samples: int = _WORD_SAMPLES) -> list[str]:
    """Words of the evaluator, the commonest first; drawn from texts unless the file is there."""
    if not path.exists():
        rng = np.random.default_rng([seed, 5])
        seen: Counter[str] = Counter()
        for _ in range(samples):
            seen.update(words_of(say(random_command(rng), rng)))
        path.write_text(json.dumps([word for word, _ in seen.most_common()]))
    words: list[str] = json.loads(path.read_text())
    return words


def ids_of(words: list[str]) -> dict[str, int]:
    """Word -> id, as at run time."""
    return {word: index for index, word in enumerate(words, SPECIAL_WORDS)}


def word_batch(texts: list[str], ids: dict[str, int]) -> Tensor:
    """Word ids (B, S) of texts, padded at the end."""
    rows = [word_ids(text, ids, MAX_WORDS) for text in texts]
    longest = max(map(len, rows))
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])


def padded(clips: ClipStore, indices: IntArray) -> tuple[Tensor, Tensor]:
    """Features (B, F, 263) of clips, zeros behind the end of each, and their lengths (B,)."""
    motions = [torch.from_numpy(clips.clip(int(i))) for i in indices]
    lengths = torch.tensor([len(motion) for motion in motions])
    return torch.nn.utils.rnn.pad_sequence(motions, batch_first=True), lengths


def forgetful(ids: Tensor) -> Tensor:
    """Hide one word in a hundred, so that a word never seen does little harm."""
    return ids.masked_fill((torch.rand(ids.shape) < _FORGOTTEN) & (ids != PAD), UNKNOWN)


def shaken(features: Tensor, noise_m: float) -> Tensor:
    """Noise on the local joint positions, one draw a step of four frames, as a codec errs."""
    places = features[:, ::FRAMES_PER_STEP, HUMANML3D.positions]
    noisy = features.clone()
    noise = noise_m * torch.randn_like(places).repeat_interleave(FRAMES_PER_STEP, 1)
    noisy[..., HUMANML3D.positions] += noise
    return noisy
