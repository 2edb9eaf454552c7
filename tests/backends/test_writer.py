# SPDX-License-Identifier: Apache-2.0
import dataclasses
import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from irgm_ros.backends import Bundle, writer
from irgm_ros.errors import BundleError


@pytest.fixture
def parts(tiny_bundle):
    manifest = Bundle.load(tiny_bundle).manifest
    return manifest, {name: (tiny_bundle / name).read_bytes() for name in manifest.files}


def test_written_bundle_loads(parts, tmp_path):
    manifest, files = parts
    written = writer.write_bundle(tmp_path / 'deep' / 'bundle', manifest, files)
    assert written == manifest == Bundle.load(tmp_path / 'deep' / 'bundle').manifest
    assert [p.name for p in (tmp_path / 'deep').iterdir()] == ['bundle']


def test_an_older_bundle_is_replaced(parts, tmp_path):
    manifest, files = parts
    writer.write_bundle(tmp_path / 'b', manifest, {**files, 'MODEL_CARD.md': b'old'})
    writer.write_bundle(tmp_path / 'b', dataclasses.replace(manifest, name='new'), files)
    assert Bundle.load(tmp_path / 'b').manifest.name == 'new'
    assert not (tmp_path / 'b' / 'MODEL_CARD.md').exists()
    assert [p.name for p in tmp_path.iterdir()] == ['b']


def test_an_interrupted_run_leaves_the_old_bundle(parts, tmp_path, monkeypatch):
    manifest, files = parts
    writer.write_bundle(tmp_path / 'b', manifest, files)

    def interrupted(path, data):
        raise KeyboardInterrupt

    monkeypatch.setattr(writer, '_write', interrupted)
    with pytest.raises(KeyboardInterrupt):
        writer.write_bundle(tmp_path / 'b', dataclasses.replace(manifest, name='new'), files)
    assert Bundle.load(tmp_path / 'b').manifest.name == 'tiny'
    assert [p.name for p in tmp_path.iterdir()] == ['b']


def test_a_folder_with_something_else_is_kept(parts, tmp_path):
    manifest, files = parts
    (tmp_path / 'thesis.tex').write_text('years of work')
    with pytest.raises(BundleError, match='something else than a bundle'):
        writer.write_bundle(tmp_path, manifest, files)
    assert (tmp_path / 'thesis.tex').exists()


def test_a_contradiction_is_found_before_writing(parts, tmp_path):
    manifest, files = parts
    del files['vq_encoder.onnx']
    with pytest.raises(BundleError, match=r'vq_encoder\.onnx missing'):
        writer.write_bundle(tmp_path / 'b', manifest, files)
    assert not any(tmp_path.iterdir())


def test_manifest_is_plain_json(parts, tmp_path):
    manifest, files = parts
    writer.write_bundle(tmp_path / 'b', manifest, files)
    data = json.loads((tmp_path / 'b' / 'manifest.json').read_text())
    assert set(data['files']) == set(files)


def test_a_path_stands_for_a_file(parts, tiny_bundle, tmp_path):
    manifest, files = parts
    paths = {name: tiny_bundle / name for name in files}
    assert writer.write_bundle(tmp_path / 'b', manifest, paths) == manifest


def test_what_a_killed_run_has_left_goes_with_the_next(tmp_path):
    for name in ('.b-0a_b1c2d', '.b-0a_b1c2d-old', '.c-0a_b1c2d', '.b-notes'):
        (tmp_path / name).mkdir()
        (tmp_path / name / 'x').touch()
    (tmp_path / 'b').mkdir()
    (tmp_path / 'b' / 'done').touch()
    with writer.replacing_folder(tmp_path / 'b', 'done'):
        pass
    assert sorted(p.name for p in tmp_path.iterdir()) == ['.b-notes', '.c-0a_b1c2d', 'b']


def test_a_run_that_still_lives_is_left_alone(tmp_path):
    with writer.replacing_folder(tmp_path / 'b', 'done') as first:
        with writer.replacing_folder(tmp_path / 'b', 'done') as second:
            (second / 'done').touch()
        assert first.is_dir()
        (first / 'done').write_text('first')
    assert (tmp_path / 'b' / 'done').read_text() == 'first'
    assert [p.name for p in tmp_path.iterdir()] == ['b']


def test_a_folder_that_another_run_clears_at_once_is_made_again(tmp_path, monkeypatch):
    make, made = writer.tempfile.mkdtemp, []

    def cleared_once(**options: Any) -> str:
        made.append(make(**options))
        if len(made) == 1:
            Path(made[0]).rmdir()
        return str(made[-1])

    monkeypatch.setattr(writer.tempfile, 'mkdtemp', cleared_once)
    with writer.replacing_folder(tmp_path / 'b', 'done') as folder:
        (folder / 'done').touch()
    assert len(made) == 2
    assert [p.name for p in tmp_path.iterdir()] == ['b']


def test_a_run_killed_between_two_renames_loses_nothing(tmp_path):
    (tmp_path / '.b-0a_b1c2d-old').mkdir()
    (tmp_path / '.b-0a_b1c2d-old' / 'done').write_text('old')
    with pytest.raises(ValueError), writer.replacing_folder(tmp_path / 'b', 'done'):
        raise ValueError
    assert (tmp_path / 'b' / 'done').read_text() == 'old'


def test_a_disk_that_is_too_small_is_said_before_writing(tmp_path):
    room = writer.replacing_folder(tmp_path / 'b', 'done', 1 << 60)
    with pytest.raises(BundleError, match=r'1152921504.61 GB needed, \d+\.\d\d GB free'), room:
        pass
    assert not any(tmp_path.iterdir())


def test_a_disk_that_becomes_full_is_said(tmp_path):
    with (
        pytest.raises(BundleError, match='b: cannot be written: No space left on device'),
        writer.replacing_folder(tmp_path / 'b', 'done') as folder,
    ):
        (folder / 'done').touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize('error', [ValueError, KeyboardInterrupt])
def test_a_folder_of_folders_is_replaced_whole_or_not_at_all(tmp_path, error):
    with writer.replacing_folder(tmp_path / 'b', 'done') as folder:
        (folder / 'deep').mkdir()
        (folder / 'deep' / 'x').write_text('old')
        (folder / 'done').touch()
        assert not (tmp_path / 'b').exists()
    with pytest.raises(error), writer.replacing_folder(tmp_path / 'b', 'done') as folder:
        (folder / 'half').touch()
        raise error
    assert [p.name for p in tmp_path.iterdir()] == ['b']
    assert (tmp_path / 'b' / 'deep' / 'x').read_text() == 'old'
