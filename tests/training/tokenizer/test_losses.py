# SPDX-License-Identifier: Apache-2.0
"""What the tokenizer's loss sees, against positions computed apart."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip('torch', reason='training extra is not installed')

from irgm_ros.motion.features import features_from_positions, positions_from_features  # noqa: E402
from irgm_ros.motion.layout import layout_of  # noqa: E402
from irgm_ros.motion.skeleton import JOINTS  # noqa: E402
from irgm_ros.spec.command import Action, Command, Part, Step  # noqa: E402
from training.config import TokenizerConfig  # noqa: E402
from training.synth import synthesise  # noqa: E402
from training.tokenizer.losses import TokenizerLoss  # noqa: E402

TURN_AND_WALK = Command(
    (Step(body=Part(Action.TURN, angle_deg=180)), Step(body=Part(Action.WALK, count=3)))
)


@pytest.fixture(scope='module')
def raw():
    clip = synthesise(TURN_AND_WALK, np.random.default_rng(3))
    features = features_from_positions(clip.positions, 4.0).astype(np.float32)
    return torch.from_numpy(features)[None]


@pytest.fixture(scope='module')
def loss(raw):
    width = raw.shape[-1]
    return TokenizerLoss(torch.zeros(width), torch.ones(width), TokenizerConfig())


def test_foot_steps_are_those_of_the_world(raw, loss):
    steps = loss._foot_steps(raw)[0].numpy()
    positions = positions_from_features(raw[0].numpy())
    joints = list(layout_of(raw.shape[-1]).contacts_of)
    world = np.linalg.norm(np.diff(positions[:, joints], axis=0)[..., [0, 2]], axis=-1)
    np.testing.assert_allclose(np.linalg.norm(steps, axis=-1), world, atol=2e-5)
    assert world.max() > 0.1
    assert np.median(world) < 1e-3


def test_a_true_motion_costs_nothing(raw, loss):
    assert all(float(term) < 1e-3 for term in loss(raw, raw).values())


def test_each_error_has_its_term(raw, loss):
    layout = layout_of(raw.shape[-1])
    longer, sliding = raw.clone(), raw.clone()
    longer[..., layout.positions] *= 1.2
    sliding[..., layout.planar_velocity] += 0.02
    assert float(loss(longer, raw)['bones']) > 0.05
    assert float(loss(sliding, raw)['feet']) > 0.05
    assert float(loss(sliding, raw)['bones']) < 1e-3


def test_a_missing_nod_outweighs_a_head_that_trembles(raw, loss):
    head = layout_of(raw.shape[-1]).positions.start + 3 * (JOINTS['head'] - 1)
    nod, tremble = raw.clone(), raw.clone()
    nod[:, :4, head + 2] += 0.05
    tremble[..., head + 2] += 0.002
    assert float(loss(nod, raw)['small']) > 5.0 * float(loss(tremble, raw)['small'])
    shifted = raw.clone()
    for joint in range(len(JOINTS) - 1):
        shifted[..., layout_of(raw.shape[-1]).positions.start + 3 * joint + 1] += 0.05
    assert float(loss(shifted, raw)['small']) < 1e-6
