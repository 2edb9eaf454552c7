# SPDX-License-Identifier: Apache-2.0
"""The evaluation command on a bundle with random weights: everything is scored and written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import irgm_ros
from evaluation.cases import Case, with_strangers
from evaluation.run import cases_of, main


def test_command_writes_json_markdown_and_picture(tiny_bundle: Path, tmp_path: Path) -> None:
    flags = ['--commands', '2', '--workers', '1', '--splits', 'seen']
    assert main(['--bundle', str(tiny_bundle), '--out', str(tmp_path), *flags]) == 0
    results = json.loads((tmp_path / 'evaluation.json').read_text())
    assert len(results['outcomes']) == 2
    assert results['splits']['seen']['ground_truth']['n'] == 2
    # Each command was also begun with the motion of the other one.
    assert results['repair']['rejected']['n'] == 2
    assert results['physics']['after_loop']['plausible']['n'] == 2
    text = (tmp_path / 'evaluation.md').read_text()
    assert '| seen | 2 |' in text and '--splits seen`' in text
    assert (tmp_path / 'evaluation.png').read_bytes().startswith(b'\x89PNG')


def test_splits_are_taken_as_asked_and_in_their_order() -> None:
    cases = cases_of(['number', 'out_of_scope'], commands=1, seed=0)
    assert list(dict.fromkeys(case.split for case in cases)) == ['number', 'out_of_scope']
    assert all((case.command is None) == (case.split == 'out_of_scope') for case in cases)


def test_a_stranger_is_the_motion_of_another_case() -> None:
    cases = [Case('seen', str(i), None, np.full((4, 22, 3), float(i))) for i in range(9)]
    drawn = with_strangers(cases, seed=3)
    for own, case in enumerate(drawn):
        assert case.stranger is not None and case.stranger[0, 0, 0] != own
    assert len({float(case.stranger[0, 0, 0]) for case in drawn if case.stranger is not None}) > 2
    alone = with_strangers(cases[:1], seed=3)
    assert alone[0].stranger is None


@pytest.mark.timeout(600)  # a minute of work on an idle machine
def test_shipped_bundle_follows_commands(tmp_path: Path) -> None:
    bundle = Path(irgm_ros.__file__).parent / 'data' / 'bundles' / 'default'
    flags = ['--commands', '60', '--seed', '1', '--workers', '2', '--splits', 'seen']
    assert main(['--bundle', str(bundle), '--out', str(tmp_path), *flags]) == 0
    rows = json.loads((tmp_path / 'evaluation.json').read_text())['splits']['seen']
    assert rows['ground_truth']['share'] >= 0.97
    assert rows['reconstruction']['share'] >= 0.90
    assert rows['first_generation']['share'] >= 0.70
    assert rows['after_loop_with_checks']['share'] >= rows['first_generation']['share']


def test_missing_bundle_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ['--splits', 'number']
    assert main(['--bundle', str(tmp_path / 'none'), '--out', str(tmp_path), *flags]) == 1
    assert 'none' in capsys.readouterr().err


def test_unknown_split_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(['--bundle', 'any', '--out', str(tmp_path), '--splits', 'poems'])
    assert 'paraphrase' in capsys.readouterr().err
