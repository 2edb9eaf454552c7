# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')

import onnxruntime

from export.graphs import export_graph
from export.store import store
from export.wrappers import GraphSpec

pytestmark = pytest.mark.timeout(900)


class Heads(torch.nn.Module):
    """(B, S, 8) -> (B, 2, 4 S), by way of shapes that keep all dynamic sizes but one."""

    def forward(self, x):
        batch, length = x.shape[:2]
        return x.view(batch, length, 2, 4).transpose(1, 2).reshape(batch, 2, 4 * length)

    def as_onnx(self):
        axes = {'x': {0: 'batch', 1: 'length'}}
        return GraphSpec((torch.randn(3, 5, 8),), axes, ('x',), ('y',))


def test_shapes_that_follow_from_the_input_are_constants():
    model = store(export_graph(Heads().eval()), 'fp32').proto()
    assert {node.op_type for node in model.graph.node} == {'Reshape', 'Transpose'}
    session = onnxruntime.InferenceSession(model.SerializeToString())
    for rows, length in ((1, 1), (2, 7)):
        x = torch.randn(rows, length, 8)
        found = session.run(None, {'x': x.numpy()})[0]
        assert torch.equal(torch.from_numpy(found), Heads()(x))


class Flat(torch.nn.Module):
    """(B, S, 8) -> (B S, 8, 1): as many sizes change as a shape can leave open."""

    def forward(self, x):
        return x.reshape(x.shape[0] * x.shape[1], 8, 1).reshape(x.shape[1], x.shape[0], 8)

    def as_onnx(self):
        return Heads().as_onnx()


def test_shapes_that_do_not_follow_are_computed():
    model = store(export_graph(Flat().eval()), 'fp32').proto()
    session = onnxruntime.InferenceSession(model.SerializeToString())
    x = torch.randn(2, 7, 8)
    found = session.run(None, {'x': x.numpy()})[0]
    assert torch.equal(torch.from_numpy(found), Flat()(x))
