# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from irgm_ros.bug_report import without_paths, write_report
from irgm_ros.cli import main
from irgm_ros.errors import IrgmError


def test_the_command_writes_it(tmp_path, capsys):
    path = tmp_path / 'report.json'
    assert main(['doctor', '--report', str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    report = json.loads(path.read_text())
    assert report['run']['provider'] == 'CPUExecutionProvider'
    assert report['run']['frames'] > 0
    assert report['bundle']['name'] == 'default'
    assert 'CPUExecutionProvider' in report['onnxruntime_providers']
    assert {f['subject'] for f in report['findings']} >= {'python', 'bundle', 'provider'}
    assert report['packages']['numpy'] and report['platform']['machine']


def test_what_goes_wrong_is_in_it(tiny_bundle, tmp_path, monkeypatch):
    monkeypatch.setenv('IRGM_PROVIDER', 'tensorrt')
    monkeypatch.setitem(sys.modules, 'tensorrt', None)
    path = tmp_path / 'report.json'
    write_report(path, tiny_bundle, [])
    report = json.loads(path.read_text())
    for part in ('tensorrt', 'run'):
        assert report[part]['error'] == 'DeviceError'
        assert 'not installed' in report[part]['message']
        assert any(where.startswith('native.py:') for where in report[part]['where'])


def test_no_path_of_the_machine_is_in_it(tiny_bundle, tmp_path):
    copy = tmp_path / 'secret_project'
    shutil.copytree(tiny_bundle, copy)
    (copy / 'vq_decoder.onnx').unlink()
    write_report(tmp_path / 'report.json', copy, [{'text': f'in {copy}'}])
    text = (tmp_path / 'report.json').read_text()
    assert 'vq_decoder.onnx is missing' in text
    assert str(tmp_path) not in text and str(Path.home()) + '/' not in text


@pytest.mark.parametrize(
    ('given', 'left'),
    [
        ('cannot read /home/ann/robots/g1.yaml: no', 'cannot read .../g1.yaml: no'),
        ("'/opt/x/lib.so'", "'.../lib.so'"),
        ('see https://example.org/a/b', 'see https://example.org/a/b'),
        ('and/or 1/2', 'and/or 1/2'),
        ({'a': ['/x/y/z', 3]}, {'a': ['.../z', 3]}),
    ],
)
def test_paths(given, left):
    assert without_paths(given) == left


def test_the_home_folder_itself():
    assert str(Path.home()) not in without_paths(f'no engine in {Path.home()}/.cache/x; build it')


def test_a_place_that_cannot_be_written(tiny_bundle, tmp_path):
    (tmp_path / 'file').write_text('')
    with pytest.raises(IrgmError, match='cannot write'):
        write_report(tmp_path / 'file' / 'report.json', tiny_bundle, [])
