# SPDX-License-Identifier: Apache-2.0
"""Whole-trajectory passes: smooth joints without losing contacts, and keep soles above the floor.

The smoothing pass is one Gauss-Newton step on the sum of all frames' tasks plus a penalty on
second differences, so that contacts, limb directions and smoothness are weighed against each other
at once. Its normal equations are block pentadiagonal and solved by one banded Cholesky
factorisation: cost is linear in frames.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.collision import SelfCollision
from irgm_ros.robot.contacts import runs
from irgm_ros.robot.kinematics import Body
from irgm_ros.robot.solver import BASE, Problem, State, log3

Array = NDArray[np.float64]
REFERENCE_FPS = 20.0
SMOOTH_JOINT = 0.10  # weight of squared second differences at 20 Hz, joints [1/rad^2]
SMOOTH_BASE = (8.0, 0.4)  # base translation [1/m^2] and rotation [1/rad^2]
CHUNK = 1500  # frames of one banded system; neighbours overlap
OVERLAP = 30
_STIFF = 1e6
CLEARANCE = 0.008  # between links that are pushed apart [m]
APART = 50.0  # weight of what is missing of it [1/m]
STEADY = 1.0  # weight of squared differences from the step that would not push [1/rad^2]


def smooth(
    problem: Problem, state: State, fps: float, collision: SelfCollision | None = None
) -> State:
    """Do one smoothing pass over the whole trajectory.

    Args:
        problem: Targets and weights.
        state: Postures of all frames.
        fps: Frame rate [Hz].
        collision: Pushes links apart that come too near; None leaves them.

    Returns:
        Smoothed postures inside the position limits.
    """
    frames = len(state.joints)
    if frames < 3:
        return state
    out = State(state.base.copy(), state.rotation.copy(), state.joints.copy())
    for first in range(0, frames, CHUNK):
        part = slice(max(0, first - OVERLAP), min(frames, first + CHUNK + OVERLAP))
        here = State(state.base[part], state.rotation[part], state.joints[part])
        here.move(_smooth_step(problem, here, part, fps, collision))
        keep = slice(first - part.start, min(first + CHUNK, frames) - part.start)
        into = slice(first, first + CHUNK)
        out.base[into], out.rotation[into] = here.base[keep], here.rotation[keep]
        out.joints[into] = here.joints[keep]
    out.joints = np.clip(out.joints, problem.body.lower, problem.body.upper)
    return out


def push_apart(
    problem: Problem,
    state: State,
    fps: float,
    collision: SelfCollision,
    inside: NDArray[np.bool_],
) -> State:
    """Do one smoothing pass around the frames where links are inside each other.

    Args:
        problem: Targets and weights.
        state: Postures of all frames.
        fps: Frame rate [Hz].
        collision: Pushes links apart that come too near.
        inside: (F,) where they are inside each other.

    Returns:
        Postures inside the position limits; those further away are as they were.
    """
    from scipy.ndimage import maximum_filter1d

    out = State(state.base.copy(), state.rotation.copy(), state.joints.copy())
    for first, last in runs(maximum_filter1d(inside, 2 * OVERLAP + 1)):
        part = slice(first, last)
        here = State(out.base[part], out.rotation[part], out.joints[part])
        still = [*range(2 * (first > 0)), *range(-2 * (last < len(inside)), 0)]
        here.move(_smooth_step(problem, here, part, fps, collision, still))
        out.base[part], out.rotation[part] = here.base, here.rotation
        out.joints[part] = here.joints
    out.joints = np.clip(out.joints, problem.body.lower, problem.body.upper)
    return out


def _smooth_step(
    problem: Problem,
    state: State,
    part: slice,
    fps: float,
    collision: SelfCollision | None,
    still: Sequence[int] = (),
) -> Array:
    """Return the increments (F, v) of one step on tasks and second differences together.

    Frames that are ``still`` get none.
    """
    hessian, gradient, _ = problem.normal_equations(state, part, problem.weights.posture[1])
    size = hessian.shape[-1]
    penalty = np.full(size, SMOOTH_JOINT)
    penalty[:3], penalty[3:BASE] = SMOOTH_BASE
    penalty *= (fps / REFERENCE_FPS) ** 4
    second = np.concatenate(
        [
            np.diff(state.base, 2, axis=0),
            np.diff(_turns(state.rotation), axis=0),
            np.diff(state.joints, 2, axis=0),
        ],
        axis=1,
    )
    for offset, factor in enumerate((1.0, -2.0, 1.0)):
        gradient[offset : offset + len(second)] += factor * penalty * second
    _hold_at_limits(problem.body, state.joints, hessian, gradient)
    hessian[np.ix_(still, range(size), range(size))] += _STIFF * np.eye(size)
    step = _solve_banded(hessian, gradient, penalty)
    if collision is not None and _push(collision, state.joints, step, hessian, gradient):
        step = _solve_banded(hessian, gradient, penalty)
    return step


def _push(
    collision: SelfCollision, joints: Array, step: Array, hessian: Array, gradient: Array
) -> bool:
    """Keep apart what a step would bring too near; in place. Returns whether there is anything.

    Adds the squares of what will be missing of the clearance, and of the difference from the
    step where shapes have edges, as their distances are linear for small ones only.
    """
    near = collision.near(joints, step[:, BASE:], CLEARANCE)
    rows, frame = APART * near.jacobian, near.frame
    np.add.at(gradient[:, BASE:], frame, -APART * rows * near.missing[:, None])
    np.add.at(hessian[:, BASE:, BASE:], frame, rows[:, :, None] * rows[:, None])
    pushed, joint = np.unique(frame[near.edged])[:, None], np.arange(BASE, hessian.shape[-1])
    hessian[pushed, joint, joint] += STEADY
    gradient[pushed, joint] -= STEADY * step[pushed, joint]
    return len(frame) > 0


def _turns(rotations: Array) -> Array:
    """Return (F - 1, 3) rotation vectors from frame to frame, in base axes."""
    return log3(np.swapaxes(rotations[:-1], -1, -2) @ rotations[1:])


def _hold_at_limits(body: Body, joints: Array, hessian: Array, gradient: Array) -> None:
    """Stiffen joints that stand at a limit and are pushed against it; in place."""
    push = gradient[:, BASE:]
    held = (joints <= body.lower + 1e-6) & (push > 0)
    held |= (joints >= body.upper - 1e-6) & (push < 0)
    frame, joint = np.nonzero(held)
    hessian[frame, joint + BASE, joint + BASE] += _STIFF


def _solve_banded(hessian: Array, gradient: Array, penalty: Array) -> Array:
    """Solve the block pentadiagonal system; returns (F, v)."""
    from scipy.linalg import solveh_banded

    frames, size = gradient.shape
    band = np.zeros((2 * size + 1, frames, size))
    row, column = np.tril_indices(size)
    band[row - column, :, column] = hessian[:, row, column].T
    count = np.zeros((3, frames))  # second differences: D^T D has the diagonals 1, -4, 6, -4, 1
    stencil = (1.0, -2.0, 1.0)
    for i, a in enumerate(stencil):
        for j, b in enumerate(stencil[: i + 1]):
            count[i - j, j : j + frames - 2] += a * b
    band[0] += count[0][:, None] * penalty
    band[size] += count[1][:, None] * penalty
    band[2 * size] += count[2][:, None] * penalty
    flat = band.reshape(2 * size + 1, frames * size)
    step = solveh_banded(flat, -gradient.reshape(-1), lower=True, overwrite_ab=True)
    return np.asarray(step).reshape(frames, size)


def sole_corners(body: Body, state: State) -> Array:
    """Return the sole corners (F, 2, 4, 3) in ``odom`` [m]."""
    points, rotations = body.sites(state.joints)
    turned = rotations[:, -2:] @ body.sole_corners.swapaxes(1, 2)
    corners = (points[:, body.ankle_points, :, None] + turned).swapaxes(2, 3)
    out: Array = corners @ state.rotation.swapaxes(1, 2)[:, None] + state.base[:, None, None]
    return out


def lift_above_floor(body: Body, state: State, fps: float) -> None:
    """Raise the base smoothly where a sole would be below the floor; in place."""
    depth = np.maximum(-sole_corners(body, state)[..., 2].min(axis=(1, 2)), 0.0)
    if depth.max() <= 0.0:
        return
    from scipy.ndimage import gaussian_filter1d, maximum_filter1d

    reach = max(1, round(0.1 * fps))
    envelope = maximum_filter1d(depth, 2 * reach + 1, mode='nearest')
    smoothed = gaussian_filter1d(envelope, reach / 2, mode='nearest', truncate=2.0)
    state.base[:, 2] += np.maximum(smoothed, depth)
