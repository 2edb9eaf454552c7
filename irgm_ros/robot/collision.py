# SPDX-License-Identifier: Apache-2.0
"""Distances between the links of a robot, for many postures at once, and what pushes them apart.

Links are capsules (`irgm_ros.robot.capsules`). Neighbours along a limb are left out, and so are
pairs that cannot meet or are in touch most of the time, which sampled postures tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.capsules import Fitted, read_capsules
from irgm_ros.robot.contacts import runs
from irgm_ros.robot.description import Robot
from irgm_ros.robot.kinematics import Body, body_of, skew
from irgm_ros.robot.urdf import build_model

Array = NDArray[np.float64]
SAMPLES = 400  # postures that are drawn to find the pairs
NEAR = 0.03  # pairs that never come so near are left out [m]
TOUCH_M = 0.005  # depth up to which two links only touch [m]
MOSTLY = 0.25  # share of postures from which an overlap is how the capsules are, not a collision
SLACK = 0.01  # pairs that overlap by less than this at rest are kept [m]


@dataclass(frozen=True)
class Near:
    """K pairs of links in single frames, in the axes of the base.

    Attributes:
        frame: (K,) frames.
        pair: (K,) pairs.
        distance: (K,) between the surfaces; negative inside each other [m].
        jacobian: (K, m) of the distance by active joints [m/rad].
    """

    frame: NDArray[np.intp]
    pair: NDArray[np.intp]
    distance: Array
    jacobian: Array


@dataclass(frozen=True)
class Collision:
    """Two links inside each other for a while.

    Attributes:
        links: Their names.
        start_s: First frame of it, from the start of the motion [s].
        end_s: Last frame of it [s].
        depth_m: Deepest [m].
    """

    links: tuple[str, str]
    start_s: float
    end_s: float
    depth_m: float


class SelfCollision:
    """The pairs of links of one robot that may meet.

    Attributes:
        names: (P,) both links of each pair.
    """

    def __init__(self, robot: Robot, body: Body) -> None:
        """Fit capsules and find the pairs.

        Args:
            robot: The robot.
            body: Its active joints.
        """
        self._body = body
        model = build_model(robot.urdf_path, floating=False)
        fitted = read_capsules(model, robot.urdf_path) if robot.spec.self_collision else []
        self._place(body, model, fitted)
        first, second = np.triu_indices(len(fitted), 1)
        apart = ~self._adjacent(body)[first, second]
        self._pairs = np.stack([first[apart], second[apart]], axis=1)
        self.names = self._named(fitted)
        if self.names:
            self._pairs = self._pairs[self._meeting()]
            self.names = self._named(fitted)

    def distances(self, joints: Array) -> Array:
        """Distance (F, P) between the capsules of each pair [m].

        Args:
            joints: (F, m) active joints [rad].
        """
        if not self.names:
            return np.empty((len(joints), 0))
        ends, _ = self._ends(joints)
        return self._gaps(ends)[0]

    def collisions(self, joints: Array, fps: float) -> list[Collision]:
        """What is deeper than `TOUCH_M`, the deepest first; by `measured`.

        Args:
            joints: (F, m) active joints [rad].
            fps: Frame rate [Hz].
        """
        distance = self.measured(joints)
        found = [
            Collision(self.names[pair], first / fps, (last - 1) / fps,
                      -float(distance[first:last, pair].min()))
            for pair in np.flatnonzero(distance.min(axis=0, initial=0.0) < -TOUCH_M)
            for first, last in runs(distance[:, pair] < -TOUCH_M)
        ]  # fmt: skip
        return sorted(found, key=lambda collision: -collision.depth_m)

    def measured(self, joints: Array) -> Array:
        """As `distances`, but of the convex shapes themselves where their capsules collide."""
        import coal

        distance = self.distances(joints)
        frames = np.flatnonzero((distance < -TOUCH_M).any(axis=1))
        if not len(frames):
            return distance
        carried = self._joint.tolist()
        rotations, translations, _ = self._body.placements(joints[frames], carried)
        axes = self._axes @ rotations.swapaxes(-1, -2) + translations[:, :, None]
        wish, found = coal.DistanceRequest(), coal.DistanceResult()
        for row, frame in enumerate(frames):
            for pair in np.flatnonzero(distance[frame] < -TOUCH_M):
                shapes = []
                for capsule in self._pairs[pair]:
                    origin, *tips = axes[row, capsule]
                    turn = np.stack(tips, axis=1) - origin[:, None]
                    shapes += [self._shapes[capsule], coal.Transform3s(turn, origin)]
                found.clear()
                distance[frame, pair] = coal.distance(*shapes, wish, found)
        return distance

    def near(self, joints: Array, below: float) -> Near:
        """Pairs that are nearer than ``below`` [m], with what moves them apart.

        Args:
            joints: (F, m) active joints [rad].
            below: Distance between the surfaces [m].
        """
        if not self.names:
            none = np.empty(0, dtype=np.intp)
            return Near(none, none, np.empty(0), np.empty((0, self._body.size)))
        ends, jacobians = self._ends(joints)
        distance, one, other = self._gaps(ends)
        frame, pair = np.nonzero(distance < below)
        a, b = one[frame, pair], other[frame, pair]
        apart = b - a
        length = np.linalg.norm(apart, axis=-1, keepdims=True)
        normal = np.where(length > 1e-9, apart / np.maximum(length, 1e-9), [0.0, 0.0, 1.0])
        moving = self._velocity(jacobians[frame], b, self._pairs[pair, 1])
        moving -= self._velocity(jacobians[frame], a, self._pairs[pair, 0])
        jacobian = np.einsum('ki,kim->km', normal, moving)
        return Near(frame, pair, distance[frame, pair], jacobian)

    def _place(self, body: Body, model: object, fitted: Sequence[Fitted]) -> None:
        """Fix each capsule to the active joint that carries it."""
        points = np.array([np.concatenate([f.ends, f.axes]) for f in fitted]).reshape(-1, 6, 3)
        joint, placed = body.carriers(model, [f.joint for f in fitted], points)
        self._joint, self._local, self._axes = joint, placed[:, :2], placed[:, 2:]
        self._radii = np.array([f.radius for f in fitted])
        self._shapes = [f.shape for f in fitted]
        self._support = body.supports(joint.tolist())

    def _ends(self, joints: Array) -> tuple[Array, Array]:
        """Ends of the capsules' axes (F, C, 2, 3) [m], and Jacobians (F, 6, m)."""
        rotations, translations, jacobians = self._body.placements(joints, self._joint.tolist())
        ends = self._local @ rotations.swapaxes(-1, -2) + translations[:, :, None]
        return ends, jacobians

    def _gaps(self, ends: Array) -> tuple[Array, Array, Array]:
        """Distances (F, P), and the nearest points (F, P, 3) on both axes."""
        a, b = ends[:, self._pairs[:, 0]], ends[:, self._pairs[:, 1]]
        one, other = nearest_points(a, b)
        radii = self._radii[self._pairs].sum(axis=1)
        between = other - one
        return np.sqrt(_dot(between, between)) - radii, one, other

    def _velocity(self, jacobians: Array, points: Array, capsule: NDArray[np.intp]) -> Array:
        """Velocity (K, 3, m) of points fixed to capsules, by active joints."""
        moving = jacobians[:, :3] - skew(points) @ jacobians[:, 3:]
        out: Array = moving * self._support[capsule, None]
        return out

    def _named(self, fitted: Sequence[Fitted]) -> tuple[tuple[str, str], ...]:
        return tuple((fitted[a].link, fitted[b].link) for a, b in self._pairs)

    def _meeting(self) -> NDArray[np.bool_]:
        """Which pairs can meet and need not, by sampled postures; the first one is at rest."""
        body, rng = self._body, np.random.default_rng(0)
        low, high = np.maximum(body.lower, -np.pi), np.minimum(body.upper, np.pi)
        drawn = np.concatenate([body.rest[None], rng.uniform(low, high, (SAMPLES, body.size))])
        gaps = self.distances(drawn)
        meets = (gaps.min(axis=0) < NEAR) & (gaps[0] > -SLACK)
        rarely: NDArray[np.bool_] = (gaps < -TOUCH_M).mean(axis=0) < MOSTLY
        return np.asarray(meets & rarely)

    def _adjacent(self, body: Body) -> NDArray[np.bool_]:
        """(C, C) whether links share a joint, or are next to each other along a limb."""
        parents, own = list(body.model.parents), [int(joint) for joint in self._joint]
        bearing = set(own)
        same: NDArray[np.bool_] = self._joint[:, None] == self._joint
        for index, joint in enumerate(own):
            above = parents[joint] if joint else 0
            while above and above not in bearing:
                above = parents[above]
            same[index] |= self._joint == above
        both: NDArray[np.bool_] = same | same.T
        return both


