# SPDX-License-Identifier: Apache-2.0
"""Captured motion of the CMU Graphics Lab on the HumanML3D skeleton, cut into clips.

The data lies beside the repository (``real.path``) and is never part of it; without it training
goes on with synthetic motion alone. It was obtained from mocap.cs.cmu.edu; the database was
created with funding from NSF EIA-0196217. Free for any use but resale of the data itself.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from irgm_ros.motion.features import canonical, features_from_positions
from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINT_NAMES, JOINTS, PARENTS
from training.config import RealConfig
from training.data.clips import ClipStore
from training.synth.clip import MAX_FRAMES, MIN_FRAMES

Array = NDArray[np.float64]
Part = Literal['train', 'test']

_FEET = [JOINTS[f'{side}_{joint}'] for side in ('left', 'right') for joint in ('ankle', 'foot')]
_BONE_ERROR_M = 1e-6
_PACES = (1.0, 0.83, 1.2)  # the one as recorded first
_HOVER_M = 0.08  # a person whose lower foot is mostly above this is on something
_MIRROR = [
    JOINTS[name.replace('left', '?').replace('right', 'left').replace('?', 'right')]
    for name in JOINT_NAMES
]


def train_clips(config: RealConfig, heading_sigma: float) -> ClipStore | None:
    """Clips of the training subjects, mirrored, slowed down and sped up; None without data."""
    found = _pieces(config, 'train')
    if found is None:
        return None
    both = [positions for _, piece in found for positions in (piece, mirrored(piece))]
    varied = [at_pace(positions, pace) for positions in both for pace in _PACES]
    features = [features_from_positions(p, heading_sigma).astype(np.float32) for p in varied]
    return ClipStore(tuple(features), np.array([len(f) for f in features]), ())


def held_out_clips(config: RealConfig, heading_sigma: float) -> dict[str, Array]:
    """Clip -> features (F, 263) of the subjects that training never sees; empty without data."""
    found = _pieces(config, 'test') or ()
    return {name: features_from_positions(piece, heading_sigma) for name, piece in found}


def note_use(
    folder: Path, clips: ClipStore | None, share: float, start: Path | None = None
) -> None:
    """Leave ``real.json`` where a model saw captured motion; its provenance depends on it.

    Args:
        folder: Where the model goes.
        clips: Captured clips, if there are any.
        share: Share of the windows that they give.
        start: Checkpoint that the model begins with; what that one saw, this one has seen too.
    """
    record, earlier = folder / 'real.json', start and start.with_name('real.json')
    if clips is not None and share > 0.0:
        use = {'clips': len(clips), 'frames': int(clips.lengths.sum()), 'share': share}
        record.write_text(json.dumps(use) + '\n')
    elif earlier is not None and earlier.exists():
        record.write_text(earlier.read_text())


def retargeted(positions: NDArray[np.floating[Any]]) -> Array:
    """Give a captured motion the bone lengths of the HumanML3D skeleton.

    Bones keep their directions and get our lengths from the root outwards; the path of the root
    is scaled by the lengths of the legs. In the source the pelvis lies at the level of the hips:
    it is first moved up the trunk to where our hip bones, as long as they are, meet its hips.

    Args:
        positions: (F, 22, 3) captured joints [m], y up.

    Returns:
        (F, 22, 3), lowest point at y = 0, root at x = z = 0 and facing +z at frame 0.
    """
    source = np.array(positions, dtype=np.float64)
    scale = _leg_length(BONE_LENGTHS) / _leg_length(bone_lengths(source).mean(0))
    source[:, 0] = _pelvis(source, scale)
    out = np.empty_like(source)
    out[:, 0] = source[:, 0] * scale
    for joint, parent in enumerate(PARENTS):
        if parent < 0:
            continue
        bone = source[:, joint] - source[:, parent]
        unit = bone / np.linalg.norm(bone, axis=-1, keepdims=True)
        out[:, joint] = out[:, parent] + unit * BONE_LENGTHS[joint]
    return canonical(out)


def cut(positions: Array) -> Iterator[Array]:
    """Cut a motion into equal pieces of 40 to 196 frames, each from the origin and facing +z."""
    count = -(-len(positions) // MAX_FRAMES)
    for piece in np.array_split(positions, count):
        if len(piece) > MIN_FRAMES:  # features have one row less than positions
            yield canonical(piece)


def passes(positions: Array) -> bool:
    """Whether a piece is finite, has our bones, and has a foot on the floor most of the time."""
    if not np.isfinite(positions).all():
        return False
    error = np.abs(bone_lengths(positions) - BONE_LENGTHS[1:]).max()
    hover = np.median(positions[:, _FEET, 1].min(1))
    return bool(error < _BONE_ERROR_M and hover < _HOVER_M)


def mirrored(positions: Array) -> Array:
    """The mirror image of a motion (F, 22, 3): left and right change places."""
    return np.asarray(positions[:, _MIRROR] * np.array([-1.0, 1.0, 1.0]))


def at_pace(positions: Array, pace: float) -> Array:
    """The same motion at another pace (1.2 is faster): (F, 22, 3) -> (about F / pace, 22, 3)."""
    frames = len(positions)
    times = np.arange(0.0, frames - 1 + 1e-9, pace)
    return np.asarray(CubicSpline(np.arange(frames), positions)(times))


def bone_lengths(positions: Array) -> Array:
    """Length (F, 21) of the bone into each joint but the root [m]."""
    bones = positions[:, 1:] - positions[:, PARENTS[1:]]
    return np.asarray(np.linalg.norm(bones, axis=-1))


def _pieces(config: RealConfig, part: Part) -> list[tuple[str, Array]] | None:
    """Named pieces of one part of the subjects; None, with a notice, without the data."""
    if not config.path.is_file():
        print(f'no captured motion at {config.path}: going on without it', file=sys.stderr)
        return None
    kept, seen = [], 0
    with np.load(config.path) as stored:
        for name in sorted(stored.files):
            if (name.split('_')[0] in config.test_subjects) != (part == 'test'):
                continue
            for number, piece in enumerate(cut(retargeted(stored[name]))):
                seen += 1
                if passes(piece):
                    kept.append((f'{name}.{number}', piece))
    print(f'captured motion, {part}: {len(kept)} of {seen} pieces pass', file=sys.stderr)
    return kept


def _leg_length(bones: Array) -> float:
    """Thigh and shank of the left leg; ``bones`` with or without the entry of the root."""
    first = len(bones) - len(PARENTS)
    return float(bones[first + JOINTS['left_knee']] + bones[first + JOINTS['left_ankle']])


def _pelvis(source: Array, scale: float) -> Array:
    """Where (F, 3) the pelvis is with hip bones of our length, in the size of the source."""
    hips = source[:, [JOINTS['left_hip'], JOINTS['right_hip']]]
    middle = hips.mean(1)
    across = hips[:, 0] - hips[:, 1]
    half = 0.5 * np.linalg.norm(across, axis=-1, keepdims=True)
    along = across / (2.0 * half)
    trunk = source[:, JOINTS['spine1']] - middle
    up = trunk - (trunk * along).sum(-1, keepdims=True) * along
    up /= np.linalg.norm(up, axis=-1, keepdims=True)
    rise = (BONE_LENGTHS[JOINTS['left_hip']] / scale) ** 2 - half**2
    return np.asarray(middle + np.sqrt(np.maximum(rise, 0.0)) * up)
