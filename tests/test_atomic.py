# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from irgm_ros.atomic import replacing
from irgm_ros.errors import IrgmError


def test_file_and_folder_appear(tmp_path):
    with replacing(tmp_path / 'a' / 'b.txt') as temporary:
        temporary.write_text('whole')
        assert temporary.suffix == '.txt'
        assert not (tmp_path / 'a' / 'b.txt').exists()
    assert (tmp_path / 'a' / 'b.txt').read_text() == 'whole'


@pytest.mark.parametrize('error', [ValueError, KeyboardInterrupt])
def test_interruption_leaves_the_old_file_and_no_other(error, tmp_path):
    target = tmp_path / 'b.txt'
    target.write_text('old')
    with pytest.raises(error), replacing(target) as temporary:
        temporary.write_text('ha')
        raise error
    assert target.read_text() == 'old'
    assert list(tmp_path.iterdir()) == [target]


def test_place_that_cannot_be_written(tmp_path):
    (tmp_path / 'file').write_text('')
    with (
        pytest.raises(IrgmError, match='cannot write'),
        replacing(tmp_path / 'file' / 'x.txt') as temporary,
    ):
        temporary.write_text('')
