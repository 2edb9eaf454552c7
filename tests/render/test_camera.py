# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.render.camera import Camera, follow


def test_axes_are_orthonormal_and_right_handed():
    axes = Camera(azimuth_deg=37.0, elevation_deg=-21.0).axes()
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.cross(axes[0], axes[1]), -axes[2], atol=1e-12)


def test_target_is_in_the_middle_at_its_distance():
    camera = Camera(target=(1.0, 2.0, 0.5), distance=3.0, size=(320, 200))
    pixel, depth = camera.project(np.array([1.0, 2.0, 0.5]))
    np.testing.assert_allclose(pixel, [160, 100])
    assert depth == pytest.approx(3.0)


def test_seen_from_the_front_left_is_right_and_up_is_up():
    camera = Camera(target=(0.0, 0.0, 1.0), azimuth_deg=180.0, elevation_deg=0.0)
    middle, _ = camera.project(np.array([0.0, 0.0, 1.0]))
    left, _ = camera.project(np.array([0.0, 0.5, 1.0]))  # y is to the left of who faces +x
    above, _ = camera.project(np.array([0.0, 0.0, 1.5]))
    assert left[0] > middle[0]
    assert above[1] < middle[1]


def test_field_of_view():
    """45 degrees over the height: at distance d a height of 2 d tan(22.5 deg) fills it."""
    camera = Camera(target=(0, 0, 0), distance=2.0, elevation_deg=0.0, size=(100, 300))
    pixel, _ = camera.project(np.array([0.0, 0.0, 2.0 * np.tan(np.radians(22.5))]))
    assert pixel[1] == pytest.approx(0.0, abs=1e-9)


def test_a_smaller_figure_seen_from_nearer_looks_as_large():
    camera = Camera()
    tall, _ = camera.project(np.array([0.1, -0.2, 1.7]))
    small, _ = camera.nearer(0.75).project(0.75 * np.array([0.1, -0.2, 1.7]))
    np.testing.assert_allclose(small, tall)


def test_following_is_smooth_and_keeps_a_resting_root():
    still = np.tile([1.0, 2.0, 0.9], (40, 1))
    np.testing.assert_allclose(follow(still, 20.0), still[:, :2])
    sway = still + 0.05 * np.sin(np.arange(40) * np.pi / 5)[:, None]
    assert np.abs(follow(sway, 20.0) - still[:, :2]).max() < 0.05
