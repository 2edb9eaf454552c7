# SPDX-License-Identifier: Apache-2.0
"""Whole pictures of a motion: the human alone, or the human beside the robot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from irgm_ros.errors import MotionError
from irgm_ros.motion.skeleton import FPS
from irgm_ros.render.camera import Camera, follow
from irgm_ros.render.chain_view import ChainView
from irgm_ros.render.human import human_capsules
from irgm_ros.render.mujoco_view import MujocoView
from irgm_ros.render.painter import paint, write_label
from irgm_ros.render.timing import Playback, frames_at, pictures_at
from irgm_ros.render.writing import ANIMATION_FPS, suffix_of, tile, write_animation, write_picture

if TYPE_CHECKING:
    from irgm_ros.robot.description import Robot
    from irgm_ros.types import RobotPath, TimedTrajectory

Array = NDArray[np.float64]
_STRIP_PICTURES = 12
_STRIP_COLUMNS = 6
_PAIR_PICTURES = 10
_logger = logging.getLogger(__name__)


class RobotView(Protocol):
    """Draws a robot in a posture."""

    drawn_by: str

    def draw(
        self, camera: Camera, joint_positions: Array, base_position: Array, base_quat_xyzw: Array
    ) -> Image.Image:
        """Take one picture."""
        ...

    def close(self) -> None:
        """Free what drawing needed."""
        ...


def render_motion(positions: NDArray[np.floating], path: str | Path, fps: float = FPS) -> None:
    """Draw a human motion.

    Args:
        positions: (F, 22, 3) in REP-103 axes, floor at z = 0 [m].
        path: ``.png`` for a strip of pictures, ``.gif`` or ``.mp4`` for an animation in real
            time.
        fps: Frame rate of ``positions`` [Hz].

    Raises:
        IrgmError: Unknown suffix, or the file cannot be written.
        MotionError: Wrong shape.
    """
    suffix = suffix_of(path)
    human = _Human(_checked(positions), fps)
    if suffix == '.png':
        pictures = [human.draw(t) for t in pictures_at(human.duration, _STRIP_PICTURES)]
        write_picture(tile(pictures, _STRIP_COLUMNS), path)
    else:
        times = frames_at(human.duration, ANIMATION_FPS)
        write_animation([human.draw(t) for t in times], path)


def render_side_by_side(
    positions: NDArray[np.floating],
    robot: Robot,
    trajectory: TimedTrajectory | RobotPath,
    path: str | Path,
    fps: float = FPS,
    robot_path: RobotPath | None = None,
    view: RobotView | None = None,
) -> str:
    """Draw a human motion beside the robot that follows it.

    A robot slower than the human is shown at its own pace, with the human slowed down to it.

    Args:
        positions: (F, 22, 3) in REP-103 axes, floor at z = 0 [m].
        robot: The robot.
        trajectory: What the robot does.
        path: ``.png`` for a strip (human above robot), ``.gif`` or ``.mp4`` for an animation.
        fps: Frame rate of ``positions`` [Hz].
        robot_path: The frames that ``trajectory`` was timed from, to slow the human down where
            the robot is; without them it is slowed down evenly.
        view: What draws the robot; MuJoCo where it can, else capsules.

    Returns:
        What drew the robot, e.g. ``MuJoCo (egl)``.

    Raises:
        IrgmError: Unknown suffix, or the file cannot be written.
        MotionError: Wrong shape.
    """
    suffix = suffix_of(path)
    human = _Human(_checked(positions), fps)
    view = view or make_view(robot)
    playback = Playback.of(trajectory, robot_path)
    try:
        pair = _pair(human, playback, view)
        if suffix == '.png':
            pairs = [pair(t) for t in pictures_at(playback.duration, _PAIR_PICTURES)]
            sheet = [one for one, _ in pairs] + [other for _, other in pairs]
            write_picture(tile(sheet, len(pairs)), path)
        else:
            times = frames_at(playback.duration, ANIMATION_FPS)
            write_animation([tile(pair(t), 2) for t in times], path)
    finally:
        view.close()
    return view.drawn_by


def make_view(robot: Robot) -> RobotView:
    """Return MuJoCo's view of the robot if it has an MJCF and GL works, else capsules."""
    if robot.mjcf_path is not None:
        try:
            return MujocoView(robot.mjcf_path, robot.joint_names, Camera().size)
        except Exception as error:  # GL fails in many ways, and a plainer picture always works
            _logger.warning('no MuJoCo picture (%s); drawing capsules instead', error)
    return ChainView(robot)


class _Human:
    """The human's panel."""

    def __init__(self, positions: Array, fps: float) -> None:
        self._positions = positions
        self._fps = fps
        self._targets = follow(positions[:, 0], fps)
        self.duration = (len(positions) - 1) / fps
        self.pelvis_height = float(positions[0, 0, 2])

    def draw(self, time: float, label: str = '') -> Image.Image:
        """Draw the frame nearest to ``time`` [s]."""
        frame = min(round(time * self._fps), len(self._positions) - 1)
        return paint(
            Camera().at(self._targets[frame]),
            human_capsules(self._positions[frame]),
            self._positions[: frame + 1, 0],
            label or f'{time:.1f} s',
        )


def _pair(
    human: _Human, playback: Playback, view: RobotView
) -> Callable[[float], tuple[Image.Image, Image.Image]]:
    """Return what draws both panels at a time of the robot."""
    targets = follow(playback.base_positions, playback.fps)
    # A smaller robot is seen from nearer, so that both fill their panels alike.
    nearer = float(playback.base_positions[0, 2]) / max(human.pelvis_height, 0.1)
    camera = Camera().nearer(min(max(nearer, 0.3), 1.5))

    def draw(time: float) -> tuple[Image.Image, Image.Image]:
        k = playback.index(time)
        robot = view.draw(
            camera.at(targets[k]),
            playback.joint_positions[k],
            playback.base_positions[k],
            playback.base_quat_xyzw[k],
        )
        label = f'{time:.1f} s'
        then = playback.human_time(time, human.duration)
        return human.draw(then, label), write_label(robot, label)

    return draw


def _checked(positions: NDArray[np.floating]) -> Array:
    """Check the shape of a motion to draw."""
    points = np.asarray(positions, dtype=np.float64)
    if points.ndim != 3 or points.shape[1:] != (22, 3) or len(points) < 1:
        raise MotionError(f'positions of shape {points.shape} given; (F, 22, 3) expected')
    if not np.isfinite(points).all():
        raise MotionError('positions to draw are not finite')
    return points
