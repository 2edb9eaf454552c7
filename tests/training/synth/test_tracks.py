# SPDX-License-Identifier: Apache-2.0
"""Curves through keys and two-bone limbs."""

from __future__ import annotations

import numpy as np
import pytest

from training.synth.kinematics import rotation, two_bone
from training.synth.tracks import Track


def test_curve_meets_its_keys_and_never_overshoots() -> None:
    rng = np.random.default_rng(0)
    track = Track((0.0,))
    values = [0.0]
    for k in range(1, 12):
        values.append(float(rng.normal()))
        track.to(5.0 * k, (values[-1],))
    curve = track.sample(56)[:, 0]
    np.testing.assert_allclose(curve[::5], values, atol=1e-12)
    for k in range(11):
        low, high = sorted(values[k : k + 2])
        assert low - 1e-12 <= curve[5 * k : 5 * k + 6].min()
        assert curve[5 * k : 5 * k + 6].max() <= high + 1e-12


def test_equal_keys_hold_exactly() -> None:
    track = Track((0.3, 1.0))
    track.hold(10.0)
    track.to(20.0, (0.9, 2.0))
    curve = track.sample(40)
    assert np.ptp(curve[:11], axis=0).max() < 1e-15
    assert np.ptp(curve[20:], axis=0).max() < 1e-15


def test_curve_is_continuously_differentiable() -> None:
    track = Track((0.0,))
    for time, value in ((30.0, 1.0), (90.0, 4.0), (150.0, 3.0)):
        track.to(time, (value,))
    speed = np.diff(track.sample(200)[:, 0])
    assert np.abs(np.diff(speed)).max() < 0.1 * np.abs(speed).max()


def test_close_key_replaces_the_last() -> None:
    track = Track((0.0,))
    track.to(10.0, (1.0,))
    track.to(10.2, (2.0,))
    assert track.time == 10.0
    assert track.last == (2.0,)


@pytest.mark.parametrize('distance', [0.1, 0.4, 0.7, 0.9])
def test_two_bones_keep_their_lengths(distance: float) -> None:
    rng = np.random.default_rng(1)
    start = rng.normal(size=(50, 3))
    way = rng.normal(size=(50, 3))
    target = start + distance * way / np.linalg.norm(way, axis=1, keepdims=True)
    limb = two_bone(start, target, rng.normal(size=(50, 3)), 0.385, 0.43)
    np.testing.assert_allclose(np.linalg.norm(limb[:, 0] - start, axis=1), 0.385, atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(limb[:, 1] - limb[:, 0], axis=1), 0.43, atol=1e-9)
    if 0.1 <= distance <= 0.8:
        np.testing.assert_allclose(limb[:, 1], target, atol=1e-9)


def test_rotation_order_and_signs() -> None:
    quarter, zero = np.array(np.pi / 2), np.array(0.0)
    ahead, left, up = np.array([0, 0, 1.0]), np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
    np.testing.assert_allclose(rotation(quarter, zero, zero) @ ahead, left, atol=1e-12)
    np.testing.assert_allclose(rotation(zero, quarter, zero) @ up, ahead, atol=1e-12)
    np.testing.assert_allclose(rotation(zero, zero, quarter) @ up, -left, atol=1e-12)
