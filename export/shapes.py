# SPDX-License-Identifier: Apache-2.0
"""Shapes that a graph computes for ``Reshape`` although they follow from the input."""

from __future__ import annotations

import onnx_ir

_SAME, _REST = 0, -1  # of ONNX: the size of the input, and what is left over


def settle_shapes(model: onnx_ir.Model) -> None:
    """Give each ``Reshape`` a constant shape where it can have one.

    The exporter joins a shape with two dynamic sizes from those of the inputs, in nodes that run
    at every step. An axis that keeps its size is 0 to ONNX, and one other may be dynamic.

    Args:
        model: Graph with the shapes of its values, changed in place; what computed the shapes
            is left to the optimizer.
    """
    graph = model.graph
    for node in list(graph):
        data, given = node.inputs[:2] if node.op_type == 'Reshape' else (None, None)
        if data is None or given is None or given.name in graph.initializers:
            continue
        sizes = _sizes(data.shape, node.outputs[0].shape)
        if sizes is not None:
            shape = onnx_ir.tensor(sizes, dtype=onnx_ir.DataType.INT64)
            constant = onnx_ir.node('Constant', [], {'value': shape})
            graph.insert_before(node, constant)
            node.replace_input_with(1, constant.outputs[0])
            node.attributes.pop('allowzero', None)


def _sizes(old: onnx_ir.Shape | None, new: onnx_ir.Shape | None) -> list[int] | None:
    """The shape ``new`` for ``Reshape``, as far as it can be told without the data."""
    if old is None or new is None:
        return None
    kept = [axis < len(old) and old[axis] == size for axis, size in enumerate(new)]
    sizes = [
        size if isinstance(size, int) else _SAME if same else _REST
        for size, same in zip(new, kept, strict=True)
    ]
    return None if sizes.count(_REST) > 1 else sizes
