# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.semantic_parser.misheard import BANK, Mishearing, read_alike


def test_slips_change_a_few_words_and_leave_the_rest() -> None:
    text = 'take three steps forward and then wave your left hand twice'
    mishear, rng = Mishearing(), np.random.default_rng(0)
    heard = [mishear(text, rng) for _ in range(300)]
    kept = [len(set(text.split()) & set(one.split())) for one in heard]
    assert min(kept) >= len(text.split()) - 6  # three slips, a word run together counts twice
    assert sum(one != text for one in heard) > 250
    assert len(set(heard)) > 100


def test_only_small_words_are_swallowed() -> None:
    """What decides between left and right, or between one and two, is changed but never lost."""
    mishear, rng = Mishearing(), np.random.default_rng(1)
    for _ in range(300):
        assert len(mishear('turn left twice', rng).replace(' ', '')) >= len('turlettice')


def test_words_that_are_heard_are_others_than_said() -> None:
    assert all(word not in heard for word, heard in read_alike(BANK).items())


@pytest.mark.parametrize(
    'line', ['wave waive', 'wave:', 'wave: waive, wave', 'hop: hope\nhop: pop']
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / 'alike.txt'
    path.write_text(line + '\n')
    with pytest.raises(ValueError, match=r'alike\.txt:[12]'):
        read_alike(path)
