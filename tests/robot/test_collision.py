# SPDX-License-Identifier: Apache-2.0
"""Distances between links, what pushes them apart, and motions through the own body."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from irgm_ros.robot import Retargeter, Robot, assess_feasibility, retarget, time_trajectory
from irgm_ros.robot.capsules import around
from irgm_ros.robot.collision import TOUCH_M, Near, nearest_points, self_collision_of
from irgm_ros.robot.kinematics import body_of
from tests.robot.bodies import standing, with_arm

RNG = np.random.default_rng(5)


class NoPairs:
    """A robot whose links cannot meet."""

    def distances(self, joints: np.ndarray) -> np.ndarray:
        return np.zeros((len(joints), 0))

    def near(self, joints: np.ndarray, below: float) -> Near:
        none = np.zeros(0, dtype=np.intp)
        return Near(none, none, np.zeros(0), np.zeros((0, joints.shape[1])))


def test_nearest_points_of_segments_are_nearest() -> None:
    """Against the nearest of 200 x 200 points on both segments."""
    one, other = RNG.normal(size=(2, 60, 2, 3))
    one[0, 1], other[1, 1] = one[0, 0], other[1, 0]  # points
    other[2] = one[2] + [0, 0, 0.3]  # parallels
    a, b = nearest_points(one, other)
    share = np.linspace(0, 1, 200)[:, None]
    for k in range(len(one)):
        first = one[k, 0] + share * (one[k, 1] - one[k, 0])
        second = other[k, 0] + share * (other[k, 1] - other[k, 0])
        tried = np.linalg.norm(first[:, None] - second[None], axis=-1).min()
        found = np.linalg.norm(a[k] - b[k])
        assert found <= tried + 1e-9
        assert found == pytest.approx(tried, abs=0.02)


def test_a_capsule_goes_around_its_points() -> None:
    turn = np.linalg.qr(RNG.normal(size=(3, 3)))[0]
    points = (RNG.uniform(-1, 1, (500, 3)) * [0.05, 0.04, 0.3]) @ turn.T + [1.0, 2.0, 3.0]
    ends, radius = around(points)
    a, _ = nearest_points(np.tile(ends, (500, 1, 1)), np.stack([points, points], axis=1))
    assert (np.linalg.norm(points - a, axis=1) < radius + 0.02).mean() > 0.97
    assert radius < 0.07
    assert abs((ends[1] - ends[0]) @ turn[:, 2]) > 0.4


def test_distances_change_as_the_jacobian_says(g1: Robot) -> None:
    body, collision = body_of(g1), self_collision_of(g1)
    joints = RNG.uniform(np.maximum(body.lower, -2), np.minimum(body.upper, 2), (20, body.size))
    near = collision.near(joints, 0.05)
    assert len(near.frame) > 50
    for k in RNG.choice(len(near.frame), 30, replace=False):
        way, step = RNG.normal(size=body.size), 1e-6
        here = joints[near.frame[k] : near.frame[k] + 1]
        ahead, behind = (
            collision.distances(here + s * way)[0, near.pair[k]] for s in (step, -step)
        )
        assert (ahead - behind) / (2 * step) == pytest.approx(near.jacobian[k] @ way, abs=1e-5)


def test_neighbours_and_what_always_touches_are_left_out(g1: Robot) -> None:
    body, collision = body_of(g1), self_collision_of(g1)
    assert ('torso_link', 'left_wrist_yaw_link') in collision.names
    assert (collision.distances(body.rest[None]) > -0.01).all()


def test_a_hand_through_the_chest_is_pushed_out(
    g1: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The forearm swings inwards until the human's wrist is well inside the chest of the robot."""
    frames = 40
    angle = np.linspace(0.0, 1.0, frames)[:, None]
    upper = np.tile([-0.1, -1.0, 0.15], (frames, 1))
    fore = (1 - angle) * [0.0, -1.0, 0.2] + angle * [1.0, 0.2, 0.1]
    upper, fore = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (upper, fore))
    human = with_arm(standing(frames), 'right', upper, fore)
    path = Retargeter(g1).retarget(human)
    body, collision = body_of(g1), self_collision_of(g1)
    assert collision.distances(path.joint_positions[:, body.index]).min() > -TOUCH_M
    free = dataclasses.replace(g1, spec=dataclasses.replace(g1.spec, name='free'))
    monkeypatch.setattr(retarget, 'self_collision_of', lambda robot: NoPairs())
    through = Retargeter(free).retarget(human)
    assert collision.distances(through.joint_positions[:, body.index]).min() < -0.02


def test_links_inside_each_other_are_refused_with_names_and_times(g1: Robot) -> None:
    human = standing(30)
    path = Retargeter(g1).retarget(human)
    joints = path.joint_positions.copy()
    for name, angle in (
        ('left_shoulder_pitch_joint', -0.3), ('left_shoulder_yaw_joint', -1.4),
        ('left_shoulder_roll_joint', -0.2), ('left_elbow_joint', 0.3),
    ):  # fmt: skip
        joints[10:, g1.joint_names.index(name)] = angle
    bent = dataclasses.replace(path, joint_positions=joints)
    body = body_of(g1)
    (first, *_) = self_collision_of(g1).collisions(joints[:, body.index], path.fps)
    assert first.start_s == pytest.approx(0.5) and first.end_s == pytest.approx(29 / 20)
    found = assess_feasibility(g1, bent, time_trajectory(g1, bent), human)
    assert found.verdict == 'refused'
    assert found.metrics['self_collision_depth_max_m'] == pytest.approx(first.depth_m)
    assert any(
        'runs into' in reason and 'from 0.50 to 1.45 s' in reason for reason in found.reasons
    )
    assert found.assessment.startswith('The ') and 'runs into' in found.assessment
    assert found.refinement.startswith('Keep the ')


def test_a_robot_without_geometry_has_no_pairs(tiny: Robot) -> None:
    collision = self_collision_of(tiny)
    assert collision.names == ()
    assert collision.distances(np.zeros((3, body_of(tiny).size))).shape == (3, 0)
    assert collision.collisions(np.zeros((3, body_of(tiny).size)), 20.0) == []


def test_what_is_not_checked_is_said(tiny: Robot) -> None:
    human = standing(10)
    path = Retargeter(tiny).retarget(human)
    found = assess_feasibility(tiny, path, time_trajectory(tiny, path), human)
    assert 'Self-collision is not checked for this robot.' in found.reasons
