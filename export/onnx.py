# SPDX-License-Identifier: Apache-2.0
"""Export a neutral PyTorch bundle to the bundle of ONNX graphs that the runtime reads."""

from __future__ import annotations

import argparse
import dataclasses
import math
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm
from transformers import Gemma2Config, Gemma2ForCausalLM

from export.arithmetic import arithmetic_of, kind_of
from export.checkpoints import Weight
from export.fusable import make_fusable
from export.graphs import export_graph, in_memory, round_stored
from export.neutral import NeutralBundle
from export.parts import take_over
from export.placeholders import source_of
from export.quantise import precision_of
from export.store import EXTERNAL_ABOVE, store
from export.streaming import write_npy
from export.wrappers import (
    DecoderGraph,
    Exportable,
    HeadGraph,
    VqDecoderGraph,
    VqEncoderGraph,
)
from irgm_ros.backends.manifest import (
    ARITHMETICS,
    PRECISIONS,
    SCHEMA_VERSION,
    DecoderEntry,
    GraphEntry,
    LimitsEntry,
    Manifest,
    SamplingEntry,
    VocabularyEntry,
)
from irgm_ros.backends.writer import replacing_folder, seal
from irgm_ros.errors import BundleError, IrgmError
from training.language.gemma import build_gemma


def export_bundle(
    source: Path,
    target: Path,
    precision: str = 'fp16',
    say: Callable[[str], None] = lambda _: None,
    parts_of: Path | None = None,
    external_above: int = EXTERNAL_ABOVE,
    arithmetic: str = 'fp32',
) -> Manifest:
    """Export ``source`` to ``target``.

    The matrices of the language model never are in memory together: graphs are traced with
    placeholders, and the weights pass in blocks from file to file.

    Args:
        source: Folder of a neutral bundle.
        target: Folder of the runtime bundle; an older bundle there is replaced in one step.
        precision: Storage of the weights, one of `PRECISIONS`.
        say: Takes a line of progress.
        parts_of: A bundle whose evaluator and semantic parser the new one takes over.
        external_above: Bytes of weights above which a graph has external data.
        arithmetic: What decoder and text head compute in, one of `ARITHMETICS`; see
            `export.arithmetic`.

    Returns:
        The manifest as written.

    Raises:
        BundleError: ``source`` is incomplete, or a graph cannot be exported, or ``target``
            cannot be written.
    """
    neutral = NeutralBundle.load(source, weightless=True)
    round_stored(neutral.vqvae, precision)
    scale = embedding_scale(neutral.model.config)
    table, files = _table(neutral.model, precision), neutral.files()
    graphs, entries = {}, {}
    for name, module in wrappers(neutral, arithmetic, scale).items():
        say(f'exporting {name}')
        graphs[name] = store(export_graph(module), precision_of(name, precision))
        spec = module.as_onnx()
        entries[name] = GraphEntry(spec.inputs, spec.outputs)
    manifest = _manifest(neutral, precision, arithmetic, scale, entries)
    if parts_of is not None:
        manifest, parts = take_over(manifest, parts_of)
        files |= parts
    say(f'writing {target}')
    kind = torch.float32 if precision == 'fp32' else torch.float16
    size = sum(graph.size for graph in graphs.values()) + table.size * kind.itemsize
    size += sum(path.stat().st_size for path in files.values())
    with replacing_folder(target, 'manifest.json', size) as folder:
        for name, path in files.items():
            shutil.copyfile(path, folder / name)
        with tqdm(total=size, desc='weights', unit='B', unit_scale=True, disable=None) as bar:
            write_npy(folder / 'embeddings.npy', table, kind, bar.update)
            for name, graph in graphs.items():
                graph.write(folder / f'{name}.onnx', external_above, bar.update)
        return seal(folder, manifest)


def _table(model: Gemma2ForCausalLM, precision: str) -> Weight:
    """The embedding table, where it lies; with bf16 of the same numbers as the heads."""
    weight = model.get_input_embeddings().weight
    table = source_of(weight) or in_memory('embeddings', weight.detach())
    if precision != 'bf16':
        return table
    return dataclasses.replace(table, rows=lambda a, b: table.rows(a, b).to(torch.bfloat16))


def embedding_scale(config: Gemma2Config) -> float:
    """Factor that the caller owes when it passes embeddings instead of ids.

    Gemma multiplies embeddings by sqrt(hidden). Some releases of transformers do so inside the
    embedding layer, others behind it, where it also meets embeddings passed in: so it is measured
    on a small model.

    Args:
        config: Of a ``Gemma2ForCausalLM``.

    Returns:
        sqrt(hidden), or 1 if the model scales what it is given.

    Raises:
        BundleError: Neither reproduces the model.
    """
    small = build_gemma(
        8, hidden_size=16, num_hidden_layers=1, num_attention_heads=1, num_key_value_heads=1,
        head_dim=16, intermediate_size=16,
    ).eval()  # fmt: skip
    ids = torch.arange(8)[None]
    weight: Any = small.get_input_embeddings().weight
    with torch.no_grad():
        wanted = small.model(input_ids=ids).last_hidden_state
        for scaled in (True, False):
            given = weight[ids] * (4.0 if scaled else 1.0)
            found = small.model(inputs_embeds=given).last_hidden_state
            if torch.allclose(found, wanted, rtol=1e-4, atol=1e-5):
                return math.sqrt(config.hidden_size) if scaled else 1.0
    raise BundleError('the embedding scale of this transformers release is not understood')


