# SPDX-License-Identifier: Apache-2.0
"""Damped Gauss-Newton for the posture of a robot, with joint limits, frame by frame.

State of a frame: base position (world), base rotation (world) and active joints. Increments are
``[base translation in world axes, base rotation in base axes, joints]``; residuals are in the
axes of the base.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.kinematics import LIMB_INDEX, LIMBS, ORIENTED, POINTS, Body, skew
from irgm_ros.robot.targets import Targets

Array = NDArray[np.float64]
BASE = 6
CLOSE, NEAR = 0.05, 0.4  # steps that end the iterations of the first and of other frames [rad]
FAR = 0.7  # largest step of one iteration [rad or m]
FIRST_ITERATIONS = 30  # for the first frame, which starts from the rest posture
_SOLES = [POINTS.index('left_sole'), POINTS.index('right_sole')]
_LINEAR = len(LIMBS) + len(_SOLES)
_EYE = np.eye(3)
# A rotation's nine entries @ _AXIS_TRACE: its axis times the sine of its angle, half its trace.
_AXIS_TRACE = np.zeros((9, 4))
_AXIS_TRACE[[7, 2, 3], [0, 1, 2]], _AXIS_TRACE[[5, 6, 1], [0, 1, 2]] = 0.5, -0.5
_AXIS_TRACE[[0, 4, 8], 3] = 0.5
ROWS = 3 * (_LINEAR + len(ORIENTED) + 1)


@dataclass(frozen=True)
class Weights:
    """Square roots of the costs of the tasks.

    Attributes:
        limb: Direction of a limb [1/rad].
        pelvis: Orientation of the base [1/rad].
        torso: Orientation of the torso [1/rad].
        foot: Orientation of a foot, free and standing [1/rad].
        sole: Place of a sole, free, free but close to the floor, and standing [1/m].
        base: Place of the base [1/m].
        legs: Factor on all that concerns legs and feet.
        posture: Pull towards the rest posture [1/rad], in the search and in the smoothing. The
            first decides which way round an arm goes where several lead to the same directions.
        damping: Pull towards the last iterate [1/rad].
    """

    limb: float = 1.0
    pelvis: float = 1.0
    torso: float = 1.0
    foot: tuple[float, float] = (0.25, 3.0)
    sole: tuple[float, float, float] = (2.0, 10.0, 40.0)
    base: float = 0.5
    legs: float = 1.0
    posture: tuple[float, float] = (0.2, 0.02)
    damping: float = 0.05


@dataclass
class State:
    """Postures of F frames.

    Attributes:
        base: (F, 3) [m].
        rotation: (F, 3, 3).
        joints: (F, m) [rad].
    """

    base: Array
    rotation: Array
    joints: Array

    def move(self, step: Array) -> None:
        """Add increments (F, 6 + m)."""
        self.base = self.base + step[:, :3]
        self.rotation = self.rotation @ exp3(step[:, 3:BASE])
        self.joints = self.joints + step[:, BASE:]


def exp3(vectors: Array) -> Array:
    """Return rotation matrices (..., 3, 3) of rotation vectors (..., 3) (Rodrigues)."""
    square = (vectors * vectors).sum(axis=-1)[..., None, None] + 1e-20
    angle = np.sqrt(square)
    matrix = skew(vectors)
    turned = np.sin(angle) / angle * matrix
    turned += (1.0 - np.cos(angle)) / square * (matrix @ matrix)
    out: Array = turned + _EYE
    return out


def log3(rotations: Array) -> Array:
    """Return rotation vectors (..., 3) of rotation matrices (..., 3, 3); finite everywhere."""
    parts = rotations.reshape(*rotations.shape[:-2], 9) @ _AXIS_TRACE
    axis = parts[..., :3]
    sine = np.sqrt((axis * axis).sum(axis=-1)) + 1e-12
    cosine = parts[..., 3] - 0.5
    out: Array = axis * (np.arctan2(sine, cosine) / sine)[..., None]
    return out


class Problem:
    """The least-squares problem of retargeting: weighted residuals and their Jacobian.

    Rows, three each: limb directions and soles (both linear in points), orientations, base.
    """

    def __init__(self, body: Body, targets: Targets, weights: Weights) -> None:
        """Prepare row weights and wanted vectors of all frames."""
        self.body, self.targets, self.weights = body, targets, weights
        self._rows = _row_weights(targets, weights)
        # (10, 14): limb directions and soles from points.
        self._combine = np.zeros((_LINEAR, len(POINTS)))
        limbs = np.arange(len(LIMBS))
        self._combine[limbs, LIMB_INDEX[:, 1]] = 1.0 / body.limb_lengths
        self._combine[limbs, LIMB_INDEX[:, 0]] = -1.0 / body.limb_lengths
        self._combine[[_LINEAR - 2, _LINEAR - 1], _SOLES] = 1.0

    def linearise(self, state: State, part: slice) -> tuple[Array, Array]:
        """Return residuals (F, rows) and Jacobians (F, rows, 6 + m) of the frames in ``part``."""
        goal, rotation = self.targets, state.rotation
        pose = self.body.evaluate(state.joints)
        frames, m = state.joints.shape
        residual = np.empty((frames, ROWS // 3, 3))
        jacobian = np.zeros((frames, ROWS // 3, 3, BASE + m))
        soles = goal.soles[part] - state.base[:, None]
        wanted = np.concatenate([goal.directions[part], soles], axis=1) @ rotation
        residual[:, :_LINEAR] = self._combine @ pose.points - wanted
        jacobian[:, :_LINEAR, :, 3:BASE] = -skew(wanted)
        columns = pose.point_jacobians.reshape(frames, len(POINTS), 3 * m)
        jacobian[:, :_LINEAR, :, BASE:] = (self._combine @ columns).reshape(frames, _LINEAR, 3, m)
        jacobian[:, _LINEAR - 2 : _LINEAR, :, :3] = rotation.transpose(0, 2, 1)[:, None]
        turned = goal.rotations[part].swapaxes(-1, -2) @ rotation[:, None]
        residual[:, _LINEAR:-1] = log3(pose.rotations @ turned)
        jacobian[:, _LINEAR:-1, :, 3:BASE] = _EYE
        jacobian[:, _LINEAR:-1, :, BASE:] = pose.rotation_jacobians
        residual[:, -1] = state.base - goal.base[part]
        jacobian[:, -1, :, :3] = _EYE
        weight = self._rows[part]
        residual *= weight[..., None]
        jacobian *= weight[..., None, None]
        return residual.reshape(frames, ROWS), jacobian.reshape(frames, ROWS, BASE + m)

    def normal_equations(
        self, state: State, part: slice, posture: float
    ) -> tuple[Array, Array, Array]:
        """Return Hessians (F, 6 + m, 6 + m), gradients (F, 6 + m) and costs (F,).

        All with a pull to rest.
        """
        residual, jacobian = self.linearise(state, part)
        across = jacobian.swapaxes(1, 2)
        hessian, gradient = across @ jacobian, (across @ residual[..., None])[..., 0]
        stiffness, away = posture**2, state.joints - self.body.rest
        gradient[:, BASE:] += stiffness * away
        costs = (residual * residual).sum(axis=1) + stiffness * (away * away).sum(axis=1)
        diagonal = np.arange(hessian.shape[-1])
        added = np.full(len(diagonal), self.weights.damping**2)
        added[BASE:] += stiffness
        hessian[:, diagonal, diagonal] += added
        return hessian, gradient, costs


def _row_weights(targets: Targets, weights: Weights) -> Array:
    """Return (F, rows / 3) weights of the tasks."""
    rows = np.empty((len(targets.base), ROWS // 3))
    rows[:, : len(LIMBS)] = weights.limb
    free = np.where(targets.low, weights.sole[1], weights.sole[0])
    rows[:, len(LIMBS) : _LINEAR] = np.where(targets.contact, weights.sole[2], free)
    rows[:, _LINEAR : _LINEAR + 2] = weights.pelvis, weights.torso
    rows[:, _LINEAR + 2 : -1] = np.where(targets.contact, weights.foot[1], weights.foot[0])
    rows[:, [i for i, (a, _) in enumerate(LIMBS) if a.endswith(('hip', 'knee'))]] *= weights.legs
    rows[:, len(LIMBS) : _LINEAR] *= weights.legs
    rows[:, _LINEAR + 2 : -1] *= weights.legs
    rows[:, -1] = weights.base
    return rows


def bounded_step(hessian: Array, gradient: Array, low: Array, high: Array) -> Array:
    """Minimise a quadratic inside a box by an active set of clamped unknowns.

    Args:
        hessian: (v, v) positive definite.
        gradient: (v,).
        low: (v,) lower bounds of the step.
        high: (v,) upper bounds.

    Returns:
        (v,) step inside the box.
    """
    step = np.linalg.solve(hessian, -gradient)
    clamped = np.zeros(len(step), dtype=bool)
    for _ in range(3):
        bounded = np.minimum(np.maximum(step, low), high)
        outside = np.abs(step - bounded) > 1e-9
        if not outside.any():
            break
        clamped |= outside
        free = np.flatnonzero(~clamped)
        rest = -gradient[free] - hessian[free][:, clamped] @ bounded[clamped]
        step = bounded
        step[free] = np.linalg.solve(hessian[free][:, free], rest)
    inside: Array = np.minimum(np.maximum(step, low), high)
    return inside


def solve_frames(
    problem: Problem,
    fps: float,
    stride: int = 1,
    iterations: int = 2,
    until: tuple[float, float] = (CLOSE, NEAR),
) -> State:
    """Solve every ``stride``-th frame, each from its predecessor's posture; interpolate the rest.

    A joint moves at most as far as its velocity limit allows between two solved frames, so that no
    branch of the kinematics is jumped.

    Args:
        problem: Targets and weights.
        fps: Frame rate [Hz].
        stride: Frames from one solved frame to the next.
        iterations: At most so many Gauss-Newton steps per solved frame but the first.
        until: Largest entries of steps that end the iterations of the first frame and of the
            others [rad or m].

    Returns:
        Postures of all frames, inside the position limits.
    """
    body, targets = problem.body, problem.targets
    frames = len(targets.base)
    keys = np.unique(np.append(np.arange(0, frames, stride), frames - 1))
    now = State(targets.base[:1].copy(), targets.pelvis[:1].copy(), body.rest[None].copy())
    offsets = np.empty((len(keys), BASE))  # of the base from its target
    joints = np.empty((len(keys), body.size))
    last = 0
    for i, frame in enumerate(keys):
        reach = body.velocity * (frame - last) / fps if i else np.full(body.size, np.inf)
        low = np.maximum(body.lower, now.joints[0] - reach)
        high = np.minimum(body.upper, now.joints[0] + reach)
        now.base += targets.base[frame] - targets.base[last]
        now.rotation = now.rotation @ targets.pelvis[last].T @ targets.pelvis[frame]
        part, most = slice(frame, frame + 1), iterations if i else FIRST_ITERATIONS
        now = _descend(problem, now, part, low, high, most, until[min(i, 1)])
        offsets[i, :3] = now.base[0] - targets.base[frame]
        offsets[i, 3:] = log3(targets.pelvis[frame].T @ now.rotation[0])
        joints[i], last = now.joints[0], frame
    return _between(targets, keys, offsets, joints)


def _between(targets: Targets, keys: NDArray[np.intp], offsets: Array, joints: Array) -> State:
    """Interpolate joints, and the base's offset from its target, between solved frames."""
    frames = np.arange(len(targets.base))
    offset = np.stack([np.interp(frames, keys, column) for column in offsets.T], axis=1)
    return State(
        targets.base + offset[:, :3],
        targets.pelvis @ exp3(offset[:, 3:]),
        np.stack([np.interp(frames, keys, column) for column in joints.T], axis=1),
    )


def _descend(
    problem: Problem, state: State, part: slice, low: Array, high: Array, most: int, until: float
) -> State:
    """Do bounded Gauss-Newton steps on a single frame, at most ``most``.

    A step that is seen to have raised the cost is taken back by half, so that the iterations
    cannot go round in circles. The last one is not looked at.
    """
    now, best, least = state, state, np.inf
    step = np.empty(BASE + problem.body.size)
    for _ in range(most):
        equations = problem.normal_equations(now, part, problem.weights.posture[0])
        hessian, gradient, cost = (array[0] for array in equations)
        if cost > least:
            step = 0.5 * step
        else:
            best, least = now, cost
            step = bounded_step(hessian, gradient, *_room(now.joints[0], low, high))
        now = State(best.base, best.rotation, best.joints)
        now.move(step[None])
        now.joints = np.clip(now.joints, low, high)
        if np.abs(step).max() < until:
            break
    return now


def _room(joints: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return the smallest and largest steps (6 + m,) of one iteration."""
    least, most = np.repeat([[-FAR], [FAR]], BASE + len(joints), axis=1)
    np.maximum(least[BASE:], low - joints, out=least[BASE:])
    np.minimum(most[BASE:], high - joints, out=most[BASE:])
    return least, most
