# SPDX-License-Identifier: Apache-2.0

import numpy as np
import pytest

pytest.importorskip('torch', reason='export needs torch: make test-export')

import onnxruntime
import torch

from export.arithmetic import KINDS
from export.fusable import make_fusable
from export.graphs import export_graph, round_stored
from export.neutral import NeutralBundle
from export.store import store
from export.wrappers import DecoderGraph, HeadGraph, VqDecoderGraph, VqEncoderGraph
from tests.tiny_bundle import make_neutral_bundle

# PyTorch takes half a minute to export, and far more on a busy machine.
pytestmark = pytest.mark.timeout(900)


def run(model, **feeds):
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return session.run(None, feeds)[0]


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
    wrappers = (VqEncoderGraph(vqvae, 263).eval(), VqDecoderGraph(vqvae, 1).eval())
    return tuple(store(export_graph(wrapper), 'fp32').proto() for wrapper in wrappers)


@pytest.mark.parametrize('kind', ['fp16', 'bf16'])
def test_half_placeholders_are_stored_as_they_are_used(tmp_path, kind):
    folder = make_neutral_bundle(tmp_path)
    given, held = (
        store(export_graph(HeadGraph(NeutralBundle.load(folder, p).model, kind=KINDS[kind])), kind)
        for p in (True, False)
    )
    assert given.proto().SerializeToString() == held.proto().SerializeToString()
    # A step to another type and back would be work for nothing.
    casts = [node.output[0] for node in given.proto().graph.node if node.op_type == 'Cast']
    assert len(casts) == 2  # of the hidden state and of the logits


@pytest.mark.parametrize('wrap', [lambda m: DecoderGraph(make_fusable(m)), HeadGraph])
def test_placeholders_make_the_graph_that_the_weights_make(tmp_path, wrap):
    folder = make_neutral_bundle(tmp_path)
    placeholders, weights = (
        store(export_graph(wrap(NeutralBundle.load(folder, weightless=given).model)), 'fp32')
        for given in (True, False)
    )
    # Bytes, so that the order of the weights counts: it enters the hashes of a bundle.
    assert placeholders.proto().SerializeToString() == weights.proto().SerializeToString()