def nearest_points(one: Array, other: Array) -> tuple[Array, Array]:
    """Nearest points of two segments (Ericson, Real-Time Collision Detection, 5.1.9).

    Args:
        one: (..., 2, 3) ends.
        other: (..., 2, 3) ends.

    Returns:
        The points (..., 3) on each.
    """
    p, q = one[..., 0, :], other[..., 0, :]
    u, v = one[..., 1, :] - p, other[..., 1, :] - q
    w = p - q
    a, e, b = _dot(u, u), _dot(v, v), _dot(u, v)
    c, f = _dot(u, w), _dot(v, w)
    tiny = 1e-12
    across = a * e - b * b
    s = np.where(across > tiny, (b * f - c * e) / np.maximum(across, tiny), 0.0).clip(0.0, 1.0)
    t = np.where(e > tiny, (b * s + f) / np.maximum(e, tiny), 0.0)
    inside = t.clip(0.0, 1.0)
    again = np.where(a > tiny, (b * inside - c) / np.maximum(a, tiny), 0.0).clip(0.0, 1.0)
    s = np.where((t == inside) & (e > tiny), s, again)
    return p + s[..., None] * u, q + inside[..., None] * v


def _dot(one: Array, other: Array) -> Array:
    """Return scalar products of vectors (..., 3): in one pass, where a sum over three is slow."""
    out: Array = np.einsum('...i,...i', one, other)
    return out


@lru_cache(maxsize=8)
def self_collision_of(robot: Robot) -> SelfCollision:
    """The pairs of a robot, found once."""
    return SelfCollision(robot, body_of(robot))
