# SPDX-License-Identifier: Apache-2.0

import dataclasses

import numpy as np
import pytest

pytest.importorskip('torch', reason='export needs torch: make test-export')

import onnx
import torch
from onnx import TensorProto, numpy_helper

from export.storage import DATA_TYPES, HALF, as_stored
from export.store import graph_of, read_graph, store
from irgm_ros.backends.ort import OrtSession
from irgm_ros.errors import BundleError
from tests.export.products import product

ROWS, COLUMNS = 256, 48
DATA_KINDS = {data_type: kind for kind, data_type in DATA_TYPES.items()}


def weights(seed=0, rows=ROWS):
    """Columns whose sizes span four powers of ten."""
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(rows, COLUMNS)) * np.geomspace(0.01, 100.0, COLUMNS)).astype('f4')


def stored(weight, precision):
    return store(graph_of(product(weight)), precision)


def half_product(weight, kind):
    """Graph y = x @ weight in 16 bits, between borders in float32."""
    model = product(weight)
    ends = [('x', 'x.half', kind), ('y.half', 'y', TensorProto.FLOAT)]
    before, after = (onnx.helper.make_node('Cast', [a], [b], to=k) for a, b, k in ends)
    node = onnx.helper.make_node('MatMul', ['x.half', 'w'], ['y.half'])
    del model.graph.node[:]
    model.graph.node.extend([before, node, after])
    graph = graph_of(model)
    weights = {n: w.used_as(DATA_KINDS[kind]) for n, w in graph.weights.items()}
    return dataclasses.replace(graph, weights=weights)


def run(path, x, **options):
    return OrtSession(path, **options).run({'x': x})['y']


def given_back(weight, precision, folder, external_above=1 << 28, **options):
    """The matrix that the stored graph multiplies by."""
    stored(weight, precision).write(folder / 'g.onnx', external_above)
    return run(folder / 'g.onnx', np.eye(len(weight), dtype=np.float32), **options)


@pytest.mark.parametrize('precision', ['fp16', 'bf16'])
def test_sixteen_bits_halve_the_file_and_keep_what_they_hold(precision, tmp_path):
    kind = {'fp16': torch.float16, 'bf16': torch.bfloat16}[precision]
    weight = torch.from_numpy(weights()).to(kind).float().numpy()
    np.testing.assert_array_equal(given_back(weight, precision, tmp_path), weight)
    saved = product(weight).ByteSize() - stored(weight, precision).proto().ByteSize()
    assert saved > 2 * weight.size - 100


def test_small_tensors_and_fp32_stay():
    small, large = product(np.full((4, 4), 1 / 3, np.float32)), product(weights())
    assert store(graph_of(small), 'int8').proto() == small
    assert store(graph_of(large), 'fp32').proto() == large


def test_float16_refuses_overflow_and_bfloat16_takes_it():
    weight = np.full((64, 32), 7e4, np.float32)
    with pytest.raises(BundleError, match='does not fit float16'):
        stored(weight, 'fp16').proto()
    assert stored(weight, 'bf16').proto().graph.initializer[0].data_type == TensorProto.BFLOAT16


@pytest.mark.parametrize('precision', ['fp32', 'fp16', 'int8', 'int4'])
def test_what_is_not_finite_is_refused(precision):
    weight = weights()
    weight[5, 7] = np.nan
    with pytest.raises(BundleError, match=r'w: .*not finite'):
        stored(weight, precision).proto()


@pytest.mark.parametrize('half', [False, True])
def test_int8_rounds_columns_to_a_255th_of_their_range(tmp_path, half):
    weight = weights()
    model = product(weight)
    if half:
        model = store(graph_of(model), 'fp16').proto()
    assert store(graph_of(model), 'int8').proto().ByteSize() < product(weight).ByteSize() / 3
    back = given_back(weight, 'int8', tmp_path)
    step = np.abs(weight).max(0) / 127
    assert (np.abs(back - weight) <= step * 0.61).all()
    assert np.abs(back - weight).max() > 0.0


