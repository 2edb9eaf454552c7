# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from irgm_ros.spec.command import Command
from irgm_ros.spec.notation import as_text
from training.semantic_parser.phrases import OTHERS, YOU
from training.semantic_parser.series import SERIES, SeriesSource, read_families

FAMILY = """[lean]
  to the {lr} => lean {lr}
  to the other side => swap
"""


def _source(folder: Path, text: str) -> SeriesSource:
    path = folder / 'series.txt'
    path.write_text(text)
    return SeriesSource(path)


def test_a_tail_of_the_other_side_means_the_step_before_mirrored(tmp_path: Path) -> None:
    source, rng = _source(tmp_path, FAMILY), np.random.default_rng(0)
    seen = set()
    for _ in range(200):
        text, steps = source.draw('base', YOU, rng, longest=2)
        assert steps is not None
        if text.endswith('other side'):
            seen.add((text.split()[3].strip(',.;'), as_text(Command(steps))))
    assert seen == {
        ('left', 'lean left ; lean right'),
        ('right', 'lean right ; lean left'),
    }


def test_the_verb_is_said_once_and_inflected(tmp_path: Path) -> None:
    source, rng = _source(tmp_path, FAMILY), np.random.default_rng(0)
    texts = [source.draw('third', OTHERS[0], rng)[0] for _ in range(50)]
    assert all(text.startswith('leans ') and text.count('lean') == 1 for text in texts)


def test_a_tail_without_a_meaning_spoils_the_series(tmp_path: Path) -> None:
    source, rng = _source(tmp_path, FAMILY + '  backwards\n'), np.random.default_rng(0)
    drawn = [source.draw('base', YOU, rng) for _ in range(300)]
    assert all(('backwards' in text) == (steps is None) for text, steps in drawn)
    assert 0.05 < sum(steps is None for _, steps in drawn) / len(drawn) < 0.25


def test_what_asks_for_something_else_comes_after_then(tmp_path: Path) -> None:
    """ "Wave twice, slowly" is one wave: a series of two says "then"."""
    source = _source(tmp_path, '[wave]\n  {times} => wave x{n}\n  slowly => wave slow\n')
    rng, joined = np.random.default_rng(3), 0
    for _ in range(200):
        text, steps = source.draw('base', YOU, rng, longest=2)
        assert steps is not None
        alike = ('slowly' in text.split('wave ')[1][:7]) == text.endswith('slowly')
        told = any(word in text.lower() for word in ('then', 'after that', 'next'))
        assert alike or told, text
        joined += not told
    assert joined > 10


@pytest.mark.parametrize(
    'text', ['  to the left => lean left\n', '[lean]\n  left => fly\n', '[lean]\n  => lean left\n']
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / 'series.txt'
    path.write_text('# families\n' + text)
    with pytest.raises(ValueError, match=r'series\.txt:[23]'):
        read_families(path)


def test_the_families_that_are_shipped_are_right() -> None:
    families = read_families(SERIES)
    assert len(families) >= 25
    assert all(len(family.right) >= 2 for family in families)
