# SPDX-License-Identifier: Apache-2.0
"""A run that training can go on from, out of a runtime bundle that this package has exported."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
import yaml
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from export.storage import HALF
from irgm_ros.backends.bundle import Bundle
from irgm_ros.errors import BundleError, IrgmError
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from training.checkpoint import save
from training.config import Config, load_config
from training.language.backbone import build_language
from training.tokenizer.train import build_tokenizer_model

Arrays = dict[str, NDArray[np.float32]]
_NORM, _GAIN = 'body.', '.gain'  # DividingNorm of export.fusable keeps 1 + weight
_LOGS = {'tokenizer': 'tokenizer/tokenizer_log.jsonl', 'language': 'language/language_log.jsonl'}


def restore_run(bundle: Bundle, folder: Path, out: Path) -> None:
    """Write the checkpoints of a bundle as those of a run that has ended its stage ``sft1``.

    The weights are those of the bundle, rounded as its precision has it; the state of the
    optimizers is not in a bundle and begins anew.

    Args:
        bundle: The bundle, with the configuration that it was trained with.
        folder: Where it lies.
        out: Folder of the run; must not exist.

    Raises:
        BundleError: The bundle has no training configuration, or is in int8 or int4, or has
            other graphs than `export.onnx` writes.
        FileExistsError: ``out`` exists.
    """
    source = folder / 'training_config.yaml'
    if not source.exists():
        raise BundleError(f'{folder} has no training_config.yaml: training cannot go on from it')
    if bundle.manifest.arithmetic != 'fp32':
        raise BundleError(
            f'{folder}: computes in {bundle.manifest.arithmetic}, with norms that are scaled for '
            'it; restore the bundle with arithmetic fp32 that was exported beside it'
        )
    if bundle.manifest.precision in ('int8', 'int4'):
        kind = bundle.manifest.precision
        raise BundleError(f'{folder} has {kind} weights: training goes on from fp32, fp16 or bf16')
    config = load_config(source)
    weights = _language_weights(bundle, folder, config)
    motion = _tokenizer_weights(bundle, folder, config)
    out.mkdir(parents=True)
    shutil.copy(source, out / 'config.yaml')
    save(out / 'language' / 'language.pt', {'step': 0, 'model': weights})
    shutil.copy(folder / 'tokenizer.json', out / 'language')
    save(out / 'tokenizer' / 'tokenizer.pt', {'step': 0, 'model': motion})
    for name in ('mean', 'std'):
        values = np.asarray(getattr(bundle.manifest, name), np.float32)
        np.save(out / 'tokenizer' / f'{name}.npy', values)
    _write_logs(folder / 'training_log.jsonl', out)
    if config.tokenizer.real_share:  # says where its motion came from, see training/data/cmu.py
        (out / 'tokenizer' / 'real.json').write_text(
            json.dumps({'share': config.tokenizer.real_share})
        )


def _language_weights(bundle: Bundle, folder: Path, config: Config) -> dict[str, Tensor]:
    """State of the language model.

    The exporter names matrices by number, but keeps the order of the products; of those that
    multiply the same state some bundles have one side by side, others one for each.
    """
    vocabulary = Vocabulary.from_tokenizer(
        TextTokenizer.from_file(folder / 'tokenizer.json'), bundle.manifest.codebooks
    )
    wanted = build_language(config, vocabulary).state_dict()
    graph = onnx.load(folder / 'decoder.onnx')
    table = np.asarray(bundle.embed(np.arange(vocabulary.size)), np.float32)
    table /= bundle.manifest.decoder.embedding_scale
    found = {n: table for n in ('model.embed_tokens.weight', 'lm_head.weight')}
    for name, value in _arrays(graph).items():
        if name.endswith(_GAIN):
            found['model.' + name[len(_NORM) : -len(_GAIN)] + '.weight'] = value - 1.0
    factors, rest = iter(_factors(graph)), np.empty((0, 0), np.float32)
    for name, like in wanted.items():  # in the order in which the layers multiply
        if name.endswith('_proj.weight'):
            rest = rest if rest.size else next(factors, rest)
            found[name], rest = rest[:, : len(like)].T, rest[:, len(like) :]
    return _complete(found, wanted, 'decoder.onnx')


def _factors(model: onnx.ModelProto) -> list[NDArray[np.float32]]:
    """The matrices of the products of a graph, in the order of the products."""
    stored = _arrays(model)
    products = (node for node in model.graph.node if node.op_type == 'MatMul')
    return [stored[node.input[1]] for node in products if node.input[1] in stored]


def _tokenizer_weights(bundle: Bundle, folder: Path, config: Config) -> dict[str, Tensor]:
    """State of the motion tokenizer; its codes begin with even statistics of use."""
    stored: Arrays = {}
    for graph in ('vq_encoder', 'vq_decoder'):
        for name, array in _arrays(onnx.load(folder / f'{graph}.onnx')).items():
            stored[name.removeprefix('vqvae.')] = array
    state = build_tokenizer_model(config.tokenizer, bundle.manifest.features).state_dict()
    for name in ('encoder.carried', 'encoder.floor'):  # bundles without them: nothing is carried
        if name in state:
            stored.setdefault(name, state[name].numpy())
    for name in [n for n in state if n.endswith('.codebook')]:
        book, codes = name.removesuffix('codebook'), stored[name]
        stored |= {f'{book}code_sum': codes, f'{book}code_count': np.ones(len(codes), np.float32)}
        stored |= {f'{book}started': np.array(True)}
    return _complete(stored, state, 'vq_encoder.onnx and vq_decoder.onnx')


def _complete(found: Arrays, wanted: Mapping[str, Tensor], where: str) -> dict[str, Tensor]:
    state = {}
    for name, like in wanted.items():
        if name not in found or found[name].shape != tuple(like.shape):
            raise BundleError(
                f'{where}: {name} is not to be found; restore a bundle with the release of this '
                'package that exported it'
            )
        state[name] = torch.from_numpy(np.ascontiguousarray(found[name])).to(like.dtype)
    return state


def _arrays(model: onnx.ModelProto) -> Arrays:
    """Initialisers as they were before `export.store.store` named them."""
    arrays = ((t.name, numpy_helper.to_array(t)) for t in model.graph.initializer)
    return {
        name.removesuffix(HALF): array.astype(np.float32)
        for name, array in arrays
        if np.issubdtype(array.dtype, np.floating)
    }


def _write_logs(source: Path, out: Path) -> None:
    lines = source.read_text().splitlines() if source.exists() else []
    records = [json.loads(line) for line in lines]
    for stage, path in _LOGS.items():
        mine = [record for record in records if record.pop('stage', None) == stage]
        (out / path).write_text(''.join(json.dumps(record) + '\n' for record in mine))


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.restore',
        description=__doc__,
        epilog='example: python -m export.restore irgm_ros/data/bundles/default --out runs/next',
    )
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='folder of a runtime bundle')
    parser.add_argument('--out', type=Path, required=True, metavar='RUN', help='folder to make')
    options = parser.parse_args(argv)
    try:
        restore_run(Bundle.load(options.bundle), options.bundle, options.out)
    except (IrgmError, FileExistsError, yaml.YAMLError) as error:
        print(f'export.restore: {error}', file=sys.stderr)
        return 1
    print(f'{options.out}: go on with python -m training.run --config {options.out}/config.yaml')
    return 0


if __name__ == '__main__':
    sys.exit(main())
