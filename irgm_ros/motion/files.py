# SPDX-License-Identifier: Apache-2.0
"""Motion files of users: checked before anything runs on them, never unpickled."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import MotionError
from irgm_ros.motion.features import canonical, positions_from_features
from irgm_ros.motion.layout import HUMANML3D, KIT, layout_of
from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINT_NAMES, JOINTS

Array = NDArray[np.float64]
MIN_FRAMES = 2
MAX_FRAMES = 20_000
EXPECTED = (
    'expected a .npy (or .npz with key "features" or "positions") of real numbers: (F, 263) '
    'HumanML3D features, (F, 251) KIT-ML features or (F, 22, 3) positions in metres, y up, with '
    f'{MIN_FRAMES} <= F <= {MAX_FRAMES}'
)
# KIT-ML joint of each HumanML3D joint. KIT numbers the limbs of the right side (5-7 arm, 11-15
# leg) before those of the left, as its facing (11, 16, 5, 8) shows. Pairs are averaged.
_FROM_KIT: dict[str, tuple[int, ...]] = {
    'pelvis': (0,), 'spine1': (1,), 'spine2': (1, 2), 'spine3': (2,), 'neck': (3,), 'head': (4,),
    'right_collar': (3, 5), 'right_shoulder': (5,), 'right_elbow': (6,), 'right_wrist': (7,),
    'left_collar': (3, 8), 'left_shoulder': (8,), 'left_elbow': (9,), 'left_wrist': (10,),
    'right_hip': (11,), 'right_knee': (12,), 'right_ankle': (13,), 'right_foot': (15,),
    'left_hip': (16,), 'left_knee': (17,), 'left_ankle': (18,), 'left_foot': (20,),
}  # fmt: skip
_KIT_LEGS = ((11, 12), (12, 13), (16, 17), (17, 18))
# Length of a leg [m] that a motion may have; beyond it the unit or the content is wrong.
_LEG_RANGE = (0.2, 5.0)


@dataclass(frozen=True)
class MotionFile:
    """What a motion file holds.

    Attributes:
        positions: (F, 22, 3) joint positions, y up, from the origin facing +z [m].
        fps: Frame rate [Hz].
        features: (F, 263) or (F, 251) as stored, float64; None if the file holds positions.
    """

    positions: Array
    fps: float
    features: Array | None = None


def load_motion(path: str | Path) -> MotionFile:
    """Read and check a motion.

    Args:
        path: ``.npy`` with (F, 263), (F, 251) or (F, 22, 3), or ``.npz`` with one of these under
            ``features`` or ``positions`` (positions: y up, of any place and heading).

    Returns:
        The motion as positions of 22 joints, with the stored features if there are any.

    Raises:
        MotionError: Not such a file; the message says what was found and what is expected.
    """
    array = _checked(_read(Path(path)), Path(path))
    if array.ndim == 3:
        _check_size(array, Path(path))
        return MotionFile(canonical(array), HUMANML3D.fps)
    layout = layout_of(array.shape[1])
    points = positions_from_features(array)
    if layout is KIT:
        points = humanml3d_from_kit(points)
    _check_size(points, Path(path))
    return MotionFile(points, layout.fps, array)


def humanml3d_from_kit(points: NDArray[Any]) -> Array:
    """Map 21 KIT-ML joints onto the 22 of HumanML3D.

    KIT-ML features have a unit of their own (a person is some 800 high); all skeletons are
    scaled so that the legs are as long as those of the standard skeleton.

    Args:
        points: (F, 21, 3), y up.

    Returns:
        (F, 22, 3), y up [m].

    Raises:
        MotionError: The legs have no length.
    """
    legs = [np.linalg.norm(points[:, a] - points[:, b], axis=-1).mean() for a, b in _KIT_LEGS]
    length = sum(legs) / 2
    if not length > 1e-6:
        raise MotionError(f'KIT-ML motion with legs of length {length:g}; more than 0 expected')
    standard = BONE_LENGTHS[JOINTS['left_knee']] + BONE_LENGTHS[JOINTS['left_ankle']]
    mapped = [points[:, list(_FROM_KIT[name])].mean(axis=1) for name in JOINT_NAMES]
    joints: Array = np.stack(mapped, axis=1) * (standard / length)
    return joints


def resampled(positions: NDArray[Any], fps: float, new_fps: float) -> Array:
    """Resample positions in time, linearly between frames.

    Args:
        positions: (F, J, 3).
        fps: Their rate [Hz].
        new_fps: The wanted rate [Hz].

    Returns:
        (G, J, 3) over the same duration.
    """
    if fps == new_fps:
        return np.asarray(positions, dtype=np.float64)
    frames = len(positions)
    at = np.arange(int((frames - 1) / fps * new_fps + 1e-9) + 1) * fps / new_fps
    low = np.minimum(at.astype(int), frames - 2) if frames > 1 else np.zeros(len(at), int)
    share = (at - low)[:, None, None]
    high = np.minimum(low + 1, frames - 1)
    mixed: Array = positions[low] * (1 - share) + positions[high] * share
    return mixed


def _read(path: Path) -> NDArray[Any]:
    """Read the array without ever unpickling."""
    try:
        stored = np.load(path, allow_pickle=False)
        if isinstance(stored, np.ndarray):
            return stored
        with stored:
            for key in ('features', 'positions'):
                if key in stored.files:
                    return np.asarray(stored[key])
            found = ', '.join(sorted(stored.files)) or 'none'
        raise MotionError(f'{path}: keys {found}; {EXPECTED}')
    except FileNotFoundError as error:
        raise MotionError(f'{path}: no such file; {EXPECTED}') from error
    except (OSError, ValueError, EOFError, MemoryError, zipfile.BadZipFile) as error:
        raise MotionError(f'{path}: not a NumPy file of plain numbers; {EXPECTED}') from error


def _check_size(points: Array, path: Path) -> None:
    """Refuse positions of the size of no human: another unit, or no motion at all."""
    legs = points[:, [JOINTS['left_hip'], JOINTS['left_knee'], JOINTS['left_ankle']]]
    length = float(np.median(np.linalg.norm(np.diff(legs, axis=1), axis=-1).sum(axis=1)))
    low, high = _LEG_RANGE
    if not low <= length <= high:
        raise MotionError(
            f'{path}: legs of {length:.3g} m; {low:g} to {high:g} m expected, is it in metres?'
        )


def _checked(array: NDArray[Any], path: Path) -> Array:
    """Check kind, shape, length and finiteness; return float64."""
    if array.dtype.kind not in 'fiu':
        raise MotionError(f'{path}: numbers of type {array.dtype}; {EXPECTED}')
    widths = (HUMANML3D.width, KIT.width)
    known = (array.ndim == 2 and array.shape[1] in widths) or (
        array.ndim == 3 and array.shape[1:] == (HUMANML3D.joints, 3)
    )
    if not known or not MIN_FRAMES <= len(array) <= MAX_FRAMES:
        raise MotionError(f'{path}: shape {array.shape}; {EXPECTED}')
    values = array.astype(np.float64)
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        where = tuple(int(i) for i in bad[0])
        raise MotionError(
            f'{path}: {len(bad)} non-finite numbers, the first at {where} (frame first); '
            'all must be finite'
        )
    return values
