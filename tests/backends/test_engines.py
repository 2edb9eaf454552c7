# SPDX-License-Identifier: Apache-2.0
import dataclasses

import pytest

from irgm_ros.backends import Bundle
from irgm_ros.backends.engines import EngineKey, EngineStore, Machine, engines_folder, graph_files
from irgm_ros.backends.manifest import FileEntry
from irgm_ros.backends.profiles import profiles_of

ORIN = Machine('10.3.0', '8.7', 'L4T 36.4.3')


@pytest.fixture(scope='module')
def manifest(tiny_bundle):
    return Bundle.load(tiny_bundle).manifest


def key(manifest, machine=ORIN, graph='decoder'):
    return EngineKey.of(manifest, graph, profiles_of(manifest)[graph], machine)


def test_the_same_parts_give_the_same_key(manifest):
    assert key(manifest).digest == key(dataclasses.replace(manifest, name='other')).digest


@pytest.mark.parametrize(
    'machine',
    [
        Machine('10.13.3', '8.7', 'L4T 36.4.3'),
        Machine('10.3.0', '11.0', 'L4T 36.4.3'),
        Machine('10.3.0', '8.7', 'L4T 36.5.0'),
    ],
)
def test_another_machine_has_another_key(manifest, machine):
    assert key(manifest).digest != key(manifest, machine).digest


def changed(manifest, **files):
    entries = {n.replace('__', '.'): FileEntry('0' * 64, 1) for n in files}
    return dataclasses.replace(manifest, files=manifest.files | entries)


def test_the_key_holds_graph_data_precision_and_profiles(manifest):
    known = key(manifest).digest
    assert key(changed(manifest, decoder__onnx=1)).digest != known
    assert key(changed(manifest, decoder__onnx__data=1)).digest != known
    assert key(changed(manifest, text_head__onnx=1)).digest == known
    assert key(dataclasses.replace(manifest, precision='bf16')).digest != known
    limits = dataclasses.replace(manifest.limits, max_steps=7)
    shorter = dataclasses.replace(manifest, limits=limits)
    assert key(shorter, graph='vq_decoder').digest != key(manifest, graph='vq_decoder').digest


def test_files_of_a_graph_are_those_that_go_on_from_its_name(manifest):
    wide = changed(manifest, decoder__onnx__data=1)
    assert graph_files(wide, 'decoder') == ['decoder.onnx', 'decoder.onnx.data']
    assert graph_files(wide, 'vq_decoder') == ['vq_decoder.onnx']


def test_half_an_engine_is_none(manifest, tmp_path):
    store, k = EngineStore(tmp_path), key(manifest)
    assert not store.finished(k)
    store.engine(k).parent.mkdir()
    store.engine(k).write_bytes(b'1234')
    assert not store.finished(k)
    for text, finished in (('{', False), ('[]', False), ('{"bytes": 5}', False),
                           ('{"bytes": 4}', True)):  # fmt: skip
        store.description(k).write_text(text)
        assert store.finished(k) is finished


def test_the_cache_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv('IRGM_ENGINES', raising=False)
    monkeypatch.delenv('XDG_CACHE_HOME', raising=False)
    monkeypatch.setenv('HOME', str(tmp_path))
    assert engines_folder() == tmp_path / '.cache' / 'irgm_ros' / 'engines'
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'x'))
    assert engines_folder() == tmp_path / 'x' / 'irgm_ros' / 'engines'
    monkeypatch.setenv('IRGM_ENGINES', str(tmp_path / 'y'))
    assert engines_folder() == tmp_path / 'y'
