# SPDX-License-Identifier: Apache-2.0
"""HumanML3D features: golden clip, round trips, invariances."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from irgm_ros.errors import MotionError
from irgm_ros.motion.features import features_from_positions, positions_from_features
from irgm_ros.motion.layout import HUMANML3D, KIT
from irgm_ros.motion.skeleton import BONE_LENGTHS, CHAINS, JOINTS, UNIT_OFFSETS
from tests.shared import shared_file

# The reference's own error when it encodes the positions it has decoded from golden features.
REFERENCE_ERROR = {
    'root': (slice(0, 4), 3.1e-4),
    'positions': (HUMANML3D.positions, 7e-3),
    'rotations': (HUMANML3D.rotations, 1.4e-2),
    'velocities': (HUMANML3D.velocities, 4.2e-4),
    'contacts': (HUMANML3D.contacts, 0.0),
}


@pytest.fixture(scope='module')
def golden() -> tuple[np.ndarray, np.ndarray]:
    """Features (170, 263) and positions (170, 22, 3) of one HumanML3D clip."""
    folder = Path('fixtures/humanml3d')
    return (
        np.load(shared_file(folder / '012314_features.npy')),
        np.load(shared_file(folder / '012314_positions.npy')),
    )


def rest_pose() -> np.ndarray:
    """(22, 3) reference pose standing on the floor."""
    pose = np.zeros((22, 3))
    for chain in CHAINS:
        for parent, child in pairwise(chain):
            pose[child] = pose[parent] + UNIT_OFFSETS[child] * BONE_LENGTHS[child]
    return pose - [0, pose[:, 1].min(), 0]


def walk_on_circle(frames: int = 80) -> tuple[np.ndarray, np.ndarray]:
    """A rigid pose carried round a circle; returns positions and the yaw of each frame."""
    yaw = np.linspace(0, 1.2, frames)
    turn = np.zeros((frames, 3, 3))
    turn[:, 0, 0] = turn[:, 2, 2] = np.cos(yaw)
    turn[:, 0, 2], turn[:, 2, 0] = np.sin(yaw), -np.sin(yaw)
    turn[:, 1, 1] = 1
    path = np.stack([1 - np.cos(yaw), 0 * yaw, np.sin(yaw)], axis=1)
    return np.einsum('fij,kj->fki', turn, rest_pose()) + path[:, None], yaw


def test_golden_positions_from_features(golden: tuple[np.ndarray, np.ndarray]) -> None:
    features, positions = golden
    assert np.abs(positions_from_features(features) - positions).max() < 1e-5


@pytest.mark.parametrize('name', REFERENCE_ERROR)
def test_golden_features_from_positions(name: str, golden: tuple[np.ndarray, np.ndarray]) -> None:
    features, positions = golden
    ours = features_from_positions(positions)
    columns, bound = REFERENCE_ERROR[name]
    assert ours.shape == (169, 263)
    assert np.abs(ours - features[:169])[:, columns].max() <= bound


def test_round_trip_returns_the_canonical_positions() -> None:
    positions, _ = walk_on_circle()
    again = positions_from_features(features_from_positions(positions, heading_sigma=4.0))
    assert np.abs(again - positions[:-1]).max() < 1e-9


def test_features_ignore_place_and_heading() -> None:
    positions, _ = walk_on_circle()
    quarter = positions[..., [2, 1, 0]] * [1, 1, -1]  # +90 degrees about y
    moved = quarter + np.array([3.0, 0.7, -2.0])
    assert np.allclose(features_from_positions(moved), features_from_positions(positions))


def test_yaw_column_is_half_the_turn_with_opposite_sign() -> None:
    positions, yaw = walk_on_circle()
    turned = -2 * features_from_positions(positions, heading_sigma=0.01)[:, 0].sum()
    assert turned == pytest.approx(yaw[-1], abs=1e-6)


def test_standing_still_is_all_contact_and_no_velocity() -> None:
    features = features_from_positions(np.repeat(rest_pose()[None], 10, axis=0))
    assert (features[:, HUMANML3D.contacts] == 1).all()
    assert np.allclose(features[:, HUMANML3D.velocities], 0)
    assert np.allclose(features[:, :3], 0)
    assert np.allclose(features[:, 3], rest_pose()[JOINTS['pelvis'], 1])


def test_kit_layout_round_trip() -> None:
    rng = np.random.default_rng(0)
    steps = rng.normal(0, 0.01, (30, 21, 3)).cumsum(axis=0)
    positions = rng.normal(0, 0.3, (1, 21, 3)) + steps
    features = features_from_positions(positions)
    assert features.shape == (29, KIT.width) == (29, 251)
    again = positions_from_features(features)
    lengths = [np.linalg.norm(p[:, 1:] - p[:, :1], axis=-1) for p in (again, positions[:-1])]
    assert np.allclose(*lengths)


@pytest.mark.parametrize(
    ('values', 'words'),
    [
        (np.zeros((4, 100)), '100 feature columns'),
        (np.zeros((4, 22, 3)), '2 dimensions expected'),
        (np.full((4, 263), np.nan), 'non-finite'),
        (np.zeros((0, 263)), 'expected'),
    ],
)
def test_bad_features_are_named(values: np.ndarray, words: str) -> None:
    with pytest.raises(MotionError, match=words):
        positions_from_features(values)


@pytest.mark.parametrize('shape', [(5, 20, 3), (1, 22, 3), (5, 22, 2)])
def test_bad_positions_are_named(shape: tuple[int, ...]) -> None:
    with pytest.raises(MotionError, match='expected'):
        features_from_positions(np.zeros(shape))
