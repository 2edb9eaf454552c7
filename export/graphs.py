# SPDX-License-Identifier: Apache-2.0
"""From a PyTorch module to the bytes of an ONNX graph."""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import redirect_stdout

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from export.wrappers import Exportable
from irgm_ros.errors import BundleError

# The highest that the TensorRT 10.3 of JetPack 6 is known to read, and the lowest that the
# exporter of PyTorch writes.
OPSET = 18
# Smaller tensors (gains, biases, scalars) stay float32: they cost nothing.
SMALLEST_HALF = 1024


def export_graph(module: Exportable) -> onnx.ModelProto:
    """Export a wrapper.

    Args:
        module: One of ``export.wrappers``, in evaluation mode.

    Returns:
        The graph in float32.

    Raises:
        BundleError: The result is not of opset 18 (the exporter keeps another one silently).
    """
    spec = module.as_onnx()
    logging.getLogger('torch.onnx').setLevel(logging.ERROR)
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()), torch.no_grad():
        warnings.simplefilter('ignore')
        program = torch.onnx.export(
            module,  # type: ignore[arg-type]
            spec.example,
            dynamo=True,
            dynamic_shapes=spec.dynamic_shapes,
            input_names=list(spec.inputs),
            output_names=list(spec.outputs),
            opset_version=OPSET,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    opsets = {entry.domain or 'ai.onnx': entry.version for entry in model.opset_import}
    if opsets.get('ai.onnx') != OPSET or len(opsets) != 1:
        raise BundleError(f'{type(module).__name__}: opsets {opsets} exported, {OPSET} expected')
    _forget_sources(model)
    return model


def round_to_half(module: torch.nn.Module) -> None:
    """Round in place the weights that ``store_half`` stores as float16.

    Done before the export, so that what the exporter computes ahead from the weights agrees
    with them.
    """
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.is_floating_point() and tensor.numel() >= SMALLEST_HALF:
            tensor.data = tensor.data.half().float()


def store_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store the large weights as float16, cast back to float32 inside the graph.

    onnxruntime folds the casts while it loads, so that arithmetic and speed are those of float32
    at half the file size.

    Args:
        model: Graph in float32.

    Returns:
        A new graph.

    Raises:
        BundleError: A weight is too large for float16.
    """
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph, casts = result.graph, []
    for tensor in graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype != np.float32 or array.size < SMALLEST_HALF:
            continue
        if np.abs(array).max() > np.finfo(np.float16).max:
            raise BundleError(f'{tensor.name}: {np.abs(array).max()} does not fit float16')
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(array.astype(np.float16), name + '.half'))
        casts.append(helper.make_node('Cast', [name + '.half'], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(result)
    return result


def _forget_sources(model: onnx.ModelProto) -> None:
    """Remove stack traces and paths of the exporting machine."""
    del model.metadata_props[:]
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ''
    for value in (*model.graph.value_info, *model.graph.input, *model.graph.output):
        del value.metadata_props[:]
    del model.graph.value_info[:]
    model.graph.doc_string = ''
