# SPDX-License-Identifier: Apache-2.0
"""Store the weights of a bundle as int8: a third of the size, arithmetic as before.

Each column of a weight matrix has a scale of its own (symmetric, nearest rounding), and a
``DequantizeLinear`` in front of its product turns it back. onnxruntime folds that while it loads,
so that speed and arithmetic are those of float32; TensorRT reads it as weight-only quantisation.
Norms, biases, convolutions of the motion tokenizer and embeddings stay as they are.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from irgm_ros.backends import Bundle
from irgm_ros.backends.manifest import Manifest
from irgm_ros.backends.writer import write_bundle
from irgm_ros.errors import BundleError, IrgmError

GRAPHS = ('decoder', 'text_head', 'motion_head')  # the others hold little, or few products
_LEVELS = 127
_SMALLEST = 1e-12  # of a scale: a column of zeros has none


def quantise_bundle(source: Path, target: Path) -> Manifest:
    """Write ``source`` with int8 weights to ``target``.

    Args:
        source: Folder of a runtime bundle in fp32, fp16 or bf16.
        target: Folder of the new one.

    Returns:
        The manifest as written.

    Raises:
        BundleError: The source is no bundle, or is quantised already.
    """
    bundle = Bundle.load(source)
    if bundle.manifest.precision == 'int8':
        raise BundleError(f'{source}: is in int8 already')
    files = {name: bundle.path(name).read_bytes() for name in bundle.manifest.files}
    for name in GRAPHS:
        graph = onnx.load_from_string(files[f'{name}.onnx'])
        files[f'{name}.onnx'] = store_int8(graph).SerializeToString()
    return write_bundle(target, dataclasses.replace(bundle.manifest, precision='int8'), files)


def store_int8(model: onnx.ModelProto) -> onnx.ModelProto:
    """A graph whose weight matrices are stored as int8.

    Args:
        model: Graph in float32, its weights stored as float32 or float16.
    """
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    casts = {
        node.output[0]: node.input[0]
        for node in graph.node
        if node.op_type == 'Cast' and node.input[0] in stored
    }
    made: list[onnx.NodeProto] = []
    for name in dict.fromkeys(n.input[1] for n in graph.node if n.op_type == 'MatMul'):
        origin = casts.get(name, name)
        if origin not in stored:
            continue  # a product of two activations
        weights = numpy_helper.to_array(stored[origin]).astype(np.float32)
        scale = np.maximum(np.abs(weights).max(0) / _LEVELS, _SMALLEST)
        levels = np.rint(weights / scale).astype(np.int8)
        graph.initializer.remove(stored[origin])
        graph.initializer.append(numpy_helper.from_array(levels, f'{name}.int8'))
        graph.initializer.append(
            numpy_helper.from_array(scale.astype(np.float32), f'{name}.scale')
        )
        made.append(
            helper.make_node('DequantizeLinear', [f'{name}.int8', f'{name}.scale'], [name], axis=1)
        )
        for node in [n for n in graph.node if n.op_type == 'Cast' and n.output[0] == name]:
            graph.node.remove(node)
    nodes = [*made, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(result)
    return result


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.quantise',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='example: python -m export.quantise irgm_ros/data/bundles/default out/int8',
    )
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='runtime bundle')
    parser.add_argument('out', type=Path, metavar='OUT', help='folder of the new one')
    args = parser.parse_args(argv)
    try:
        manifest = quantise_bundle(args.bundle, args.out)
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    size = sum(entry.bytes for entry in manifest.files.values()) / 1e6
    print(f'{args.out}: {size:.1f} MB in {manifest.precision}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
