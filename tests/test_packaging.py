# SPDX-License-Identifier: Apache-2.0
"""One version, a valid package.xml, and nothing built but not listed or listed but absent."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

if sys.version_info >= (3, 11):
    import tomllib

ROOT = Path(__file__).resolve().parents[1]
CMAKE = (ROOT / 'CMakeLists.txt').read_text()
PACKAGE = ElementTree.parse(ROOT / 'package.xml').getroot()


def pyproject():
    return tomllib.loads((ROOT / 'pyproject.toml').read_text())


def test_one_version_number():
    assert PACKAGE.findtext('version') == pyproject()['project']['version']


def test_one_name():
    assert PACKAGE.findtext('name') == pyproject()['project']['name']
    assert f'project({PACKAGE.findtext("name")})' in CMAKE


def test_package_xml_is_valid():
    catkin = pytest.importorskip('catkin_pkg.package', reason='catkin_pkg is not installed')
    warnings = []
    package = catkin.parse_package(str(ROOT / 'package.xml'), warnings=warnings)
    assert not warnings
    assert package.package_format == 3
    assert [str(licence) for licence in package.licenses] == ['Apache-2.0']


def test_dependencies_are_sorted():
    for kind in ('buildtool_depend', 'depend', 'exec_depend', 'test_depend'):
        names = [element.text for element in PACKAGE.iter(kind)]
        assert names == sorted(names), kind


def test_every_interface_is_generated():
    interfaces = {
        p.relative_to(ROOT).as_posix() for d in ('msg', 'action') for p in ROOT.glob(f'{d}/*')
    }
    assert set(re.findall(r'"((?:msg|action)/\S+)"', CMAKE)) == interfaces


def test_interfaces_depend_on_what_they_use():
    used = set()
    for path in (*ROOT.glob('msg/*'), *ROOT.glob('action/*')):
        used |= set(re.findall(r'^(\w+)/\w+', path.read_text(), re.MULTILINE))
    declared = {element.text for element in PACKAGE.iter('depend')}
    assert used <= declared
    for name in used:
        assert f'find_package({name} REQUIRED)' in CMAKE


def test_every_field_of_an_interface_is_explained():
    for path in (*ROOT.glob('msg/*.msg'), *ROOT.glob('action/*.action')):
        for line in path.read_text().splitlines():
            field = re.match(r'^\w\S* \w+(=\S+)?(.*)$', line)
            if field and 'Header' not in line:
                explained = '#' in line or re.search(r'\bOK=0$', line)
                assert explained, f'{path.name}: {line}'


def test_installed_files_exist():
    for name in re.findall(r'scripts/\w+', CMAKE):
        assert (ROOT / name).stat().st_mode & 0o111, f'{name} must be executable'
    for folder in ('config', 'launch', 'rviz'):
        assert any((ROOT / folder).iterdir())


def test_changelog_has_a_section_for_what_comes_next():
    text = (ROOT / 'CHANGELOG.rst').read_text()
    version = PACKAGE.findtext('version')
    assert 'Forthcoming' in text or re.search(rf'^{re.escape(version)} ', text, re.MULTILINE)


def sources():
    listed = subprocess.run(
        ['git', 'ls-files', '-co', '--exclude-standard', '*.py'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_every_source_names_its_licence():
    lacking = []
    for path in sources():
        text = path.read_text(encoding='utf-8')
        head = ''.join(text.splitlines(keepends=True)[:2])
        if text.strip() and 'SPDX-License-Identifier: Apache-2.0' not in head:
            lacking.append(str(path.relative_to(ROOT)))
    assert not lacking


def test_launch_file_offers_its_arguments():
    pytest.importorskip('launch_ros', reason='launch_ros comes with a ROS 2 installation only')
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location('irgm_launch', ROOT / 'launch' / 'irgm.launch.py')
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    names = {a.name for a in module.generate_launch_description().get_launch_arguments()}
    assert {'namespace', 'params_file', 'robot', 'bundle', 'execution', 'autostart'} <= names
