# SPDX-License-Identifier: Apache-2.0
import dataclasses
import json
import re
from pathlib import Path

import pytest

from irgm_ros.backends.manifest import Manifest
from irgm_ros.errors import BundleError


@pytest.fixture
def data(tiny_bundle):
    return json.loads((tiny_bundle / 'manifest.json').read_text())


def message(data):
    with pytest.raises(BundleError) as caught:
        Manifest.from_json(data)
    return str(caught.value)


def test_round_trip(data):
    manifest = Manifest.from_json(data)
    assert Manifest.from_json(json.loads(json.dumps(manifest.to_json()))) == manifest


def test_arithmetic_is_float32_unless_said(data):
    manifest = Manifest.from_json(data)
    assert (manifest.arithmetic, manifest.decoder.cache) == ('fp32', 'fp32')
    # No keys: earlier releases would refuse them.
    written = manifest.to_json()
    assert 'arithmetic' not in written and 'cache' not in written['decoder']
    half = dataclasses.replace(
        manifest, arithmetic='fp16', decoder=dataclasses.replace(manifest.decoder, cache='fp16')
    )
    assert Manifest.from_json(json.loads(json.dumps(half.to_json()))) == half


@pytest.mark.parametrize('version', [0, 2, '1', None])
def test_other_schema_versions_are_refused(data, version):
    data['schema_version'] = version
    assert '1 expected; export the bundle again' in message(data)


@pytest.mark.parametrize('whole', [[], 'text', None, 3])
def test_anything_but_an_object_is_refused(whole):
    assert 'schema_version' in message(whole)


def test_all_problems_of_form_are_reported_together(data):
    data['surprise'] = 1
    data['decoder']['depth'] = 2
    del data['fps']
    data['codebooks'] = 'two'
    data['mean'][3] = None
    data['files']['prompts.json'] = []
    text = message(data)
    for part in (
        'surprise: unknown key',
        'decoder.depth: unknown key',
        'fps: missing',
        'codebooks: str given, int expected',
        'mean[3]: NoneType given, float expected',
        'files.prompts.json: list given, an object expected',
    ):
        assert part in text


def test_all_contradictions_are_reported_together(data):
    data['mean'] = data['mean'][:-1]
    data['std'][0] = 0.0
    data['precision'] = 'int3'
    data['arithmetic'] = 'int8'
    data['decoder']['cache'] = 'fp8'
    data['vocabulary']['size'] = 100
    data['limits']['min_steps'] = 60
    del data['files']['tokenizer.json']
    data['files']['../secret'] = {'sha256': '', 'bytes': 0}
    data['features'] = 100
    text = message(data)
    for part in (
        'mean: 262 numbers given',
        'std: every number',
        "precision: 'int3' given",
        "arithmetic: 'int8' given",
        "decoder.cache: 'fp8' given",
        '1024 codes do not fit 100 token ids',
        'min_steps <= max_steps',
        'files: tokenizer.json missing',
        "'../secret' is not a plain file name",
        'features: 100',
    ):
        assert part in text


EVALUATOR = {'width': 8, 'max_words': 96, 'max_frames': 256, 'scale': 5.0, 'offset': -2.0}


def test_a_bundle_without_an_evaluator_has_no_such_key(data):
    assert 'evaluator' not in data
    manifest = Manifest.from_json(data)
    assert manifest.evaluator is None
    assert 'evaluator' not in manifest.to_json()


def test_an_evaluator_needs_its_files_and_graphs(data):
    data['evaluator'] = EVALUATOR | {'width': 0}
    text = message(data)
    for part in (
        'files: evaluator_text.onnx missing',
        'files: evaluator_words.json missing',
        'graphs: evaluator_motion missing',
        'evaluator.width: must be above 0',
    ):
        assert part in text


@pytest.mark.parametrize('wrong', [None, 3, {'width': 8}])
def test_an_evaluator_is_whole(data, wrong):
    data['evaluator'] = wrong
    assert 'evaluator' in message(data)


def test_an_evaluator_survives_the_round_trip(data):
    data['evaluator'] = EVALUATOR
    for name in ('evaluator_text', 'evaluator_motion'):
        data['graphs'][name] = {'inputs': ['x'], 'outputs': ['vector']}
        data['files'][f'{name}.onnx'] = {'sha256': '', 'bytes': 0}
    data['files']['evaluator_words.json'] = {'sha256': '', 'bytes': 0}
    manifest = Manifest.from_json(data)
    assert manifest.evaluator is not None
    assert manifest.evaluator.scale == 5.0
    assert Manifest.from_json(json.loads(json.dumps(manifest.to_json()))) == manifest


def test_a_parser_needs_its_files_and_a_threshold(data):
    data['parser'] = {'threshold': 1.5}
    text = message(data)
    for part in (
        'files: parser.onnx missing',
        'files: parser_words.json missing',
        'graphs: parser missing',
        'parser.threshold: 1.5',
    ):
        assert part in text


def test_booleans_are_no_numbers(data):
    data['codebooks'] = True
    assert 'codebooks: bool given, int expected' in message(data)


def test_the_documentation_names_every_key():
    text = (Path(__file__).parents[2] / 'docs' / 'bundle.md').read_text()
    rows = [line for line in text.split('## Manifest')[1].splitlines() if line.startswith('|')]
    keys = {key for row in rows for key in re.findall('`([a-z_0-9]+)`', row.split('|')[1])}
    assert {field.name for field in dataclasses.fields(Manifest)} == keys
