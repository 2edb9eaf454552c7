# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import shutil

import numpy as np
import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

import onnx
import yaml

from benchmarks import decode
from export import parity
from export.graphs import OPSET, round_stored
from export.neutral import NeutralBundle
from export.onnx import context_steps, embedding_scale, main
from irgm_ros.backends import Bundle
from irgm_ros.backends.manifest import GRAPHS
from irgm_ros.errors import BundleError
from tests.tiny_bundle import make_neutral_bundle

# PyTorch takes half a minute to export, and far more on a busy machine.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope='module')
def neutral(tmp_path_factory):
    folder = make_neutral_bundle(tmp_path_factory.mktemp('neutral'))
    # Weights that float16 holds exactly: the export then makes the very tokens of PyTorch.
    model = NeutralBundle.load(folder).model
    round_stored(model, 'fp16')
    model.save_pretrained(folder / 'lm')
    return folder


@pytest.fixture(scope='module')
def exported(neutral, tmp_path_factory):
    target = tmp_path_factory.mktemp('exported') / 'bundle'
    (neutral / 'MODEL_CARD.md').write_text('card')
    assert main([str(neutral), '--precision', 'fp16', '--out', str(target)]) == 0
    return target


def test_export_agrees_with_pytorch(exported, neutral, capsys):
    assert parity.main([str(exported), '--source', str(neutral)]) == 0
    text = capsys.readouterr().out
    for quantity in ('prefill', 'decode', 'prefix reuse', 'left padding', 'motion head', 'codes'):
        assert quantity in text


def test_runtime_makes_the_tokens_of_transformers(exported, neutral):
    prompt = list(range(3, 20))
    wanted = decode.transformers(neutral)(prompt, 12)
    assert decode.runtime(Bundle.load(exported))['runtime'](prompt, 12) == wanted


def test_parity_fails_on_other_weights(exported, tmp_path, capsys):
    other = make_neutral_bundle(tmp_path / 'other', seed=1)
    assert parity.main([str(exported), '--source', str(other)]) == 1
    assert 'PAST BOUND' in capsys.readouterr().out


def test_graphs_use_standard_operators_of_the_opset(exported):
    for graph in GRAPHS:
        model = onnx.load(exported / f'{graph}.onnx')
        assert [(o.domain, o.version) for o in model.opset_import] == [('', OPSET)]
        assert not model.functions


def test_graphs_tell_nothing_of_the_machine(exported):
    for graph in GRAPHS:
        data = (exported / f'{graph}.onnx').read_bytes()
        assert b'site-packages' not in data
        assert b'.py' not in data


def test_optional_files_travel_along(exported):
    bundle = Bundle.load(exported)
    assert bundle.path('MODEL_CARD.md').read_text() == 'card'
    assert bundle.manifest.precision == 'fp16'
    assert bundle.embeddings.dtype == np.float16


def test_embedding_scale_is_the_root_of_the_width(neutral):
    # Hidden width 64.
    assert embedding_scale(NeutralBundle.load(neutral).model.config) == 8.0


@pytest.mark.parametrize(
    ('down_t', 'depth', 'steps'),
    # depth 1, one halving: 2 + 1 convolutions at the full rate reach 3 frames, 2 at half the rate;
    # one residual block 1, the first convolution 1: 4 together.
    [(1, 1, 4), (2, 3, 22)],
)
def test_context_steps(down_t, depth, steps):
    assert context_steps(down_t, depth) == steps


def test_context_steps_bound_the_real_decoder(neutral):
    vqvae = NeutralBundle.load(neutral).vqvae
    codes = torch.zeros(1, 80, 2, dtype=torch.int64)
    other = codes.clone()
    other[0, 40] = 7
    with torch.no_grad():
        moved = (vqvae.decode(codes) != vqvae.decode(other))[0].any(1).nonzero()[:, 0] // 4
    assert int(moved.min()) >= 40 - 22
    assert int(moved.max()) <= 40 + 22


def test_bfloat16_agrees_with_pytorch(neutral, tmp_path, capsys):
    target = tmp_path / 'bundle'
    assert main([str(neutral), '--precision', 'bf16', '--out', str(target)]) == 0
    assert Bundle.load(target).manifest.precision == 'bf16'
    assert parity.main([str(target), '--source', str(neutral)]) == 0
    assert 'PAST BOUND' not in capsys.readouterr().out


@pytest.mark.parametrize('precision', ['int8', 'int4'])
def test_fewer_bits_run_and_are_smaller(neutral, exported, tmp_path, precision):
    target = tmp_path / 'bundle'
    assert main([str(neutral), '--precision', precision, '--out', str(target)]) == 0
    sizes = [(folder / 'decoder.onnx').stat().st_size for folder in (target, exported)]
    assert sizes[0] < sizes[1]
    assert len(decode.runtime(Bundle.load(target))['runtime'](list(range(3, 20)), 12)) == 12
    assert parity.main([str(target), '--source', str(neutral)]) == 0


def test_other_precisions_are_refused(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        main([str(tmp_path), '--precision', 'half', '--out', str(tmp_path / 'x')])
    assert caught.value.code == 2
    assert 'int8' in capsys.readouterr().err


def test_incomplete_bundle_names_all_that_is_missing(tmp_path, capsys):
    assert main([str(tmp_path), '--out', str(tmp_path / 'x')]) == 1
    message = capsys.readouterr().err
    assert 'lm/model.safetensors' in message
    assert 'std.npy' in message


def test_incomplete_settings(neutral, tmp_path):
    folder = shutil.copytree(neutral, tmp_path / 'n')
    settings = yaml.safe_load((folder / 'bundle.yaml').read_text())
    del settings['limits']
    (folder / 'bundle.yaml').write_text(yaml.safe_dump(settings))
    with pytest.raises(BundleError, match='missing: limits'):
        NeutralBundle.load(folder)


def test_weights_of_another_motion_tokenizer(neutral, tmp_path):
    from safetensors.torch import load_file, save_file

    folder = shutil.copytree(neutral, tmp_path / 'n')
    weights = load_file(folder / 'vqvae.safetensors')
    weights['extra'] = weights.pop('quantizers.1.codebook')
    save_file(weights, folder / 'vqvae.safetensors')
    with pytest.raises(BundleError, match=r"missing \['quantizers.1.codebook'\], .*extra"):
        NeutralBundle.load(folder)


def test_vocabulary_that_does_not_fit(neutral, tmp_path):
    folder = shutil.copytree(neutral, tmp_path / 'n')
    (folder / 'tokenizer.json').write_text(
        (folder / 'tokenizer.json').read_text().replace('<Motion_1023>', '<Motion_9999>')
    )
    with pytest.raises(BundleError, match='1023 consecutive'):
        NeutralBundle.load(folder)
