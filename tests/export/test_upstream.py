# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

from export import onnx, parity
from export.neutral import NeutralBundle
from export.upstream import Published, import_upstream, main
from irgm_ros.errors import BundleError
from tests.export import published as pub
from tests.shared import shared_file


@pytest.fixture
def downloads(tmp_path):
    return pub.publish(tmp_path / 'in')


def imported(published, tmp_path):
    out = tmp_path / 'out' / 'bundle'
    import_upstream(published, out)
    assert [p.name for p in out.parent.iterdir()] == ['bundle']
    return NeutralBundle.load(out)


def assert_same(found, model):
    """All weights are the same numbers; those read back are in float32."""
    wanted, given = model.state_dict(), found.state_dict()
    assert given.keys() == wanted.keys()
    assert all(torch.equal(given[key], value.float()) for key, value in wanted.items())


def prefixed(state, prefix):
    return {prefix + key: value for key, value in state.items()}


LAYOUTS = {
    'flat': lambda s: s,
    'wrapped': lambda s: {'epoch': 3, 'step': 7, 'state_dict': s},
    'reinforcement': lambda s: prefixed(s, 'llm.') | {'net.vqvae.x': torch.zeros(2)},
    'peft': lambda s: {
        f'base_model.model.{k}'.replace('_proj.', '_proj.base_layer.'): v for k, v in s.items()
    },
    'added rows': lambda s: {
        **s, 'embeddings': s['embeddings'][pub.BASE :], 'lm_head': s['lm_head'][pub.BASE :],
    },
    'no duplicates': lambda s: {
        k: v for k, v in s.items() if k not in ('embeddings', 'lm_head')
    },
}  # fmt: skip


@pytest.mark.parametrize('layout', LAYOUTS)
def test_the_model_is_that_of_the_checkpoint(downloads, tmp_path, layout):
    model = pub.language_model()
    given = pub.with_llm(downloads, LAYOUTS[layout](pub.full_state(model)))
    assert_same(imported(given, tmp_path).model, model)


def test_a_folder_of_shards(downloads, tmp_path):
    model = pub.language_model()
    items = list(prefixed(pub.full_state(model), 'llm.').items())
    folder = tmp_path / 'shards'
    folder.mkdir()
    for number, part in enumerate((items[:9], items[9:])):
        torch.save(dict(part), folder / f'pytorch_model-{number}.bin')
    bundle = imported(replace(downloads, llm=folder), tmp_path)
    assert_same(bundle.model, model)
    assert len(bundle.settings['sources']['llm']['files']) == 2


@pytest.mark.parametrize('name', ['shared', 't2m'])
def test_an_adapter_is_merged_into_the_backbone(downloads, tmp_path, name):
    base = pub.language_model(pub.BASE, seed=1)
    state = pub.adapter_state(base, name)
    other = {k: v for k, v in pub.adapter_state(base, 'm2t', seed=5).items() if 'lora' in k}
    found = imported(pub.with_llm(downloads, state | other), tmp_path).model.state_dict()
    key = 'model.layers.1.mlp.down_proj'
    down, up = (state[f'base_model.model.{key}.lora_{m}.{name}.weight'] for m in 'AB')
    wanted = base.state_dict()[f'{key}.weight'].float() + up @ down
    assert torch.equal(found[f'{key}.weight'], wanted.bfloat16().float())
    assert not torch.equal(wanted, base.state_dict()[f'{key}.weight'].float())
    table = found['model.embed_tokens.weight']
    old = base.get_input_embeddings().weight
    assert torch.equal(table[: pub.BASE], old.float())
    assert torch.equal(table[pub.BASE :], state['embeddings'].bfloat16().float())