@pytest.mark.parametrize(('rows', 'block'), [(256, 128), (192, 64), (96, 32)])
@pytest.mark.parametrize('packed', [False, True])
def test_int4_rounds_the_blocks_of_a_column(tmp_path, rows, block, packed):
    weight = weights(rows=rows)
    back = given_back(weight, 'int4', tmp_path, packed=packed)
    largest = np.abs(weight.reshape(-1, block, COLUMNS)).max(1, keepdims=True)
    error = np.abs(back - weight).reshape(-1, block, COLUMNS)
    assert (error <= 0.26 * largest).all()  # a clipped number moves by a quarter at most
    plain = np.rint(weight.reshape(-1, block, COLUMNS) / largest * 7) / 7 * largest
    assert (error**2).sum() < ((plain - weight.reshape(plain.shape)) ** 2).sum()
    blocks = back.reshape(-1, block, COLUMNS)
    assert max(len(np.unique(blocks[0, :, c])) for c in range(COLUMNS)) <= 16


def test_int4_of_a_matrix_without_whole_blocks_is_float16(tmp_path):
    weight = weights(rows=100)
    back = given_back(weight, 'int4', tmp_path)
    np.testing.assert_array_equal(back, weight.astype(np.float16).astype(np.float32))
    assert onnx.load(tmp_path / 'g.onnx').opset_import[0].version == 18


def test_int4_computes_from_the_levels(tmp_path):
    weight, x = weights(), np.random.default_rng(1).normal(size=(3, ROWS)).astype(np.float32)
    back = given_back(weight, 'int4', tmp_path)
    np.testing.assert_allclose(run(tmp_path / 'g.onnx', x, packed=True), x @ back, rtol=1e-3)


@pytest.mark.parametrize('precision', ['fp32', 'fp16', 'bf16', 'int8', 'int4'])
def test_external_data_is_the_same_graph(tmp_path, precision):
    weight = weights()
    inside = given_back(weight, precision, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ['g.onnx']
    outside = given_back(weight, precision, tmp_path, external_above=0)
    np.testing.assert_array_equal(inside, outside)
    assert (tmp_path / 'g.onnx').stat().st_size < 1500
    assert (tmp_path / 'g.onnx.data').stat().st_size % 4096 == 0


@pytest.mark.parametrize('precision', ['fp32', 'fp16'])
def test_weights_keep_their_order(precision):
    model = product(weights())
    model.graph.initializer.add().CopyFrom(numpy_helper.from_array(np.ones(3, np.float32), 'last'))
    proto = store(graph_of(model), precision).proto()
    names = [tensor.name for tensor in proto.graph.initializer]
    assert [name.removesuffix(HALF) for name in names] == ['w', 'last']


@pytest.mark.parametrize('external_above', [0, 1 << 28])
@pytest.mark.parametrize('precision', ['fp16', 'bf16', 'fp32'])
def test_a_stored_graph_is_read_back(tmp_path, precision, external_above):
    weight = torch.from_numpy(weights()).bfloat16().float().numpy()
    stored(weight, precision).write(tmp_path / 'g.onnx', external_above)
    again = read_graph(tmp_path / 'g.onnx')
    np.testing.assert_array_equal(again.weights['w'].rows(3, 9).float().numpy(), weight[3:9])
    assert store(again, 'fp32').proto() == product(weight)


@pytest.mark.parametrize('precision', ['fp32', 'fp16', 'bf16', 'int8', 'int4'])
def test_every_storage_serves_a_graph_in_float16(tmp_path, precision):
    graph = half_product(weights(), TensorProto.FLOAT16)
    store(graph, precision).write(tmp_path / 'g.onnx')
    given = run(tmp_path / 'g.onnx', np.eye(ROWS, dtype=np.float32))
    wanted = as_stored(torch.from_numpy(weights()), precision, torch.float16).numpy()
    np.testing.assert_allclose(given, wanted, rtol=2**-8, atol=1e-6)
    if precision in ('int8', 'int4'):
        return
    again = store(read_graph(tmp_path / 'g.onnx'), precision).proto()
    assert again.SerializeToString() == (tmp_path / 'g.onnx').read_bytes()


def test_a_column_of_zeros_stays_zero_in_float16(tmp_path):
    weight = weights()
    weight[:, 3], weight[:, 4] = 0.0, 1e-7
    for precision in ('int8', 'int4'):
        graph = half_product(weight, TensorProto.FLOAT16)
        store(graph, precision).write(tmp_path / 'g.onnx')
        given = run(tmp_path / 'g.onnx', np.eye(ROWS, dtype=np.float32))
        assert np.isfinite(given).all()
        assert not given[:, 3].any()
        np.testing.assert_allclose(given[:, 4], 1e-7, atol=6e-8)
