# SPDX-License-Identifier: Apache-2.0
"""Pictures to files: a strip (.png) or an animation (.gif, .mp4)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from irgm_ros.atomic import replacing
from irgm_ros.errors import IrgmError
from irgm_ros.render.painter import PAPER

ANIMATION_FPS = 10.0
SUFFIXES = ('.png', '.gif', '.mp4')
_GAP = 2


def suffix_of(path: str | Path) -> str:
    """Return the lower-case suffix of ``path``.

    Raises:
        IrgmError: Not a format that can be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise IrgmError(
            f'cannot render to {str(path)!r}: the name must end in {", ".join(SUFFIXES)}'
        )
    return suffix


def tile(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    """Join pictures of one size, row by row.

    Args:
        pictures: At least one.
        columns: Pictures in a row.

    Returns:
        The sheet, with thin gaps.
    """
    width, height = pictures[0].size
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    sheet = Image.new(
        'RGB', (columns * (width + _GAP) - _GAP, rows * (height + _GAP) - _GAP), PAPER
    )
    for k, picture in enumerate(pictures):
        sheet.paste(picture, (k % columns * (width + _GAP), k // columns * (height + _GAP)))
    return sheet


def write_picture(picture: Image.Image, path: str | Path) -> None:
    """Write one picture as PNG; ``path`` appears whole or not at all."""
    with replacing(path) as temporary:
        picture.save(temporary, format='PNG', optimize=False)


def write_animation(
    pictures: Sequence[Image.Image], path: str | Path, fps: float = ANIMATION_FPS
) -> None:
    """Write an animation; ``path`` appears whole or not at all.

    Args:
        pictures: Frames of one size.
        path: Ends in .gif or .mp4.
        fps: Frame rate [Hz].
    """
    with replacing(path) as temporary:
        if suffix_of(path) == '.gif':
            _write_gif(pictures, temporary, fps)
        else:
            _write_mp4(pictures, temporary, fps)


def _write_gif(pictures: Sequence[Image.Image], path: Path, fps: float) -> None:
    """Write a GIF whose frames share one palette: no flicker, and fast."""
    palette = tile([pictures[k] for k in {0, len(pictures) // 2, len(pictures) - 1}], 3).quantize(
        128, dither=Image.Dither.NONE
    )
    frames = [p.quantize(palette=palette, dither=Image.Dither.NONE) for p in pictures]
    frames[0].save(
        path,
        format='GIF',
        save_all=True,
        append_images=frames[1:],
        duration=round(1000 / fps),
        loop=0,
        optimize=False,
    )


def _write_mp4(pictures: Sequence[Image.Image], path: Path, fps: float) -> None:
    """Write MPEG-4 video through OpenCV, whose wheels carry an LGPL ffmpeg."""
    try:
        import cv2
    except ImportError as error:
        raise IrgmError(
            '.mp4 needs OpenCV: pip install opencv-python-headless, or render to .gif or .png'
        ) from error
    code = cv2.VideoWriter.fourcc(*'mp4v')
    path.touch()  # OpenCV does not tell a place that cannot be written from a missing codec
    writer = cv2.VideoWriter(str(path), code, fps, pictures[0].size)
    if not writer.isOpened():
        raise IrgmError('this OpenCV cannot write MPEG-4 video; render to .gif or .png')
    try:
        for picture in pictures:
            writer.write(np.asarray(picture)[:, :, ::-1])
    finally:
        writer.release()
