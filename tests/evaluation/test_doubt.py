# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.doubt import THRESHOLDS, Look, main, summary

DEFAULT = Path(__file__).parents[2] / 'irgm_ros' / 'data' / 'bundles' / 'default'


def test_the_highest_threshold_that_keeps_enough_is_taken() -> None:
    right = [Look(True, -3.2, True)] + [Look(True, -1.2, True)] * 9
    wrong = [Look(False, -3.4, True), Look(False, -9.0, False)]
    found = summary([*right, *wrong], keep=0.9)
    assert found['doubt_below'] == -1.5  # at -1.0 all of the right ones would be sent back
    row = found['thresholds'][-1.5]
    assert row['right_doubted']['share'] == pytest.approx(0.1)
    assert row['wrong_doubted']['share'] == pytest.approx(0.5)  # the other one does not contradict


def test_none_is_taken_if_all_cost_too_much() -> None:
    assert summary([Look(True, -99.0, True)], keep=0.95)['doubt_below'] is None


def test_measures_a_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['--bundle', str(DEFAULT), '--commands', '2', '--out', str(tmp_path)]) == 0
    figures = json.loads((tmp_path / 'doubt.json').read_text())
    assert (figures['commands'], figures['seed']) == (2, 11)
    assert len(figures['thresholds']) == len(THRESHOLDS)
    assert 'doubt_below' in capsys.readouterr().out


def test_a_missing_bundle_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['--bundle', str(tmp_path), '--out', str(tmp_path)]) == 1
    assert 'evaluation.doubt' in capsys.readouterr().err
