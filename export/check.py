# SPDX-License-Identifier: Apache-2.0
"""Check without a GPU whether TensorRT will take the graphs of a bundle.

Operators and opset are compared with what TensorRT 10.3 (JetPack 6) and 10.13 read. Where the
package tensorrt-rtx-cu13 is installed, each graph is also built ahead of time for its profiles:
parser and compiler of the same family, but another product. It says nothing of the results, of
speed, or of the GPU of a Jetson.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from rich.console import Console
from rich.table import Table

from export.builder import build
from irgm_ros.backends import Bundle
from irgm_ros.backends.profiles import Profile, profiles_of
from irgm_ros.errors import DeviceError, IrgmError

OPSET = 18
# The first opset with int4 and with scales in 16 bits, which the parser of TensorRT reads since
# 10.0 (its docs/Changelog.md); nothing else in our graphs differs between the two.
LEVELS_OPSET = 21
# Supported since TensorRT 8.5 by the table of onnx-tensorrt (docs/operators.md), as far as our
# graphs may use it; LayerNormalization since 8.6.
_LIST = """
    Add And ArgMax ArgMin Cast Clip Concat Constant ConstantOfShape Conv Cos CumSum
    DequantizeLinear Div Equal Erf Exp Expand Gather GatherND Gemm Greater GreaterOrEqual Identity
    LayerNormalization Less LessOrEqual Log MatMul Max Min Mul Neg Not Or Pad Pow Range ReduceL2
    ReduceMax ReduceMean ReduceMin ReduceSum Relu Reshape Resize ScatterND Shape Sigmoid Sin Slice
    Softmax Split Sqrt Squeeze Sub Tanh Tile Transpose Trilu Unsqueeze Where
"""
OPERATORS = frozenset(_LIST.split())
_INSTALL = 'pip install "irgm_ros[rtx]"'
_CAPABILITY = 'SM86'  # the newest that fp32 products and the graphs were seen to build for


@dataclass(frozen=True)
class Finding:
    """What was found on one graph.

    Attributes:
        graph: Its name.
        problems: One sentence each; empty if there is none.
        built: What the build made; empty where none was tried.
    """

    graph: str
    problems: tuple[str, ...]
    built: str = ''


def check_bundle(bundle: Bundle, build: bool) -> Iterator[Finding]:
    """Check the graphs that a GPU runs.

    Args:
        bundle: A runtime bundle.
        build: Whether to build with TensorRT-RTX.

    Yields:
        A finding for each graph.
    """
    for name, profiles in profiles_of(bundle.manifest).items():
        path = bundle.path(f'{name}.onnx')
        problems = list(graph_problems(onnx.load(path, load_external_data=False)))
        built = ''
        if build and not problems:
            built, problem = build_engine(path, profiles)
            problems += [problem] if problem else []
        yield Finding(name, tuple(problems), built)


def graph_problems(model: onnx.ModelProto) -> Iterator[str]:
    """Say what TensorRT 10.3 or 10.13 would not read in a graph."""
    most = LEVELS_OPSET if _has_new_levels(model) else OPSET
    for entry in model.opset_import:
        if entry.domain not in ('', 'ai.onnx'):
            yield f'operators of {entry.domain}: only those of ONNX itself are read'
        elif entry.version > most:
            yield f'opset {entry.version}, at most {most} is read'
    used = {node.op_type for node in model.graph.node if node.domain in ('', 'ai.onnx')}
    outside = sorted(used - OPERATORS)
    if outside:
        yield f'operators that are not on the list: {", ".join(outside)}'
    doubles = [t.name for t in model.graph.initializer if t.data_type == onnx.TensorProto.DOUBLE]
    if doubles:
        yield f'float64 weights: {", ".join(doubles[:3])}'


def _has_new_levels(model: onnx.ModelProto) -> bool:
    """Whether opset 18 knows no such weights: in int4, or with scales in 16 bits."""
    types = {tensor.name: tensor.data_type for tensor in model.graph.initializer}
    nodes = [node for node in model.graph.node if node.op_type == 'DequantizeLinear']
    return any(
        types.get(node.input[0]) == onnx.TensorProto.INT4
        or types.get(node.input[1]) in (onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16)
        for node in nodes
    )


def build_engine(path: Path, profiles: tuple[Profile, ...]) -> tuple[str, str]:
    """Build one graph ahead of time with TensorRT-RTX.

    Args:
        path: The graph.
        profiles: Shapes to build for.

    Returns:
        What was built, and what went wrong; one of the two is empty.
    """
    trt: Any = importlib.import_module('tensorrt_rtx')
    began = time.perf_counter()

    def configure(config: Any) -> None:
        config.num_compute_capabilities = 1
        config.set_compute_capability(getattr(trt.ComputeCapability, _CAPABILITY), 0)

    try:
        plan = build(trt, path, profiles, configure=configure).plan
    except DeviceError as error:
        return '', str(error)
    seconds, size = time.perf_counter() - began, plan.nbytes / 1e6
    return f'{len(profiles)} profiles, {_CAPABILITY}, {size:.1f} MB in {seconds:.1f} s', ''


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.check',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='example: python -m export.check irgm_ros/data/bundles/default',
    )
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='folder of a runtime bundle')
    parser.add_argument('--no-build', action='store_true', help='operators and opset only')
    args = parser.parse_args(argv)
    there = importlib.util.find_spec('tensorrt_rtx') is not None
    console = Console()
    table = Table('graph', 'operators and opset', 'TensorRT-RTX build')
    try:
        bundle = Bundle.load(args.bundle)
        with console.status('checking ...'):
            findings = list(check_bundle(bundle, there and not args.no_build))
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    for found in findings:
        table.add_row(found.graph, '; '.join(found.problems) or 'ok', found.built or '-')
    console.print(table)
    if not there and not args.no_build:
        print(f'no graph was built: TensorRT-RTX is not installed ({_INSTALL})')
    return int(any(found.problems for found in findings))


if __name__ == '__main__':
    sys.exit(main())
