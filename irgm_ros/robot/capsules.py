# SPDX-License-Identifier: Apache-2.0
"""The links of a robot as capsules that contain their collision geometry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.geometry import read_geometry, surface_points

Array = NDArray[np.float64]


class Fitted(NamedTuple):
    """A link's collision geometry and the capsule around it, fixed to a joint.

    Attributes:
        joint: Name of the joint; ``universe`` for the root link.
        link: What to call it in a report.
        ends: (2, 3) ends of the capsule's axis, from the joint, in its axes [m].
        radius: Of the capsule [m].
        shape: The convex geometry itself, for coal.
        axes: (4, 3) origin and tips of the unit vectors of the shape's axes, likewise [m].
    """

    joint: str
    link: str
    ends: Array
    radius: float
    shape: Any
    axes: Array


def read_capsules(model: Any, urdf: Path) -> list[Fitted]:
    """Fit a capsule to each collision geometry of a URDF; to visual ones where it has no others.

    Args:
        model: pinocchio model with a fixed base.
        urdf: Its file.

    Returns:
        No capsules where nothing can be read.
    """
    import pinocchio

    for kind in (pinocchio.GeometryType.COLLISION, pinocchio.GeometryType.VISUAL):
        found = list(_fitted(model, urdf, kind))
        if found:
            return found
    return []


def _fitted(model: Any, urdf: Path, kind: Any) -> Iterator[Fitted]:
    for item in read_geometry(model, urdf, kind):
        ends, radius = _capsule(item.geometry)
        turn, shift = item.placement.rotation, item.placement.translation
        yield Fitted(
            str(model.names[item.parentJoint]), str(model.frames[item.parentFrame].name),
            ends @ turn.T + shift, radius, _convex(item.geometry),
            np.concatenate([np.zeros((1, 3)), np.eye(3)]) @ turn.T + shift,
        )  # fmt: skip


def _capsule(shape: Any) -> tuple[Array, float]:
    """Ends (2, 3) of the axis and radius of a capsule around a shape, in its own axes [m]."""
    along = np.array([[0.0, 0, -1], [0, 0, 1]])
    if hasattr(shape, 'radius') and hasattr(shape, 'halfLength'):
        return float(shape.halfLength) * along, float(shape.radius)
    if hasattr(shape, 'radius'):
        return 0.0 * along, float(np.max(shape.radius))
    return around(surface_points(shape))


def _convex(shape: Any) -> Any:
    """The hull of a mesh; other shapes are convex."""
    if hasattr(shape, 'buildConvexHull'):
        shape.buildConvexHull(True, 'Qt')
        return shape.convex
    return shape


def around(points: Array) -> tuple[Array, float]:
    """A capsule that holds points (N, 3), along their longest direction.

    Returns:
        Ends (2, 3) of the axis [m] and radius [m].
    """
    middle = 0.5 * (points.min(axis=0) + points.max(axis=0))
    axis = np.linalg.eigh(np.cov((points - middle).T) + 1e-12 * np.eye(3))[1][:, -1]
    height = (points - middle) @ axis
    across = np.linalg.norm(points - middle - height[:, None] * axis, axis=1)
    radius = float(across.max())
    cap = np.sqrt(radius**2 - across**2)  # how far beyond an end it holds each point
    low, high = (height + cap).min(), (height - cap).max()
    if low > high:
        low = high = 0.5 * (low + high)
    return middle + np.array([[low], [high]]) * axis, radius
