# SPDX-License-Identifier: Apache-2.0
"""A robot as bones between its joints: needs no meshes, works for any URDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from irgm_ros.robot.description import Robot

Array = NDArray[np.float64]
_BASE = 1  # pinocchio's index of the free-flyer
_SAME_PLACE_M = 1e-3


class Chain:
    """Joints and the tips of the limbs, joined by bones.

    Attributes:
        bones: B pairs of indices of points, those without a length left out.
        names: B joints that the bones hang on.
    """

    def __init__(self, robot: Robot) -> None:
        """Join each joint to its parent, and each limb's last joint to its farthest frame."""
        self._robot = robot
        self._data: Any = robot.model.createData()
        model = robot.model
        self._tips = _tips(model)
        pairs = [(int(model.parents[j]), j, j) for j in range(_BASE + 1, model.njoints)]
        pairs += [(j, model.njoints + k, j) for k, (j, _) in enumerate(self._tips)]
        lengths = [self._length(end) for _, end, _ in pairs]
        kept = [p for p, length in zip(pairs, lengths, strict=True) if length > _SAME_PLACE_M]
        self.bones = tuple((start, end) for start, end, _ in kept)
        self.names = tuple(str(model.names[joint]) for _, _, joint in kept)

    def points(self, joints: Array, base: Array, quat_xyzw: Array) -> Array:
        """Place the points.

        Args:
            joints: (F, n) actuated joints [rad].
            base: (F, 3) base position [m].
            quat_xyzw: (F, 4) base orientation.

        Returns:
            (F, P, 3) in the world [m].
        """
        import pinocchio

        model, data = self._robot.model, self._data
        places = []
        for q in self._robot.configurations(joints, base, quat_xyzw):
            pinocchio.forwardKinematics(model, data, q)
            own = [m.translation.copy() for m in data.oMi]
            places.append(own + [data.oMi[j].act(offset) for j, offset in self._tips])
        return np.array(places)

    def _length(self, end: int) -> float:
        """Length of the bone that ends in a point [m], the same in all postures."""
        joints = self._robot.model.njoints
        if end < joints:
            offset = self._robot.model.jointPlacements[end].translation
        else:
            offset = self._tips[end - joints][1]
        return float(np.linalg.norm(offset))


def _tips(model: Any) -> list[tuple[int, Array]]:
    """Each limb's last joint with its farthest frame, seen from the joint [m]."""
    leaves = set(range(_BASE, model.njoints)) - {int(p) for p in model.parents[_BASE + 1 :]}
    tips = {int(leaf): np.zeros(3) for leaf in sorted(leaves)}
    for frame in model.frames:
        joint, offset = int(frame.parentJoint), np.array(frame.placement.translation)
        if joint in tips and np.linalg.norm(offset) > np.linalg.norm(tips[joint]):
            tips[joint] = offset
    return list(tips.items())
