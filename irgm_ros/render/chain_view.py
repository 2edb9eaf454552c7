# SPDX-License-Identifier: Apache-2.0
"""The robot as capsules between its joints: needs no meshes and no GL, works for any URDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from irgm_ros.render.camera import Camera
from irgm_ros.render.human import colour_of
from irgm_ros.render.painter import Capsule, paint

if TYPE_CHECKING:
    from irgm_ros.robot.description import Robot

_BASE = 1  # pinocchio's index of the free-flyer
_RADIUS_M = 0.04
_SAME_PLACE_M = 1e-3


class ChainView:
    """Poses a robot by forward kinematics and draws its joints.

    Attributes:
        drawn_by: What draws, for the person who wonders.
    """

    drawn_by = 'capsules between the joints'

    def __init__(self, robot: Robot) -> None:
        """Take the robot's kinematics."""
        self._robot = robot
        self._data: Any = robot.model.createData()

    def draw(
        self,
        camera: Camera,
        joint_positions: NDArray[np.float64],
        base_position: NDArray[np.float64],
        base_quat_xyzw: NDArray[np.float64],
    ) -> Image.Image:
        """Take one picture; arguments as in ``MujocoView.draw``."""
        import pinocchio

        q = self._robot.configurations(
            joint_positions[None], base_position[None], base_quat_xyzw[None]
        )[0]
        model = self._robot.model
        pinocchio.forwardKinematics(model, self._data, q)
        pinocchio.updateFramePlacements(model, self._data)
        return paint(camera, self._capsules(model))

    def close(self) -> None:
        """Nothing to free."""

    def _capsules(self, model: Any) -> list[Capsule]:
        """Join each joint to its parent, and each limb's last joint to its farthest frame."""
        places = [np.array(m.translation) for m in self._data.oMi]
        leaves = set(range(_BASE, model.njoints)) - {int(p) for p in model.parents[_BASE + 1 :]}
        tips = {int(leaf): places[leaf] for leaf in leaves}
        for frame, placement in zip(model.frames, self._data.oMf, strict=True):
            joint, place = int(frame.parentJoint), np.array(placement.translation)
            if joint in tips and _apart(place, places[joint]) > _apart(tips[joint], places[joint]):
                tips[joint] = place
        bones = [(int(model.parents[j]), places[j], j) for j in range(_BASE + 1, model.njoints)]
        limbs = [(places[parent], end, j) for parent, end, j in bones]
        limbs += [(places[j], tip, j) for j, tip in tips.items()]
        return [
            Capsule(start, end, _RADIUS_M, colour_of(model.names[j]))
            for start, end, j in limbs
            if _apart(start, end) > _SAME_PLACE_M
        ]


def _apart(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Distance between two points [m]."""
    return float(np.linalg.norm(one - other))
