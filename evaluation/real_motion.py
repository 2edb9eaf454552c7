# SPDX-License-Identifier: Apache-2.0
"""How well a motion tokenizer keeps captured motion, which no synthesiser made.

python -m evaluation.real_motion --bundle irgm_ros/data/bundles/default --out docs/results

Recordings of people whom training never saw, with the codes of the encoder, and with those that a
search finds to decode nearest (`irgm_ros.motion.search`). Writes ``recordings.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from irgm_ros.errors import IrgmError
from irgm_ros.motion.codec import MotionCodec
from irgm_ros.motion.features import positions_from_features
from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.pipeline import MotionPipeline
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
    codec: MotionCodec, clips: Mapping[str, NDArray[np.floating[Any]]], sweeps: int = 0
) -> RealMotionReport:
    """Encode and decode every clip and compare the positions.

    Args:
        codec: Motion tokenizer of the bundle.
        clips: Name -> features (F, D) as the bundle takes them, F >= 4; frames behind the last
            whole token are left out.
        sweeps: As for `MotionCodec.encode`.

    Raises:
        ValueError: There is no clip.
    """
    if not clips:
        raise ValueError('no clips given')
    frames, by_clip, sums = 0, {}, np.zeros(3)
    for name, features in tqdm(clips.items(), desc=f'{sweeps} sweeps', leave=False):
        kept = np.asarray(
            features[: len(features) // codec.frames_per_step * codec.frames_per_step]
        )
        decoded = codec.decode(codec.encode(Motion(kept.astype(np.float32)), sweeps))
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


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    shared = Path(os.environ.get('IRGM_SHARED', '../shared'))
    parser = argparse.ArgumentParser(
        'evaluation.real_motion',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--bundle', required=True, help='folder of the bundle')
    parser.add_argument(
        '--recordings', type=Path, help='positions of the joints at 20 fps',
        default=shared / 'data' / 'cmu_mocap' / 'positions_20fps.npz',
    )  # fmt: skip
    parser.add_argument('--out', type=Path, required=True, help='folder of the report')
    parser.add_argument(
        '--sweeps', type=int, default=4, help='through the codes that are searched; 0: none is'
    )
    options = parser.parse_args(arguments)
    # The recordings are read as training reads them, with what `make setup-training` installs.
    from training.config import RealConfig
    from training.data.cmu import held_out_clips

    try:
        pipeline = MotionPipeline.load(options.bundle, robot=None)
        heading_sigma = pipeline.bundle.manifest.heading_sigma
        clips = held_out_clips(RealConfig(path=options.recordings), heading_sigma)
        reports = {'encoder': reconstruction(pipeline.codec, clips)}
        if options.sweeps > 0:
            reports['searched'] = reconstruction(pipeline.codec, clips, options.sweeps)
    except (IrgmError, ValueError) as error:
        print(f'evaluation.real_motion: {error}', file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    figures: dict[str, Any] = {'sweeps': options.sweeps}
    for codes, report in reports.items():
        figures[codes] = {name: _rounded(value) for name, value in asdict(report).items()}
        print(
            f'{codes}: {report.clips} clips, {report.frames} frames: {report.mpjpe_mm:.1f} mm '
            f'root-relative, wrists {report.wrist_mm:.1f} mm, drift of the root '
            f'{report.drift_mm:.0f} mm; worst {next(iter(report.by_clip_mm))}'
        )
    (options.out / 'recordings.json').write_text(json.dumps(figures, indent=1) + '\n')
    return 0


def _rounded(value: Any) -> Any:
    """A figure to a tenth of a millimetre."""
    if isinstance(value, dict):
        return {name: _rounded(entry) for name, entry in value.items()}
    return round(value, 1) if isinstance(value, float) else value


if __name__ == '__main__':
    sys.exit(main())
