# SPDX-License-Identifier: Apache-2.0
import json
import shutil
import time

import numpy as np
import pytest

from irgm_ros.backends import Bundle
from irgm_ros.backends.bundle import ENVIRONMENT
from irgm_ros.backends.manifest import GRAPHS
from irgm_ros.errors import BundleError


@pytest.fixture
def copy(tiny_bundle, tmp_path):
    return shutil.copytree(tiny_bundle, tmp_path / 'bundle')


def edit(folder, **changes):
    path = folder / 'manifest.json'
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_load_reads_manifest_and_embeddings(tiny_bundle):
    bundle = Bundle.load(tiny_bundle)
    vocabulary = bundle.manifest.vocabulary
    assert bundle.embeddings.shape == (vocabulary.size, bundle.manifest.decoder.hidden)
    assert isinstance(bundle.embeddings, np.memmap)
    assert vocabulary.motion_offset + 2 * 512 == vocabulary.size
    assert bundle.licence_note == ''


def test_load_takes_the_environment_variable(tiny_bundle, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, str(tiny_bundle))
    assert Bundle.load().folder == tiny_bundle


def test_embed_multiplies_by_the_scale(tiny_bundle):
    bundle = Bundle.load(tiny_bundle)
    # Hidden width 16, so Gemma's factor is sqrt(16) = 4.
    assert bundle.manifest.decoder.embedding_scale == 4.0
    got = bundle.embed(np.array([[5, 7]]))
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got[0, 1], bundle.embeddings[7].astype(np.float32) * 4.0)


@pytest.mark.parametrize('graph', GRAPHS)
def test_every_graph_loads_with_the_names_of_the_manifest(tiny_bundle, graph):
    bundle = Bundle.load(tiny_bundle)
    session = bundle.session(graph)
    assert session.inputs == bundle.manifest.graphs[graph].inputs


def test_missing_folder_says_what_to_do(tmp_path):
    with pytest.raises(BundleError, match=r'no such bundle; give .* --bundle or .* IRGM_BUNDLE'):
        Bundle.load(tmp_path / 'absent')


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / 'x.onnx').write_bytes(b'')
    with pytest.raises(BundleError, match='the folder of a bundle expected'):
        Bundle.load(tmp_path / 'x.onnx')


def test_a_folder_without_manifest(tmp_path):
    with pytest.raises(BundleError, match=r'no manifest\.json'):
        Bundle.load(tmp_path)


def test_manifest_that_is_not_json(copy):
    (copy / 'manifest.json').write_text('{"schema')
    with pytest.raises(BundleError, match='damaged, JSON expected'):
        Bundle.load(copy)


def test_every_damaged_file_is_reported(copy):
    (copy / 'text_head.onnx').unlink()
    (copy / 'vq_decoder.onnx').write_bytes(b'short')
    table = bytearray((copy / 'embeddings.npy').read_bytes())
    table[-1] ^= 1
    (copy / 'embeddings.npy').write_bytes(table)
    with pytest.raises(BundleError) as caught:
        Bundle.load(copy)
    message = str(caught.value)
    assert 'text_head.onnx is missing' in message
    assert 'vq_decoder.onnx has 5 bytes' in message
    assert 'embeddings.npy has sha256' in message
    assert 'fetch or export it again' in message


def test_weights_beside_a_graph_that_the_manifest_does_not_know(copy):
    (copy / 'decoder.onnx.data').write_bytes(b'x')
    with pytest.raises(BundleError, match=r'decoder\.onnx\.data is not in the manifest'):
        Bundle.load(copy)


def test_prompts_of_another_model(copy):
    edit(copy, prompt_sha256='0' * 64)
    with pytest.raises(BundleError, match='not the one that the model was trained with'):
        Bundle.load(copy)


def test_embeddings_of_another_size(copy):
    manifest = json.loads((copy / 'manifest.json').read_text())
    edit(copy, decoder=manifest['decoder'] | {'hidden': 8})
    with pytest.raises(BundleError, match=r'embeddings.npy is float16 .* expected'):
        Bundle.load(copy)


def test_graph_whose_names_differ(copy):
    manifest = json.loads((copy / 'manifest.json').read_text())
    graphs = manifest['graphs'] | {'text_head': {'inputs': ['x'], 'outputs': ['logits']}}
    edit(copy, graphs=graphs)
    with pytest.raises(BundleError, match="'x'"):
        Bundle.load(copy).session('text_head')


def test_unknown_file_lists_those_there_are(tiny_bundle):
    with pytest.raises(BundleError, match=r'no file .lexicon.json.*decoder.onnx'):
        Bundle.load(tiny_bundle).json('lexicon.json')


@pytest.mark.parametrize('licence', ['CC-BY-NC-SA-4.0', 'Gemma, non-commercial'])
def test_licence_note_of_restricted_bundles(copy, licence):
    edit(copy, licence=licence)
    assert 'non-commercial use only' in Bundle.load(copy).licence_note


def test_hashing_twenty_megabytes_is_quick(tmp_path):
    from irgm_ros.backends.manifest import FileEntry

    (tmp_path / 'large').write_bytes(bytes(20_000_000))
    start = time.process_time()
    FileEntry.of(tmp_path / 'large')
    # 12 ms with the SHA instructions of the processor, 60 ms without.
    assert time.process_time() - start < 0.25


def test_a_cache_of_another_type_than_the_manifest_says(copy):
    manifest = json.loads((copy / 'manifest.json').read_text())
    edit(copy, decoder=manifest['decoder'] | {'cache': 'fp16'})
    bundle = Bundle.load(copy)
    with pytest.raises(BundleError, match='cache in fp32 found, fp16 expected'):
        bundle.session('decoder')
    assert bundle.session('text_head').cache == ''


def test_onnxruntime_is_not_asked_for_bfloat16(copy):
    edit(copy, arithmetic='bf16')
    bundle = Bundle.load(copy)
    with pytest.raises(BundleError, match=r'text_head computes in bf16.*IRGM_PROVIDER=tensorrt'):
        bundle.session('text_head')
    assert bundle.session('vq_decoder').outputs == ('features',)
