# SPDX-License-Identifier: Apache-2.0
"""How often arithmetic in 16 bits chooses another token, where each operation rounds.

On the CPU onnxruntime computes a graph in float16 in float32 and rounds in few places, and has no
bfloat16 at all. PyTorch runs the module that is exported in its own types and rounds after every
operation, as a GPU does at the worst. Compared is as in ``evaluation.agreement``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from evaluation.agreement import choices_of, prompts_of, write_motion
from export.graphs import round_stored
from export.neutral import NeutralBundle
from export.onnx import wrappers
from irgm_ros.backends import Bundle
from irgm_ros.backends.manifest import ARITHMETICS
from irgm_ros.language.model import CausalModel

_KINDS = {torch.float32: 'fp32', torch.float16: 'fp16', torch.bfloat16: 'bf16'}


class TorchSession:
    """A module of ``export.wrappers`` as a session whose cache is begun and not gone on from."""

    provider = 'torch'

    def __init__(self, module: Any) -> None:
        """Take names and types of ``module``."""
        spec = module.as_onnx()
        self.inputs, self.outputs = spec.inputs, spec.outputs
        self._module, self._types = module, [value.dtype for value in spec.example]
        self.cache = _KINDS.get(self._types[-1], '') if len(self._types) > 1 else ''

    def run(self, feeds: Mapping[str, Any]) -> dict[str, Any]:
        """Run the module once; the cache comes back as tensors."""
        given = [
            torch.from_numpy(np.asarray(feeds[name])).to(kind)
            for name, kind in zip(self.inputs, self._types, strict=True)
        ]
        with torch.no_grad():
            made = self._module(*given)
        values = [made] if isinstance(made, torch.Tensor) else [*made]
        values[0] = values[0].numpy()  # hidden state or logits
        return dict(zip(self.outputs, values, strict=True))


def rounded_model(bundle: Bundle, source: Path, arithmetic: str) -> CausalModel:
    """The language model of ``source`` in PyTorch.

    Args:
        bundle: Its export, which gives embeddings and sizes.
        source: Folder of the neutral bundle.
        arithmetic: ``fp32``, ``fp16`` or ``bf16``.
    """
    neutral, sizes = NeutralBundle.load(source), bundle.manifest.decoder
    round_stored(neutral.model, bundle.manifest.precision)
    modules = wrappers(neutral, arithmetic, sizes.embedding_scale)
    names = ('decoder', 'text_head', 'motion_head')
    decoder, text_head, motion_head = (TorchSession(modules[name]) for name in names)
    shape = (sizes.kv_heads, sizes.head_dim)
    return CausalModel(decoder, text_head, motion_head, bundle.embed, shape)


def measure(bundle: Bundle, source: Path, count: int) -> dict[str, dict[str, float]]:
    """Shares of tokens and of whole motions that are those of the bundle, by arithmetic."""
    prompts, writer = list(prompts_of(bundle, count)), CausalModel.from_bundle(bundle)
    motions = [write_motion(writer, bundle, prompt) for prompt in prompts]
    first, shares = bundle.manifest.vocabulary.motion_start, {}
    for arithmetic in ARITHMETICS:
        reader = rounded_model(bundle, source, arithmetic)
        same = [
            choices_of(reader, first, prompt, made) == np.array(made)
            for prompt, made in zip(prompts, motions, strict=True)
        ]
        shares[arithmetic] = {
            'tokens_agree': round(float(np.concatenate(same).mean()), 4),
            'motions_agree': round(float(np.mean([places.all() for places in same])), 4),
        }
    return shares


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.rounding', description=__doc__)
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='bundle in float32 arithmetic')
    parser.add_argument('--source', type=Path, required=True, help='the neutral bundle it is of')
    parser.add_argument('--prompts', type=int, default=387, help='commands (default %(default)s)')
    parser.add_argument('--out', type=Path, help='JSON file for the result')
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    shares = measure(Bundle.load(args.bundle), args.source, args.prompts)
    text = json.dumps({'prompts': args.prompts, **shares}, indent=1)
    print(text)
    if args.out is not None:
        args.out.write_text(text + '\n', encoding='utf-8')
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
