# SPDX-License-Identifier: Apache-2.0
"""KIT-ML motions, features and positions, arrive as the motion that they were made of."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.errors import MotionError
from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.files import load_motion
from irgm_ros.motion.kit import humanml3d_from_kit
from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS
from tests.motion.test_features import walk_on_circle
from tests.people import waving

# Joint of a HumanML3D person at which each KIT-ML joint lies.
NAMES = (
    'pelvis', 'spine1', 'spine3', 'neck', 'head', 'right_shoulder', 'right_elbow', 'right_wrist',
    'left_shoulder', 'left_elbow', 'left_wrist', 'right_hip', 'right_knee', 'right_ankle',
    'right_foot', 'right_foot', 'left_hip', 'left_knee', 'left_ankle', 'left_foot', 'left_foot',
)  # fmt: skip
BETWEEN = ('spine2', 'left_collar', 'right_collar')
SHARED = [index for name, index in JOINTS.items() if name not in BETWEEN]
UNIT = 480.0


def as_kit(positions, unit=UNIT):
    """(F, 21, 3) the same motion of a KIT-ML person."""
    return np.stack([positions[:, JOINTS[name]] for name in NAMES], axis=1) * unit


def left_first(points):
    """The same person, left limbs numbered before right ones as in the files of KIT-ML."""
    order = [*range(5), 8, 9, 10, 5, 6, 7, *range(16, 21), *range(11, 16)]
    return points[:, order]


def saved(path, array):
    np.save(path, array.astype(np.float32))
    return path


@pytest.mark.parametrize('motion', [waving(31), walk_on_circle(31)[0]], ids=['wave', 'walk'])
@pytest.mark.parametrize('form', ['features', 'positions', 'left first'])
def test_both_skeletons_give_one_motion(motion, form, tmp_path):
    points = as_kit(motion)
    array = {
        'features': features_from_positions(points),
        'positions': points,
        'left first': left_first(points) + np.array([900.0, 0.0, -50.0]),
    }[form]
    read = load_motion(saved(tmp_path / 'm.npy', array))
    assert read.fps == 12.5
    assert (read.features is None) == (form != 'features')
    frames = len(array)
    np.testing.assert_allclose(read.positions[:, SHARED], motion[:frames, SHARED], atol=2e-5)


def test_what_kit_lacks_lies_half_way():
    joints = humanml3d_from_kit(as_kit(waving()))
    for name, ends in {
        'spine2': ('spine1', 'spine3'),
        'left_collar': ('neck', 'left_shoulder'),
        'right_collar': ('neck', 'right_shoulder'),
    }.items():
        half = joints[:, [JOINTS[end] for end in ends]].mean(axis=1)
        np.testing.assert_allclose(joints[:, JOINTS[name]], half, atol=1e-12)


@pytest.mark.parametrize('unit', [1e-3, 1.0, UNIT])
def test_the_scale_is_that_of_the_legs(unit):
    points = humanml3d_from_kit(as_kit(waving(), unit))
    thigh = np.linalg.norm(points[0, JOINTS['left_knee']] - points[0, JOINTS['left_hip']])
    assert thigh == pytest.approx(BONE_LENGTHS[JOINTS['left_knee']])


def test_the_usual_rate_gives_way_to_that_of_the_file(tmp_path):
    np.savez(tmp_path / 'm.npz', positions=as_kit(waving()), fps=100.0)
    assert load_motion(tmp_path / 'm.npz').fps == 100.0


@pytest.mark.parametrize('size', [0.0, 1e200])
def test_legs_of_no_length_are_refused(size):
    with pytest.raises(MotionError, match='legs of length'):
        humanml3d_from_kit(as_kit(waving(), size))
