# SPDX-License-Identifier: Apache-2.0
"""Where the sole of a foot lies, from the geometry of its link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.geometry import read_geometry, surface_points

Array = NDArray[np.float64]
SLICE = 0.012  # thickness of the lowest part of a foot that counts as its sole [m]
GUESS = (0.03, 0.10, 0.04, 0.06)  # x, half length, half width, height where nothing is known [m]


@dataclass(frozen=True)
class SoleBox:
    """A rectangle, as `irgm_ros.robot.schema.SoleSpec`.

    Attributes:
        centre: (3,) from the ankle, x where the robot looks, all joints at zero [m].
        half_length: Along x [m].
        half_width: Along y [m].
        source: What it was read from, one sentence.
        guessed: Whether there was nothing to read it from.
    """

    centre: Array
    half_length: float
    half_width: float
    source: str
    guessed: bool


def sole_box(model: Any, urdf: Path, ankle: int, facing: Array) -> SoleBox:
    """Find the sole under a joint.

    Args:
        model: pinocchio model with a floating base.
        urdf: Its file; meshes are looked for from its folder upwards.
        ankle: Last joint of the left leg.
        facing: (3, 3) axes of the root link -> axes with x where the robot looks.
    """
    import pinocchio

    kinds = (
        ('collision', pinocchio.GeometryType.COLLISION), ('visual', pinocchio.GeometryType.VISUAL),
    )  # fmt: skip
    for name, kind in kinds:
        points = _foot_points(model, urdf, ankle, kind) @ facing.T
        if len(points):
            low = points[points[:, 2] < points[:, 2].min() + SLICE]
            least, most = low.min(axis=0), low.max(axis=0)
            centre = np.array([*(least + most)[:2] / 2, least[2]])
            half = (most - least) / 2
            if half[:2].min() > 0.01:
                text = f'the lowest {1000 * SLICE:.0f} mm of the {name} geometry of the foot'
                return SoleBox(centre, float(half[0]), float(half[1]), text, guessed=False)
    x, length, width, height = GUESS
    text = 'the foot has no geometry that can be read: measure the sole from the ankle frame'
    return SoleBox(np.array([x, 0.0, -height]), length, width, text, guessed=True)


def _foot_points(model: Any, urdf: Path, ankle: int, kind: Any) -> Array:
    """(N, 3) points of the foot's surface from the ankle, axes of the root link [m]."""
    import pinocchio

    data = model.createData()
    pinocchio.forwardKinematics(model, data, pinocchio.neutral(model))
    turn = data.oMi[1].rotation.T @ data.oMi[ankle].rotation
    found = [
        surface_points(o.geometry) @ o.placement.rotation.T + o.placement.translation
        for o in read_geometry(model, urdf, kind)
        if o.parentJoint == ankle
    ]
    return np.concatenate(found) @ turn.T if found else np.empty((0, 3))
