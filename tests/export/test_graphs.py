# SPDX-License-Identifier: Apache-2.0

import numpy as np
import pytest

pytest.importorskip('torch', reason='export needs torch: make test-export')

import onnx
import onnxruntime
import torch
from onnx import TensorProto

from export.graphs import export_graph, round_stored, store
from export.neutral import NeutralBundle
from export.wrappers import VqDecoderGraph, VqEncoderGraph
from irgm_ros.errors import BundleError
from tests.export.products import product
from tests.tiny_bundle import make_neutral_bundle

# PyTorch takes half a minute to export, and far more on a busy machine.
pytestmark = pytest.mark.timeout(900)


def run(model, **feeds):
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return session.run(None, feeds)[0]


@pytest.mark.parametrize('precision', ['fp16', 'bf16'])
def test_store_halves_the_file_and_keeps_what_the_precision_holds(precision):
    kind = {'fp16': torch.float16, 'bf16': torch.bfloat16}[precision]
    weight = torch.randn(64, 32, generator=torch.Generator().manual_seed(0)).to(kind).float()
    model = product(weight.numpy())
    stored = store(model, precision)
    # 64 * 32 weights of 4 and of 2 bytes, and the node that casts.
    assert model.ByteSize() - stored.ByteSize() > 64 * 32 * 2 - 100
    x = np.random.default_rng(1).normal(size=(3, 64)).astype(np.float32)
    np.testing.assert_array_equal(run(stored, x=x), run(model, x=x))
    assert model.graph.initializer[0].data_type == TensorProto.FLOAT


def test_store_leaves_small_tensors_and_fp32():
    small, large = np.full((4, 4), 1 / 3, np.float32), np.full((64, 32), 1 / 3, np.float32)
    assert store(product(small), 'fp16') == product(small)
    assert store(product(large), 'fp32') == product(large)


def test_float16_refuses_overflow_and_bfloat16_takes_it():
    model = product(np.full((64, 32), 7e4, np.float32))
    with pytest.raises(BundleError, match='does not fit float16'):
        store(model, 'fp16')
    assert store(model, 'bf16') != model


def test_round_stored_rounds_matrices_only():
    layer = torch.nn.Linear(64, 32)
    weight, bias = layer.weight.detach().clone(), layer.bias.detach().clone()
    round_stored(layer, 'fp32')
    assert torch.equal(layer.weight, weight)
    round_stored(layer, 'fp16')
    assert torch.equal(layer.weight, weight.half().float())
    assert torch.equal(layer.bias, bias)


@pytest.fixture(scope='module')
def vqvae(tmp_path_factory):
    folder = make_neutral_bundle(tmp_path_factory.mktemp('one'), codebooks=1)
    return NeutralBundle.load(folder).vqvae


@pytest.mark.parametrize('steps', [1, 11])
def test_one_codebook_as_published(vqvae, steps, exported_pair):
    encoder, decoder = exported_pair
    rng = np.random.default_rng(steps)
    features = rng.normal(size=(2, 4 * steps, 263)).astype(np.float32)
    codes = rng.integers(0, 512, (2, steps, 1))
    with torch.no_grad():
        wanted_codes = vqvae.encode(torch.from_numpy(features)).numpy()
        wanted = vqvae.decode(torch.from_numpy(codes)).numpy()
    np.testing.assert_array_equal(run(encoder, features=features), wanted_codes)
    np.testing.assert_allclose(run(decoder, codes=codes), wanted, atol=1e-5)


@pytest.fixture(scope='module')
def exported_pair(vqvae):
    encoder = export_graph(VqEncoderGraph(vqvae, 263).eval())
    decoder = export_graph(VqDecoderGraph(vqvae, 1).eval())
    onnx.checker.check_model(encoder)
    return encoder, decoder
