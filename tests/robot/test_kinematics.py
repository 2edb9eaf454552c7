# SPDX-License-Identifier: Apache-2.0
"""Array kinematics against pinocchio's own frames and finite differences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pinocchio

from irgm_ros.robot import Robot, load_robot
from irgm_ros.robot.kinematics import POINTS, body_of, skew
from tests.robot.bodies import write_tiny_robot


def test_skew_is_the_cross_product() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 7, 3))
    assert np.allclose((skew(a) @ b[..., None])[..., 0], np.cross(a, b))


def test_points_equal_pinocchios_frames(any_robot: Robot) -> None:
    body = body_of(any_robot)
    share = np.random.default_rng(6).uniform(0.2, 0.8, body.size)
    active = np.maximum(body.lower, -2) * (1 - share) + np.minimum(body.upper, 2) * share
    joints = any_robot.rest_posture.copy()
    joints[body.index] = active
    q = any_robot.configurations(joints[None], np.zeros((1, 3)), np.eye(4)[3:])[0]
    data = any_robot.model.createData()
    pinocchio.framesForwardKinematics(any_robot.model, data, q)
    points = body.evaluate(active[None]).points[0]
    for i, name in enumerate(POINTS[:-2]):
        assert np.allclose(points[i], data.oMf[any_robot.frame_id(name)].translation, atol=1e-9)


def test_point_jacobians_equal_finite_differences(any_robot: Robot) -> None:
    body = body_of(any_robot)
    pose = body.evaluate(body.rest[None])
    size = 1e-6
    for joint in range(body.size):
        moved = body.rest.copy()
        moved[joint] += size
        slope = (body.evaluate(moved[None]).points - pose.points)[0] / size
        assert np.allclose(slope, pose.point_jacobians[0, ..., joint], atol=1e-5)


def test_a_single_joint_moves(tiny: Robot, tmp_path: Path) -> None:
    """pinocchio gives the Jacobian of one joint without a second axis."""
    held = ', '.join(tiny.joint_names[1:])
    body = body_of(load_robot(write_tiny_robot(tmp_path, extra_map=f'held: [{held}]\n')))
    pose = body.evaluate(np.zeros((3, 1)))
    assert pose.point_jacobians.shape == (3, len(POINTS), 3, 1)
    np.testing.assert_allclose(pose.rotation_jacobians[:, 2, :, 0], [[0.0, 1.0, 0.0]] * 3)
