# SPDX-License-Identifier: Apache-2.0
"""Whatever a URDF or a map is: an error that says so, or a robot that is followed or doubted."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip('hypothesis')
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from irgm_ros.cli import main
from irgm_ros.errors import IrgmError, RobotError
from irgm_ros.retargeting import RobotStage
from irgm_ros.robot import load_robot
from irgm_ros.robot.checkup import check_robot
from irgm_ros.robot.proposal import as_yaml, propose
from tests.robot.bodies import rising_arm, write_tiny_robot
from tests.robot.draws import floats
from tests.robot.test_bad_motions import check

# No tracing of lines: it takes longer than what is tested.
BOUNDED = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
LIMIT = '<limit lower="-2.9" upper="2.9" velocity="10" effort="50"/>'
ELBOW = 'left_elbow_p_joint'
HUMAN = rising_arm('left', 8)
odd = st.sampled_from(['', 'nan', 'inf', '-1', '0', '1e-9', '1e9', '1e300', 'two', '0 0', '7'])


def tiny(folder: Path, change=lambda text: text, extra_map: str = '') -> Path:
    """The map of a tiny robot whose URDF is changed."""
    path = write_tiny_robot(folder, extra_map=extra_map)
    urdf = path.with_name('tiny.urdf')
    urdf.write_text(change(urdf.read_text()), encoding='utf-8')
    return path


def command(*arguments: str) -> tuple[int, str]:
    """Run ``irgm``; its exit code and all that it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(arguments)
    return code, out.getvalue()


def survives(path: Path, *, proposed: bool = True) -> None:
    """Loading, checking, following and proposing end in an error of ours or in a good answer."""
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        for mode in ('whole_body', 'upper_body'):
            _tried(lambda mode=mode: _follow(path, mode))
        if proposed:
            _tried(lambda: _follow_proposed(path))


def _tried(action) -> None:
    try:
        action()
    except IrgmError as error:
        assert len(str(error)) > 20


def _follow(path: Path, mode: str = 'whole_body') -> None:
    robot = load_robot(path, mode)
    assert check_robot(robot)
    check(robot, RobotStage(robot).run(HUMAN))


def _follow_proposed(path: Path) -> None:
    other = path.with_name('proposed.yaml')
    other.write_text(as_yaml(propose(path.with_name('tiny.urdf'))))
    text = re.sub('^urdf: .*', 'urdf: tiny.urdf', other.read_text(), flags=re.M)
    other.write_text(text)
    _follow(other)


@pytest.fixture(scope='module')
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp('robots')


@BOUNDED
@given(end=floats(0.0, 1.0))
def test_truncated_urdfs(folder, end):
    path = tiny(folder, lambda text: text[: int(end * (len(text) - 1))])
    for call in (load_robot, lambda p: propose(p.with_name('tiny.urdf'))):
        with pytest.raises(RobotError, match=r'tiny\.urdf: no URDF that can be parsed'):
            call(path)


@BOUNDED
@given(
    field=st.sampled_from(['lower', 'upper', 'velocity', 'effort']),
    value=odd,
    count=st.integers(0, 3),
)
def test_limits_of_any_value(folder, field, value, count):
    change = re.compile(f'{field}="[^"]*"')
    survives(tiny(folder, lambda text: change.sub(f'{field}="{value}"', text, count=count)))


@BOUNDED
@given(
    place=st.sampled_from(['origin xyz', 'axis xyz', 'mass value', 'type']),
    value=odd,
    count=st.integers(0, 3),
)
def test_joints_and_masses_of_any_value(folder, place, value, count):
    change = re.compile(f'{place}="[^"]*"')
    survives(tiny(folder, lambda text: change.sub(f'{place}="{value}"', text, count=count)))


@BOUNDED
@given(
    kinds=st.lists(
        st.sampled_from(['revolute', 'continuous', 'prismatic', 'fixed', 'floating', 'planar']),
        min_size=1,
        max_size=20,
    )
)
def test_joints_of_any_kind(folder, kinds):
    left = iter(kinds * 20)
    change = re.compile('type="revolute"')
    survives(tiny(folder, lambda text: change.sub(lambda _: f'type="{next(left)}"', text)))


@BOUNDED
@given(
    name=st.sampled_from(['left_elbow_p_joint', 'right_knee_p_joint', 'tail', '']),
    factor=odd,
    of=st.sampled_from(['left_elbow_p_joint', 'right_elbow_p_joint']),
)
def test_mimic_joints_of_any_kind(folder, name, factor, of):
    tag = f'<mimic joint="{name}" multiplier="{factor}"/></joint>'
    change = re.compile(f'(<joint name="{of}".*?)</joint>')
    survives(tiny(folder, lambda text: change.sub(rf'\1{tag}', text)))


