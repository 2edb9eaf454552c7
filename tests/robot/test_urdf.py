# SPDX-License-Identifier: Apache-2.0
"""URDFs that are no tree of links, in words; mimic joints that follow others that follow."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from irgm_ros.errors import RobotError
from irgm_ros.robot import load_robot
from irgm_ros.robot.proposal import propose
from irgm_ros.robot.urdf import read_joints
from tests.robot.bodies import write_tiny_robot

ELBOWS = {side: f'{side}_elbow_p_joint' for side in ('left', 'right')}


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The map of a tiny robot after substitutions in its URDF."""
    path = write_tiny_robot(folder)
    urdf = folder / 'tiny.urdf'
    text = urdf.read_text()
    for old, new in changes:
        text, count = re.subn(old, new, text)
        assert count, old
    urdf.write_text(text)
    return path


def joint(name: str, parent: str, child: str) -> tuple[str, str]:
    """One more joint."""
    return '</robot>', (
        f'<joint name="{name}" type="fixed"><parent link="{parent}"/><child link="{child}"/>'
        '</joint></robot>'
    )


def mimic(joint: str, tag: str) -> tuple[str, str]:
    return f'(<joint name="{joint}".*?)</joint>', rf'\1<mimic {tag}/></joint>'


WRONG = {
    'cycle': (joint('loop', 'left_wrist', 'base'), 'hang on each other in a cycle: '),
    'two parents': (
        joint('loop', 'left_wrist', 'right_wrist'),
        'link right_wrist hangs on both right_elbow and left_wrist',
    ),
    'two roots': (('</robot>', '<link name="island"/></robot>'), 'hang on none: base, island'),
    'absent link': (joint('j', 'base', 'tail'), 'joint j: child link tail is missing'),
    'same names': (('left_knee_p_joint', 'left_hip_p_joint'), '2 joints are named left_hip_p'),
    'unknown kind': (
        ('(left_knee_p_joint" type=)"revolute"', r'\1"floating"'),
        'left_knee_p_joint is of type floating; revolute, continuous, prismatic, fixed are known',
    ),
    'no axis': (('axis xyz="0 0 1"', 'axis xyz="0 0 0"'), 'axis xyz="0 0 0" is no direction'),
    'no place': (('xyz="0 0 -0.3"', 'xyz="0 nan -0.3"'), 'origin xyz="0 nan -0.3", three numbers'),
    'negative mass': (('mass value="1"', 'mass value="-1"'), 'mass value="-1", a number'),
    'mimic of nothing': (mimic(ELBOWS['left'], 'joint="tail"'), 'follows tail, which does not'),
    'mimic of itself': (mimic(ELBOWS['left'], f'joint="{ELBOWS["left"]}"'), 'in a circle'),
    'mimic by no number': (
        mimic(ELBOWS['left'], f'joint="{ELBOWS["right"]}" multiplier="two"'),
        'multiplier and offset must be finite numbers',
    ),
}  # fmt: skip


@pytest.mark.parametrize('name', WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, name: str) -> None:
    change, message = WRONG[name]
    path = changed(tmp_path, change)
    for use in (load_robot, lambda p: propose(p.with_name('tiny.urdf'))):
        with pytest.raises(RobotError, match=re.escape(message)):
            use(path)


def test_many_mistakes_are_cut_short(tmp_path: Path) -> None:
    with pytest.raises(RobotError, match=r'and \d+ more'):
        load_robot(changed(tmp_path, ('type="revolute"', 'type="ball"')))


def test_mimic_chains_lead_to_the_joint_that_moves(tmp_path: Path) -> None:
    """left elbow = 2 * right elbow + 0.1, right elbow = -right knee + 0.5."""
    path = changed(
        tmp_path,
        mimic(ELBOWS['left'], f'joint="{ELBOWS["right"]}" multiplier="2" offset="0.1"'),
        mimic(ELBOWS['right'], 'joint="right_knee_p_joint" multiplier="-1" offset="0.5"'),
    )
    infos = read_joints(path.with_name('tiny.urdf'))
    assert infos[ELBOWS['left']].mimic == ('right_knee_p_joint', -2.0, pytest.approx(1.1))
    robot = load_robot(path)
    joints = robot.rest_posture[None].copy()
    joints[0, robot.joint_names.index('right_knee_p_joint')] = 0.4
    q = robot.configurations(joints, np.zeros((1, 3)), np.eye(4)[3:])[0]
    angle = {n: q[robot.model.joints[robot.model.getJointId(n)].idx_q] for n in ELBOWS.values()}
    assert [*angle.values()] == pytest.approx([0.3, 0.1])


@pytest.mark.parametrize('limit', ['', '<limit lower="1" upper="-1" velocity="1" effort="1"/>'])
def test_ranges_that_a_proposal_needs(tmp_path: Path, limit: str) -> None:
    urdf = write_tiny_robot(tmp_path, limit=limit).with_name('tiny.urdf')
    with pytest.raises(RobotError, match=r'left_knee_p_joint lacks .*lower'):
        propose(urdf)


@pytest.mark.parametrize(
    ('part', 'what'),
    [
        ('knee', 'no ankle or no knee'),
        ('(knee|ankle)', 'no knee or elbow'),
        ('elbow', 'no knee or elbow'),
        ('(elbow|shoulder)', 'two arms'),
    ],
)
def test_limbs_that_lack_joints(tmp_path: Path, part: str, what: str) -> None:
    kind = rf'(name="(left|right)_{part}_[pry]_joint" type=)"revolute"'
    urdf = changed(tmp_path, (kind, r'\1"fixed"')).with_name('tiny.urdf')
    with pytest.raises(RobotError, match=what):
        propose(urdf)
