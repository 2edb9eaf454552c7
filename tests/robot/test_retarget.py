# SPDX-License-Identifier: Apache-2.0
"""The robot does what the human does: sides, directions, heading, feet."""

from __future__ import annotations

import numpy as np
import pinocchio
import pytest

from irgm_ros.errors import MotionError
from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.robot import Retargeter, Robot
from irgm_ros.types import RobotPath
from tests.robot.bodies import Array, rising_arm, standing, with_arm


def frame_positions(robot: Robot, path: RobotPath, human_joint: str) -> Array:
    """Return (F, 3) of the frame that stands for a human joint, by pinocchio's own kinematics."""
    data, frame = robot.model.createData(), robot.frame_id(human_joint)
    places = []
    for q in robot.path_configurations(path):
        pinocchio.framesForwardKinematics(robot.model, data, q)
        places.append(data.oMf[frame].translation.copy())
    return np.array(places)


@pytest.mark.parametrize('side', ['left', 'right'])
def test_the_same_hand_rises(retargeter: Retargeter, side: str) -> None:
    path = retargeter.retarget(rising_arm(side))
    robot = retargeter.robot
    other = 'right' if side == 'left' else 'left'
    moving = frame_positions(robot, path, f'{side}_wrist')[:, 2]
    still = frame_positions(robot, path, f'{other}_wrist')[:, 2]
    still -= frame_positions(robot, path, f'{other}_shoulder')[:, 2]
    head = frame_positions(robot, path, f'{side}_shoulder')[:, 2]
    assert moving[0] < head[0] - 0.2 and moving[-1] > head[-1] + 0.2
    assert np.ptp(still) < 0.05


@pytest.mark.parametrize('side', ['left', 'right'])
def test_limbs_point_where_the_human_limbs_point(g1: Robot, side: str) -> None:
    forward = np.tile([0.1, -0.3, 0.95], (25, 1)) / np.linalg.norm([0.1, -0.3, 0.95])
    path = Retargeter(g1).retarget(with_arm(standing(25), side, forward, forward))
    shoulder = frame_positions(g1, path, f'{side}_shoulder')[-1]
    elbow = frame_positions(g1, path, f'{side}_elbow')[-1]
    arm = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
    # REP-103: x forward, y left, z up.
    assert np.linalg.norm(arm - [0.95, 0.1, -0.3]) < np.radians(3.0)


def test_standing_is_upright_on_the_floor(retargeter: Retargeter) -> None:
    path = retargeter.retarget(standing(20))
    robot = retargeter.robot
    assert np.abs(path.base_quat_xyzw[:, :3]).max() < 0.12
    left = frame_positions(robot, path, 'left_ankle')
    right = frame_positions(robot, path, 'right_ankle')
    assert np.allclose(left[:, 2], -robot.spec.sole.centre[2], atol=0.01)
    assert (left[:, 1] > right[:, 1] + 0.05).all()
    assert np.ptp(left, axis=0).max() < 1e-3


def test_heading_follows_a_turn(retargeter: Retargeter) -> None:
    frames = 21
    yaw = np.linspace(0.0, np.pi / 2, frames) * 1.5  # to the left: +z towards +x
    cos, sin = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
    still = standing(frames)
    turned = still.copy()
    turned[..., 0] = cos * still[..., 0] + sin * still[..., 2]
    turned[..., 2] = -sin * still[..., 0] + cos * still[..., 2]
    quat = retargeter.retarget(turned).base_quat_xyzw
    heading = 2.0 * np.unwrap(np.arctan2(quat[:, 2], quat[:, 3]))
    assert np.degrees(heading[-1] - heading[0]) == pytest.approx(135.0, abs=8.0)


def test_walking_forward_moves_the_base_forward(g1: Robot) -> None:
    moved = standing(40)
    moved[..., 2] += np.linspace(0.0, 1.0, 40)[:, None]
    moved[..., 1] += 0.3  # in the air: no contact holds the base
    base = Retargeter(g1).retarget(moved).base_positions
    assert 0.5 < base[-1, 0] - base[0, 0] < 1.0
    assert abs(base[-1, 1] - base[0, 1]) < 0.05


def test_limits_hold_and_nothing_jumps(retargeter: Retargeter) -> None:
    robot = retargeter.robot
    path = retargeter.retarget(rising_arm('left'))
    assert (path.joint_positions >= robot.lower - 1e-12).all()
    assert (path.joint_positions <= robot.upper + 1e-12).all()
    assert np.abs(np.diff(path.joint_positions, axis=0)).max() < 0.7
    assert np.allclose(np.linalg.norm(path.base_quat_xyzw, axis=1), 1.0)


def test_hostile_motions_stay_finite(g1: Robot) -> None:
    rng = np.random.default_rng(0)
    retargeter = Retargeter(g1)
    teleport = standing(12)
    teleport[6:] += 100.0
    upside_down = standing(12) * [1.0, -1.0, 1.0]
    point = np.zeros((12, 22, 3))
    for motion in (teleport, upside_down, point, rng.normal(size=(30, 22, 3)), standing(2)):
        path = retargeter.retarget(motion)
        assert np.isfinite(path.joint_positions).all()
        assert (path.joint_positions <= g1.upper + 1e-12).all()


def test_single_frame(retargeter: Retargeter) -> None:
    assert retargeter.retarget(standing(1)).joint_positions.shape[0] == 1


def test_bad_motions_are_refused(tiny: Robot) -> None:
    retargeter = Retargeter(tiny)
    broken = standing(5)
    broken[3, JOINTS['left_knee'], 1] = np.nan
    with pytest.raises(MotionError, match='frame 3, joint left_knee'):
        retargeter.retarget(broken)
    with pytest.raises(MotionError, match=r'\(F, 22, 3\)'):
        retargeter.retarget(np.zeros((5, 21, 3)))
    with pytest.raises(MotionError, match='F >= 1'):
        retargeter.retarget(np.zeros((0, 22, 3)))
    with pytest.raises(MotionError, match='fps'):
        retargeter.retarget(standing(5), fps=0.0)
