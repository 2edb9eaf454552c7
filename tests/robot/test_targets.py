# SPDX-License-Identifier: Apache-2.0
"""Directions, orientations and base heights recovered from positions, against known poses."""

from __future__ import annotations

import numpy as np

from irgm_ros.motion.skeleton import JOINTS, to_rep103
from irgm_ros.robot import Robot
from irgm_ros.robot.kinematics import LIMBS, body_of
from irgm_ros.robot.targets import limb_directions, make_targets, trunk_rotations
from tests.robot.bodies import standing


def test_trunk_of_a_standing_person_is_upright() -> None:
    pelvis, torso = trunk_rotations(to_rep103(standing(3)))
    assert np.allclose(pelvis, np.eye(3), atol=1e-9)
    assert np.allclose(torso, np.eye(3), atol=1e-9)


def test_leaning_forward_pitches_the_torso() -> None:
    human = standing()
    neck, spine = human[0, JOINTS['neck']], human[0, JOINTS['spine1']]
    neck[:] = spine + np.array([0.0, 0.4 * np.cos(0.5), 0.4 * np.sin(0.5)])
    _, torso = trunk_rotations(to_rep103(human))
    cos, sin = np.cos(0.5), np.sin(0.5)
    # A rotation by +0.5 rad about y (left) tips z (up) towards x (forward).
    assert np.allclose(torso[0], [[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]], atol=1e-9)


def test_zero_length_bones_fall_back() -> None:
    directions = limb_directions(np.zeros((2, 22, 3)))
    assert np.allclose(np.linalg.norm(directions, axis=-1), 1.0)
    assert np.allclose(directions[0, LIMBS.index(('left_hip', 'left_knee'))], [0, 0, -1])


def test_standing_soles_lie_on_the_floor(any_robot: Robot) -> None:
    targets = make_targets(body_of(any_robot), standing(20), 20.0)
    assert targets.contact.all()
    assert np.allclose(targets.soles[..., 2], 0.0)
    assert np.allclose(targets.rotations[:, 2:, 2, 2], 1.0)
    assert np.ptp(targets.base, axis=0).max() < 1e-9


def test_a_jump_lifts_the_base_by_the_scaled_height(any_robot: Robot) -> None:
    body = body_of(any_robot)
    human = standing(40)
    height = np.zeros(40)
    height[15:25] = 0.3 * np.sin(np.linspace(0, np.pi, 10))
    human[..., 1] += height[:, None]
    base = make_targets(body, human, 20.0).base
    ratio = body.leg_length / (np.hypot(0.39, 0.02) + np.sqrt(0.4**2 + 0.01**2 + 0.02**2))
    assert np.isclose(np.ptp(base[:, 2]), ratio * height.max(), atol=0.04)
