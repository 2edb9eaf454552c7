# SPDX-License-Identifier: Apache-2.0
"""The links of a robot as convex shapes, and capsules around them, for many postures at once.

Capsules hold their shapes, so their distance is at most that of the shapes and tells cheaply which
of those are worth measuring (coal: GJK, and EPA for depths).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.capsules import read_capsules
from irgm_ros.robot.description import Robot
from irgm_ros.robot.kinematics import Body, skew
from irgm_ros.robot.urdf import build_model

Array = NDArray[np.float64]
Index = NDArray[np.intp]
ACCURACY = 1e-4  # of a measured distance [m]


class Placed(NamedTuple):
    """C links in F postures, in the axes of the base.

    Attributes:
        rotations: (F, C, 3, 3) of the joints that carry them.
        translations: (F, C, 3) of these joints [m].
        jacobians: (F, 6, m) of points at the origin of the base, linear before angular.
    """

    rotations: Array
    translations: Array
    jacobians: Array


class Gap(NamedTuple):
    """Between two surfaces, in the axes of the base.

    Attributes:
        distance: (...,) negative inside each other [m].
        one: (..., 3) nearest point of the first [m].
        other: (..., 3) and of the second [m].
        normal: (..., 3) direction in which the second moves away.
    """

    distance: Array
    one: Array
    other: Array
    normal: Array


class Links:
    """The collision geometry of one robot, fixed to its active joints.

    Attributes:
        names: (C,) of the links.
        joint: (C,) that carries each, of `Body.model`.
        limb: (C,) first joint of its limb, from where the kinematic tree branches.
        round: (C,) whether it is a sphere, a capsule or a cylinder, which its capsule fits.
    """

    def __init__(self, robot: Robot, body: Body) -> None:
        """Read the shapes and fit the capsules.

        Args:
            robot: The robot.
            body: Its active joints.
        """
        self._body = body
        model = build_model(robot.urdf_path, floating=False)
        fitted = read_capsules(model, robot.urdf_path)
        points = np.array([np.concatenate([f.ends, f.axes]) for f in fitted]).reshape(-1, 6, 3)
        self.names = tuple(f.link for f in fitted)
        self.joint, placed = body.carriers(model, [f.joint for f in fitted], points)
        limbs = [_branch(body.model, int(joint)) for joint in self.joint]
        self.limb = np.array(limbs, dtype=np.intp)
        self.round = np.array([hasattr(f.shape, 'radius') for f in fitted], dtype=bool)
        self._ends, self._origin = placed[:, :2], placed[:, 2]
        self._turn = (placed[:, 3:] - placed[:, 2:3]).swapaxes(1, 2)
        self._radii = np.array([f.radius for f in fitted])
        self._shapes = [f.shape for f in fitted]
        self._support = body.supports(self.joint.tolist())

    def place(self, joints: Array, moving: bool = True) -> Placed:
        """Place the links.

        Args:
            joints: (F, m) active joints [rad].
            moving: Whether `approach` will be asked for.
        """
        return Placed(*self._body.placements(joints, self.joint, moving))

    def spheres(self, placed: Placed, one: Index, other: Index) -> Array:
        """Distances (F, P) between spheres around the capsules of P pairs, in each posture.

        Args:
            placed: The postures.
            one: (P,) links.
            other: (P,) links.
        """
        middle = self._ends.mean(axis=1)[:, :, None]
        centres = (placed.rotations @ middle)[..., 0] + placed.translations
        apart = centres[:, other] - centres[:, one]
        radii = self._radii + 0.5 * np.linalg.norm(self._ends[:, 1] - self._ends[:, 0], axis=1)
        out: Array = np.sqrt(np.einsum('fpi,fpi->fp', apart, apart)) - radii[one] - radii[other]
        return out

    def capsules(self, placed: Placed, frame: Index, one: Index, other: Index) -> Gap:
        """Gaps (K,) between the capsules of K pairs, each in its own posture.

        Args:
            placed: The postures.
            frame: (K,) posture.
            one: (K,) link.
            other: (K,) link.
        """
        ends = self._ends @ placed.rotations.swapaxes(-1, -2) + placed.translations[:, :, None]
        a, b = nearest_points(ends[frame, one], ends[frame, other])
        apart = b - a
        length = np.linalg.norm(apart, axis=-1)
        safe = np.maximum(length, 1e-9)[:, None]
        normal = np.where(length[:, None] > 1e-9, apart / safe, [0.0, 0.0, 1.0])
        return Gap(length - self._radii[one] - self._radii[other], a, b, normal)

    def shapes(self, placed: Placed, frame: Index, one: Index, other: Index) -> Gap:
        """Gaps (K,) between the convex shapes of K pairs, each in its own posture.

        Args:
            placed: The postures.
            frame: (K,) posture.
            one: (K,) link.
            other: (K,) link.
        """
        import coal

        wish, found = coal.DistanceRequest(), coal.DistanceResult()
        wish.gjk_tolerance = wish.epa_tolerance = ACCURACY
        shapes, here = self._shapes, coal.Transform3s()
        turn, shift = self._frames(placed, frame, one)
        turns, shifts = self._frames(placed, frame, other)
        back = turn.swapaxes(-1, -2)
        turns, shifts = back @ turns, (back @ (shifts - shift)[..., None])[..., 0]
        distance, vectors = np.empty(len(frame)), np.empty((3, len(frame), 3))
        for k, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
            found.clear()
            there = coal.Transform3s(turns[k], shifts[k])
            distance[k] = coal.distance(shapes[a], here, shapes[b], there, wish, found)
            vectors[:, k] = found.getNearestPoint1(), found.getNearestPoint2(), found.normal
        first, second, normal = (turn @ vectors[..., None])[..., 0]
        return Gap(distance, first + shift, second + shift, normal)

    def approach(self, placed: Placed, frame: Index, one: Index, other: Index, gap: Gap) -> Array:
        """(K, m) Jacobian of the distance of K gaps by active joints [m/rad].

        Args:
            placed: The postures.
            frame: (K,) posture.
            one: (K,) link.
            other: (K,) link.
            gap: (K,) gaps between them.
        """
        jacobians = placed.jacobians[frame]
        moving = self._velocity(jacobians, gap.other, other)
        moving -= self._velocity(jacobians, gap.one, one)
        out: Array = np.einsum('ki,kim->km', gap.normal, moving)
        return out

    def _velocity(self, jacobians: Array, points: Array, link: Index) -> Array:
        """Velocity (K, 3, m) of points fixed to links, by active joints."""
        moving = jacobians[:, :3] - skew(points) @ jacobians[:, 3:]
        out: Array = moving * self._support[link, None]
        return out

    def _frames(self, placed: Placed, frame: Index, link: Index) -> tuple[Array, Array]:
        """Rotations (K, 3, 3) and translations (K, 3) of the shapes of K links."""
        carrier = placed.rotations[frame, link]
        shift = (carrier @ self._origin[link][..., None])[..., 0]
        return carrier @ self._turn[link], shift + placed.translations[frame, link]


def _branch(model: Any, joint: int) -> int:
    """The first joint after a branching of the tree, up from a joint; 0 for the root link."""
    parents = list(model.parents)
    while joint and parents[joint] and parents[1:].count(parents[joint]) == 1:
        joint = parents[joint]
    return joint


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
