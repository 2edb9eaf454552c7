# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.curves import main, read_logs


def log(path: Path, *steps: int) -> None:
    path.parent.mkdir(parents=True)
    lines = [{'step': s, 'seconds': 6.0 * s, 'loss': 1.0 / s, 'codes_0': 300.0} for s in steps]
    path.write_text(''.join(json.dumps(line) + '\n' for line in lines))


def test_resumed_steps_count_once(tmp_path: Path) -> None:
    log(tmp_path / 'language' / 'language_log.jsonl', 10, 20, 30, 20, 30, 40)
    assert [r['step'] for r in read_logs(tmp_path)['language']] == [10, 20, 30, 40]


def test_every_log_of_a_run_is_drawn(tmp_path: Path) -> None:
    log(tmp_path / 'language' / 'language_log.jsonl', 10, 20)
    log(tmp_path / 'tokenizer' / 'tokenizer_log.jsonl', 50, 100)
    assert list(read_logs(tmp_path)) == ['language', 'tokenizer']
    out = tmp_path / 'images' / 'curves.png'
    assert main([str(tmp_path), '--out', str(out)]) == 0
    assert out.read_bytes().startswith(b'\x89PNG')


def test_a_folder_without_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), '--out', str(tmp_path / 'x.png')]) == 1
    assert 'no *_log.jsonl' in capsys.readouterr().err
