# SPDX-License-Identifier: Apache-2.0
"""Limbs are found without names: on each robot, and not where there are none."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.errors import RobotError
from irgm_ros.robot import Robot
from irgm_ros.robot.anatomy import Axes, find_anatomy, meeting_point, read_axes


def test_limbs_are_what_the_map_says(any_robot: Robot) -> None:
    axes = read_axes(any_robot.model)
    anatomy = find_anatomy(axes)
    for side, leg, arm in zip(('left', 'right'), anatomy.legs, anatomy.arms, strict=True):
        for frame, joint in (
            ('hip', leg.root[-1]), ('knee', leg.middle[0]), ('ankle', leg.end[-1]),
            ('shoulder', arm.root[-1]), ('elbow', arm.middle[0]),
        ):  # fmt: skip
            wanted = any_robot.model.frames[any_robot.frame_id(f'{side}_{frame}')].parentJoint
            chain = {'hip': leg.root, 'shoulder': arm.root}.get(frame, (joint,))
            assert wanted in chain, (side, frame)
    assert anatomy.upside


def test_left_is_left(any_robot: Robot) -> None:
    anatomy = find_anatomy(read_axes(any_robot.model))
    for left, right in (anatomy.legs, anatomy.arms):
        assert left.centre[1] > 0.02
        np.testing.assert_allclose(left.centre * [1, -1, 1], right.centre, atol=5e-3)
        np.testing.assert_allclose(left.tip * [1, -1, 1], right.tip, atol=5e-3)


def test_axes_meet_where_they_come_nearest() -> None:
    """The x axis and a parallel to the y axis 2 cm above it come nearest at their middle."""
    axes = Axes(
        np.array([[0.5, 0, 0], [0, -1.0, 0.02]]), np.array([[1.0, 0, 0], [0, 1, 0]]),
        np.zeros((2, 3)), (0, 0), ('a', 'b'),
    )  # fmt: skip
    np.testing.assert_allclose(meeting_point(axes, (0, 1)), [0, 0, 0.01], atol=1e-6)


def test_a_single_axis_is_met_at_its_origin() -> None:
    axes = Axes(
        np.array([[0.5, 0.1, 0.2]]), np.array([[1.0, 0, 0]]), np.zeros((1, 3)), (0,), ('a',)
    )
    np.testing.assert_allclose(meeting_point(axes, (0,)), [0.5, 0.1, 0.2], atol=1e-6)


def test_a_robot_without_a_pair_of_arms_is_no_humanoid(tiny: Robot) -> None:
    axes = read_axes(tiny.model)
    keep = [j for j, name in enumerate(axes.names) if 'right_shoulder' not in name]
    keep = [j for j in keep if not _under(axes, j, 'right_shoulder')]
    parents = tuple(keep.index(axes.parents[j]) if j else 0 for j in keep)
    names = tuple(axes.names[j] for j in keep)
    one_armed = Axes(axes.origins[keep], axes.axes[keep], axes.tips[keep], parents, names)
    with pytest.raises(RobotError, match='two legs and two arms'):
        find_anatomy(one_armed)


def _under(axes: Axes, joint: int, name: str) -> bool:
    while joint > 1:
        if name in axes.names[joint]:
            return True
        joint = axes.parents[joint]
    return False