@pytest.mark.parametrize(('features', 'fps'), [(263, 20.0), (251, 12.5)])
def test_the_motion_tokenizer_is_that_of_the_checkpoint(tmp_path, features, fps):
    published = pub.publish(tmp_path / 'in', features)
    model = pub.motion_tokenizer(features, width=12, code_dim=10, depth=3, seed=4)
    torch.save({'net': pub.published_names(model)}, published.vqvae)
    bundle = imported(published, tmp_path)
    codes = torch.arange(11)[None, :, None] * 40
    motion = torch.randn(1, 44, features, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(bundle.vqvae.decode(codes), model.decode(codes))
        assert torch.equal(bundle.vqvae.encode(motion), model.encode(motion))
    assert bundle.settings['fps'] == fps
    assert np.array_equal(bundle.mean, np.load(published.stats / 'mean.npy'))


def test_provenance_and_licence_are_said(downloads, tmp_path, capsys):
    assert main(pub.arguments(downloads, tmp_path / 'b')) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert 'CC-BY-NC-SA-4.0' in last and 'Gemma' in last
    settings = NeutralBundle.load(tmp_path / 'b').settings
    assert settings['prompts']['t2m'] == 'mismatch'
    assert settings['sources']['vqvae']['bytes'] == downloads.vqvae.stat().st_size
    assert 'Gemma Terms of Use' in (tmp_path / 'b' / 'LICENSE').read_text()


def change(state, key, value):
    return {**state, key: value}


# What is wrong with the language model, and what the message says.
WRONG = {
    'missing': (lambda s: {k: v for k, v in s.items() if 'up_proj' not in k}, r'missing \(2\)'),
    'unexpected': (lambda s: change(s, 'vision.weight', torch.zeros(3)), 'vision.weight'),
    'shape': (lambda s: change(s, 'model.norm.weight', torch.zeros(9)), r'\[9\] instead'),
    'not tied': (lambda s: change(s, 'lm_head', s['lm_head'] * 1.5), 'lm_head differs'),
    'rows': (lambda s: change(s, 'embeddings', s['embeddings'][:100]), '514 rows'),
    'integers': (lambda s: change(s, 'x', torch.zeros(3, dtype=torch.int64)), 'int64'),
    'twice': (lambda s: s | prefixed(s, 'llm.'), 'twice'),
    'empty': (lambda s: {'state_dict': {'epoch': 1}}, 'no tensors'),
    'not finite': (
        lambda s: change(s, 'model.norm.weight', torch.full((16,), torch.nan)), 'finite',
    ),
    'no embeddings': (
        lambda s: {k: v for k, v in s.items() if 'embed' not in k and k != 'lm_head'}, '514',
    ),
    'two adapters': (
        lambda s: pub.adapter_state(pub.language_model(), 'shared')
        | pub.adapter_state(pub.language_model(), 't2m'), r"\['shared', 't2m'\] given",
    ),
    'half an adapter': (
        lambda s: {
            k: v for k, v in pub.adapter_state(pub.language_model(), 't2m').items()
            if 'layers.1.mlp.down_proj.lora_A' not in k
        }, 'both lora_A and lora_B',
    ),
}  # fmt: skip


@pytest.mark.parametrize('case', WRONG)
def test_another_language_model_is_refused(downloads, tmp_path, capsys, case):
    make, says = WRONG[case]
    given = pub.with_llm(downloads, make(pub.full_state(pub.language_model())))
    refuses(given, tmp_path, capsys, says)


def refuses(given, tmp_path, capsys, says):
    (tmp_path / 'out').mkdir()
    assert main(pub.arguments(given, tmp_path / 'out' / 'b')) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith('error: ')
    assert re.search(says, error), error
    assert not any((tmp_path / 'out').iterdir())


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def swap_statistics(folder):
    (folder / 'mean.npy').rename(folder / 'm')
    (folder / 'std.npy').rename(folder / 'mean.npy')
    (folder / 'm').rename(folder / 'std.npy')


def other_configuration(folder, **values):
    path = folder / 'config.json'
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


# What is wrong with a download, and what the message says.
DAMAGE = {
    'truncated llm': (lambda d: truncate(d.llm), r'llm\.pth: truncated'),
    'truncated vqvae': (lambda d: truncate(d.vqvae), r'vqvae\.pth: truncated'),
    'no checkpoint': (lambda d: d.llm.write_text('not found'), r'llm\.pth: truncated, or no'),
    'exchanged files': (lambda d: shutil.copy(d.llm, d.vqvae), 'no motion tokenizer'),
    'absent llm': (lambda d: d.llm.unlink(), 'no such file'),
    'swapped statistics': (lambda d: swap_statistics(d.stats), 'look swapped'),
    'statistics of KIT-ML': (lambda d: np.save(d.stats / 'std.npy', np.ones(251)), 'KIT-ML'),
    'no statistics': (lambda d: (d.stats / 'mean.npy').unlink(), r'not Mean\.npy'),
    'other architecture': (
        lambda d: other_configuration(d.backbone, model_type='llama'), "'llama' given",
    ),
    'other width': (
        lambda d: other_configuration(d.backbone, hidden_size=24),
        'layers of width 16 do not fit .* width 24',
    ),
    'more layers': (
        lambda d: other_configuration(d.backbone, num_hidden_layers=3, layer_types=None),
        r'2 layers of width 16 .* 3 layers .*missing \(11\)',
    ),
    'contradicting configuration': (
        lambda d: other_configuration(d.backbone, num_hidden_layers=3, layer_types=['x'] * 2),
        r'config\.json: .*layer_types.* --backbone takes the folder',
    ),
    'configuration of other types': (
        lambda d: other_configuration(d.backbone, num_attention_heads='x'),
        r'config\.json: .*num_attention_heads.* --backbone takes the folder',
    ),
    'other vocabulary': (
        lambda d: other_configuration(d.backbone, vocab_size=300), '259 tokens, but 300',
    ),
    'no tokenizer': (lambda d: (d.backbone / 'tokenizer.json').unlink(), 'tokenizer.json'),
    'no repository': (lambda d: shutil.rmtree(d.repository), 'clone of the published'),
}  # fmt: skip


@pytest.mark.parametrize('case', DAMAGE)
def test_damaged_or_foreign_downloads_are_refused(downloads, tmp_path, capsys, case):
    damage, says = DAMAGE[case]
    damage(downloads)
    refuses(downloads, tmp_path, capsys, says)


def test_a_failed_import_leaves_the_old_bundle(downloads, tmp_path):
    out = tmp_path / 'b'
    assert main(pub.arguments(downloads, out)) == 0
    before = {p: p.read_bytes() for p in out.rglob('*') if p.is_file()}
    make, _ = WRONG['not finite']
    given = pub.with_llm(downloads, make(pub.full_state(pub.language_model())))
    assert main(pub.arguments(given, out)) == 1
    assert {p: p.read_bytes() for p in out.rglob('*') if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ['b', 'in']


def test_a_disk_that_is_too_small_is_said_before_writing(downloads, tmp_path, monkeypatch, capsys):
    usage = shutil.disk_usage(tmp_path)._replace(free=10_000)
    monkeypatch.setattr(shutil, 'disk_usage', lambda _: usage)
    refuses(downloads, tmp_path, capsys, r'GB needed, 0\.00 GB free')


@pytest.mark.timeout(600)
def test_ctrl_c_leaves_no_bundle(large, tmp_path):
    command = [sys.executable, '-m', 'export.upstream', *pub.arguments(large, tmp_path / 'b')]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and not any(tmp_path.glob('.b-*/lm/model.safetensors')):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate()
    assert process.returncode == 130
    assert 'interrupted' in error and 'Traceback' not in error
    assert not any(tmp_path.iterdir())


def test_a_folder_with_something_else_is_kept(downloads, tmp_path, capsys):
    (tmp_path / 'b').mkdir()
    (tmp_path / 'b' / 'thesis.tex').write_text('years of work')
    assert main(pub.arguments(downloads, tmp_path / 'b')) == 1
    assert 'something else than a bundle' in capsys.readouterr().err
    assert (tmp_path / 'b' / 'thesis.tex').exists()


@pytest.fixture(scope='module')
def large(tmp_path_factory):
    sizes = {'hidden_size': 512, 'num_hidden_layers': 12, 'head_dim': 256}
    folder = tmp_path_factory.mktemp('large')
    yield pub.publish(folder, **sizes, intermediate_size=4096)
    shutil.rmtree(folder)


@pytest.mark.timeout(600)
def test_a_killed_import_leaves_no_bundle(large, tmp_path):
    command = [sys.executable, '-m', 'export.upstream', *pub.arguments(large, tmp_path / 'b')]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not any(tmp_path.glob('.b-*/lm/model.safetensors')):
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert not (tmp_path / 'b').exists()
    (half,) = tmp_path.iterdir()
    with pytest.raises(BundleError, match=r'not a neutral bundle, missing: .*bundle\.yaml'):
        NeutralBundle.load(half)


MEASURE = """
import sys
import time
from export.upstream import main

def peak():
    lines = open('/proc/self/status').read().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith('VmHWM'))

count = len(sys.argv) // 2 + 1
assert main(sys.argv[1:count]) == 0
before = peak()
assert main(sys.argv[count:]) == 0
print(peak() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith('linux'), reason='reads /proc')
@pytest.mark.timeout(600)
def test_memory_does_not_grow_with_the_checkpoint(large, downloads, tmp_path):
    size = large.llm.stat().st_size
    assert size > 150e6
    small = pub.arguments(downloads, tmp_path / 'a')  # loads all code that an import needs
    command = [sys.executable, '-c', MEASURE, *small, *pub.arguments(large, tmp_path / 'b')]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(result.stdout.split()[-1]) < size / 4


def test_import_under_another_working_folder(downloads, tmp_path, monkeypatch):
    monkeypatch.chdir(downloads.llm.parent)
    names = ('vqvae.pth', 'llm.pth', 'backbone', '.', 'repo')
    relative = Published(*map(Path, names))
    assert main(pub.arguments(relative, Path('bundle'))) == 0
    assert NeutralBundle.load(tmp_path / 'in' / 'bundle').settings['name']


@pytest.fixture(scope='module')
def exported(tmp_path_factory):
    """The reference checkpoint as a runtime bundle in fp32."""
    fixture = shared_file('fixtures/upstream')
    folder = tmp_path_factory.mktemp('reference')
    parts = ('vqvae.pth', 'motionllm_wrapped.pth', 'backbone', '.', 'repo')
    import_upstream(Published(*(fixture / part for part in parts)), folder / 'neutral')
    target = ['--precision', 'fp32', '--out', str(folder / 'bundle')]
    assert onnx.main([str(folder / 'neutral'), *target]) == 0
    return folder / 'bundle'


@pytest.mark.timeout(900)
def test_the_runtime_computes_what_the_reference_computed(exported, capsys):
    fixture = shared_file('fixtures/upstream')
    assert parity.main([str(exported), '--expected', str(fixture)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 14 and all(line.endswith(' ok') for line in lines)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ('name', 'quantity'),
    [
        ('decode_features', 'decoder: features'),
        ('encode_codes', 'encoder: codes'),
        ('logits_last', 'logits, last'),
        ('greedy_ids', 'greedy'),
    ],
)
def test_other_results_are_past_the_bound(exported, tmp_path, capsys, name, quantity):
    fixture = shared_file('fixtures/upstream')
    shutil.copy(fixture / 'expected_prompts.json', tmp_path)
    arrays = dict(np.load(fixture / 'expected.npz'))
    arrays[name] = arrays[name].copy()
    arrays[name].flat[-1] += np.array(1 if arrays[name].dtype.kind == 'i' else 2e-3)
    np.savez(tmp_path / 'expected.npz', **arrays)
    assert parity.main([str(exported), '--expected', str(tmp_path)]) == 1
    past = [line for line in capsys.readouterr().out.splitlines() if 'PAST BOUND' in line]
    assert len(past) == 1 and past[0].startswith(quantity)


@pytest.mark.timeout(900)
def test_another_prompt_is_past_the_bound(exported, tmp_path, capsys):
    fixture = shared_file('fixtures/upstream')
    shutil.copy(fixture / 'expected.npz', tmp_path)
    text = (fixture / 'expected_prompts.json').read_text()
    (tmp_path / 'expected_prompts.json').write_text(text.replace('twice.', 'once.', 1))
    assert parity.main([str(exported), '--expected', str(tmp_path)]) == 1
    assert 'prompt t2m' in capsys.readouterr().out


@pytest.mark.timeout(900)
def test_results_that_are_incomplete_or_of_another_model(exported, tiny_bundle, tmp_path, capsys):
    assert parity.main([str(exported), '--expected', str(tmp_path)]) == 1
    assert 'expected_prompts.json' in capsys.readouterr().err
    fixture = shared_file('fixtures/upstream')
    assert parity.main([str(tiny_bundle), '--expected', str(fixture)]) == 1
    assert 'another checkpoint' in capsys.readouterr().err


def test_parity_needs_something_to_compare_with(tiny_bundle, capsys):
    with pytest.raises(SystemExit) as caught:
        parity.main([str(tiny_bundle)])
    assert caught.value.code == 2
    assert '--expected' in capsys.readouterr().err
