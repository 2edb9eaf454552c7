# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.prohibitions import FORBIDDING, main, prohibitions


def test_each_way_of_forbidding_comes_in_turn() -> None:
    sentences = prohibitions(2 * len(FORBIDDING), 3)
    assert sentences == prohibitions(2 * len(FORBIDDING), 3)
    assert len(set(sentences)) == len(sentences)
    assert sentences[0].startswith('I forbid you to ')
    assert not [text for text in sentences if set('{}[]') & set(text)]


def test_few_forbidden_movements_would_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(['--count', '250', '--out', str(tmp_path)]) == 0
    figures = json.loads((tmp_path / 'prohibitions.json').read_text())
    assert figures['let in']['n'] == 250
    assert len(figures['sentences']) <= 12, figures['sentences']
    assert 'forbidden movements let in' in capsys.readouterr().out


def test_a_bundle_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['--bundle', str(tmp_path / 'none')]) == 1
    assert 'evaluation.prohibitions: ' in capsys.readouterr().err
