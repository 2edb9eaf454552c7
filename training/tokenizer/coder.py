# SPDX-License-Identifier: Apache-2.0
"""Many motions to codes and back: those of equal length go through the tokenizer together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from irgm_ros.motion.features import positions_from_features
from irgm_ros.types import IntArray
from training.config import TokenizerConfig
from training.tokenizer.train import load_tokenizer
from training.tokenizer.vqvae import MotionVQVAE

_BATCH_FRAMES = 4096

Array = NDArray[np.float32]


def equal_lengths(lengths: Sequence[int], frames: int) -> Iterator[list[int]]:
    """Indexes in groups of one length each, no group longer than ``frames`` altogether."""
    by_length: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        by_length.setdefault(length, []).append(index)
    for length, members in by_length.items():
        size = max(1, frames // max(length, 1))
        yield from (members[first : first + size] for first in range(0, len(members), size))


class MotionCoder:
    """Encodes and decodes many motions; results stand in the order of what was given."""

    def __init__(self, model: MotionVQVAE, mean: Array, std: Array) -> None:
        """Store the trained tokenizer and the statistics (D,) of its features."""
        self._model, self._mean, self._std = model, mean, std

    @classmethod
    def load(cls, folder: Path, config: TokenizerConfig) -> MotionCoder:
        """Load the tokenizer of a run from ``folder``."""
        mean, std = np.load(folder / 'mean.npy'), np.load(folder / 'std.npy')
        return cls(load_tokenizer(folder, config), mean, std)

    @property
    def frames_per_token(self) -> int:
        """Frames that one token stands for."""
        return self._model.config.frames_per_token

    @torch.no_grad()
    def encode(self, features: Sequence[Array]) -> list[IntArray]:
        """Codes (T, C) of features (4T, D), not normalised."""
        out: dict[int, IntArray] = {}
        for group in equal_lengths([len(f) for f in features], _BATCH_FRAMES):
            batch = (np.stack([features[i] for i in group]) - self._mean) / self._std
            out |= zip(group, self._model.encode(torch.from_numpy(batch)).numpy(), strict=True)
        return [out[i] for i in range(len(features))]

    @torch.no_grad()
    def features(self, codes: Sequence[IntArray]) -> list[Array]:
        """Features (4T, D), not normalised, of codes (T, C)."""
        out: dict[int, Array] = {}
        rate = self.frames_per_token
        for group in equal_lengths([rate * len(c) for c in codes], _BATCH_FRAMES):
            batch = np.stack([codes[i] for i in group]).astype(np.int64)
            decoded = self._model.decode(torch.from_numpy(batch)).numpy()
            out |= zip(group, decoded * self._std + self._mean, strict=True)
        return [out[i] for i in range(len(codes))]

    def positions(self, codes: Sequence[IntArray]) -> list[Array]:
        """Joint positions (4T, 22, 3) [m], y up, 20 fps, of codes (T, C)."""
        return [positions_from_features(f).astype(np.float32) for f in self.features(codes)]
