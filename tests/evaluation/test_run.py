# SPDX-License-Identifier: Apache-2.0
"""The evaluation command on a bundle with random weights: everything is scored and written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import irgm_ros
from evaluation.run import Outcome, main, report, summarise


def outcome(first: bool, after: bool, accepted: tuple[bool, ...], action: str = 'wave') -> Outcome:
    right = (first,) if len(accepted) == 1 else (first, after)
    failures = () if after else (f'{action}.count',)
    return Outcome(
        'wave', (action,), '', True, True, first, after, accepted, right, failures,
        10.0, 2.0, 30.0, 0.2, 0.5,
    )  # fmt: skip


def test_summary_against_four_cases_counted_by_hand() -> None:
    cases = [
        outcome(True, True, (True,)),
        outcome(False, False, (True,)),  # accepted and wrong
        outcome(False, True, (False, True)),  # rejected and repaired
        outcome(False, False, (False, True), 'turn'),  # rejected, still wrong, then accepted
    ]
    summary = summarise(cases)
    assert summary['rows']['first_generation']['share'] == 0.25
    assert summary['rows']['after_loop']['share'] == 0.5
    assert summary['refinement_gain'][0] == pytest.approx(0.25)
    assert summary['judgement_right']['share'] == pytest.approx(4 / 6, abs=1e-4)
    assert summary['wrong_first_rejected']['share'] == pytest.approx(2 / 3, abs=1e-4)
    assert summary['mean_rounds'] == 1.5
    assert summary['by_action']['turn']['after_loop']['n'] == 1
    assert summary['failures_after_loop'] == {'wave.count': 1, 'turn.count': 1}
    assert '50.0 %' in report(summary, 'BUNDLE', 0)


def test_command_writes_json_and_markdown(tiny_bundle: Path, tmp_path: Path) -> None:
    flags = ['--commands', '2', '--workers', '1']
    assert main(['--bundle', str(tiny_bundle), '--out', str(tmp_path), *flags]) == 0
    results = json.loads((tmp_path / 'evaluation.json').read_text())
    assert len(results['outcomes']) == 2
    assert results['rows']['ground_truth']['n'] == 2
    assert '| after loop |' in (tmp_path / 'evaluation.md').read_text()


def test_shipped_bundle_follows_commands(tmp_path: Path) -> None:
    bundle = Path(irgm_ros.__file__).parent / 'data' / 'bundles' / 'default'
    flags = ['--commands', '60', '--seed', '1', '--workers', '2']
    assert main(['--bundle', str(bundle), '--out', str(tmp_path), *flags]) == 0
    rows = json.loads((tmp_path / 'evaluation.json').read_text())['rows']
    assert rows['ground_truth']['share'] >= 0.97
    assert rows['reconstruction']['share'] >= 0.90
    assert rows['first_generation']['share'] >= 0.70
    assert rows['after_loop']['share'] >= rows['first_generation']['share']


def test_missing_bundle_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['--bundle', str(tmp_path / 'none'), '--out', str(tmp_path)]) == 1
    assert 'none' in capsys.readouterr().err