@BOUNDED
@given(scale=st.one_of(floats(1e-6, 0.1), floats(10.0, 1e6)))
@example(scale=2000.0)
def test_wrong_units_are_told(folder, scale):
    path = tiny(folder, lambda text: _scaled(text, scale))
    code, said = command('robots', '--check', str(path))
    assert code == 1
    assert 'metres' in said or 'wrong unit' in said
    survives(path)


def _scaled(text: str, scale: float) -> str:
    def larger(match: re.Match[str]) -> str:
        return 'origin xyz="{:g} {:g} {:g}"'.format(*(scale * float(x) for x in match[1].split()))

    return re.sub('origin xyz="([^"]*)"', larger, text)


@BOUNDED
@given(
    gone=st.sets(
        st.sampled_from(
            ['left_hip', 'right_shoulder', 'left_knee', 'left_ankle', 'right_wrist', 'base']
        )
    ),
    keep_map=st.booleans(),
)
@example(gone={'left_shoulder', 'left_elbow', 'left_wrist'}, keep_map=True)
def test_bodies_that_lack_parts(folder, gone, keep_map):
    """One arm, no feet, no root: all links and joints of these parts are cut out."""
    path = tiny(folder, lambda text: _without(text, gone))
    if keep_map and gone:
        with pytest.raises(RobotError):
            load_robot(path)
    survives(path)


def _without(text: str, gone: set[str]) -> str:
    """Cut out links, and the joints that hang on or carry them."""
    for part in gone:
        link = rf'{part}(_[pry])?'
        text = re.sub(rf'<link name="{link}">.*?</link>', '', text)
        text = re.sub(
            rf'<joint name="\w*" type="\w*"><parent link="\w*"/><child link="{link}"/>.*?</joint>',
            '',
            text,
        )
        text = re.sub(
            rf'<joint name="[^"]*" type="[^"]*"><parent link="{link}"/>.*?</joint>', '', text
        )
    return text


keys = st.sampled_from(
    ['heading', 'blend_velocity', 'velocity_scale', 'name', 'mjcf', 'self_collision']
)
tables = st.sampled_from(['velocity', 'acceleration', 'jerk', 'rest', 'limits', 'sole', 'frames'])
values = st.one_of(
    st.sampled_from([
        '.nan', '.inf', '-.inf', '0', '-1', '1.0e-9', '1.0e+300', '[]', '{}', 'null', 'yes',
        'far', '[1, 0]', '[5, 6]',
    ]),
    floats(0.01, 100.0).map(lambda value: f'{value:.3f}'),
)  # fmt: skip


@BOUNDED
@given(key=keys, value=values)
def test_maps_of_any_value(folder, key, value):
    survives(tiny(folder, extra_map=f'{key}: {value}\n'), proposed=False)


@BOUNDED
@given(
    key=tables, name=st.sampled_from(['default', ELBOW, 'tail', 'left_wrist', '3']), value=values
)
def test_tables_of_any_value(folder, key, name, value):
    survives(tiny(folder, extra_map=f'{key}: {{{name}: {value}}}\n'), proposed=False)


@BOUNDED
@given(key=st.sampled_from(['held', 'locked']), share=floats(0.0, 1.0), seed=st.integers(0, 99))
@example(key='held', share=1.0, seed=0)
@example(key='locked', share=1.0, seed=0)
def test_joints_held_and_locked(folder, key, share, seed):
    names = load_robot(tiny(folder)).joint_names
    some = np.random.default_rng(seed).permutation(names)[: round(share * len(names))]
    survives(tiny(folder, extra_map=f'{key}: [{", ".join(some)}]\n'), proposed=False)


@BOUNDED
@given(
    text=st.one_of(
        st.text(max_size=40), st.sampled_from(['{' * 3000, '&a [*a]', '!!python/object:os.x'])
    )
)
def test_files_of_any_text(folder, text):
    path = folder / 'any.yaml'
    path.write_text(text, encoding='utf-8', errors='replace')
    with pytest.raises(RobotError, match='robot map'):
        load_robot(path)
    urdf = folder / 'any.urdf'
    urdf.write_text(text, encoding='utf-8', errors='replace')
    code, said = command('robots', '--init', str(urdf))
    assert code == 1 and 'any.urdf' in said and 'internal error' not in said
