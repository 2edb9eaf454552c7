# SPDX-License-Identifier: Apache-2.0
"""Add the semantic parser of a training run to a bundle that the runtime reads.

Like the evaluator it is trained and exported apart: any bundle with a lexicon can have it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

import torch
from torch import Tensor, nn

from export.graphs import export_graph, round_stored
from export.quantise import precision_of
from export.store import store
from export.wrappers import GraphSpec
from irgm_ros.backends import Bundle
from irgm_ros.backends.manifest import (
    PARSER_GRAPH,
    PARSER_WORDS,
    GraphEntry,
    Manifest,
    ParserEntry,
)
from irgm_ros.backends.writer import write_bundle
from irgm_ros.errors import BundleError, IrgmError
from irgm_ros.language.semantic_parser import MAX_WORDS
from irgm_ros.language.slots import LONGEST, SLOTS
from training.semantic_parser.model import ParserModel, load_parser

_THRESHOLD = 0.9


class ParserGraph(nn.Module):
    """Word ids (B, N) and slots (B, M), both int64 -> logits (B, S) of the next slot."""

    def __init__(self, model: ParserModel) -> None:
        """Wrap the model."""
        super().__init__()
        self.model = model

    def forward(self, words: Tensor, slots: Tensor) -> Tensor:
        """Logits behind the last slot."""
        logits: Tensor = self.model(words, slots)[:, -1]
        return logits

    def as_onnx(self) -> GraphSpec:
        """Names, dynamic axes and an example of 2 sentences of 7 words and 3 slots."""
        batch = torch.export.Dim('batch')
        return GraphSpec(
            example=(torch.arange(1, 15).reshape(2, 7), torch.arange(1, 7).reshape(2, 3)),
            dynamic_shapes={
                'words': {0: batch, 1: torch.export.Dim('count', min=1, max=MAX_WORDS)},
                'slots': {0: batch, 1: torch.export.Dim('written', min=1, max=LONGEST + 1)},
            },
            inputs=('words', 'slots'),
            outputs=('logits',),
        )


def add_parser(
    source: Path, target: Path, threshold: float, other: Path | None = None
) -> Manifest:
    """Add a semantic parser to a bundle, or replace the one that it has.

    Args:
        source: Folder with ``parser.safetensors`` and ``parser.json`` of a run.
        target: Folder of a runtime bundle; replaced in one step, stored in its precision.
        threshold: Least probability of a reading that is acted on.
        other: Folder with another stage of the same run, to be averaged with; None for none.

    Returns:
        The manifest as written.

    Raises:
        BundleError: One of them is missing or damaged, or the stages are of different runs.
    """
    bundle = Bundle.load(target)
    model, words = _loaded(source)
    if other is not None:
        _average(model, words, other)
    precision = bundle.manifest.precision
    round_stored(model, precision)
    module = ParserGraph(model).eval()
    graph, spec = export_graph(module), module.as_onnx()
    files: dict[str, bytes | Path] = {n: bundle.path(n) for n in bundle.manifest.files}
    files[PARSER_WORDS] = json.dumps({'slots': SLOTS, 'words': words}).encode()
    stored = store(graph, precision_of(PARSER_GRAPH, precision)).proto()
    files[f'{PARSER_GRAPH}.onnx'] = stored.SerializeToString()
    graphs = {**bundle.manifest.graphs, PARSER_GRAPH: GraphEntry(spec.inputs, spec.outputs)}
    entry = ParserEntry(threshold)
    changed = dataclasses.replace(bundle.manifest, graphs=graphs, parser=entry)
    return write_bundle(target, changed, files)


def _loaded(source: Path) -> tuple[ParserModel, list[str]]:
    try:
        return load_parser(source)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise BundleError(f'{source}: no parser of a training run ({error})') from error


def _average(model: ParserModel, words: list[str], other: Path) -> None:
    """Take the mean of the weights of two stages of one training, in place.

    Wortsman et al., "Model soups: averaging weights of multiple fine-tuned models improves
    accuracy without increasing inference time", ICML 2022.
    """
    second, known = _loaded(other)
    if known != words or second.shape != model.shape:
        raise BundleError(
            f'{other}: knows other words than the first; only one run can be averaged'
        )
    state = second.state_dict()
    for name, weight in model.state_dict().items():
        if weight.is_floating_point():
            weight.copy_((weight + state[name]) / 2)


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.parser',
        description=__doc__,
        epilog='example: python -m export.parser runs/default/parser '
        'irgm_ros/data/bundles/default',
    )
    parser.add_argument('parser', type=Path, metavar='RUN/parser', help='of a training run')
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='runtime bundle to add it to')
    parser.add_argument(
        '--average-with',
        type=Path,
        metavar='RUN/parser',
        help='an earlier stage of the same training: the mean of their weights is exported',
    )
    parser.add_argument(
        '--threshold',
        type=float,
        default=_THRESHOLD,
        help='least probability of a reading that is acted on (default %(default)s)',
    )
    args = parser.parse_args(argv)
    try:
        manifest = add_parser(args.parser, args.bundle, args.threshold, args.average_with)
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    kilobytes = sum(e.bytes for n, e in manifest.files.items() if n.startswith('parser')) / 1e3
    print(f'{args.bundle}: semantic parser of {kilobytes:.0f} kB added')
    return 0


if __name__ == '__main__':
    sys.exit(main())
