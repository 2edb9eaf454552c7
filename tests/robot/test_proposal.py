# SPDX-License-Identifier: Apache-2.0
"""Maps that are proposed for known robots do what the maps written by hand do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from irgm_ros.errors import RobotError
from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.robot import Retargeter, Robot, load_robot
from irgm_ros.robot.anatomy import read_axes
from irgm_ros.robot.kinematics import body_of
from irgm_ros.robot.proposal import as_yaml, propose
from irgm_ros.robot.targets import limb_directions
from tests.robot.bodies import rising_arm, write_tiny_robot


@pytest.fixture
def proposed(any_robot: Robot, tmp_path: Path) -> Robot:
    """A robot by the map that is proposed for its URDF."""
    proposal = propose(any_robot.urdf_path)
    proposal.map['urdf'] = str(any_robot.urdf_path)
    path = tmp_path / 'proposed.yaml'
    path.write_text(as_yaml(proposal))
    return load_robot(path)


def test_the_map_loads_and_names_the_same_places(any_robot: Robot, proposed: Robot) -> None:
    hand, own = body_of(any_robot), body_of(proposed)
    assert set(own.names) >= {n for n in hand.names if 'index' not in n.lower()}
    np.testing.assert_allclose(own.limb_lengths, hand.limb_lengths, atol=0.06)
    np.testing.assert_allclose(own.hip_offsets, hand.hip_offsets, atol=0.03)


def test_soles_are_read_off_the_geometry(any_robot: Robot, proposed: Robot) -> None:
    hand, own = any_robot.spec.sole, proposed.spec.sole
    notes = {note.key: note for note in propose(any_robot.urdf_path).notes}
    if notes['sole'].doubt:
        assert any_robot.name == 'tiny'  # which has no geometry at all
        return
    np.testing.assert_allclose(own.centre, hand.centre, atol=0.01)
    assert own.half_length == pytest.approx(hand.half_length, abs=0.015)
    assert own.half_width == pytest.approx(hand.half_width, abs=0.01)


def test_it_stands_at_rest(proposed: Robot) -> None:
    """Upper arms hang within 12 degrees, thighs and shanks are upright within 15."""
    body = body_of(proposed)
    points = dict(zip(_points(), body.evaluate(body.rest[None]).points[0], strict=True))
    for side in ('left', 'right'):
        for a, b, degrees in (
            ('shoulder', 'elbow', 12),
            ('hip', 'knee', 15),
            ('knee', 'ankle', 15),
        ):
            bone = points[f'{side}_{b}'] - points[f'{side}_{a}']
            assert -bone[2] > np.cos(np.radians(degrees)) * np.linalg.norm(bone), (side, b)


def test_a_rising_arm_is_followed(proposed: Robot) -> None:
    human = rising_arm('left')
    path = Retargeter(proposed).retarget(human)
    body = body_of(proposed)
    joints = path.joint_positions[:, body.index]
    points = dict(zip(_points(), np.swapaxes(body.evaluate(joints).points, 0, 1), strict=True))
    upper = points['left_elbow'] - points['left_shoulder']
    upper /= np.linalg.norm(upper, axis=1, keepdims=True)
    wanted = limb_directions(to_rep103(human))[:, 0]
    assert np.degrees(np.arccos((upper * wanted).sum(1).clip(-1, 1))).mean() < 8


def _points() -> tuple[str, ...]:
    from irgm_ros.robot.kinematics import POINTS

    return POINTS


def test_no_elbow_bends_backwards(proposed: Robot) -> None:
    body = body_of(proposed)
    elbows = [i for i, name in enumerate(body.names) if 'elbow' in name.lower()]
    assert elbows
    rest, low, high = (x[elbows] for x in (body.rest, body.lower, body.upper))
    assert (np.minimum(rest - low, high - rest) < 0.6).all()


def test_doubts_stand_in_the_file(tiny: Robot) -> None:
    text = as_yaml(propose(tiny.urdf_path))
    assert '# DOUBT: the foot has no geometry that can be read' in text
    assert yaml.safe_load(text)['frames']['left_wrist'] == 'left_wrist'


def test_a_robot_that_looks_backward_is_doubted(tiny: Robot, tmp_path: Path) -> None:
    """Knees that only bend the other way."""
    text = tiny.urdf_path.read_text()
    limit = '<limit lower="-2.9" upper="2.9"'
    knees = text.split('<joint name="')
    turned = [
        part.replace(limit, '<limit lower="-2.0" upper="0"') if '_knee_p' in part[:20] else part
        for part in knees
    ]
    path = tmp_path / 'backward.urdf'
    path.write_text('<joint name="'.join(turned))
    proposal = propose(path)
    assert proposal.map['heading'] == pytest.approx(np.pi)
    assert proposal.map['frames']['left_hip'].startswith('right_hip')
    doubts = [note.why for note in proposal.notes if note.doubt]
    assert any('the x axis of the root link points backward' in why for why in doubts)


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        ('', 'no URDF that can be parsed'),
        ('<robot name="x"/>', 'no movable joint'),
        ('<robot name="x"><link name="a"/></robot>', 'no movable joint'),
        (
            '<robot name="x"><link name="a"/><link name="b"/>'
            '<joint name="i" type="continuous"><parent link="a"/><child link="b"/></joint>'
            '<joint name="j" type="continuous"><parent link="b"/><child link="a"/></joint>'
            '</robot>',
            'hang on each other in a cycle',
        ),
    ],
)  # fmt: skip
def test_what_is_no_humanoid_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / 'x.urdf'
    path.write_text(content)
    with pytest.raises(RobotError, match=reason):
        propose(path)


def test_a_urdf_without_velocity_and_effort_limits_gets_doubtful_ones(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path, limit='<limit lower="-1" upper="1"/>')
    proposal = propose(path.with_name('tiny.urdf'))
    assert proposal.map['velocity'] == {'default': 3.0}
    doubts = {note.key for note in proposal.notes if note.doubt}
    assert {'velocity', 'acceleration'} <= doubts
    path.write_text(as_yaml(proposal))
    assert load_robot(path).velocity_limits == pytest.approx(2.7)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RobotError, match=r'absent\.urdf'):
        propose(tmp_path / 'absent.urdf')


def test_every_joint_is_sorted(any_robot: Robot) -> None:
    axes = read_axes(any_robot.model)
    proposal = propose(any_robot.urdf_path)
    named = {*proposal.map['held'], *proposal.map['rest'], *any_robot.mimic}
    assert named == set(axes.names[2:])
