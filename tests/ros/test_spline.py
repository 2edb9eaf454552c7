# SPDX-License-Identifier: Apache-2.0
"""Interpolation: hand-computed numbers, and polynomials that must be reproduced exactly."""

import numpy as np
import pytest

from irgm_ros.ros.spline import Spline


def test_positions_alone_are_joined_by_lines():
    spline = Spline(np.array([0.0, 2.0]), np.array([[1.0], [5.0]]))
    position, velocity = spline.sample(0.5)
    assert position == pytest.approx([2.0])
    assert velocity == pytest.approx([2.0])


def test_cubic_between_two_rests_is_half_way_at_half_time():
    spline = Spline(np.array([0.0, 1.0]), np.array([[0.0], [1.0]]), np.zeros((2, 1)))
    position, velocity = spline.sample(0.5)
    assert position == pytest.approx([0.5])
    assert velocity == pytest.approx([1.5])  # 6 t (1 - t)


@pytest.mark.parametrize('order', [3, 5])
def test_polynomials_up_to_the_order_are_reproduced(order):
    rng = np.random.default_rng(0)
    curves = [np.polynomial.Polynomial(c) for c in rng.normal(size=(4, order + 1))]
    times = np.array([0.0, 0.3, 1.1, 1.5])
    values, speeds, bends = (
        np.array([[(c.deriv(k) if k else c)(t) for c in curves] for t in times]) for k in range(3)
    )
    spline = Spline(times, values, speeds, bends if order == 5 else None)
    for time in np.linspace(0.01, 1.49, 37):
        position, velocity = spline.sample(time)
        np.testing.assert_allclose(position, [c(time) for c in curves], atol=1e-9)
        np.testing.assert_allclose(velocity, [c.deriv()(time) for c in curves], atol=1e-9)


def test_outside_the_points_it_rests_at_the_nearest():
    spline = Spline(np.array([1.0, 2.0]), np.array([[3.0], [4.0]]), np.ones((2, 1)))
    for time, wanted in ((0.0, 3.0), (2.0, 4.0), (9.0, 4.0)):
        position, velocity = spline.sample(time)
        assert position == pytest.approx([wanted])
        assert velocity == pytest.approx([0.0])


def test_at_its_first_point_it_already_moves():
    spline = Spline(np.array([1.0, 2.0]), np.array([[3.0], [4.0]]), np.ones((2, 1)))
    position, velocity = spline.sample(1.0)
    assert (position, velocity) == (pytest.approx([3.0]), pytest.approx([1.0]))
