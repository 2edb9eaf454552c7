# SPDX-License-Identifier: Apache-2.0
"""Two processes that share out the weights learn what one process does with the same batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip('torch', reason='training extra is not installed')

from irgm_ros.errors import IrgmError  # noqa: E402
from training.config import load_config  # noqa: E402
from training.dry_run import (  # noqa: E402
    STEPS,
    launch,
    make_prompter,
    shortened,
    supervised,
    train_dry,
)
from training.estimate import SIZE_2B, Load, memory_gib, parameters, report  # noqa: E402
from training.language.gemma import build_gemma  # noqa: E402
from training.parallel import Parallel  # noqa: E402

SMOKE = Path(__file__).parents[2] / 'training' / 'configs' / 'smoke.yaml'


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_processes_learn_what_one_does(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = load_config(SMOKE)
    stage = shortened(supervised(config, 'sft2'), 2)
    one, two = tmp_path / 'one', tmp_path / 'two'
    alone = train_dry(config, stage, one, Parallel())
    make_prompter(two, config)
    assert launch(SMOKE, 'sft2', 2, two)
    said = capfd.readouterr().out
    assert 'process 0 of 1 holds 100%' in said
    assert all(f'process {rank} of 2 holds 50%' in said for rank in range(2))
    shared = [json.loads(line) for line in (two / 'dry_log.jsonl').read_text().splitlines()]
    assert [r['step'] for r in shared] == list(range(1, STEPS + 1))
    for a, b in zip(alone, shared, strict=True):
        assert b['loss'] == pytest.approx(a['loss'], rel=1e-4)
    first, second = (torch.load(f / 'dry.pt', weights_only=True) for f in (one, two))
    begun = build_gemma(len(first['model']['lm_head.weight']), config.seed, **config.model)
    moved = apart = 0.0
    for name, start in begun.state_dict().items():
        assert second['model'][name].shape == start.shape
        moved += (first['model'][name] - start).square().sum().item()
        apart += (first['model'][name] - second['model'][name]).square().sum().item()
    assert moved > 0
    assert apart < 1e-3 * moved
    for index, state in first['optimizer']['state'].items():
        other = second['optimizer']['state'][index]['exp_avg']
        assert torch.allclose(state['exp_avg'], other, rtol=1e-3, atol=1e-6)


def test_only_supervised_stages_have_a_dry_run() -> None:
    with pytest.raises(IrgmError, match='grpo'):
        supervised(load_config(SMOKE), 'grpo')


def test_parameters_are_counted_as_they_are() -> None:
    model = build_gemma(100, 0, hidden_size=32, num_hidden_layers=3, head_dim=8)
    size = model.config.to_dict()
    layer, whole = parameters(size)
    assert whole == sum(p.numel() for p in model.parameters())
    assert layer == sum(p.numel() for p in model.model.layers[0].parameters())


def test_shared_out_weights_take_their_share_of_memory() -> None:
    one, eight = (
        memory_gib(SIZE_2B, Load(1, 2048, gpus, gpus, recompute=True)) for gpus in (1, 8)
    )
    for part in ('weights', 'gradients', 'adam'):
        assert eight[part] == pytest.approx(one[part] / 8)
    assert one['weights'] == pytest.approx(2.615e9 * 4 / 2**30, rel=1e-3)
    assert eight['logits'] == one['logits']
    kept = memory_gib(SIZE_2B, Load(1, 2048, 8, 8, recompute=False))
    assert kept['activations'] > 5 * eight['activations']
    assert 'GiB for each GPU' in report(SIZE_2B, Load(1, 2048, 8, 8, recompute=True), '2b')