def wrappers(
    neutral: NeutralBundle, arithmetic: str = 'fp32', scale: float = 1.0
) -> dict[str, Exportable]:
    """Modules to export; rewrites the language model to fuse well.

    Args:
        neutral: What they are made of.
        arithmetic: One of `ARITHMETICS`.
        scale: Factor on the embeddings before they enter the decoder.

    Returns:
        Modules by the name of the graph.
    """
    vocabulary, config = neutral.vocabulary, neutral.vqvae.config
    rows = slice(vocabulary.motion_start, vocabulary.motion_start + vocabulary.motion_rows)
    text_head = HeadGraph(neutral.model, kind=kind_of('text_head', arithmetic))
    motion_head = HeadGraph(neutral.model, rows, kind_of('motion_head', arithmetic))
    chosen = arithmetic_of(make_fusable(neutral.model), arithmetic, scale)
    chosen.apply(neutral.model)
    return {
        'decoder': DecoderGraph(neutral.model, chosen),
        'text_head': text_head,
        'motion_head': motion_head,
        'vq_encoder': VqEncoderGraph(neutral.vqvae, config.input_dim),
        'vq_decoder': VqDecoderGraph(neutral.vqvae, config.codebooks),
    }


def context_steps(down_t: int, depth: int) -> int:
    """Token steps on each side of a frame's own step that the frame depends on.

    Walks the decoder from its output: the two convolutions of three behind the last level; for
    each level one convolution of three, the halving of the rate and residual blocks with
    dilations 3^0 ... 3^(depth-1); the first convolution.

    Args:
        down_t: Halvings of the frame rate.
        depth: Residual blocks of a level.

    Returns:
        22 for the published sizes, 2 and 3.
    """
    reach = 2
    for _ in range(down_t):
        reach = math.ceil((reach + 1) / 2) + sum(3**d for d in range(depth))
    return reach + 1


def _manifest(
    neutral: NeutralBundle,
    precision: str,
    arithmetic: str,
    scale: float,
    graphs: dict[str, GraphEntry],
) -> Manifest:
    settings, config, vq = neutral.settings, neutral.model.config, neutral.vqvae.config
    ids = neutral.vocabulary
    rows = neutral.model.get_input_embeddings().weight.shape[0]
    return Manifest(
        schema_version=SCHEMA_VERSION,
        name=str(settings['name']),
        licence=str(settings['licence']),
        provenance=str(settings['provenance']),
        precision=precision,
        files={},
        vocabulary=VocabularyEntry(
            rows, ids.bos, ids.eos, ids.pad, ids.motion_start, ids.motion_end, ids.motion_offset
        ),
        codebooks=vq.codebooks,
        codebook_size=vq.codebook_size,
        frames_per_step=vq.frames_per_token,
        context_steps=context_steps(vq.down_t, vq.depth),
        heading_sigma=float(settings['heading_sigma']),
        fps=float(settings['fps']),
        features=vq.input_dim,
        joints=22 if vq.input_dim == 263 else 21,
        mean=tuple(neutral.mean.tolist()),
        std=tuple(neutral.std.tolist()),
        prompt_sha256='',
        decoder=DecoderEntry(
            config.num_hidden_layers,
            config.num_key_value_heads,
            config.head_dim,
            config.hidden_size,
            scale,
            config.sliding_window,
            arithmetic,
        ),
        sampling=SamplingEntry(**settings['sampling']),
        limits=LimitsEntry(**settings['limits']),
        graphs=graphs,
        doubt_below=settings.get('doubt_below'),
        arithmetic=arithmetic,
    )


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.onnx',
        description=__doc__,
        epilog='example: python -m export.onnx runs/default/neutral --precision fp16 '
        '--out runs/default/bundle',
    )
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='folder of a neutral bundle')
    parser.add_argument(
        '--precision',
        default='fp16',
        metavar='|'.join(PRECISIONS),
        help='storage of the weights (default fp16)',
    )
    parser.add_argument(
        '--arithmetic',
        default='fp32',
        metavar='|'.join(ARITHMETICS),
        help='what decoder and text head compute in, and the type of the cache (default fp32); '
        'fp16 and bf16 are for GPUs, and the CPU cannot run bf16',
    )
    parser.add_argument('--out', type=Path, required=True, help='folder of the runtime bundle')
    parser.add_argument(
        '--parts-of', type=Path, metavar='BUNDLE2', help='take over its evaluator and parser'
    )
    args = parser.parse_args(argv)
    for option, allowed in (('precision', PRECISIONS), ('arithmetic', ARITHMETICS)):
        given = getattr(args, option)
        if given not in allowed:
            parser.error(f'--{option} {given!r} given, one of {", ".join(allowed)} expected')
    try:
        manifest = export_bundle(
            args.bundle,
            args.out,
            args.precision,
            print,
            args.parts_of,
            arithmetic=args.arithmetic,
        )
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('interrupted: nothing half-written is left', file=sys.stderr)
        return 130
    megabytes = sum(entry.bytes for entry in manifest.files.values()) / 1e6
    kinds = f'weights {args.precision}, arithmetic {args.arithmetic}'
    print(f'{args.out}: {len(manifest.files)} files, {megabytes:.1f} MB, {kinds}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
