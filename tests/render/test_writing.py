# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from PIL import Image

from irgm_ros.errors import IrgmError
from irgm_ros.render.writing import suffix_of, tile, write_animation


def pictures(count):
    """A white bar that moves over black."""
    frames = [Image.new('RGB', (40, 30)) for _ in range(count)]
    for k, frame in enumerate(frames):
        frame.paste((255, 255, 255), (8 * k, 0, 8 * k + 8, 30))
    return frames


def test_tiles_fill_rows():
    assert tile(pictures(5), 3).size == (3 * 40 + 2 * 2, 2 * 30 + 2)
    assert tile(pictures(1), 3).size == (40, 30)


def test_gif_has_all_frames_in_real_time(tmp_path):
    write_animation(pictures(5), tmp_path / 'a.gif', fps=10.0)
    with Image.open(tmp_path / 'a.gif') as gif:
        assert gif.n_frames == 5
        assert gif.info['duration'] == 100


def test_mp4(tmp_path):
    cv2 = pytest.importorskip('cv2', reason='extra video is not installed')
    write_animation(pictures(5), tmp_path / 'a.mp4', fps=10.0)
    video = cv2.VideoCapture(str(tmp_path / 'a.mp4'))
    shapes = []
    while (frame := video.read())[0]:
        shapes.append(frame[1].shape)
    assert shapes == [(30, 40, 3)] * 5


def test_mp4_into_a_place_that_cannot_be_written(tmp_path):
    pytest.importorskip('cv2', reason='extra video is not installed')
    with pytest.raises(IrgmError, match='cannot write'):  # the name is too long
        write_animation(pictures(2), tmp_path / f'{"a" * 300}.mp4')


def test_other_formats_are_refused():
    assert suffix_of('A.PNG') == '.png'
    with pytest.raises(IrgmError, match=r'\.png, \.gif, \.mp4'):
        suffix_of('a.bmp')
