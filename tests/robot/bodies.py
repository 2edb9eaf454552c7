# SPDX-License-Identifier: Apache-2.0
"""Human postures, a tiny humanoid URDF and helpers shared by the tests of the robot layer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from irgm_ros.errors import RobotError
from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.robot import Robot, load_robot

Array = NDArray[np.float64]
# A standing person, y up, facing +z, left at +x [m].
_STANDING = {
    'pelvis': (0, 0.93, 0), 'left_hip': (0.07, 0.86, 0), 'right_hip': (-0.07, 0.86, 0),
    'spine1': (0, 1.05, 0), 'left_knee': (0.09, 0.47, 0), 'right_knee': (-0.09, 0.47, 0),
    'spine2': (0, 1.19, 0), 'left_ankle': (0.1, 0.07, -0.02), 'right_ankle': (-0.1, 0.07, -0.02),
    'spine3': (0, 1.24, 0), 'left_foot': (0.12, 0.01, 0.11), 'right_foot': (-0.12, 0.01, 0.11),
    'neck': (0, 1.46, 0), 'left_collar': (0.08, 1.38, 0), 'right_collar': (-0.08, 1.38, 0),
    'head': (0, 1.56, 0.03), 'left_shoulder': (0.18, 1.39, 0), 'right_shoulder': (-0.18, 1.39, 0),
    'left_elbow': (0.2, 1.13, -0.02), 'right_elbow': (-0.2, 1.13, -0.02),
    'left_wrist': (0.2, 0.88, 0.02), 'right_wrist': (-0.2, 0.88, 0.02),
}  # fmt: skip


def standing(frames: int = 1) -> Array:
    """Return (F, 22, 3) of a person who stands still."""
    pose = np.zeros((22, 3))
    for name, place in _STANDING.items():
        pose[JOINTS[name]] = place
    return np.tile(pose, (frames, 1, 1))


def with_arm(positions: Array, side: str, upper: Array, fore: Array) -> Array:
    """Return positions with one arm along the unit vectors ``upper`` and ``fore`` (F, 3)."""
    out = positions.copy()
    shoulder = out[:, JOINTS[f'{side}_shoulder']]
    out[:, JOINTS[f'{side}_elbow']] = shoulder + 0.26 * upper
    out[:, JOINTS[f'{side}_wrist']] = shoulder + 0.26 * upper + 0.26 * fore
    return out


def rising_arm(side: str, frames: int = 41) -> Array:
    """Return a clip in which one straight arm rises sideways, from hanging to nearly upright."""
    angle = np.linspace(0.05, np.pi - 0.5, frames)
    across = 1.0 if side == 'left' else -1.0
    arm = np.stack([across * np.sin(angle), -np.cos(angle), 0.05 * np.ones(frames)], axis=1)
    arm /= np.linalg.norm(arm, axis=1, keepdims=True)
    return with_arm(standing(frames), side, arm, arm)


def robot_or_skip(name: str, mode: str = 'whole_body') -> Robot:
    """Load a preset, or skip the test with the reason."""
    try:
        return load_robot(name, mode)
    except RobotError as error:
        pytest.skip(f'robot files absent: {error}')


_LIMIT = '<limit lower="-2.9" upper="2.9" velocity="10" effort="50"/>'


def _joint(name: str, parent: str, child: str, xyz: str, axis: str, limit: str, kind: str) -> str:
    """Return the XML of a joint."""
    return (
        f'<joint name="{name}" type="{kind}"><parent link="{parent}"/><child link="{child}"/>'
        f'<origin xyz="{xyz}"/><axis xyz="{axis}"/>{limit}</joint>'
    )


def write_tiny_robot(
    folder: Path, limit: str = _LIMIT, knee: str = 'revolute', extra_map: str = ''
) -> Path:
    """Write a humanoid of 20 joints as URDF with its YAML map; returns the map."""
    links, joints = {'base'}, []
    for side, y in (('left', 1.0), ('right', -1.0)):
        chains = {
            'hip': (f'0 {0.1 * y} 0', ('p', 'r', 'y')), 'knee': ('0 0 -0.4', ('p',)),
            'ankle': ('0 0 -0.4', ('p', 'r')), 'shoulder': (f'0 {0.2 * y} 0.4', ('p', 'r', 'y')),
            'elbow': ('0 0 -0.3', ('p',)),
        }  # fmt: skip
        parent = 'base'
        for part, (origin, axes) in chains.items():
            parent = 'base' if part == 'shoulder' else parent
            for i, axis in enumerate(axes):
                link = f'{side}_{part}' if i == len(axes) - 1 else f'{side}_{part}_{axis}'
                xyz = origin if i == 0 else '0 0 0'
                vector = {'p': '0 1 0', 'r': '1 0 0', 'y': '0 0 1'}[axis]
                name = f'{side}_{part}_{axis}_joint'
                kind = knee if part == 'knee' else 'revolute'
                joints.append(_joint(name, parent, link, xyz, vector, limit, kind))
                links.add(link)
                parent = link
        joints.append(
            _joint(
                f'{side}_wrist_fixed', parent, f'{side}_wrist', '0 0 -0.25', '1 0 0', '', 'fixed'
            )
        )
        links.add(f'{side}_wrist')
    inertia = '<inertia ixx="0.01" iyy="0.01" izz="0.01" ixy="0" ixz="0" iyz="0"/>'
    bodies = ''.join(
        f'<link name="{link}"><inertial><mass value="1"/>{inertia}</inertial></link>'
        for link in sorted(links)
    )
    (folder / 'tiny.urdf').write_text(f'<robot name="tiny">{bodies}{"".join(joints)}</robot>')
    parts = ('hip', 'knee', 'ankle', 'shoulder', 'elbow', 'wrist')
    frames = ''.join(f'  {s}_{p}: {s}_{p}\n' for s in ('left', 'right') for p in parts)
    text = (
        f'name: tiny\nurdf: tiny.urdf\nframes:\n  pelvis: base\n  torso: base\n{frames}'
        'sole: {centre: [0.03, 0.0, -0.06], half_length: 0.1, half_width: 0.04}\n'
        'rest: {left_knee_p_joint: 0.3, right_knee_p_joint: 0.3}\n' + extra_map
    )
    path = folder / 'tiny.yaml'
    path.write_text(text)
    return path
