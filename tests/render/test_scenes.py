# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from irgm_ros.errors import IrgmError, MotionError
from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.render import make_view, render_motion, render_side_by_side
from irgm_ros.render.camera import Camera
from irgm_ros.render.chain_view import ChainView
from irgm_ros.render.painter import LEFT, RIGHT
from irgm_ros.robot import list_robots, load_robot
from irgm_ros.types import RobotPath
from tests.people import waving

HUMAN = to_rep103(waving(12))


@pytest.fixture(scope='module')
def g1():
    status = {info.name: info.status for info in list_robots()}
    if status['g1'] != 'installed':
        pytest.skip('the files of g1 are not installed: irgm robots --install g1')
    return load_robot('g1')


def resting(robot, frames=12):
    joints = np.tile(robot.rest_posture, (frames, 1))
    base = np.tile([0.0, 0.0, 0.79], (frames, 1))
    return RobotPath(robot.joint_names, joints, base, np.tile([0.0, 0, 0, 1], (frames, 1)))


def test_strip_and_animation_of_a_human(tmp_path):
    render_motion(HUMAN, tmp_path / 'a.png')
    with Image.open(tmp_path / 'a.png') as strip:
        assert strip.size[0] > strip.size[1]
    render_motion(HUMAN, tmp_path / 'a.gif')
    with Image.open(tmp_path / 'a.gif') as animation:
        assert animation.n_frames == 6  # 0.55 s at 10 Hz, both ends


def test_one_frame_is_a_picture_too(tmp_path):
    render_motion(HUMAN[:1], tmp_path / 'a.png')
    assert (tmp_path / 'a.png').stat().st_size > 1000


@pytest.mark.parametrize('name', ['a.png', 'a.gif'])
def test_robot_beside_the_human_as_capsules(name, g1, tmp_path):
    by = render_side_by_side(HUMAN, g1, resting(g1), tmp_path / name, view=ChainView(g1))
    assert 'capsules' in by
    with Image.open(tmp_path / name) as picture:
        assert picture.size[0] >= 2 * Camera().size[0]


def colours(picture):
    pixels = np.asarray(picture).astype(int)
    blue = (pixels[..., 2] > pixels[..., 0] + 40).sum()
    red = (pixels[..., 0] > pixels[..., 2] + 40).sum()
    return blue, red


def test_every_view_shows_the_robot_with_both_sides_coloured(g1):
    path = resting(g1)
    for view in (make_view(g1), ChainView(g1)):
        picture = view.draw(
            Camera().nearer(0.8),
            path.joint_positions[0],
            path.base_positions[0],
            path.base_quat_xyzw[0],
        )
        view.close()
        assert picture.size == Camera().size
        blue, red = colours(picture)
        assert blue > 300, view.drawn_by
        assert red > 300, view.drawn_by


def test_without_an_mjcf_capsules_are_drawn(g1):
    from dataclasses import replace

    assert isinstance(make_view(replace(g1, mjcf_path=None)), ChainView)


def test_an_mjcf_that_does_not_load_leaves_capsules(g1, tmp_path, caplog):
    from dataclasses import replace

    broken = tmp_path / 'robot.xml'
    broken.write_text('<mujoco')
    assert isinstance(make_view(replace(g1, mjcf_path=broken)), ChainView)
    assert 'drawing capsules instead' in caplog.text


def test_left_and_right_differ():
    assert LEFT != RIGHT


def test_bad_input(tmp_path):
    with pytest.raises(IrgmError, match=r'must end in'):
        render_motion(HUMAN, tmp_path / 'a.jpg')
    with pytest.raises(MotionError, match=r'\(F, 22, 3\)'):
        render_motion(HUMAN[:, :5], tmp_path / 'a.png')
    with pytest.raises(MotionError, match='finite'):
        render_motion(HUMAN * np.nan, tmp_path / 'a.png')
    assert not list(tmp_path.iterdir())
