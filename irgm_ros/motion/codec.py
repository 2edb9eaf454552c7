# SPDX-License-Identifier: Apache-2.0
"""Motion tokenizer at run time: codes <-> HumanML3D features.

The network is the convolutional VQ-VAE of Zhang et al., "T2M-GPT", CVPR 2023. It is local: a
frame depends on ``context_steps`` token steps on either side, so that any part of a motion can be
decoded exactly without the rest, and its first part before the last tokens exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.backends import Bundle, Session, SessionOptions
from irgm_ros.errors import MotionError
from irgm_ros.motion.search import Target, codes_alike, nearest_codes
from irgm_ros.types import Motion, MotionTokens

_TRIED = 24  # codes that are tried for each
_STILL_STEPS = 9  # steps of the mean of all motion, whose middle counts as rest


class MotionCodec:
    """Encoder and decoder of one bundle, each loaded on its first use."""

    def __init__(self, bundle: Bundle, options: SessionOptions | None = None) -> None:
        """Prepare; no graph is loaded yet.

        Args:
            bundle: Holds the graphs and the normalisation.
            options: Provider and threads.
        """
        self._bundle = bundle
        self._options = options
        self._sessions: dict[str, Session] = {}
        manifest = bundle.manifest
        self._mean = np.asarray(manifest.mean, dtype=np.float32)
        self._std = np.asarray(manifest.std, dtype=np.float32)
        self.frames_per_step: int = manifest.frames_per_step
        self.context_steps: int = manifest.context_steps

    def decode(self, tokens: MotionTokens) -> Motion:
        """Turn codes into a motion.

        Args:
            tokens: (T, C) codes, T at least 1.

        Returns:
            Motion of ``frames_per_step`` * T frames.

        Raises:
            MotionError: No step, another number of codebooks, or a code out of range.
        """
        return self._motion(self._decode(self._checked(tokens)))

    def decode_steps(self, tokens: MotionTokens, first: int, last: int) -> Motion:
        """Turn steps ``first`` ... ``last - 1`` into a motion, equal to that part of ``decode``.

        While tokens are still being generated, the part that ends ``context_steps`` before the
        newest token is already final.

        Args:
            tokens: (T, C) codes.
            first: First step wanted, at least 0.
            last: Step behind the last one wanted, at most T.

        Returns:
            Motion of ``frames_per_step`` * (``last`` - ``first``) frames.

        Raises:
            MotionError: As ``decode``, or an empty or impossible range.
        """
        codes = self._checked(tokens)
        if not 0 <= first < last <= len(codes):
            raise MotionError(
                f'steps {first} to {last} asked for, 0 <= first < last <= {len(codes)} expected'
            )
        begin = max(0, first - self.context_steps)
        end = min(len(codes), last + self.context_steps)
        frames = self._decode(codes[begin:end])
        skip, rate = first - begin, self.frames_per_step
        return self._motion(frames[skip * rate : (skip + last - first) * rate])

    def decode_chunks(self, tokens: MotionTokens, steps: int) -> Iterator[Motion]:
        """Yield a motion part by part; the parts joined equal ``decode``.

        Args:
            tokens: (T, C) codes.
            steps: Steps in a part, at least 1; the last part may be shorter.

        Yields:
            Motions of ``frames_per_step`` * ``steps`` frames.

        Raises:
            MotionError: As ``decode``, or ``steps`` below 1.
        """
        if steps < 1:
            raise MotionError(f'chunks of {steps} steps asked for, at least 1 expected')
        total = len(self._checked(tokens))
        for first in range(0, total, steps):
            yield self.decode_steps(tokens, first, min(first + steps, total))

    def encode(self, motion: Motion, sweeps: int = 0) -> MotionTokens:
        """Turn a motion into codes; frames behind the last whole step are dropped.

        Args:
            motion: At least ``frames_per_step`` frames, in the width and rate of the bundle.
            sweeps: How often to go through the codes of the encoder in search of others that
                decode nearer to the motion, see `irgm_ros.motion.search`; about a third of a
                second each for a second of motion.

        Returns:
            (T, C) codes.

        Raises:
            MotionError: Too short, or another width or rate.
        """
        manifest, rate = self._bundle.manifest, self.frames_per_step
        frames, width = motion.features.shape
        if width != manifest.features or abs(motion.fps - manifest.fps) > 1e-6:
            raise MotionError(
                f'motion of {width} features at {motion.fps} Hz given, '
                f'{manifest.features} at {manifest.fps} Hz expected by {manifest.name}'
            )
        if frames < rate:
            raise MotionError(f'motion of {frames} frames given, at least {rate} expected')
        features = motion.features[: frames - frames % rate]
        codes = self._encoded((features - self._mean) / self._std)
        if sweeps > 0:
            codes = nearest_codes(
                lambda tried: self._decoded(tried) * self._std + self._mean,
                self._alike, codes, Target(features), sweeps, self.context_steps,
            )  # fmt: skip
        return MotionTokens(codes)

    @cached_property
    def _alike(self) -> list[NDArray[np.integer[Any]]]:
        still = np.zeros((_STILL_STEPS * self.frames_per_step, len(self._mean)))
        rest, size = self._encoded(still)[_STILL_STEPS // 2], self._bundle.manifest.codebook_size
        return codes_alike(self._decoded, rest, size, _TRIED)

    def _encoded(self, normalised: NDArray[np.floating[Any]]) -> NDArray[np.integer[Any]]:
        """Normalised features (F, D) to codes (T, C)."""
        given = {'features': normalised.astype(np.float32)[None]}
        codes: NDArray[np.integer[Any]] = self._session('vq_encoder').run(given)['codes'][0]
        return codes

    def _checked(self, tokens: MotionTokens) -> NDArray[np.integer[Any]]:
        manifest = self._bundle.manifest
        steps, books = tokens.codes.shape
        if steps < 1 or books != manifest.codebooks:
            raise MotionError(
                f'codes of shape {tokens.codes.shape} given, (T, {manifest.codebooks}) '
                'with T >= 1 expected'
            )
        low, high = int(tokens.codes.min()), int(tokens.codes.max())
        if low < 0 or high >= manifest.codebook_size:
            raise MotionError(
                f'codes {low}..{high} given, 0..{manifest.codebook_size - 1} allowed'
            )
        return tokens.codes

    def _decode(self, codes: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        return np.asarray(self._decoded(codes[None])[0] * self._std + self._mean)

    def _decoded(self, codes: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        """Codes (N, T, C) to normalised features (N, F, D)."""
        features: NDArray[np.float32] = self._session('vq_decoder').run({'codes': codes})[
            'features'
        ]
        return features

    def _motion(self, features: NDArray[np.float32]) -> Motion:
        return Motion(features, fps=self._bundle.manifest.fps)

    def _session(self, graph: str) -> Session:
        if graph not in self._sessions:
            self._sessions[graph] = self._bundle.session(graph, self._options)
        return self._sessions[graph]
