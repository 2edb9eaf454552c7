# SPDX-License-Identifier: Apache-2.0
"""The real command line, in processes of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from irgm_ros.cli import build_parser, main
from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.skeleton import JOINT_NAMES
from irgm_ros.robot import list_robots
from tests.bundles import damaged, with_lexicon
from tests.motion.test_kit import as_kit
from tests.people import waving
from tests.robot.bodies import write_tiny_robot

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ('generate', 'retarget', 'caption', 'assess', 'robots', 'doctor', 'bench')
MOTION_KEYS = {'features', 'fps', 'positions', 'position_names'}
ROBOT_KEYS = {
    'joint_names', 'times', 'joint_positions', 'joint_velocities', 'joint_accelerations',
    'base_positions', 'base_quat_xyzw',
}  # fmt: skip
PATH_KEYS = {'path_joint_positions', 'path_base_positions', 'path_base_quat_xyzw'}
HAS_G1 = any(info.name == 'g1' and info.status == 'installed' for info in list_robots())
needs_g1 = pytest.mark.skipif(not HAS_G1, reason='the files of g1 are not installed')


def irgm(*arguments, **options):
    """Run the command line; standard streams as text."""
    environment = {**os.environ, 'PYTHONPATH': str(ROOT), **options.pop('env', {})}
    return subprocess.run(
        [sys.executable, '-m', 'irgm_ros.cli', *arguments],
        capture_output=True,
        env=environment,
        encoding='utf-8',
        timeout=90,
        **options,
    )


def complaint(done):
    """The one line of a failure."""
    assert 'Traceback' not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith('irgm: ')
    return lines[0]


@pytest.fixture(scope='module')
def motion_file(tmp_path_factory):
    path = tmp_path_factory.mktemp('motion') / 'wave.npy'
    np.save(path, waving(41))
    return path


@pytest.fixture(scope='module')
def generated(tiny_bundle, tmp_path_factory):
    """One run with everything that it can write."""
    folder = tmp_path_factory.mktemp('generated')
    done = irgm(
        'generate', 'Wave your right hand.', '--bundle', tiny_bundle, '--robot', 'none',
        '--rounds', '2', '--out', folder / 'a.npz', '--trace', folder / 'a.json',
        '--render', folder / 'a.png',
    )  # fmt: skip
    return done, folder


def test_generate_succeeds_and_reports(generated):
    done, _ = generated
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('motion ')
    assert 'tiny on CPUExecutionProvider' in done.stdout
    assert 'analysis' in done.stderr
    assert 'round 1' in done.stderr


def test_generate_writes_motion_trace_and_picture(generated):
    _, folder = generated
    with np.load(folder / 'a.npz', allow_pickle=False) as saved:
        assert set(saved) == MOTION_KEYS
        frames = len(saved['features'])
        assert saved['features'].shape == (frames, 263)
        assert saved['positions'].shape == (frames, 22, 3)
        assert tuple(saved['position_names']) == JOINT_NAMES
        assert float(saved['fps']) == 20.0
    trace = json.loads((folder / 'a.json').read_text())
    assert list(trace) == [
        'command', 'analysis', 'rounds', 'selected_round', 'stop_reason', 'timings', 'bundle',
        'provider', 'feasibility',
    ]  # fmt: skip
    assert trace['command'] == 'wave your right hand'
    with Image.open(folder / 'a.png') as picture:
        assert picture.format == 'PNG'
    assert sorted(p.name for p in folder.iterdir()) == ['a.json', 'a.npz', 'a.png']


@needs_g1
def test_generate_for_a_robot_is_quiet_if_asked(tiny_bundle, tmp_path):
    out = tmp_path / 'deep' / 'a.npz'
    done = irgm(
        'generate', 'bow', '--bundle', tiny_bundle, '--rounds', '1', '--quiet', '--out', out
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')
    with np.load(out, allow_pickle=False) as saved:
        assert set(saved) in (MOTION_KEYS | ROBOT_KEYS, MOTION_KEYS)


REFUSED = {
    'nothing': (b'', 'EMPTY_COMMAND'),
    'spaces': (b'  \t ', 'EMPTY_COMMAND'),
    'punctuation': (b'?!', 'EMPTY_COMMAND'),
    '513 characters': (b'x' * 513, 'COMMAND_TOO_LONG'),
    'not UTF-8': (b'wave \xff\xfe', 'COMMAND_NOT_TEXT'),
    'a control character': (b'wave\x07 hand', 'COMMAND_NOT_TEXT'),
    'an escape sequence': (b'\x1b[31mwave', 'COMMAND_NOT_TEXT'),
    'a motion token': (b'wave <Motion_5>', 'CONTROL_TOKENS_IN_COMMAND'),
    'an end token': (b'wave <eos>', 'CONTROL_TOKENS_IN_COMMAND'),
    'a tag': (b'wave [assess] good', 'CONTROL_TOKENS_IN_COMMAND'),
    'another language': ('gehe drei Schritte vorwärts'.encode(), 'UNSUPPORTED_COMMAND'),
    'another script': ('右手を振って'.encode(), 'UNSUPPORTED_COMMAND'),
    'nonsense': (b'flurb the wug', 'UNSUPPORTED_COMMAND'),
    'another action': (b'make me a sandwich', 'UNSUPPORTED_COMMAND'),
}


@pytest.fixture(scope='module')
def lexicon_bundle(tiny_bundle, tmp_path_factory):
    return with_lexicon(tiny_bundle, tmp_path_factory.mktemp('lexicon') / 'bundle')


@pytest.mark.parametrize('name', REFUSED)
def test_bad_commands_are_refused_with_code_and_reason(name, lexicon_bundle, tmp_path):
    text, code = REFUSED[name]
    done = irgm(
        'generate', text, '--bundle', lexicon_bundle, '--robot', 'none',
        '--out', tmp_path / 'a.npz',
    )  # fmt: skip
    assert done.returncode == 3
    assert complaint(done).startswith(f'irgm: refused: {code}: ')
    assert done.stdout == ''
    assert not list(tmp_path.iterdir())


def test_stop_generates_nothing(tiny_bundle, tmp_path):
    done = irgm(
        'generate', 'STOP!', '--bundle', tiny_bundle, '--robot', 'none', '--out',
        tmp_path / 'a.npz', '--trace', tmp_path / 'a.json',
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('stop')
    assert [p.name for p in tmp_path.iterdir()] == ['a.json']
    assert json.loads((tmp_path / 'a.json').read_text())['stop_reason'] == 'stop_command'


@pytest.mark.parametrize(
    'arguments',
    [
        [],
        ['dance'],
        ['generate'],
        ['generate', 'wave', '--rounds', '0'],
        ['generate', 'wave', '--rounds', 'two'],
        ['generate', 'wave', '--deadline', '-1'],
        ['generate', 'wave', '--deadline', 'nan'],
        ['generate', 'wave', '--deadline', 'soon'],
        ['generate', 'wave', '--seed', 'x'],
        ['generate', 'wave', '--seed', '-1'],
        ['generate', 'wave', '--mode', 'magic'],
        ['generate', 'wave', '--render', 'a.jpg'],
        ['retarget', 'a.npy', '--robot', 'g1', '--report', 'a.pdf'],
        ['retarget', 'a.npy'],
        ['assess', 'wave'],
    ],
    ids=' '.join,
)
def test_bad_usage(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert 'usage: irgm' in said
    assert 'invalid _' not in said  # argparse would name a function of the program


def test_a_deadline_before_the_first_round_is_an_error(tiny_bundle, tmp_path):
    trace = tmp_path / 'a.json'
    done = irgm(
        'generate', 'wave', '--bundle', tiny_bundle, '--robot', 'none', '--deadline', '1e-9',
        '--quiet', '--trace', trace,
    )  # fmt: skip
    assert done.returncode == 1
    assert complaint(done) == 'irgm: error: no motion: ended by deadline before the first round'
    assert json.loads(trace.read_text())['stop_reason'] == 'deadline'


@pytest.mark.parametrize('command', COMMANDS)
def test_help_has_examples(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, '--help'])
    assert stop.value.code == 0
    assert f'irgm {command}' in capsys.readouterr().out.split('examples:')[1]


def test_help_lists_all_commands():
    assert all(command in build_parser().format_help() for command in COMMANDS)


def test_help_needs_no_heavy_import():
    code = (
        'import sys, irgm_ros.cli as c; c.build_parser(); '
        'print({"numpy", "onnxruntime", "mujoco", "pinocchio"} & set(sys.modules))'
    )
    done = subprocess.run(
        [sys.executable, '-c', code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == 'set()\n'


@needs_g1
def test_retarget_positions(motion_file, tmp_path):
    out = tmp_path / 'a.npz'
    done = irgm('retarget', motion_file, '--robot', 'g1', '--out', out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('g1: 41 frames')
    with np.load(out, allow_pickle=False) as saved:
        assert set(saved) == MOTION_KEYS | ROBOT_KEYS | PATH_KEYS
        joints = len(saved['joint_names'])
        points = len(saved['times'])
        assert saved['features'].shape == (41, 263)
        assert saved['positions'].shape == (41, 22, 3)
        assert saved['path_joint_positions'].shape == (41, joints)
        assert saved['path_base_positions'].shape == (41, 3)
        assert saved['path_base_quat_xyzw'].shape == (41, 4)
        for key in ('joint_positions', 'joint_velocities', 'joint_accelerations'):
            assert saved[key].shape == (points, joints)
        assert (np.diff(saved['times']) > 0).all()
        np.testing.assert_allclose(saved['joint_velocities'][-1], 0.0)
        # REP-103: z up, the right hand on the right (y < 0).
        right = saved['positions'][:, JOINT_NAMES.index('right_wrist')]
        assert (right[:, 1] < -0.3).all()
        assert (right[:, 2] > 1.3).all()


@needs_g1
def test_retarget_the_upper_body(motion_file, tmp_path):
    out = tmp_path / 'a.npz'
    done = irgm('retarget', motion_file, '--robot', 'g1', '--mode', 'upper_body', '--out', out)
    assert done.returncode == 0, done.stderr
    with np.load(out, allow_pickle=False) as saved:
        assert set(saved) == MOTION_KEYS | ROBOT_KEYS | PATH_KEYS | {'base_twists'}
        assert len(saved['joint_names']) == 17
        assert saved['base_twists'].shape == (len(saved['times']), 3)


# Form of a motion file: rate [Hz] and width of the features that are written.
FORMS = {
    'features 263': (20.0, 263), 'features 251': (12.5, 251), 'positions 21': (12.5, 263),
}  # fmt: skip


def as_form(form):
    """A wave as ``form``."""
    motion = waving(31) if form.endswith('263') else as_kit(waving(31))
    array = features_from_positions(motion) if form.startswith('features') else motion[:30]
    return array.astype(np.float32)


@needs_g1
@pytest.mark.parametrize('form', FORMS)
def test_retarget_other_forms(form, tmp_path):
    fps, width = FORMS[form]
    np.save(tmp_path / 'm.npy', as_form(form))
    done = irgm('retarget', 'm.npy', '--robot', 'g1', '--out', 'a.npz', cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    again = irgm('retarget', 'a.npz', '--robot', 'g1', '--out', 'b.npz', cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    with (
        np.load(tmp_path / 'a.npz', allow_pickle=False) as first,
        np.load(tmp_path / 'b.npz', allow_pickle=False) as second,
    ):
        assert first['features'].shape == (30, width)
        assert float(first['fps']) == float(second['fps']) == fps
        shared = waving(31)[:30, JOINT_NAMES.index('right_wrist')]
        wrist = first['positions'][:, JOINT_NAMES.index('right_wrist')]
        np.testing.assert_allclose(wrist, shared[:, [2, 0, 1]], atol=1e-4)
        key = 'path_joint_positions'
        np.testing.assert_allclose(first[key], second[key], atol=5e-3)


def test_a_report_is_one_page_and_always_the_same(motion_file, tmp_path):
    own = write_tiny_robot(tmp_path)
    pages = [tmp_path / 'new' / 'a.html', tmp_path / 'b.html']
    pages[1].write_text('an older one')
    for page in pages:
        done = irgm('retarget', motion_file, '--robot', own, '--report', page)
        assert done.returncode == 0, done.stderr
        assert f'report in {page}' in done.stderr
    text = pages[0].read_text(encoding='utf-8')
    assert '<h1>wave.npy on tiny</h1>' in text
    assert str(tmp_path) not in text
    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert [p.name for p in pages[0].parent.iterdir()] == ['a.html']


def test_a_refused_motion_has_a_report_too(tmp_path):
    (tmp_path / 'own').mkdir()
    own = write_tiny_robot(tmp_path / 'own')
    jump = waving(41)
    jump[20:, :, 2] += 500.0
    np.save(tmp_path / 'jump.npy', jump.astype(np.float32))
    done = irgm(
        'retarget', 'jump.npy', '--robot', own, '--mode', 'upper_body',
        '--report', 'a.html', '--out', 'a.npz', cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert 'error: tiny: refused: The motion jumps at 1.00 s' in done.stderr
    page = (tmp_path / 'a.html').read_text(encoding='utf-8')
    assert 'verdict refused' in page
    assert 'The motion jumps at 1.00 s' in page
    assert 'There is no trajectory' in page
    assert not (tmp_path / 'a.npz').exists()


def test_generate_reports_too(tiny_bundle, tmp_path):
    own, page = write_tiny_robot(tmp_path), tmp_path / 'a.html'
    done = irgm(
        'generate', 'bow', '--bundle', tiny_bundle, '--rounds', '1', '--robot', own, '--quiet',
        '--report', page,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, '')
    assert '“bow” on tiny' in page.read_text(encoding='utf-8')


def test_a_report_without_a_robot_is_an_error(tiny_bundle, tmp_path):
    page = tmp_path / 'a.html'
    done = irgm('generate', 'bow', '--bundle', tiny_bundle, '--robot', 'none', '--report', page)
    assert done.returncode == 1
    assert 'give --robot NAME' in complaint(done)
    assert not page.exists()


def test_caption_and_assess_print_one_line(motion_file, tiny_bundle):
    said = irgm('caption', motion_file, '--bundle', tiny_bundle, env={'PYTHONUTF8': '1'})
    assert said.returncode == 0, said.stderr
    judged = irgm('assess', 'wave', motion_file, '--bundle', tiny_bundle)
    assert judged.returncode == 0, judged.stderr
    assert judged.stdout.count('\n') == 1
    assert 'alignment' in judged.stdout


def test_assess_refuses_bad_commands(motion_file, tiny_bundle):
    done = irgm('assess', 'wave <eos>', motion_file, '--bundle', tiny_bundle)
    assert done.returncode == 3
    assert 'CONTROL_TOKENS_IN_COMMAND' in complaint(done)


def test_robots_are_listed():
    done = irgm('robots')
    assert done.returncode == 0
    assert {'g1', 'jvrc1'} <= {line.split()[0] for line in done.stdout.splitlines()}


def test_a_robot_of_ones_own_is_brought_in(tmp_path):
    """URDF -> proposed map -> check with a picture -> retargeting."""
    (tmp_path / 'files').mkdir()
    write_tiny_robot(tmp_path / 'files')
    urdf, own = tmp_path / 'files' / 'tiny.urdf', tmp_path / 'own.yaml'
    proposed = irgm('robots', '--init', urdf, '--out', own)
    assert proposed.returncode == 0
    assert 'doubt: sole: the foot has no geometry' in proposed.stderr
    assert f'next: irgm robots --check {own}' in proposed.stderr
    picture = tmp_path / 'rest.png'
    checked = irgm('robots', '--check', own, '--render', picture)
    assert checked.returncode == 0, checked.stdout
    assert 'nothing to doubt' in checked.stdout
    assert Image.open(picture).size[0] > 900
    np.save(tmp_path / 'human.npy', waving(30))
    out = tmp_path / 'robot.npz'
    done = irgm('retarget', tmp_path / 'human.npy', '--robot', own, '--out', out)
    assert done.returncode == 0, done.stderr
    assert set(np.load(out)) >= ROBOT_KEYS


def test_a_map_with_doubts_is_told_by_the_exit_code(tmp_path):
    own = write_tiny_robot(tmp_path, extra_map='limits: {left_hip_r_joint: [-0.5, 2.0]}\n')
    done = irgm('robots', '--check', own)
    assert done.returncode == 1
    assert 'doubt: right_hip_r_joint' in done.stdout
    assert 'does not mirror' in done.stdout


@pytest.mark.parametrize('option', ['--init', '--check'])
def test_a_robot_that_is_not_there_is_named(tmp_path, option):
    done = irgm('robots', option, tmp_path / 'absent.yaml')
    assert done.returncode == 1
    assert 'absent.yaml' in done.stderr
    assert 'Traceback' not in done.stderr


def test_doctor_says_what_is_there_and_what_to_do(tiny_bundle, tmp_path):
    done = irgm('doctor', '--bundle', tiny_bundle)
    assert 'every hash right' in done.stdout
    assert 'CPUExecutionProvider' in done.stdout
    broken = irgm('doctor', '--bundle', damaged(tiny_bundle, tmp_path / 'bad'))
    assert broken.returncode == 1
    assert 'FAIL  bundle' in broken.stdout
    assert '->' in broken.stdout


def test_bench_prints_every_bound(tiny_bundle):
    done = irgm('bench', '--bundle', tiny_bundle, '--robot', 'none', '--runs', '2')
    assert done.returncode == 0, done.stderr
    for name in ('first_motion_s', 'loop_s', 'rss_mb', 'import_s'):
        assert name in done.stdout


def test_a_reader_that_leaves_early_gets_no_traceback():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, 'wb') as gone:
        done = subprocess.run(
            [sys.executable, '-m', 'irgm_ros.cli', 'robots'],
            cwd=ROOT, stdout=gone, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, '')


def test_unexpected_errors_are_one_line_unless_asked_for(monkeypatch, capsys):
    def fail(options):
        raise ZeroDivisionError('far down')

    monkeypatch.setattr('irgm_ros.commands.robots', fail)
    monkeypatch.delenv('IRGM_TRACEBACK', raising=False)
    assert main(['robots']) == 1
    assert 'internal error: ZeroDivisionError: far down' in capsys.readouterr().err
    monkeypatch.setenv('IRGM_TRACEBACK', '1')
    with pytest.raises(ZeroDivisionError):
        main(['robots'])


def bad_motion(array):
    def write(folder):
        np.save(folder / 'm.npy', array)

    return write


ERRORS = {
    'no bundle': (['caption', 'm.npy', '--bundle', 'none'], bad_motion(waving()), 'no such'),
    'an unknown robot': (['retarget', 'm.npy', '--robot', 'r2'], bad_motion(waving()), 'g1'),
    'no robot map': (['retarget', 'm.npy', '--robot', 'r.yaml'], bad_motion(waving()), 'r.yaml'),
    'no motion': (['retarget', 'm.npy', '--robot', 'g1'], lambda folder: None, 'no such file'),
    'a wrong shape': (
        ['retarget', 'm.npy', '--robot', 'g1'], bad_motion(np.zeros((9, 7))), r'(9, 7)',
    ),
    'not a number': (
        ['retarget', 'm.npy', '--robot', 'g1'], bad_motion(waving() * np.nan), 'non-finite',
    ),
    'no array': (
        ['retarget', 'm.npy', '--robot', 'g1'],
        lambda folder: (folder / 'm.npy').write_text('walk'), 'not a NumPy file',
    ),
    'pickled objects': (
        ['retarget', 'm.npy', '--robot', 'g1'],
        lambda folder: np.save(folder / 'm.npy', np.array([{}]), allow_pickle=True),
        'not a NumPy file',
    ),
}  # fmt: skip


@pytest.mark.parametrize('name', ERRORS)
def test_errors_are_one_clear_line(name, tmp_path):
    arguments, prepare, expected = ERRORS[name]
    prepare(tmp_path)
    done = irgm(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert expected in complaint(done)


def test_damaged_bundle(tiny_bundle, tmp_path):
    bad = damaged(tiny_bundle, tmp_path / 'bad')
    done = irgm('generate', 'wave', '--bundle', bad, '--robot', 'none')
    assert done.returncode == 1
    assert 'decoder.onnx has sha256' in complaint(done)


@needs_g1
@pytest.mark.parametrize('option', ['--out a.npz', '--report a.html'])
def test_place_that_cannot_be_written(option, motion_file, tmp_path):
    (tmp_path / 'file').write_text('')
    option, name = option.split()
    done = irgm('retarget', motion_file, '--robot', 'g1', option, tmp_path / 'file' / name)
    assert done.returncode == 1
    assert 'cannot write' in complaint(done)


def test_control_c_ends_with_130_and_leaves_no_file(tiny_bundle):
    process = subprocess.Popen(
        [
            sys.executable, '-m', 'irgm_ros.cli', 'bench', '--bundle', tiny_bundle,
            '--robot', 'none', '--runs', '100000',
        ],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert 'running' in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == 'irgm: interrupted'
    assert 'Traceback' not in errors
