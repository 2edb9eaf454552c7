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

import numpy as np
import torch

from export.checkpoints import Weight
from export.store import EXTERNAL_ABOVE, read_graph, store
from export.streaming import write_npy
from irgm_ros.backends import Bundle
from irgm_ros.backends.engines import graph_files
from irgm_ros.backends.manifest import Manifest
from irgm_ros.backends.writer import replacing_folder, seal
from irgm_ros.errors import BundleError, IrgmError

# Graphs whose matrices are quantised; the others hold little, or few products. The motion head
# writes every motion and is small, so int4 would save nothing there.
QUANTISED = {
    'int8': ('decoder', 'text_head', 'motion_head'),
    'int4': ('decoder', 'text_head'),
}


def precision_of(graph: str, precision: str) -> str:
    """Storage of one graph in a bundle of ``precision``."""
    return precision if graph in QUANTISED.get(precision, (graph,)) else 'fp16'


def quantise_bundle(
    source: Path, target: Path, precision: str = 'int8', external_above: int = EXTERNAL_ABOVE
) -> Manifest:
    """Write ``source`` with int8 or int4 weights to ``target``; the same that an export gives.

    Args:
        source: Folder of a runtime bundle in fp32 or fp16.
        target: Folder of the new one.
        precision: ``int8`` or ``int4``.
        external_above: See `export.store.StoredGraph.write`.

    Returns:
        The manifest as written.

    Raises:
        BundleError: The source is no bundle, or is in fewer bits already, or the disk is too
            small.
    """
    bundle = Bundle.load(source)
    given = bundle.manifest
    if given.precision not in ('fp32', 'fp16'):
        raise BundleError(
            f'{source}: is in {given.precision} already; an export in fp32 or fp16 expected'
        )
    graphs = {
        name: store(read_graph(bundle.path(f'{name}.onnx')), precision_of(name, precision))
        for name in given.graphs
    }
    replaced = {file for name in graphs for file in graph_files(given, name)}
    kept = [name for name in given.files if name not in {*replaced, 'embeddings.npy'}]
    table = _table(bundle)
    size = sum(graph.size for graph in graphs.values()) + 2 * table.size
    size += sum(given.files[name].bytes for name in kept)
    with replacing_folder(target, 'manifest.json', size) as folder:
        for name in kept:
            shutil.copyfile(bundle.path(name), folder / name)
        write_npy(folder / 'embeddings.npy', table, torch.float16)
        for name, graph in graphs.items():
            graph.write(folder / f'{name}.onnx', external_above)
        return seal(folder, dataclasses.replace(given, precision=precision))


def _table(bundle: Bundle) -> Weight:
    """The embedding table of a bundle, read in rows."""
    table = bundle.embeddings

    def rows(start: int, stop: int) -> torch.Tensor:
        return torch.from_numpy(np.array(table[start:stop]))

    return Weight('embeddings', table.shape, torch.float32, rows)


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
    parser.add_argument(
        '--precision', choices=list(QUANTISED), default='int8', help='default %(default)s'
    )
    args = parser.parse_args(argv)
    try:
        manifest = quantise_bundle(args.bundle, args.out, args.precision)
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('interrupted: nothing half-written is left', file=sys.stderr)
        return 130
    size = sum(entry.bytes for entry in manifest.files.values()) / 1e6
    print(f'{args.out}: {size:.1f} MB in {manifest.precision}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
