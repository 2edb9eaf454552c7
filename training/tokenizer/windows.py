# SPDX-License-Identifier: Apache-2.0
"""Windows of clips that the motion tokenizer learns from: more of what it gets wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.config import TokenizerConfig
from training.data.clips import ClipStore

_ALIGNED = 0.7  # share of windows that begin with a token
_AT_ENDS = 0.25  # share of windows that begin or end with their clip, where the padding is
_EVEN = 0.3  # share of windows whose clip is drawn whatever its error
_MEMORY = 0.5  # weight of what was known of a clip's error before


class Windows:
    """Draws batches of windows of one length; clips with larger errors come more often.

    Most windows begin where a token of the whole clip begins; the others keep real clips of any
    phase decodable. The errors are those of the last window that was drawn of each clip: short
    movements that few clips hold would otherwise be averaged away. After Loshchilov and Hutter,
    "Online Batch Selection for Faster Training of Neural Networks", 2015.
    """

    def __init__(
        self,
        clips: ClipStore,
        config: TokenizerConfig,
        rng: np.random.Generator,
        real: ClipStore | None = None,
    ) -> None:
        """Begin with equal errors.

        Args:
            clips: Made clips.
            config: Lengths and number of windows; the share of captured ones.
            rng: Source of all choices.
            real: Captured clips, if there are any.
        """
        self._config, self._rng = config, rng
        self._sources = [clips] if real is None else [clips, real]
        self._errors = [np.ones(len(source)) for source in self._sources]
        self._drawn: list[tuple[int, int]] = []

    def draw(self) -> NDArray[np.float32]:
        """Windows (B, F, D), B * F close to ``batch_frames``."""
        frames = int(self._rng.choice(self._config.windows))
        count = self._config.batch_frames // frames
        captured = int(self._rng.binomial(count, self._config.real_share))
        shares = [count] if len(self._sources) == 1 else [count - captured, captured]
        self._drawn = [
            (source, int(index))
            for source, share in enumerate(shares)
            for index in self._chosen(source, share)
        ]
        return np.stack([self._window(self._sources[s].clip(i), frames) for s, i in self._drawn])

    def note(self, errors: NDArray[np.floating]) -> None:
        """Take the errors (B,) of the windows drawn last."""
        for (source, index), error in zip(self._drawn, errors, strict=True):
            table = self._errors[source]
            table[index] += (1.0 - _MEMORY) * (float(error) - table[index])

    def _chosen(self, source: int, count: int) -> NDArray[np.int64]:
        """Indexes of ``count`` clips, drawn by error but for an even share."""
        table = self._errors[source]
        odds = _EVEN / len(table) + (1.0 - _EVEN) * table / table.sum()
        places = np.searchsorted(np.cumsum(odds), self._rng.random(count))
        return np.minimum(places, len(table) - 1)

    def _window(self, clip: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
        rng, last = self._rng, max(0, len(clip) - frames)
        at_end = rng.random() < _AT_ENDS
        start = int(rng.choice([0, last]) if at_end else rng.integers(last + 1))
        if rng.random() < _ALIGNED:
            start -= start % 4
        window = clip[start : start + frames]
        missing = frames - len(window)
        return np.concatenate([window, np.repeat(window[-1:], missing, 0)])
