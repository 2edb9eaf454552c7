# SPDX-License-Identifier: Apache-2.0
"""Store the weights of a bundle in fewer bits; arithmetic is float32 as before.

int8 and int4 are for the matrices of the language model (see export/storage.py); norms, biases,
the convolutions of the motion tokenizer and the embeddings stay in 16 bits. onnxruntime turns
int8 back once, while it loads, so that speed and memory are those of float32; products with int4
it computes from the levels, in an eighth of the memory.
"""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import sys
from pathlib import Path

from export.store import EXTERNAL_ABOVE, read_graph, store
from irgm_ros.backends import Bundle
from irgm_ros.backends.engines import graph_files
from irgm_ros.backends.manifest import Manifest
from irgm_ros.backends.writer import replacing_folder, seal
from irgm_ros.errors import BundleError, IrgmError

# The matrices of the language model; the other graphs hold little, or few products.
GRAPHS = ('decoder', 'text_head', 'motion_head')
QUANTISED = ('int8', 'int4')
TARGETS = (*QUANTISED, 'bf16')


def precision_of(graph: str, precision: str) -> str:
    """Storage of one graph in a bundle of ``precision``."""
    return 'fp16' if precision in QUANTISED and graph not in GRAPHS else precision


def quantise_bundle(
    source: Path, target: Path, precision: str = 'int8', external_above: int = EXTERNAL_ABOVE
) -> Manifest:
    """Write ``source`` with int8, int4 or bf16 weights to ``target``.

    Args:
        source: Folder of a runtime bundle in fp32, fp16 or bf16; for bf16 in fp32.
        target: Folder of the new one.
        precision: One of `TARGETS`.
        external_above: See `export.store.StoredGraph.write`.

    Returns:
        The manifest as written.

    Raises:
        BundleError: The source is no bundle, or is quantised already, or the disk is too small.
    """
    bundle = Bundle.load(source)
    given = bundle.manifest
    allowed = ('fp32', 'fp16', 'bf16') if precision in QUANTISED else ('fp32',)
    if given.precision not in allowed:
        raise BundleError(
            f'{source}: is in {given.precision} already; {precision} is made of an export in '
            f'{" or ".join(allowed)}'
        )
    names = GRAPHS if precision in QUANTISED else tuple(given.graphs)
    graphs = {n: store(read_graph(bundle.path(f'{n}.onnx')), precision) for n in names}
    replaced = {name for graph in names for name in graph_files(given, graph)}
    kept = [name for name in given.files if name not in replaced]
    size = sum(graph.size for graph in graphs.values())
    size += sum(given.files[name].bytes for name in kept)
    with replacing_folder(target, 'manifest.json', size) as folder:
        for name in kept:
            shutil.copyfile(bundle.path(name), folder / name)
        for name, graph in graphs.items():
            graph.write(folder / f'{name}.onnx', external_above)
        return seal(folder, dataclasses.replace(given, precision=precision))


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
    parser.add_argument('--precision', choices=TARGETS, default='int8', help='default %(default)s')
    args = parser.parse_args(argv)
    try:
        manifest = quantise_bundle(args.bundle, args.out, args.precision)
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    size = sum(entry.bytes for entry in manifest.files.values()) / 1e6
    print(f'{args.out}: {size:.1f} MB in {manifest.precision}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
