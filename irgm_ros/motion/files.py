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
from irgm_ros.motion.kit import humanml3d_from_kit
from irgm_ros.motion.layout import HUMANML3D, KIT, layout_of
from irgm_ros.motion.skeleton import LEG_RANGE, leg_length

Array = NDArray[np.float64]
MIN_FRAMES = 2
MAX_FRAMES = 20_000
EXPECTED = (
    'expected a .npy (or .npz with key "features" or "positions") of real numbers: (F, 263) '
    'HumanML3D features, (F, 251) KIT-ML features, (F, 22, 3) positions in metres or (F, 21, 3) '
    f'KIT-ML positions in any unit, y up, with {MIN_FRAMES} <= F <= {MAX_FRAMES}'
)
LARGEST = 1e9  # number in a file, in any unit
RATES = (1.0, 240.0)  # frame rates that a file may give [Hz]


@dataclass(frozen=True)
class MotionFile:
    """What a motion file holds.

    Attributes:
        positions: (F, 22, 3) joint positions, y up, from the origin facing +z [m].
        fps: Frame rate [Hz].
        features: (F, 263) or (F, 251) as stored, float64; None if the file holds positions, or
            features of another rate than their representation has.
    """

    positions: Array
    fps: float
    features: Array | None = None


def load_motion(path: str | Path) -> MotionFile:
    """Read and check a motion.

    Args:
        path: ``.npy`` with (F, 263), (F, 251), (F, 22, 3) or (F, 21, 3), or ``.npz`` with one of
            these under ``features`` or ``positions`` (positions: y up, of any place and heading)
            and, where it is not the usual one, the frame rate under ``fps`` [Hz]: 20, of KIT-ML
            (251 columns, 21 joints) 12.5.

    Returns:
        The motion as positions of 22 joints, with the stored features if there are any.

    Raises:
        MotionError: Not such a file; the message says what was found and what is expected.
    """
    path = Path(path)
    stored, fps = _read(path)
    array = _checked(stored, path)
    is_features = array.ndim == 2
    if is_features:
        layout = layout_of(array.shape[1])
    else:
        layout = KIT if array.shape[1] == KIT.joints else HUMANML3D
    rate = layout.fps if fps is None else _rate(fps, path)
    points = positions_from_features(array) if is_features else array
    if layout is KIT:
        try:
            points = humanml3d_from_kit(points)
        except MotionError as error:
            raise MotionError(f'{path}: {error}') from error
    _check_size(points, path)
    if layout is KIT or not is_features:
        points = canonical(points)
    return MotionFile(points, rate, array if is_features and rate == layout.fps else None)


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


def _read(path: Path) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Read the array, and the frame rate where it is given, without ever unpickling."""
    try:
        stored = np.load(path, allow_pickle=False)
        if isinstance(stored, np.ndarray):
            return stored, None
        with stored:
            fps = np.asarray(stored['fps']) if 'fps' in stored.files else None
            for key in ('features', 'positions'):
                if key in stored.files:
                    return np.asarray(stored[key]), fps
            found = ', '.join(sorted(stored.files)) or 'none'
        raise MotionError(f'{path}: keys {found}; {EXPECTED}')
    except FileNotFoundError as error:
        raise MotionError(f'{path}: no such file; {EXPECTED}') from error
    except (OSError, ValueError, EOFError, MemoryError, zipfile.BadZipFile) as error:
        raise MotionError(f'{path}: not a NumPy file of plain numbers; {EXPECTED}') from error


def _rate(fps: NDArray[Any], path: Path) -> float:
    """Check a frame rate [Hz]."""
    low, high = RATES
    if fps.size != 1 or fps.dtype.kind not in 'fiu' or not low <= float(fps.item()) <= high:
        raise MotionError(
            f'{path}: fps {fps.tolist()!r}; one number, {low:g} to {high:g} expected'
        )
    return float(fps.item())


def _check_size(points: Array, path: Path) -> None:
    """Refuse positions of the size of no human: another unit, or no motion at all."""
    length = leg_length(points)
    low, high = LEG_RANGE
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
        array.ndim == 3 and array.shape[1:] in ((HUMANML3D.joints, 3), (KIT.joints, 3))
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
    if (largest := float(np.abs(values).max())) > LARGEST:
        raise MotionError(f'{path}: numbers up to {largest:.3g}; at most {LARGEST:g} expected')
    return values
