# SPDX-License-Identifier: Apache-2.0
"""Graphs on disk: weights in their stored form, inside the file or as external data beside it.

Small graphs are one file. A protobuf message ends at 2 GB, so the weights of a large graph go one
after the other into ``NAME.onnx.data``, as ONNX defines external data; onnxruntime and TensorRT
find it beside the graph by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, external_data_helper, numpy_helper

from export.checkpoints import Weight
from export.graphs import SMALLEST_HALF, Graph, in_memory
from export.storage import DATA_TYPES, HALF, Form, Part, form_of

EXTERNAL_ABOVE = 1 << 28  # bytes of all weights of a graph
_ALIGNED = 4096  # onnxruntime maps what begins with a page
# The first with int4 in blocks and with scales in 16 bits; all else reads as in opset 18.
_LEVELS_OPSET, _LEVELS_IR = 21, 10
_KINDS = {data_type: kind for kind, data_type in DATA_TYPES.items()}


@dataclass(frozen=True)
class StoredGraph:
    """A graph whose weights have their stored form.

    Attributes:
        model: The graph without its large weights.
        parts: What is stored of them.
        order: Names of initialisers as written; others follow.
    """

    model: onnx.ModelProto
    parts: tuple[Part, ...]
    order: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of the large weights, as far apart as external data has them."""
        return sum(_after(part.size) for part in self.parts)

    def proto(self) -> onnx.ModelProto:
        """The whole graph in memory."""
        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        for part in self.parts:
            model.graph.initializer.append(_tensor(part, b''.join(part.blocks())))
        place = {name: index for index, name in enumerate(self.order)}
        model.graph.initializer.sort(
            key=lambda tensor: place.get(tensor.name.removesuffix(HALF), len(place))
        )
        onnx.checker.check_model(model)
        return model

    def write(
        self,
        path: Path,
        external_above: int = EXTERNAL_ABOVE,
        progress: Callable[[int], object] = lambda _: None,
    ) -> None:
        """Write the graph, and its external data if it is large.

        Args:
            path: ``NAME.onnx``; external data goes to ``NAME.onnx.data``.
            external_above: Bytes of weights that fit into the graph itself.
            progress: Takes the bytes of each block of external data.

        Raises:
            BundleError: A weight is not finite, or does not fit its precision.
        """
        if self.size <= external_above:
            path.write_bytes(self.proto().SerializeToString())
            return
        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        data = path.with_name(path.name + '.data')
        with data.open('wb') as stream:
            for part in self.parts:
                begin = stream.tell()
                for block in part.blocks():
                    stream.write(block)
                    progress(len(block))
                model.graph.initializer.append(_pointer(part, data.name, begin))
                stream.write(bytes(_after(part.size) - part.size))
        path.write_bytes(model.SerializeToString())
        onnx.checker.check_model(str(path))


def store(graph: Graph, precision: str) -> StoredGraph:
    """Give the weights of a graph their stored form.

    Args:
        graph: What `export.graphs.export_graph` or `read_graph` gave.
        precision: ``fp32``, ``fp16``, ``bf16``, ``int8`` or ``int4``; the last two are for the
            right factors of products, all other large weights are then in float16.
    """
    model = onnx.ModelProto()
    model.CopyFrom(graph.model)
    factors = {node.input[1] for node in model.graph.node if node.op_type == 'MatMul'}
    forms = [form_of(w, precision, name in factors) for name, w in graph.weights.items()]
    nodes = [*(form.node for form in forms if form.node is not None), *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    parts = tuple(part for form in forms for part in form.parts)
    if any(map(_has_new_levels, forms)):
        model.opset_import[0].version = max(_LEVELS_OPSET, model.opset_import[0].version)
        model.ir_version = max(_LEVELS_IR, model.ir_version)
    return StoredGraph(model, parts, graph.order)


def _has_new_levels(form: Form) -> bool:
    """Whether opset 18 does not know such levels."""
    if form.node is None or form.node.op_type != 'DequantizeLinear':
        return False
    levels, scales = form.parts
    return levels.data_type == TensorProto.INT4 or scales.data_type != TensorProto.FLOAT


def read_graph(path: Path) -> Graph:
    """Read a graph stored in fp32, fp16 or bf16; its external data is mapped when asked for."""
    return graph_of(onnx.load(path, load_external_data=False), path.parent)


def graph_of(stored: onnx.ModelProto, folder: Path = Path()) -> Graph:
    """A stored graph before its weights got their form.

    Args:
        stored: Graph with weights in floating point, cast or not.
        folder: Where its external data lies.
    """
    model = onnx.ModelProto()
    model.CopyFrom(stored)
    graph, weights = model.graph, {}
    order = tuple(tensor.name.removesuffix(HALF) for tensor in graph.initializer)
    for tensor in list(graph.initializer):
        if tensor.data_type in _KINDS and np.prod(tensor.dims) >= SMALLEST_HALF:
            name = tensor.name.removesuffix(HALF)
            weights[name] = _weight(tensor, name, folder)
            graph.initializer.remove(tensor)
    for node in [node for node in graph.node if node.op_type == 'Cast']:
        name = node.output[0]
        if node.input[0].endswith(HALF) and name in weights:
            weights[name] = weights[name].used_as(_KINDS[node.attribute[0].i])
            graph.node.remove(node)
    return Graph(model, weights, order)


def _weight(tensor: TensorProto, name: str, folder: Path) -> Weight:
    kind, shape = _KINDS[tensor.data_type], tuple(tensor.dims)
    if not external_data_helper.uses_external_data(tensor):
        numbers = np.array(numpy_helper.to_array(tensor))
        bits = numbers.view(np.int16 if kind.itemsize == 2 else np.int32)
        return in_memory(name, torch.from_numpy(bits).view(kind)).used_as(kind)
    place = external_data_helper.ExternalDataInfo(tensor)
    row = kind.itemsize * int(np.prod(shape[1:]))

    def rows(start: int, stop: int) -> torch.Tensor:
        offset = (place.offset or 0) + start * row
        data = np.fromfile(folder / place.location, np.uint8, (stop - start) * row, offset=offset)
        return torch.from_numpy(data).view(kind).reshape(stop - start, *shape[1:])

    return Weight(name, shape, kind, rows, used=kind)


def _tensor(part: Part, data: bytes) -> TensorProto:
    return TensorProto(name=part.name, data_type=part.data_type, dims=part.dims, raw_data=data)


def _pointer(part: Part, file: str, offset: int) -> TensorProto:
    """A tensor of which a file holds the bytes."""
    tensor = _tensor(part, b'')
    tensor.ClearField('raw_data')
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (('location', file), ('offset', offset), ('length', part.size)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def _after(size: int) -> int:
    """``size`` up to the next page."""
    return -(-size // _ALIGNED) * _ALIGNED
