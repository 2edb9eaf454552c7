# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.semantic_parser.frames import FOLDER, read_frames


def one(tmp_path: Path, line: str):
    path = tmp_path / 'frames.txt'
    path.write_text(f'# a frame\n\n{line}\n')
    return read_frames(path)[0]


def test_a_frame_knows_its_places_and_their_order(tmp_path: Path) -> None:
    frame = one(tmp_path, 'before {B:ing}, {A} (quickly|) => A ; B')
    assert [(place.name, place.form) for place in frame.places] == [('B', 'gerund'), ('A', 'base')]
    assert frame.order == (('A',), ('B',))
    said = {frame.fill(['bowing', 'wave'], np.random.default_rng(k)) for k in range(20)}
    assert said == {'before bowing, wave quickly', 'before bowing, wave'}


def test_what_happens_at_the_same_time_is_one_step(tmp_path: Path) -> None:
    assert one(tmp_path, '{A} while {B:ing}, then {C} => A + B ; C').order == (('A', 'B'), ('C',))


@pytest.mark.parametrize('line', ['{A} then {B} => A', '{A} => A ; B', '{A}', '{X} => A'])
def test_a_frame_whose_order_does_not_fit_is_an_error(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match=r'frames\.txt:3'):
        one(tmp_path, line)


@pytest.mark.parametrize('path', sorted(FOLDER.glob('*.txt')), ids=lambda path: path.stem)
def test_the_frames_are_right(path: Path) -> None:
    assert len(read_frames(path)) >= 60
