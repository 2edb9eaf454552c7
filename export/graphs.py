# SPDX-License-Identifier: Apache-2.0
"""From a PyTorch module to an ONNX graph whose weights are still where they come from."""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import onnx_ir
import torch
from onnxscript import optimizer

from export.checkpoints import Weight
from export.placeholders import source_of
from export.shapes import settle_shapes
from export.wrappers import Exportable
from irgm_ros.errors import BundleError

# The highest that the TensorRT 10.3 of JetPack 6 is known to read, and the lowest that the
# exporter of PyTorch writes.
OPSET = 18
# Smaller tensors (gains, biases, scalars) stay float32: they cost nothing.
SMALLEST_HALF = 1024
_TORCH = {'bf16': torch.bfloat16}
_FLOATS = {onnx_ir.DataType.FLOAT, onnx_ir.DataType.FLOAT16, onnx_ir.DataType.BFLOAT16}


@dataclass(frozen=True)
class Graph:
    """A graph in the types that it computes in, and its large weights.

    Attributes:
        model: The graph; `weights` are no initialisers of it, but inputs of its nodes.
        weights: Large weights by name, in the orientation that the graph has.
        order: Names of all initialisers, the large weights among them, as the exporter had them.
    """

    model: onnx.ModelProto
    weights: dict[str, Weight]
    order: tuple[str, ...]


def export_graph(module: Exportable) -> Graph:
    """Export a wrapper.

    Args:
        module: One of ``export.wrappers``, in evaluation mode; its parameters may be
            placeholders (`export.placeholders`), which are never read here.

    Returns:
        The graph in the types of the module.

    Raises:
        BundleError: The result is not of opset 18 (the exporter keeps another one silently).
    """
    program = _trace(module)
    sources = _sources(module)
    sources |= _turned(program.model, sources)
    settle_shapes(program.model)
    optimizer.optimize_ir(program.model)  # as the exporter does
    order = tuple(program.model.graph.initializers)
    weights = _take_weights(program.model, sources)
    model = program.model_proto
    opsets = {entry.domain or 'ai.onnx': entry.version for entry in model.opset_import}
    if opsets.get('ai.onnx') != OPSET or len(opsets) != 1:
        raise BundleError(f'{type(module).__name__}: opsets {opsets} exported, {OPSET} expected')
    _forget_sources(model)
    return Graph(model, weights, order)


def round_stored(module: torch.nn.Module, precision: str) -> None:
    """Round in place the weights that are stored in 16 bits.

    Done before the export, so that what the exporter computes ahead from the weights agrees
    with them.

    Args:
        module: A model in float32.
        precision: ``fp32``, ``fp16``, ``bf16``; with ``int8`` and ``int4`` to float16, as what
            they leave alone.
    """
    if precision == 'fp32':
        return
    kind = _TORCH.get(precision, torch.float16)
    for tensor in (*module.parameters(), *module.buffers()):
        large = tensor.is_floating_point() and tensor.numel() >= SMALLEST_HALF
        if large and source_of(tensor) is None:
            tensor.data = tensor.data.to(kind).float()


def _trace(module: Exportable) -> torch.onnx.ONNXProgram:
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
            optimize=False,  # the names of transposed placeholders are read before
            verbose=False,
        )
    assert program is not None
    return program


def _sources(module: Any) -> dict[str, Weight]:
    """Placeholders of a module, by the names that the exporter gives them."""
    found = ((name, source_of(value)) for name, value in module.named_parameters())
    return {name: source for name, source in found if source is not None}


def _turned(model: onnx_ir.Model, sources: dict[str, Weight]) -> dict[str, Weight]:
    """What ``Transpose`` makes of placeholders, by the names that it has once it is folded."""
    turned = {}
    for node in model.graph:
        source = sources.get(node.inputs[0].name) if node.op_type == 'Transpose' else None
        if source is not None and len(source.shape) == 2:
            turned[node.outputs[0].name] = source.turned
    return turned


def _take_weights(model: onnx_ir.Model, sources: dict[str, Weight]) -> dict[str, Weight]:
    """Take the large weights out of the initialisers; what is left of them is a name."""
    weights = {}
    for name, value in list(model.graph.initializers.items()):
        tensor = value.const_value
        assert tensor is not None
        if name in sources:
            weights[name] = sources[name].named(name)
        elif tensor.dtype in _FLOATS and tensor.size >= SMALLEST_HALF:
            weights[name] = in_memory(name, _torch(tensor))
        else:
            continue
        del model.graph.initializers[name]
    return weights


def in_memory(name: str, values: torch.Tensor) -> Weight:
    """A weight that is in memory, for a graph in its type."""
    kind = values.dtype
    return Weight(name, tuple(values.shape), kind, lambda a, b: values[a:b], used=kind)


def _torch(tensor: onnx_ir.TensorProtocol) -> torch.Tensor:
    """The numbers of a constant; NumPy has no bfloat16 that PyTorch would take."""
    values = np.array(tensor.numpy())
    if tensor.dtype == onnx_ir.DataType.BFLOAT16:
        return torch.from_numpy(values.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(values)


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
