# SPDX-License-Identifier: Apache-2.0
"""Add the text-motion evaluator of a training run to a bundle that the runtime reads.

It is exported apart from the bundle, as it is trained apart: any bundle of HumanML3D features
with the same heading can have it, and ``export.onnx`` knows nothing of it.
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
from export.wrappers import Exportable, GraphSpec
from irgm_ros.backends import Bundle
from irgm_ros.backends.manifest import EVALUATOR_WORDS, EvaluatorEntry, GraphEntry, Manifest
from irgm_ros.backends.writer import write_bundle
from irgm_ros.errors import BundleError, IrgmError
from training.evaluator.model import (
    FRAMES_PER_STEP,
    MAX_STEPS,
    MAX_WORDS,
    MotionEncoder,
    TextEncoder,
    load_evaluator,
)


class TextEncoderGraph(nn.Module):
    """Word ids (B, S) int64 -> unit vectors (B, E)."""

    def __init__(self, encoder: TextEncoder) -> None:
        """Wrap the text encoder."""
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor) -> Tensor:
        """Embed texts."""
        embedding: Tensor = self.encoder(ids)
        return embedding

    def as_onnx(self) -> GraphSpec:
        """Names, dynamic axes and an example of 2 texts of 7 words."""
        words = torch.export.Dim('words', min=1, max=MAX_WORDS)
        return GraphSpec(
            example=(torch.arange(1, 15).reshape(2, 7) % self.encoder.words.num_embeddings,),
            dynamic_shapes={'ids': {0: torch.export.Dim('batch'), 1: words}},
            inputs=('ids',),
            outputs=('vector',),
        )


class MotionEncoderGraph(nn.Module):
    """Features (B, 4 S, 263), not normalised, of equal length -> unit vectors (B, E)."""

    def __init__(self, encoder: MotionEncoder) -> None:
        """Wrap the motion encoder."""
        super().__init__()
        self.encoder = encoder

    def forward(self, features: Tensor) -> Tensor:
        """Embed motions."""
        embedding: Tensor = self.encoder(features)
        return embedding

    def as_onnx(self) -> GraphSpec:
        """Names, dynamic axes (frames are a multiple of 4) and an example of 6 steps."""
        steps = torch.export.Dim('steps', min=1, max=MAX_STEPS)
        return GraphSpec(
            example=(torch.randn(2, 24, 263),),
            dynamic_shapes={
                'features': {0: torch.export.Dim('batch'), 1: FRAMES_PER_STEP * steps}
            },
            inputs=('features',),
            outputs=('vector',),
        )


def add_evaluator(source: Path, target: Path) -> Manifest:
    """Add an evaluator to a bundle, or replace the one that it has.

    Args:
        source: Folder with ``evaluator.safetensors`` and ``evaluator.json`` of a run.
        target: Folder of a runtime bundle; replaced in one step, stored in its precision.

    Returns:
        The manifest as written.

    Raises:
        BundleError: One of the two is missing or damaged, or they do not fit each other.
    """
    bundle = Bundle.load(target)
    try:
        model, settings = load_evaluator(source)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise BundleError(f'{source}: no evaluator of a training run ({error})') from error
    manifest = bundle.manifest
    if settings['heading_sigma'] != manifest.heading_sigma:
        raise BundleError(
            f'{source}: trained with heading_sigma {settings["heading_sigma"]}, '
            f'{manifest.name} has {manifest.heading_sigma}'
        )
    precision = manifest.precision
    round_stored(model, precision)
    files: dict[str, bytes | Path] = {name: bundle.path(name) for name in manifest.files}
    files[EVALUATOR_WORDS] = json.dumps(settings['words']).encode()
    graphs = dict(manifest.graphs)
    modules: dict[str, Exportable] = {
        'evaluator_text': TextEncoderGraph(model.text).eval(),
        'evaluator_motion': MotionEncoderGraph(model.motion).eval(),
    }
    for name, module in modules.items():
        graph, spec = export_graph(module), module.as_onnx()
        stored = store(graph, precision_of(name, precision)).proto()
        files[f'{name}.onnx'] = stored.SerializeToString()
        graphs[name] = GraphEntry(spec.inputs, spec.outputs)
    entry = EvaluatorEntry(
        width=model.shape.embedding,
        max_words=MAX_WORDS,
        max_frames=FRAMES_PER_STEP * MAX_STEPS,
        scale=float(settings['scale']),
        offset=float(settings['offset']),
    )
    return write_bundle(
        target, dataclasses.replace(manifest, graphs=graphs, evaluator=entry), files
    )


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.evaluator',
        description=__doc__,
        epilog='example: python -m export.evaluator runs/default/evaluator '
        'irgm_ros/data/bundles/default',
    )
    parser.add_argument('evaluator', type=Path, metavar='RUN/evaluator', help='of a training run')
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='runtime bundle to add it to')
    args = parser.parse_args(argv)
    try:
        manifest = add_evaluator(args.evaluator, args.bundle)
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    kilobytes = sum(e.bytes for n, e in manifest.files.items() if n.startswith('evaluator')) / 1e3
    print(f'{args.bundle}: evaluator of {kilobytes:.0f} kB added')
    return 0


if __name__ == '__main__':
    sys.exit(main())
