# SPDX-License-Identifier: Apache-2.0
"""Import directions: what may import what, read from the source and not from a running process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ('irgm_ros', 'training', 'evaluation', 'export', 'benchmarks', 'examples')
# Modules that every part may use.
COMMON = {'irgm_ros', 'irgm_ros.types', 'irgm_ros.errors', 'irgm_ros.motion.skeleton'}
FOLDERS = ('spec', 'checks', 'language', 'motion', 'robot', 'ros', 'backends', 'render', 'report')
# Folder of irgm_ros -> folders that it may import from; 'top' are the modules of irgm_ros itself.
ALLOWED = {
    'backends': set(),
    'spec': set(),
    'checks': {'spec', 'motion', 'robot'},
    'language': {'backends', 'spec'},
    'motion': {'backends'},
    'robot': set(),
    'render': {'motion', 'robot'},
    'report': {'motion', 'robot', 'render'},
    'top': {
        'backends', 'spec', 'checks', 'language', 'motion', 'robot', 'render', 'report', 'top',
    },
    'ros': {'backends', 'language', 'motion', 'robot', 'render', 'top'},
}  # fmt: skip
# The command line comes last: nothing but its own modules imports it.
OUTERMOST = {'irgm_ros.__main__', 'irgm_ros.cli', 'irgm_ros.commands', 'irgm_ros.doctor'}
FORBIDDEN_IN_RUNTIME = ('torch', 'transformers', 'training', 'evaluation', 'export', 'benchmarks')
OUTSIDE = {
    'evaluation': {'training', 'export'},
    'export': {'evaluation'},
    'training': {'export'},
}
# Programs of evaluation/ that need motions right by construction, recordings not trained on, or
# the words of the default model; and the export that leads back to a training run.
MAY_USE_TRAINING = {
    'export.restore',
    'evaluation.run', 'evaluation.real_motion', 'evaluation.doubt', 'evaluation.understanding',
    'evaluation.parsing', 'evaluation.prohibitions',
}  # fmt: skip
# What export/ may take from training/: the models, and nothing that trains them.
MODELS = {
    'training.tokenizer.vqvae',
    'training.language.gemma',
    'training.evaluator.model',
    'training.semantic_parser.model',
}


def sources(package):
    return sorted((ROOT / package).rglob('*.py'))


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix('').parts
    return '.'.join(parts[:-1] if parts[-1] == '__init__' else parts)


def imports(path):
    """Every module that the file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f'{path}: relative import'
            found.add(node.module)
            # "from irgm_ros import pipeline" names a module too.
            found |= {
                f'{node.module}.{alias.name}'
                for alias in node.names
                if (ROOT / (node.module + '.' + alias.name).replace('.', '/')).is_dir()
                or (ROOT / ((node.module + '.' + alias.name).replace('.', '/') + '.py')).is_file()
            }
    return found


def part_of(module):
    """Folder of a module of irgm_ros, or 'top'."""
    pieces = module.split('.')
    return pieces[1] if len(pieces) > 1 and pieces[1] in FOLDERS else 'top'


def runtime_files():
    return [pytest.param(path, id=name_of(path)) for path in sources('irgm_ros')]


def test_there_is_something_to_walk():
    assert len(sources('irgm_ros')) > 20


@pytest.mark.parametrize('path', runtime_files())
def test_runtime_imports_its_layers_only(path):
    part = part_of(name_of(path))
    for module in imports(path):
        if not module.startswith('irgm_ros') or module in COMMON:
            continue
        if module.startswith(('irgm_ros.msg', 'irgm_ros.action')):
            assert part == 'ros', f'{path}: messages outside irgm_ros/ros'
            continue
        other = part_of(module)
        if other == part or module == 'irgm_ros.atomic':
            continue
        assert other in ALLOWED[part], f'{name_of(path)} ({part}) imports {module} ({other})'


@pytest.mark.parametrize('path', runtime_files())
def test_runtime_imports_no_training_code(path):
    for module in imports(path):
        assert module.split('.')[0] not in FORBIDDEN_IN_RUNTIME, f'{path} imports {module}'


@pytest.mark.parametrize('path', runtime_files())
def test_rclpy_stays_in_its_folder(path):
    ros = {'rclpy', 'std_msgs', 'trajectory_msgs', 'sensor_msgs', 'geometry_msgs', 'action_msgs'}
    if part_of(name_of(path)) != 'ros':
        assert not {module.split('.')[0] for module in imports(path)} & ros


@pytest.mark.parametrize('path', runtime_files())
def test_nothing_imports_the_command_line(path):
    if name_of(path) not in OUTERMOST:
        assert not imports(path) & OUTERMOST


@pytest.mark.parametrize('package', sorted(OUTSIDE))
def test_directions_between_packages(package):
    for path in sources(package):
        for module in imports(path):
            top = module.split('.')[0]
            if name_of(path) in MAY_USE_TRAINING and top == 'training':
                continue
            if package == 'export' and top == 'training':
                assert module in MODELS, f'{path} imports {module}'
            assert top not in OUTSIDE[package], f'{path} imports {module}'


def test_no_cycles_between_modules():
    graph = {}
    for path in sources('irgm_ros'):
        tree = ast.parse(path.read_text(encoding='utf-8'))
        graph[name_of(path)] = {
            node.module
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and (node.module or '').startswith('irgm_ros')
        }
    done, active = set(), []

    def visit(module):
        assert module not in active, f'cycle: {" -> ".join([*active, module])}'
        if module in done or module not in graph:
            return
        active.append(module)
        for other in graph[module]:
            visit(other)
        active.pop()
        done.add(module)

    for module in graph:
        visit(module)


def test_modules_are_of_readable_size():
    for package in PACKAGES:
        for path in sources(package):
            lines = path.read_text(encoding='utf-8').count('\n')
            assert lines <= 400, f'{path.relative_to(ROOT)}: {lines} lines'


def test_each_source_names_its_licence():
    for package in (*PACKAGES, 'tests', 'scripts'):
        for path in sources(package):
            text = path.read_text(encoding='utf-8')
            assert not text or 'SPDX-License-Identifier: Apache-2.0' in text[:120], path


def test_importing_the_pipeline_is_quick_and_light():
    code = (
        'import sys, time; began = time.process_time(); import irgm_ros.pipeline; '
        'heavy = {"torch", "rclpy", "matplotlib", "mujoco", "pinocchio"} & set(sys.modules); '
        'print(time.process_time() - began, sorted(heavy))'
    )
    best, loaded = 9.0, ''
    for _ in range(3):  # the machine may be busy: processor time, the quickest of three
        done = subprocess.run(
            [sys.executable, '-c', code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        seconds, _, loaded = done.stdout.partition(' ')
        best = min(best, float(seconds))
    assert loaded.strip() == '[]'
    assert best <= 1.0
