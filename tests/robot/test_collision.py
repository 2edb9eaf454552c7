# SPDX-License-Identifier: Apache-2.0
"""Distances between links, what pushes them apart, and motions through the own body."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from irgm_ros.robot import Retargeter, Robot, assess_feasibility, retarget, time_trajectory
from irgm_ros.robot.capsules import around
from irgm_ros.robot.collision import REACH, TOUCH_M, Near, self_collision_of
from irgm_ros.robot.kinematics import Body, body_of
from irgm_ros.robot.links import Links, nearest_points
from irgm_ros.robot.smoothing import OVERLAP, push_apart, smooth
from irgm_ros.robot.solver import Problem, Weights, solve_frames
from irgm_ros.robot.targets import make_targets
from tests.robot.bodies import robot_or_skip, standing, with_arm

RNG = np.random.default_rng(5)


def drawn(body: Body, count: int) -> np.ndarray:
    """Postures (count, m) inside the limits."""
    return RNG.uniform(np.maximum(body.lower, -2), np.minimum(body.upper, 2), (count, body.size))


class NoPairs:
    """A robot whose links cannot meet."""

    def distances(self, joints: np.ndarray, below: float = 0.0) -> np.ndarray:
        return np.zeros((len(joints), 0))

    def near(self, joints: np.ndarray, step: np.ndarray, clearance: float) -> Near:
        none = np.zeros(0, dtype=np.intp)
        return Near(none, none, np.zeros(0), np.zeros((0, joints.shape[1])), none > 0)


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


def test_a_capsule_holds_its_points() -> None:
    turn = np.linalg.qr(RNG.normal(size=(3, 3)))[0]
    points = (RNG.uniform(-1, 1, (500, 3)) * [0.05, 0.04, 0.3]) @ turn.T + [1.0, 2.0, 3.0]
    ends, radius = around(points)
    a, _ = nearest_points(np.tile(ends, (500, 1, 1)), np.stack([points, points], axis=1))
    assert (np.linalg.norm(points - a, axis=1) <= radius + 1e-9).all()
    assert radius < 0.08
    assert abs((ends[1] - ends[0]) @ turn[:, 2]) > 0.4


@pytest.mark.parametrize('name', ['g1', 'jvrc1', 'talos'])
def test_capsules_are_nearer_than_their_shapes(name: str) -> None:
    robot = robot_or_skip(name)
    body = body_of(robot)
    links = Links(robot, body)
    placed = links.place(drawn(body, 20))
    one, other = np.triu_indices(len(links.names), 1)
    frame = RNG.integers(0, 20, len(one))
    bounds = links.capsules(placed, frame, one, other).distance
    spheres = links.spheres(placed, one, other)[frame, np.arange(len(one))]
    distances = links.shapes(placed, frame, one, other).distance
    assert (spheres <= bounds + 1e-9).all()
    apart = distances > 0  # EPA measures depths from above
    assert (bounds[apart] <= distances[apart] + 1e-3).all()


@pytest.mark.parametrize('name', ['jvrc1', 't1_23', 'talos', 'icub'])
def test_distances_change_as_the_jacobian_says(name: str) -> None:
    """But where the nearest features change between the two measurements."""
    robot = robot_or_skip(name)
    body, collision = body_of(robot), self_collision_of(robot)
    joints = drawn(body, 60)
    near = collision.near(joints, np.zeros_like(joints), 0.05)
    edged = np.flatnonzero(near.edged)
    assert len(edged) > 30
    off = []
    for k in RNG.choice(edged, 30, replace=False):
        way, step = RNG.normal(size=body.size), 1e-3
        here = joints[near.frame[k] : near.frame[k] + 1]
        ahead, behind = (
            collision.distances(here + s * way, REACH)[0, near.pair[k]] for s in (step, -step)
        )
        off.append(abs((ahead - behind) / (2 * step) - near.jacobian[k] @ way))
    assert np.median(off) < 0.02
    assert np.mean(np.array(off) < 0.2) > 0.7


def test_neighbours_and_what_always_touches_are_left_out(g1: Robot) -> None:
    body, collision = body_of(g1), self_collision_of(g1)
    assert ('torso_link', 'left_wrist_yaw_link') in collision.names
    assert (collision.distances(body.rest[None]) > -TOUCH_M).all()


def test_shapes_inside_each_other_at_rest_are_left_out_and_named() -> None:
    collision = self_collision_of(robot_or_skip('icub'))
    assert ('chest', 'l_shoulder_2') in collision.unclear
    assert not set(collision.unclear) & set(collision.names)


def test_of_two_limbs_the_nearest_links_push() -> None:
    robot = robot_or_skip('talos')
    body, collision = body_of(robot), self_collision_of(robot)
    joints = drawn(body, 40)
    near = collision.near(joints, np.zeros_like(joints), 0.008)
    sides = [
        {name.split('_')[1] for name in collision.names[pair] if name.startswith('leg')}
        for pair in near.pair
    ]
    legs = near.frame[[side == {'left', 'right'} for side in sides]]
    assert len(legs) > 5
    assert len(np.unique(legs)) == len(legs)


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


def test_a_push_leaves_other_frames_as_they_are(g1: Robot) -> None:
    """A hand inside the pelvis for half a second comes out; what is further away stays."""
    frames, body, collision = 200, body_of(g1), self_collision_of(g1)
    problem = Problem(body, make_targets(body, standing(frames), 20.0), Weights())
    state = smooth(problem, solve_frames(problem, 20.0), 20.0)
    bent = np.zeros(frames)
    bent[95:106] = np.hanning(11)
    for name, angle in (
        ('left_shoulder_pitch_joint', -0.3), ('left_shoulder_yaw_joint', -1.4),
        ('left_shoulder_roll_joint', -0.2), ('left_elbow_joint', 0.3),
    ):  # fmt: skip
        joint = body.names.index(name)
        state.joints[:, joint] += bent * (angle - state.joints[:, joint])
    inside = (collision.distances(state.joints) < -TOUCH_M).any(axis=1)
    assert inside.any()
    before = state.joints.copy()
    pushed = push_apart(problem, state, 20.0, collision, inside)
    assert (collision.distances(pushed.joints).min(axis=0) > -TOUCH_M).all()
    first, last = np.flatnonzero(inside)[[0, -1]]
    changed = np.flatnonzero((np.abs(pushed.joints - before) > 1e-4).any(axis=1))
    assert first - OVERLAP < changed[0] and changed[-1] < last + OVERLAP
    steps, steps_before = (np.abs(np.diff(j, axis=0)).max() for j in (pushed.joints, before))
    assert steps < 1.3 * steps_before
    assert np.array_equal(state.joints, before)


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
