# SPDX-License-Identifier: Apache-2.0
"""Distances between the links of a robot, for many postures at once, and what pushes them apart.

Links are convex shapes (`irgm_ros.robot.links`). Neighbours along a limb are left out, and so are
pairs that never meet, or whose shapes are inside each other at rest or most of the time: meshes
that are hollow. Sampled postures tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.contacts import runs
from irgm_ros.robot.description import Robot
from irgm_ros.robot.kinematics import Body, body_of
from irgm_ros.robot.links import Gap, Links, Placed

Array = NDArray[np.float64]
Pairs = tuple[tuple[str, str], ...]
SAMPLES = 400  # postures that are drawn to find the pairs
NEAR = 0.03  # pairs that never come so near are left out [m]
REACH = 0.06  # distance from which links are watched [m]
TOUCH_M = 0.005  # depth up to which two links only touch [m]
ENOUGH = 40  # samples of a pair that tell how much wider its capsules are than its shapes
MARGIN = 0.01  # by which they may be wider than in any sample [m]
MOSTLY = 0.25  # share of postures from which an overlap is how the shapes are, not a collision


@dataclass(frozen=True)
class Near:
    """K pairs of links in single frames, in the axes of the base.

    Attributes:
        frame: (K,) frames.
        pair: (K,) pairs.
        missing: (K,) of the clearance between the surfaces [m].
        jacobian: (K, m) of the distance by active joints [m/rad].
        edged: (K,) whether the shapes have edges, at which the direction apart jumps.
    """

    frame: NDArray[np.intp]
    pair: NDArray[np.intp]
    missing: Array
    jacobian: Array
    edged: NDArray[np.bool_]


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
        unclear: Pairs left out because their shapes are inside each other at rest or mostly.
    """

    def __init__(self, robot: Robot, body: Body) -> None:
        """Read the shapes and find the pairs.

        Args:
            robot: The robot.
            body: Its active joints.
        """
        self.names: Pairs = ()
        self.unclear: Pairs = ()
        self._size = body.size
        if not robot.spec.self_collision:
            return
        self._links = Links(robot, body)
        first, second = np.triu_indices(len(self._links.names), 1)
        apart = ~self._adjacent(body)[first, second]
        self._one, self._other = first[apart], second[apart]
        self._slack = np.zeros(len(self._one))
        self.names = self._named()
        if self.names:
            self._choose(body)

    def distances(self, joints: Array, below: float = 0.0) -> Array:
        """Distance (F, P) between the links of each pair; negative inside each other [m].

        Args:
            joints: (F, m) active joints [rad].
            below: Where the capsules around two links are further apart, it is theirs, which is
                less than that of the links [m].
        """
        if not self.names:
            return np.empty((len(joints), 0))
        placed = self._links.place(joints, moving=False)
        distance, frame, pair, _ = self._watched(placed, below)
        distance[frame, pair] = self._shapes(placed, frame, pair).distance
        return distance

    def collisions(self, joints: Array, fps: float) -> list[Collision]:
        """What is deeper than `TOUCH_M`, the deepest first.

        Args:
            joints: (F, m) active joints [rad].
            fps: Frame rate [Hz].
        """
        distance = self.distances(joints, -TOUCH_M)
        found = [
            Collision(self.names[pair], first / fps, (last - 1) / fps,
                      -float(distance[first:last, pair].min()))
            for pair in np.flatnonzero(distance.min(axis=0, initial=0.0) < -TOUCH_M)
            for first, last in runs(distance[:, pair] < -TOUCH_M)
        ]  # fmt: skip
        return sorted(found, key=lambda collision: -collision.depth_m)

    def near(self, joints: Array, step: Array, clearance: float) -> Near:
        """Pairs that a step brings nearer than a clearance, with what moves them apart.

        Round links push by their capsules, whose nearest points move smoothly. Of the others, only
        the nearest ones of two limbs do in each frame: a hand between pelvis and thigh would be
        pushed to and fro.

        Args:
            joints: (F, m) active joints [rad].
            step: (F, m) what will be added to them [rad].
            clearance: Between the surfaces; less for pairs that are nearer at rest [m].
        """
        if not self.names:
            none = np.empty(0, dtype=np.intp)
            return Near(none, none, np.empty(0), np.empty((0, self._size)), none > 0)
        placed = self._links.place(joints)
        _, frame, pair, gap = self._watched(placed, REACH)
        close = self._ahead(placed, frame, pair, gap, step)[0] < clearance
        frame, pair = frame[close], pair[close]
        gap = Gap(*(values[close] for values in gap))
        edged = ~(self._links.round[self._one[pair]] & self._links.round[self._other[pair]])
        shapes = self._shapes(placed, frame[edged], pair[edged])
        for values, measured in zip(gap, shapes, strict=True):
            values[edged] = measured
        ahead, jacobian = self._ahead(placed, frame, pair, gap, step)
        wanted = np.minimum(clearance, self._rest[pair])
        missing = wanted - gap.distance
        kept = np.flatnonzero(ahead < wanted)
        kept = kept[np.argsort(-missing[kept], kind='stable')]
        limbs = [self._links.limb[links[pair[kept]]] for links in (self._one, self._other)]
        alone = np.where(edged[kept], -1, pair[kept])
        kept = kept[np.unique([frame[kept], alone, *limbs], axis=1, return_index=True)[1]]
        return Near(frame[kept], pair[kept], missing[kept], jacobian[kept], edged[kept])

    def _watched(
        self, placed: Placed, below: float
    ) -> tuple[Array, NDArray[np.intp], NDArray[np.intp], Gap]:
        """Bounds (F, P) of the distances, and where they are below one: frame, pair, gap (K,)."""
        distance = self._links.spheres(placed, self._one, self._other)
        frame, pair = np.nonzero(distance < below)
        gap = self._links.capsules(placed, frame, self._one[pair], self._other[pair])
        bound = gap.distance + self._slack[pair]
        distance[frame, pair] = bound
        close = bound < below
        gap = Gap(bound[close], gap.one[close], gap.other[close], gap.normal[close])
        return distance, frame[close], pair[close], gap

    def _shapes(self, placed: Placed, frame: NDArray[np.intp], pair: NDArray[np.intp]) -> Gap:
        """Gaps (K,) between the shapes of pairs in single frames."""
        return self._links.shapes(placed, frame, self._one[pair], self._other[pair])

    def _ahead(
        self,
        placed: Placed,
        frame: NDArray[np.intp],
        pair: NDArray[np.intp],
        gap: Gap,
        step: Array,
    ) -> tuple[Array, Array]:
        """Distances (K,) after a step, to first order, and their Jacobian (K, m)."""
        jacobian = self._links.approach(placed, frame, self._one[pair], self._other[pair], gap)
        return gap.distance + (jacobian * step[frame]).sum(axis=1), jacobian

    def _named(self) -> Pairs:
        names = self._links.names
        return tuple((names[a], names[b]) for a, b in zip(self._one, self._other, strict=True))

    def _choose(self, body: Body) -> None:
        """Keep pairs that can meet and need not, by sampled postures; the first one is at rest."""
        rng = np.random.default_rng(0)
        low, high = np.maximum(body.lower, -np.pi), np.minimum(body.upper, np.pi)
        drawn = np.concatenate([body.rest[None], rng.uniform(low, high, (SAMPLES, body.size))])
        placed = self._links.place(drawn, moving=False)
        gaps, frame, pair, bound = self._watched(placed, NEAR)
        gaps[frame, pair] = self._shapes(placed, frame, pair).distance
        inside = gaps < -TOUCH_M
        meets = gaps.min(axis=0) < NEAR
        unclear = inside[0] | (inside.mean(axis=0) > MOSTLY)
        self.unclear = tuple(self.names[pair] for pair in np.flatnonzero(unclear))
        kept = meets & ~unclear
        self._one, self._other, self._rest = self._one[kept], self._other[kept], gaps[0, kept]
        slack = _slack(pair, gaps[frame, pair] - bound.distance, len(kept))
        self._slack = slack[kept]
        self.names = self._named()

    def _adjacent(self, body: Body) -> NDArray[np.bool_]:
        """(C, C) whether links share a joint, or are next to each other along a limb."""
        joint = self._links.joint
        parents, own = list(body.model.parents), [int(index) for index in joint]
        bearing = set(own)
        same: NDArray[np.bool_] = joint[:, None] == joint
        for index, here in enumerate(own):
            above = parents[here] if here else 0
            while above and above not in bearing:
                above = parents[above]
            same[index] |= joint == above
        both: NDArray[np.bool_] = same | same.T
        return both


def _slack(pair: NDArray[np.intp], excess: Array, pairs: int) -> Array:
    """(P,) by how much shapes are always further apart than their capsules.

    Args:
        pair: (K,) samples of pairs that are near.
        excess: (K,) distance of the shapes less that of the capsules [m].
        pairs: P.

    Returns:
        The least excess of a pair less a margin, at least 0; 0 for pairs with few samples [m].
    """
    least = np.full(pairs, np.inf)
    np.minimum.at(least, pair, excess)
    many = np.bincount(pair, minlength=pairs) >= ENOUGH
    return np.where(many, np.maximum(least - MARGIN, 0.0), 0.0)


@lru_cache(maxsize=8)
def self_collision_of(robot: Robot) -> SelfCollision:
    """The pairs of a robot, found once."""
    return SelfCollision(robot, body_of(robot))
