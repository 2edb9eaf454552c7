# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import shutil

import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

from export import onnx, parity, restore
from irgm_ros.backends.bundle import Bundle, default_folder
from training.bundle import write_neutral_bundle
from training.config import load_config
from training.run import main as run

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope='module')
def restored(tmp_path_factory):
    out = tmp_path_factory.mktemp('restored') / 'run'
    assert restore.main([str(default_folder()), '--out', str(out)]) == 0
    return out


def test_a_restored_run_is_the_bundle_again(restored, capsys):
    arguments = ['--config', str(restored / 'config.yaml'), '--stage', 'bundle']
    assert run([*arguments, '--out', str(restored)]) == 0
    assert parity.main([str(default_folder()), '--source', str(restored / 'bundle')]) == 0
    assert 'prefill' in capsys.readouterr().out


def test_a_new_bundle_takes_evaluator_and_parser_over(restored, tmp_path):
    neutral = write_neutral_bundle(load_config(restored / 'config.yaml'), restored)
    out = tmp_path / 'bundle'
    assert onnx.main([str(neutral), '--out', str(out), '--parts-of', str(default_folder())]) == 0
    old, new = Bundle.load(), Bundle.load(out)
    assert set(new.manifest.files) == set(old.manifest.files)
    for name in ('parser.onnx', 'parser_words.json', 'evaluator_motion.onnx'):
        assert new.path(name).read_bytes() == old.path(name).read_bytes()
    assert new.manifest.parser == old.manifest.parser
    assert new.manifest.evaluator == old.manifest.evaluator
    again = tmp_path / 'again'
    assert restore.main([str(out), '--out', str(again)]) == 0
    first, second = (torch.load(run / 'language' / 'language.pt') for run in (restored, again))
    assert all(torch.equal(first['model'][name], w) for name, w in second['model'].items())


def test_a_bundle_that_fails_leaves_the_old_one(restored):
    config = load_config(restored / 'config.yaml')
    neutral = write_neutral_bundle(config, restored)
    log = restored / 'tokenizer' / 'tokenizer_log.jsonl'
    log.rename(log.with_suffix('.away'))
    with pytest.raises(FileNotFoundError):
        write_neutral_bundle(config, restored)
    log.with_suffix('.away').rename(log)
    assert (neutral / 'lm' / 'model.safetensors').is_file()
    assert not list(restored.glob('.bundle-*'))


def test_a_restored_run_keeps_its_configuration(restored):
    wanted = load_config(default_folder() / 'training_config.yaml')
    assert load_config(restored / 'config.yaml') == wanted


def test_nothing_is_overwritten(restored, capsys):
    assert restore.main([str(default_folder()), '--out', str(restored)]) == 1
    assert str(restored) in capsys.readouterr().err


def test_a_bundle_without_its_configuration_is_refused(tmp_path, capsys):
    bundle = tmp_path / 'bundle'
    shutil.copytree(default_folder(), bundle)
    (bundle / 'training_config.yaml').unlink()
    assert restore.main([str(bundle), '--out', str(tmp_path / 'run')]) == 1
    assert 'training_config.yaml' in capsys.readouterr().err
    assert not (tmp_path / 'run').exists()
