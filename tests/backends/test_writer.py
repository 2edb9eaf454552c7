# SPDX-License-Identifier: Apache-2.0
import dataclasses
import json

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
