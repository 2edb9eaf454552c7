# SPDX-License-Identifier: Apache-2.0
"""Residuals, rotations and the bounded step of the solver."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from irgm_ros.robot import Robot
from irgm_ros.robot.kinematics import body_of
from irgm_ros.robot.solver import (
    Problem,
    State,
    Weights,
    bounded_step,
    exp3,
    log3,
    solve_frames,
)
from irgm_ros.robot.targets import make_targets
from tests.robot.bodies import rising_arm
from tests.shared import shared_file


def test_log_inverts_exp() -> None:
    vectors = np.random.default_rng(2).normal(size=(50, 3))
    vectors *= np.linspace(0.0, 3.0, 50)[:, None] / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert np.allclose(log3(exp3(vectors)), vectors, atol=1e-9)
    quarter = exp3(np.array([0.0, 0.0, np.pi / 2]))
    assert np.allclose(quarter, [[0, -1, 0], [1, 0, 0], [0, 0, 1]])


def test_jacobian_equals_finite_differences(any_robot: Robot) -> None:
    body = body_of(any_robot)
    targets = make_targets(body, rising_arm('left', 3), 20.0)
    state = State(targets.base[1:2] + 0.01, targets.pelvis[1:2].copy(), body.rest[None] + 0.05)
    # Rotation vectors: the Jacobian is exact where they are zero.
    reached = state.rotation[:, None] @ body.evaluate(state.joints).rotations
    targets = replace(targets, rotations=np.repeat(reached, 3, axis=0))
    problem = Problem(body, targets, Weights())
    residual, jacobian = problem.linearise(state, slice(1, 2))
    size = 1e-6
    for column in range(jacobian.shape[-1]):
        step = np.zeros((1, jacobian.shape[-1]))
        step[0, column] = size
        moved = State(state.base, state.rotation, state.joints)
        moved.move(step)
        after, _ = problem.linearise(moved, slice(1, 2))
        slope = (after - residual)[0] / size
        assert np.allclose(slope, jacobian[0, :, column], atol=1e-4)


def test_bounded_step_by_hand() -> None:
    # minimise (x - 2)^2 + (x - y)^2 with x <= 1: x = 1, y = 1.
    hessian = np.array([[4.0, -2.0], [-2.0, 2.0]])
    step = bounded_step(hessian, np.array([-4.0, 0.0]), np.full(2, -9.0), np.array([1.0, 9.0]))
    assert np.allclose(step, [1.0, 1.0])


def test_iterations_do_not_go_round_in_circles(g1: Robot) -> None:
    body = body_of(g1)
    human = np.load(shared_file('fixtures/humanml3d/012314_positions.npy')).astype(np.float64)
    problem = Problem(body, make_targets(body, human, 20.0), Weights())

    def costs(iterations: int) -> np.ndarray:
        state = solve_frames(problem, 20.0, iterations=iterations, until=(1e-6, 1e-6))
        return problem.normal_equations(state, slice(None), Weights().posture[0])[2]

    assert np.abs(costs(61) - costs(60)).max() < 1e-4
