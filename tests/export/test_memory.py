# SPDX-License-Identifier: Apache-2.0
import numpy as np
import onnx
import pytest

from export.memory import (
    BANDWIDTH,
    BOARDS,
    GEMMA_2_2B,
    GIB,
    KERNELS,
    ModelSize,
    bandwidth_bound,
    build_need,
    cache_per_token,
    disk_need,
    need,
    table,
)
from irgm_ros.backends import Bundle
from irgm_ros.backends.cuda import rounded

ROOT_DOC = 'docs/jetson.md'


def test_parameters_of_gemma_2_2b():
    # Published: 2.61 B with the embedding once; the text head is that table.
    assert GEMMA_2_2B.decoder + GEMMA_2_2B.text_head == pytest.approx(2.614e9, rel=2e-3)


def test_parameters_are_those_of_a_graph():
    bundle = Bundle.load()
    shape = bundle.manifest.decoder
    model = onnx.load(bundle.path('decoder.onnx'))
    stored = sum(int(np.prod(t.dims)) for t in model.graph.initializer if len(t.dims) == 2)
    names = {t.name: tuple(t.dims) for t in model.graph.initializer if len(t.dims) == 2}
    widest = max(max(dims) for dims in names.values())
    assert shape.hidden == 256
    size = ModelSize(2752, 256, 6, 4, 2, 64, widest, 1026)
    assert stored == pytest.approx(size.decoder, rel=0.01)


def test_cache_of_a_token():
    assert cache_per_token(GEMMA_2_2B, 2) == 26 * 4 * 256 * 2 * 2


def test_need_grows_with_what_it_should():
    one, two = need(GEMMA_2_2B, 2, 2), need(GEMMA_2_2B, 2, 2, rows=2)
    assert one.total == one.weights + one.cache + one.activations
    assert two.weights == one.weights
    assert (two.cache, two.activations) == (2 * one.cache, 2 * one.activations)
    assert need(GEMMA_2_2B, 1, 2).weights * 2 == one.weights


def test_cache_holds_two_of_each_as_the_pool_rounds_them():
    assert [rounded(n) for n in (1, 4096, 4097, (16 << 20) + 1)] == [4096, 4096, 8192, 32 << 20]
    assert need(GEMMA_2_2B, 2, 2, context=1536).cache == 2 * 52 * (1 << 22)


def test_bandwidth_bound():
    everything = (GEMMA_2_2B.decoder + GEMMA_2_2B.motion_head) * 2
    assert bandwidth_bound(GEMMA_2_2B, 2, everything / 1e9) == pytest.approx(1.0)


def test_room_to_build():
    assert build_need(GIB) == 4 * GIB + KERNELS
    assert build_need(1000) == 11_000 + KERNELS
    assert disk_need(10, 'fp16') == 20 + KERNELS
    assert disk_need(10, 'fp32') == 10 + KERNELS
    assert disk_need(10, 'int8', 'fp16') == 20 + KERNELS
    assert disk_need(10, 'fp32', 'fp16') == 10 + KERNELS


def test_table_is_the_one_of_the_document(pytestconfig):
    assert set(BANDWIDTH) == set(BOARDS)
    text = (pytestconfig.rootpath / ROOT_DOC).read_text(encoding='utf-8')
    assert table() in text
