# SPDX-License-Identifier: Apache-2.0
"""The smallest graph with a weight, for tests of how weights are stored."""

import onnx
from onnx import TensorProto, helper, numpy_helper


def product(weight) -> onnx.ModelProto:
    """Graph y = x @ weight."""
    name = numpy_helper.from_array(weight, 'w')
    values = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, ['n', weight.shape[i]])
        for i, n in enumerate(('x', 'y'))
    ]
    node = helper.make_node('MatMul', ['x', 'w'], ['y'])
    graph = helper.make_graph([node], 'g', values[:1], values[1:], [name])
    opset = helper.make_opsetid('', 18)
    return helper.make_model(graph, opset_imports=[opset], ir_version=8)
