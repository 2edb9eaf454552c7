# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.benchmark import parse_command, read_entries
from evaluation.understanding import FOLDER, covers, main

SENTENCES = """
- text: "Walk forward three steps."
  means: "walk forward x3"
- text: "Walk forward two steps."
  means: "walk forward x3"
- text: "Climb the ladder."
  means: "march"
- text: "Fly to the moon."
  why: "flying"
"""


@pytest.mark.parametrize(
    ('said', 'meant', 'right'),
    [
        ('walk forward x3', 'walk forward x3', True),
        ('walk forward x3', 'walk forward', True),  # more than was meant for certain
        ('walk forward', 'walk forward x3', False),
        ('walk left', 'walk right', False),
        ('stand + wave left', 'wave left', True),  # a gesture alone is done standing
        ('squat + wave left', 'wave left', False),
        ('wave left', 'squat + wave left', False),
        ('bow ; wave', 'bow', False),
    ],
)
def test_what_a_reading_has_to_say(said: str, meant: str, right: bool) -> None:
    assert covers(parse_command(said), parse_command(meant)) is right


def test_counts_are_printed_shown_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / 'mine.yaml'
    path.write_text(SENTENCES)
    assert main(['--show', '--out', str(tmp_path), str(path)]) == 0
    inside = {'read rightly': 1, 'read wrongly': 1, 'left to the model': 0, 'refused': 1}
    outside = {'read rightly': 0, 'read wrongly': 0, 'left to the model': 0, 'refused': 1}
    kept = json.loads((tmp_path / 'understanding.json').read_text())
    assert kept == {'mine': {'in scope': inside, 'out of scope': outside}}
    printed = capsys.readouterr().out
    assert 'mine, in scope: 3; 1 read rightly, 1 read wrongly, 1 refused' in printed
    assert 'refused | Climb the ladder.' in printed
    assert 'Fly' not in printed  # ends as it should


def test_a_missing_file_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / 'none.yaml')]) == 1
    assert 'none.yaml' in capsys.readouterr().err


def test_all_development_sets_can_be_read() -> None:
    for path in FOLDER.glob('*.yaml'):
        assert len(read_entries(path)) > 100
