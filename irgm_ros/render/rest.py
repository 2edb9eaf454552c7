# SPDX-License-Identifier: Apache-2.0
"""The rest posture of a robot, from three sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from irgm_ros.render.camera import Camera
from irgm_ros.render.painter import write_label
from irgm_ros.render.scenes import make_view
from irgm_ros.render.writing import tile, write_picture
from irgm_ros.robot.kinematics import body_of
from irgm_ros.robot.retarget import quaternions
from irgm_ros.robot.smoothing import sole_corners
from irgm_ros.robot.solver import State

if TYPE_CHECKING:
    from irgm_ros.robot.description import Robot

_VIEWS = (('front', 180.0), ('from the left', -90.0), ('oblique', 150.0))
_HUMAN_PELVIS_M = 0.93  # the camera stands for a person of this size


def render_rest(robot: Robot, path: str | Path) -> None:
    """Draw the rest posture, standing on the floor.

    Args:
        robot: The robot.
        path: ``.png``.

    Raises:
        IrgmError: The file cannot be written.
    """
    body = body_of(robot)
    state = State(np.zeros((1, 3)), np.eye(3)[None], body.rest[None])
    height = -float(sole_corners(body, state)[..., 2].min())
    view = make_view(robot)
    try:
        pictures = []
        for label, azimuth in _VIEWS:
            camera = Camera(azimuth_deg=azimuth).nearer(height / _HUMAN_PELVIS_M)
            place, turn = np.array([0.0, 0.0, height]), quaternions(robot.facing[None])[0]
            picture = view.draw(camera, robot.rest_posture, place, turn)
            pictures.append(write_label(picture, label))
    finally:
        view.close()
    write_picture(tile(pictures, len(pictures)), path)
