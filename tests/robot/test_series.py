# SPDX-License-Identifier: Apache-2.0
"""Measures of single frames: centre of mass, zero-moment point, feet, limbs."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.robot import Retargeter, Robot
from irgm_ros.robot.series import FrameSeries, measure_frames
from tests.robot.bodies import Array, rising_arm, standing


def measured(robot: Robot, human: Array) -> FrameSeries:
    return measure_frames(robot, Retargeter(robot).retarget(human), human)


def test_at_rest_the_zero_moment_point_is_below_the_centre_of_mass(any_robot: Robot) -> None:
    series = measured(any_robot, standing(20))
    np.testing.assert_allclose(series.zmp, series.centre_of_mass[:, :2], atol=1e-3)
    np.testing.assert_allclose(series.zmp_margin, series.support_margin, atol=2e-3)
    assert (series.support_margin > 0).all()


def test_the_centre_of_mass_is_that_of_pinocchio_at_rest(tiny: Robot) -> None:
    series = measured(tiny, standing(5))
    assert 0.3 < series.centre_of_mass[0, 2] < 1.2
    assert abs(series.centre_of_mass[0, 1]) < 0.02


def test_the_faster_the_motion_the_further_the_zero_moment_point(any_robot: Robot) -> None:
    slow, fast = (measured(any_robot, rising_arm('left', frames)) for frames in (61, 13))
    away = [np.linalg.norm(s.zmp - s.centre_of_mass[:, :2], axis=1).max() for s in (slow, fast)]
    assert away[1] > 2.0 * away[0]


def test_a_moved_arm_leaves_no_slip_and_small_errors(any_robot: Robot) -> None:
    series = measured(any_robot, rising_arm('left'))
    assert series.contact.all()
    assert np.nanmax(series.slip) < 0.02
    assert series.direction_errors.shape == (len(series.contact), 8)
    assert series.end_errors.max() < 0.2


def test_one_frame_is_measured(any_robot: Robot) -> None:
    series = measured(any_robot, standing(1))
    assert series.slip.shape == (0, 2)
    assert series.zmp.shape == (1, 2)
    assert np.isfinite(series.zmp).all()
    assert series.support_margin[0] == pytest.approx(series.zmp_margin[0])
