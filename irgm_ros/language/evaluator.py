# SPDX-License-Identifier: Apache-2.0
"""How well a motion shows a sentence, said by a model that generated neither.

A bundle may hold a contrastive evaluator: two encoders into one space of unit vectors, trained
apart from the language model. Its word is worth more than the language model's own, which tends
to find its own motions right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.backends.bundle import Bundle
from irgm_ros.backends.manifest import EVALUATOR_WORDS, EvaluatorEntry
from irgm_ros.backends.ort import SessionOptions
from irgm_ros.backends.session import Session
from irgm_ros.errors import BundleError, MotionError
from irgm_ros.language.normal import normalise
from irgm_ros.types import FloatArray

PAD, UNKNOWN = 0, 1
SPECIAL_WORDS = 2  # ids before those of words
_FRAMES_PER_STEP = 4


def words_of(text: str) -> list[str]:
    """Words and commas of a sentence, normalised as commands are."""
    return normalise(text).replace(',', ' ,').split()


def word_ids(text: str, ids: Mapping[str, int], longest: int) -> list[int]:
    """Ids of the words and commas of a sentence.

    Args:
        text: Any sentence.
        ids: Word -> id.
        longest: Words behind this many are dropped.

    Returns:
        One to ``longest`` ids; `UNKNOWN` for other words.
    """
    return [ids.get(word, UNKNOWN) for word in words_of(text)[:longest]] or [UNKNOWN]


class Evaluator:
    """The evaluator of one bundle."""

    def __init__(
        self, text: Session, motion: Session, words: Sequence[str], entry: EvaluatorEntry
    ) -> None:
        """Store the parts.

        Args:
            text: (B, S) word ids -> (B, E) unit vectors.
            motion: (B, 4 T, 263) features -> (B, E) unit vectors.
            words: Known words in the order of their ids.
            entry: What the manifest says of them.
        """
        self._text, self._motion, self._entry = text, motion, entry
        self._ids = {word: index for index, word in enumerate(words, SPECIAL_WORDS)}

    @classmethod
    def from_bundle(
        cls, bundle: Bundle, options: SessionOptions | None = None
    ) -> Evaluator | None:
        """Load the evaluator of a bundle; None if it has none.

        Raises:
            BundleError: Its files do not fit one another.
        """
        entry = bundle.manifest.evaluator
        if entry is None:
            return None
        words = bundle.json(EVALUATOR_WORDS)
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise BundleError(f'{bundle.folder}: {EVALUATOR_WORDS}: a list of words expected')
        text, motion = (bundle.session(f'evaluator_{k}', options) for k in ('text', 'motion'))
        return cls(text, motion, words, entry)

    def embed_text(self, text: str) -> FloatArray:
        """Place (E,) of a sentence, of length 1.

        Args:
            text: In any wording.
        """
        ids = word_ids(text, self._ids, self._entry.max_words)
        vector: FloatArray = self._text.run({'ids': np.array([ids], dtype=np.int64)})['vector'][0]
        return vector

    def embed_motion(self, features: NDArray[np.floating[Any]]) -> FloatArray:
        """Place (E,) of a motion, of length 1.

        Args:
            features: (F, 263), not normalised, F >= 4; frames behind the last multiple of four
                and behind the longest motion known are dropped.

        Raises:
            MotionError: Too few frames.
        """
        frames = min(len(features), self._entry.max_frames)
        frames -= frames % _FRAMES_PER_STEP
        if not frames:
            raise MotionError(f'{len(features)} frames given, at least 4 expected')
        rows = np.asarray(features[:frames], dtype=np.float32)
        vector: FloatArray = self._motion.run({'features': rows[None]})['vector'][0]
        return vector

    def similarity(self, text: str, features: NDArray[np.floating[Any]]) -> float:
        """Cosine between a sentence and a motion, in [-1, 1]."""
        return float(self.embed_text(text) @ self.embed_motion(features))

    def score(self, text: str, features: NDArray[np.floating[Any]]) -> float:
        """How likely the motion is the one that the sentence asks for, in [0, 1].

        Calibrated on as many sentences that a motion shows as sentences that differ from one in
        a single attribute.
        """
        logit = self._entry.scale * self.similarity(text, features) + self._entry.offset
        return float(0.5 * (1.0 + np.tanh(0.5 * logit)))  # the logistic function, overflow-free
