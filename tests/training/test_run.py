# SPDX-License-Identifier: Apache-2.0
"""The training command: every stage at toy size, resumed, exported and run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMOKE = ROOT / 'training' / 'configs' / 'smoke.yaml'


def run(module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, '-m', module, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_unknown_keys_are_all_named(tmp_path: Path) -> None:
    config = tmp_path / 'bad.yaml'
    config.write_text('sped: 1\nsynth: {clips: 0}\nsft1: {mixture: {}}\n')
    done = run('training.run', '--config', config, '--stage', 'synth', '--out', tmp_path / 'run')
    assert done.returncode == 1
    assert 'sped' in done.stderr
    assert 'synth.clips' in done.stderr


def test_configuration_may_be_the_one_kept_in_the_run(tmp_path: Path) -> None:
    config = tmp_path / 'config.yaml'
    config.write_text('synth: {clips: 2, workers: 1}\nsft1: {mixture: {}}\n')
    done = run('training.run', '--config', config, '--stage', 'synth', '--out', tmp_path)
    assert done.returncode == 0, done.stderr


def test_stage_without_its_forerunner_says_what_to_run(tmp_path: Path) -> None:
    pytest.importorskip('torch', reason='training extra is not installed')
    done = run('training.run', '--config', SMOKE, '--stage', 'tokenizer', '--out', tmp_path)
    assert done.returncode == 1
    assert '--stage synth' in done.stderr


def test_stage_without_a_section_is_named(tmp_path: Path) -> None:
    config = tmp_path / 'config.yaml'
    config.write_text('sft1: {mixture: {}}\n')
    done = run('training.run', '--config', config, '--stage', 'grpo', '--out', tmp_path / 'run')
    assert done.returncode == 1
    assert 'no section grpo' in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_all_stages_give_a_bundle_that_runs(tmp_path: Path) -> None:
    pytest.importorskip('torch', reason='training extra is not installed')
    out = tmp_path / 'run'
    for attempt in range(2):  # the second time everything is there: resumed, not repeated
        flags = ('--resume',) if attempt else ()
        done = run('training.run', '--config', SMOKE, '--stage', 'all', '--out', out, *flags)
        assert done.returncode == 0, done.stderr
    logs = (out / 'language' / 'language_log.jsonl').read_text().splitlines()
    assert len(logs) == 1  # 20 steps, one record each 20
    for folder, stage in (('sft2', 'sft2'), ('onpolicy/2', 'onpolicy'), ('grpo', 'grpo')):
        assert len((out / folder / f'{stage}_log.jsonl').read_text().splitlines()) == 1
    assert 'stage: grpo' in (out / 'bundle' / 'bundle.yaml').read_text()
    done = run('training.measure', '--run', out, '--commands', '3')
    assert done.returncode == 0, done.stderr
    measured = [json.loads(line) for line in (out / 'measured.jsonl').read_text().splitlines()]
    assert [m['part'] for m in measured] == ['tokenizer', 'language']
    assert measured[0]['mpjpe_mm'] > 1.0  # 30 steps of training keep nothing
    assert measured[1]['weights'].endswith('grpo.pt')
    bundle = tmp_path / 'bundle'
    done = run('export.onnx', out / 'bundle', '--precision', 'fp16', '--out', bundle)
    assert done.returncode == 0, done.stderr
    done = run('irgm_ros.cli', 'generate', 'wave your left hand', '--bundle', bundle,
               '--out', tmp_path / 'motion.npz', '--rounds', '1')  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / 'motion.npz').exists()
