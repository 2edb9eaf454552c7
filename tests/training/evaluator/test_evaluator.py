# SPDX-License-Identifier: Apache-2.0
"""The evaluator: what it reads, its loss by hand, and a toy training from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

torch = pytest.importorskip('torch', reason='training extra is not installed')

from irgm_ros.motion.features import (  # noqa: E402
    features_from_positions,
    positions_from_features,
)
from tests.people import waving  # noqa: E402
from training.evaluator.batches import shaken  # noqa: E402
from training.evaluator.model import (  # noqa: E402
    ESSENTIAL,
    EvaluatorShape,
    TextMotionEvaluator,
    essential,
    load_evaluator,
)
from training.evaluator.train import contrastive_loss, main  # noqa: E402
from training.evaluator.validation import calibrate  # noqa: E402

SMALL = EvaluatorShape(words=20, width=16, heads=2, text_layers=1, motion_layers=1, embedding=8)
TOY = {
    'synth': {'clips': 3, 'shard_clips': 12, 'workers': 1},
    'sft1': {'mixture': {}},
    'evaluator': {
        'clips': 24, 'validation_share': 0.3, 'width': 16, 'heads': 2, 'text_layers': 1,
        'motion_layers': 1, 'embedding': 8, 'batch': 8, 'steps': 20, 'threads': 1,
    },
}  # fmt: skip


def walking_in_a_curve(frames: int = 33) -> np.ndarray:
    """(F, 22, 3) a person who waves and is carried round a bend."""
    angle = np.linspace(0.0, 2.0, frames)
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, y, z = np.moveaxis(waving(frames), -1, 0)
    turned = np.stack([cos * x + sin * z, y, cos * z - sin * x], -1)
    turned[..., 0] += 1.0 - cos
    turned[..., 2] += sin
    return turned


def test_yaw_and_path_are_those_of_the_motion() -> None:
    features = features_from_positions(walking_in_a_curve(), 4.0)
    seen = essential(torch.from_numpy(features)[None])[0].numpy()
    assert seen.shape == (32, ESSENTIAL)
    joints = positions_from_features(features)
    np.testing.assert_allclose(seen[:, -2:], joints[:, 0, [0, 2]], atol=1e-9)
    across = joints[:, 1] - joints[:, 2]
    yaw = np.arctan2(-across[:, 2], across[:, 0])
    assert seen[-1, -3] == pytest.approx(yaw[-1], abs=0.1)
    assert yaw[-1] > 1.5


def test_embeddings_are_unit_vectors_whatever_is_padded() -> None:
    torch.manual_seed(0)
    model = TextMotionEvaluator(SMALL).eval()
    short, long = torch.randn(1, 8, 263), torch.randn(1, 20, 263)
    both = torch.cat([torch.nn.functional.pad(short, (0, 0, 0, 12)), long])
    together = model.motion(both, torch.tensor([8, 20]))
    torch.testing.assert_close(together[:1], model.motion(short), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(together[1:], model.motion(long), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(together.norm(dim=1), torch.ones(2))
    words = model.text(torch.tensor([[3, 4, 0, 0], [3, 4, 5, 6]]))
    torch.testing.assert_close(words[:1], model.text(torch.tensor([[3, 4]])), atol=1e-5, rtol=1e-4)
    assert not torch.allclose(words[0], words[1], atol=1e-3)


def test_loss_by_hand() -> None:
    motions, texts = torch.eye(2), torch.eye(2)
    misses = torch.tensor([[[0.0, 1.0]], [[0.0, 1.0]]])  # no nearer; as near as the own text
    apart = torch.eye(2, dtype=torch.bool)
    loss, fooled = contrastive_loss(motions, texts, misses, apart, torch.tensor(2.0))
    e2 = np.exp(2.0)
    by_motion = np.mean([np.log((e2 + 2) / e2), np.log((2 * e2 + 1) / e2)])
    by_text = np.log((e2 + 1) / e2)
    assert loss.item() == pytest.approx(0.5 * (by_motion + by_text), rel=1e-5)
    assert fooled.item() == 0.5
    # Text 1 holds for motion 0 too, and the other way round: neither is a negative.
    loss, _ = contrastive_loss(motions, texts, misses, ~apart | apart, torch.tensor(2.0))
    by_motion = np.mean([np.log((e2 + 1) / e2), np.log(2.0)])
    assert loss.item() == pytest.approx(0.5 * by_motion, rel=1e-5)


def test_score_is_even_between_what_matches_and_what_does_not() -> None:
    rng = np.random.default_rng(0)
    match, miss = 0.7 + 0.1 * rng.normal(size=500), 0.3 + 0.1 * rng.normal(size=500)
    scale, offset = calibrate(match, miss)
    assert scale > 0
    assert -offset / scale == pytest.approx(0.5, abs=0.02)


def test_noise_moves_joints_only() -> None:
    features = torch.zeros(2, 8, 263)
    torch.manual_seed(0)
    moved = shaken(features, 0.01)
    assert moved[..., :4].abs().max() == 0
    assert moved[..., 67:].abs().max() == 0
    assert moved[..., 4:67].std().item() == pytest.approx(0.01, rel=0.2)
    assert torch.equal(moved[:, 0], moved[:, 3])


def test_toy_training_leaves_an_evaluator_and_resumes(tmp_path: Path) -> None:
    config, out = tmp_path / 'toy.yaml', tmp_path / 'run'
    config.write_text(yaml.safe_dump(TOY))
    for _ in range(2):  # the second time all is there: nothing is trained again
        assert main(['--config', str(config), '--out', str(out), '--resume']) == 0
    log = (out / 'evaluator' / 'evaluator_log.jsonl').read_text().splitlines()
    assert [json.loads(line)['step'] for line in log] == [20]
    report = json.loads((out / 'evaluator' / 'report.json').read_text())
    assert report['clips'] == 6
    assert report['r_precision'] is None  # fewer clips than a pool
    model, settings = load_evaluator(out / 'evaluator')
    assert settings['heading_sigma'] == 4.0
    assert settings['scale'] == report['scale']
    assert model.shape.words == len(settings['words']) + 2
    assert {'wave', 'walk', ','} <= set(settings['words'])


def test_the_seed_of_the_generator_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / 'toy.yaml'
    config.write_text(yaml.safe_dump(TOY | {'seed': 7919}))
    assert main(['--config', str(config), '--out', str(tmp_path)]) == 1
    assert 'evaluator.seed' in capsys.readouterr().err
