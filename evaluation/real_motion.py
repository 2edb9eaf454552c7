# SPDX-License-Identifier: Apache-2.0
"""How well the motion tokenizer keeps captured motion, which no synthesiser made.

clips = held_out_clips(config.real, pipeline.bundle.manifest.heading_sigma)  # training.data.cmu
report = reconstruction(pipeline.codec, clips) if clips else None
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.codec import MotionCodec
from irgm_ros.motion.features import positions_from_features
from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.types import Motion

_WRISTS = [JOINTS['left_wrist'], JOINTS['right_wrist']]


@dataclass(frozen=True)
class RealMotionReport:
    """Errors of encoding and decoding captured clips, means over all frames [mm].

    Attributes:
        clips: Number of clips.
        frames: Frames of all clips.
        mpjpe_mm: Root-relative error of the joints but the root, in world axes.
        wrist_mm: The same of the wrists alone.
        drift_mm: Distance of the decoded root from the true one in the plane.
        by_clip_mm: Clip -> its root-relative error, the worst first.
    """

    clips: int
    frames: int
    mpjpe_mm: float
    wrist_mm: float
    drift_mm: float
    by_clip_mm: dict[str, float]


def reconstruction(
    codec: MotionCodec, clips: Mapping[str, NDArray[np.floating[Any]]]
) -> RealMotionReport:
    """Encode and decode every clip and compare the positions.

    Args:
        codec: Motion tokenizer of the bundle.
        clips: Name -> features (F, D) as the bundle takes them, F >= 4; frames behind the last
            whole token are left out.

    Raises:
        ValueError: There is no clip.
    """
    if not clips:
        raise ValueError('no clips given')
    frames, by_clip, sums = 0, {}, np.zeros(3)
    for name, features in clips.items():
        kept = np.asarray(
            features[: len(features) // codec.frames_per_step * codec.frames_per_step]
        )
        decoded = codec.decode(codec.encode(Motion(kept.astype(np.float32))))
        true, rebuilt = positions_from_features(kept), positions_from_features(decoded.features)
        errors = _errors_mm(true, rebuilt)
        by_clip[name] = float(errors[0].mean())
        sums += errors.sum(1)
        frames += len(kept)
    mpjpe, wrist, drift = (float(value) for value in sums / frames)
    worst_first = dict(sorted(by_clip.items(), key=lambda item: -item[1]))
    return RealMotionReport(len(clips), frames, mpjpe, wrist, drift, worst_first)


def _errors_mm(true: NDArray[np.float64], rebuilt: NDArray[np.float64]) -> NDArray[np.float64]:
    """Per frame the error of all joints, of the wrists and of the root in the plane: (3, F)."""
    off = np.linalg.norm((true - true[:, :1]) - (rebuilt - rebuilt[:, :1]), axis=-1)
    drift = np.linalg.norm((true - rebuilt)[:, 0, [0, 2]], axis=-1)
    return np.asarray(1000.0 * np.stack([off[:, 1:].mean(1), off[:, _WRISTS].mean(1), drift]))
