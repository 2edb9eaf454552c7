# SPDX-License-Identifier: Apache-2.0
"""The robot as capsules between its joints: needs no meshes and no GL, works for any URDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from irgm_ros.render.camera import Camera
from irgm_ros.render.chain import Chain
from irgm_ros.render.human import colour_of
from irgm_ros.render.painter import Capsule, paint

if TYPE_CHECKING:
    from irgm_ros.robot.description import Robot

_RADIUS_M = 0.04


class ChainView:
    """Poses a robot by forward kinematics and draws its joints.

    Attributes:
        drawn_by: What draws, for the person who wonders.
    """

    drawn_by = 'capsules between the joints'

    def __init__(self, robot: Robot) -> None:
        """Take the robot's kinematics."""
        self._chain = Chain(robot)

    def draw(
        self,
        camera: Camera,
        joint_positions: NDArray[np.float64],
        base_position: NDArray[np.float64],
        base_quat_xyzw: NDArray[np.float64],
    ) -> Image.Image:
        """Take one picture; arguments as in ``MujocoView.draw``."""
        chain = self._chain
        points = chain.points(joint_positions[None], base_position[None], base_quat_xyzw[None])[0]
        capsules = [
            Capsule(points[start], points[end], _RADIUS_M, colour_of(name))
            for (start, end), name in zip(chain.bones, chain.names, strict=True)
        ]
        return paint(camera, capsules)

    def close(self) -> None:
        """Nothing to free."""
