# SPDX-License-Identifier: Apache-2.0
import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

pytest.importorskip('rich')
pytest.importorskip('torch', reason='export needs torch: make test-export')

from export.check import build_engine, check_bundle, graph_problems, main
from export.quantise import quantise_bundle
from export.store import graph_of, store
from irgm_ros.backends.bundle import Bundle, default_folder
from irgm_ros.backends.profiles import BATCH, CONTEXT, Profile, profiles_of
from tests.export.products import product

WIDTH = 4


def problems(model):
    return list(graph_problems(model))


def test_a_plain_product_is_fine():
    assert problems(product(np.eye(WIDTH, dtype=np.float32))) == []


def test_an_operator_that_is_not_read_is_named():
    model = product(np.eye(WIDTH, dtype=np.float32))
    model.graph.node[0].op_type = 'MatMulInteger'
    assert problems(model) == ['operators that are not on the list: MatMulInteger']


def test_too_new_an_opset_is_refused():
    model = product(np.eye(WIDTH, dtype=np.float32))
    model.opset_import[0].version = 23
    assert problems(model) == ['opset 23, at most 18 is read']


def test_int4_needs_a_newer_opset_and_passes():
    model = store(graph_of(product(np.ones((128, 32), np.float32))), 'int4').proto()
    assert model.opset_import[0].version == 21
    assert problems(model) == []


def test_external_data_is_not_needed_for_the_operators(tmp_path):
    quantise_bundle(default_folder(), tmp_path / 'b', 'int4', external_above=0)
    assert (tmp_path / 'b' / 'decoder.onnx.data').exists()
    assert not any(f.problems for f in check_bundle(Bundle.load(tmp_path / 'b'), build=False))


def test_operators_of_other_domains_are_refused():
    model = product(np.eye(WIDTH, dtype=np.float32))
    model.opset_import.append(helper.make_opsetid('com.microsoft', 1))
    assert problems(model) == ['operators of com.microsoft: only those of ONNX itself are read']


def test_double_weights_are_named():
    model = product(np.eye(WIDTH, dtype=np.float32))
    model.graph.initializer.append(numpy_helper.from_array(np.zeros(3), 'wide'))
    assert problems(model) == ['float64 weights: wide']


def test_the_graphs_of_the_default_bundle_pass():
    found = list(check_bundle(Bundle.load(), build=False))
    assert [f.graph for f in found] == [
        'decoder', 'text_head', 'motion_head', 'vq_encoder', 'vq_decoder',
    ]  # fmt: skip
    assert not any(f.problems for f in found)


def test_profiles_name_every_input_and_rise():
    bundle = Bundle.load()
    for name, profiles in profiles_of(bundle.manifest).items():
        inputs = {i.name for i in onnx.load(bundle.path(f'{name}.onnx')).graph.input}
        for profile in profiles:
            assert set(profile.shapes) == inputs
            for least, usual, most in profile.shapes.values():
                assert all(a <= b <= c for a, b, c in zip(least, usual, most, strict=True))


def test_the_cache_holds_the_context():
    prefill, decode = profiles_of(Bundle.load().manifest)['decoder']
    for profile, rows in ((prefill, 1), (decode, BATCH)):
        most = {name: shapes[2] for name, shapes in profile.shapes.items()}
        assert most['attention_mask'] == (rows, CONTEXT)
        assert most['past.0.key'][2] + most['position_ids'][1] == CONTEXT


def test_command_line(capsys):
    assert main([str(default_folder()), '--no-build']) == 0
    assert 'vq_encoder' in capsys.readouterr().out


def test_a_folder_without_a_bundle_is_an_error(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    assert 'manifest' in capsys.readouterr().err


def build(tmp_path, model):
    pytest.importorskip('tensorrt_rtx', reason='pip install "irgm_ros[rtx]"')
    path = tmp_path / 'graph.onnx'
    onnx.save(model, path)
    shapes = ((1, WIDTH), (2, WIDTH), (8, WIDTH))
    return build_engine(path, (Profile('rows', {'x': shapes}),))


def test_a_graph_is_built(tmp_path):
    built, problem = build(tmp_path, product(np.eye(WIDTH, dtype=np.float32)))
    assert problem == ''
    assert built.startswith('1 profiles')


def test_what_the_parser_does_not_know_is_said(tmp_path):
    model = product(np.eye(WIDTH, dtype=np.float32))
    model.graph.node[0].op_type = 'NoSuchOperator'
    built, problem = build(tmp_path, model)
    assert built == ''
    assert problem.startswith('graph.onnx: not parsed')
