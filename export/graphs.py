# SPDX-License-Identifier: Apache-2.0
"""From a PyTorch module to the bytes of an ONNX graph."""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import redirect_stdout
from typing import Any

import ml_dtypes
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
HALF = '.half'  # behind the name of a weight that is stored in 16 bits
_TORCH = {'fp16': torch.float16, 'bf16': torch.bfloat16, 'int8': torch.float16}
_NUMPY: dict[str, Any] = {'fp16': np.float16, 'bf16': ml_dtypes.bfloat16, 'int8': np.float16}


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


def round_stored(module: torch.nn.Module, precision: str) -> None:
    """Round in place the weights that `store` stores in fewer bits.

    Done before the export, so that what the exporter computes ahead from the weights agrees
    with them.

    Args:
        module: A model in float32.
        precision: ``fp32``, ``fp16``, ``bf16`` or ``int8``, see `store`.
    """
    kind = _TORCH.get(precision)
    for tensor in (*module.parameters(), *module.buffers()):
        if kind and tensor.is_floating_point() and tensor.numel() >= SMALLEST_HALF:
            tensor.data = tensor.data.to(kind).float()


def store(model: onnx.ModelProto, precision: str) -> onnx.ModelProto:
    """Store the large weights as float16 or bfloat16, cast back to float32 inside the graph.

    onnxruntime folds the casts while it loads, so that arithmetic and speed are those of float32
    at half the file size.

    Args:
        model: Graph in float32.
        precision: ``fp16`` or ``bf16``; ``fp32`` leaves the graph as it is, ``int8`` stores what
            `export.quantise` leaves alone as float16.

    Returns:
        A new graph.

    Raises:
        BundleError: A weight is too large for float16.
    """
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph, casts = result.graph, []
    kind = _NUMPY.get(precision)
    for tensor in graph.initializer:
        array = numpy_helper.to_array(tensor)
        if kind is None or array.dtype != np.float32 or array.size < SMALLEST_HALF:
            continue
        with np.errstate(over='ignore'):
            fewer = array.astype(kind)
        if not np.isfinite(fewer).all():
            raise BundleError(f'{tensor.name}: {np.abs(array).max()} does not fit float16')
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(fewer, name + HALF))
        casts.append(helper.make_node('Cast', [name + HALF], [name], to=TensorProto.FLOAT))
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
