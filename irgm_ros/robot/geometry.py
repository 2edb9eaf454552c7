# SPDX-License-Identifier: Apache-2.0
"""The shapes of a robot's links, as its URDF gives them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_SEARCH = 6  # parent folders of a URDF in which its meshes are looked for


def read_geometry(model: Any, urdf: Path, kind: Any) -> list[Any]:
    """Read the shapes of a URDF.

    Args:
        model: pinocchio model of it.
        urdf: The file; meshes are looked for from its folder upwards.
        kind: ``pinocchio.GeometryType``, collision or visual.

    Returns:
        pinocchio geometry objects; none where a mesh is missing.
    """
    import pinocchio

    folders = [str(folder) for folder in urdf.resolve().parents[:_SEARCH]]
    try:
        found = pinocchio.buildGeomFromUrdf(model, str(urdf), kind, None, folders)
    except (ValueError, RuntimeError):
        return []
    return list(found.geometryObjects)


def surface_points(shape: Any) -> Array:
    """Vertices (N, 3) of a mesh, or the corners of the box around another shape [m]."""
    if hasattr(shape, 'vertices'):
        vertices: Any = shape.vertices
        return np.asarray(vertices() if callable(vertices) else vertices, dtype=np.float64)
    shape.computeLocalAABB()
    box = shape.aabb_local
    grid = np.array(np.meshgrid([0, 1], [0, 1], [0, 1])).reshape(3, -1).T
    corners: Array = box.min_ + grid * (box.max_ - box.min_)
    return corners
