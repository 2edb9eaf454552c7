# SPDX-License-Identifier: Apache-2.0
"""Whole-trajectory passes: smoother, contacts kept, nothing below the floor."""

from __future__ import annotations

import numpy as np

from irgm_ros.robot import Robot, smoothing
from irgm_ros.robot.kinematics import body_of
from irgm_ros.robot.smoothing import lift_above_floor, smooth, sole_corners
from irgm_ros.robot.solver import Problem, Weights, solve_frames
from irgm_ros.robot.targets import make_targets
from tests.robot.bodies import rising_arm, standing


def test_banded_solution_equals_dense() -> None:
    rng = np.random.default_rng(3)
    frames, size = 9, 8
    root = rng.normal(size=(frames, size, size))
    hessian = root @ root.transpose(0, 2, 1) + np.eye(size)
    gradient, penalty = rng.normal(size=(frames, size)), rng.uniform(0.1, 2.0, size)
    dense = np.zeros((frames * size, frames * size))
    for t in range(frames):
        dense[t * size : (t + 1) * size, t * size : (t + 1) * size] = hessian[t]
    second = np.diff(np.eye(frames), 2, axis=0)
    dense += np.kron(second.T @ second, np.diag(penalty))
    wanted = np.linalg.solve(dense, -gradient.reshape(-1)).reshape(frames, size)
    assert np.allclose(smoothing._solve_banded(hessian, gradient, penalty), wanted)


def test_noise_is_smoothed_and_feet_stay(any_robot: Robot) -> None:
    body = body_of(any_robot)
    noise = np.random.default_rng(4).normal(scale=0.004, size=(40, 22, 3))
    problem = Problem(body, make_targets(body, standing(40) + noise, 20.0), Weights())
    rough = solve_frames(problem, 20.0)
    calm = smooth(problem, rough, 20.0)

    def jerk(joints: np.ndarray) -> float:
        return float(np.sqrt((np.diff(joints, 3, axis=0) ** 2).mean()))

    assert jerk(calm.joints) < 0.7 * jerk(rough.joints)
    soles = sole_corners(body, calm).mean(axis=2)
    standing_still = problem.targets.contact[1:] & problem.targets.contact[:-1]
    assert standing_still.mean() > 0.5
    slip = np.linalg.norm(np.diff(soles, axis=0), axis=-1)[standing_still]
    assert slip.max() < 0.005


def test_chunks_join_without_a_seam(tiny: Robot, monkeypatch: object) -> None:
    body = body_of(tiny)
    problem = Problem(body, make_targets(body, rising_arm('left', 200), 20.0), Weights())
    start = solve_frames(problem, 20.0)
    whole = smooth(problem, start, 20.0)
    monkeypatch.setattr(smoothing, 'CHUNK', 80)  # type: ignore[attr-defined]
    parts = smooth(problem, start, 20.0)
    assert np.allclose(parts.joints, whole.joints, atol=2e-3)


def test_soles_are_lifted_out_of_the_floor(tiny: Robot) -> None:
    body = body_of(tiny)
    problem = Problem(body, make_targets(body, standing(20), 20.0), Weights())
    state = solve_frames(problem, 20.0)
    state.base[8:12, 2] -= 0.03
    lift_above_floor(body, state, 20.0)
    assert sole_corners(body, state)[..., 2].min() > -1e-9
