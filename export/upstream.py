# SPDX-License-Identifier: Apache-2.0
"""Turn the published IRG-MotionLLM checkpoints into a neutral bundle.

Everything is read from the user's own downloads: motion tokenizer, language model, its backbone,
the statistics of the features, and the prompts in a clone of the published repository. Weights
pass block by block from file to file, so that memory does not grow with the model.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from tqdm import tqdm
from transformers import Gemma2Config

from export.checkpoints import Weight
from export.streaming import size_of, write_safetensors
from export.upstream_backbone import extended_tokenizer, read_config
from export.upstream_llm import plan_language
from export.upstream_prompts import read_prompts
from export.upstream_vqvae import plan_vqvae, read_statistics
from irgm_ros.backends.writer import replacing_folder
from irgm_ros.errors import BundleError, IrgmError
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import CODEBOOK_SIZE, motion_token_texts
from training.tokenizer.vqvae import VQVAEConfig

LICENCE = 'CC-BY-NC-SA-4.0 AND LicenseRef-Gemma'
NOTICE = """\
Weights and prompts of this bundle were converted from IRG-MotionLLM (arXiv 2512.10730), published
under CC-BY-NC-SA-4.0: attribution, non-commercial use, same licence for what is derived from them.
https://creativecommons.org/licenses/by-nc-sa/4.0/

Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms.

The data that they were trained on (HumanML3D, AMASS, KIT-ML) has licences of its own.
"""
# Of the published evaluation: greedy, motions of at most 196 frames, four refinements.
_SETTINGS: dict[str, Any] = {
    'heading_sigma': 20.0,
    'sampling': {'temperature': 0.0, 'top_p': 1.0},
    'limits': {'min_steps': 1, 'max_steps': 49, 'max_rounds': 5},
}
_FPS = {263: 20.0, 251: 12.5}
_NAMES = {263: 'irg-motionllm-humanml3d', 251: 'irg-motionllm-kit'}


@dataclass(frozen=True)
class Published:
    """What the user has downloaded.

    Attributes:
        vqvae: ``vqvae.pth``.
        llm: Checkpoint of the language model, a file or a folder of shards.
        backbone: Folder of gemma-2-2b-it as transformers reads it.
        stats: Folder with the ``mean.npy`` and ``std.npy`` of the motion tokenizer.
        repository: Clone of the published repository.
    """

    vqvae: Path
    llm: Path
    backbone: Path
    stats: Path
    repository: Path


@dataclass(frozen=True)
class _Plan:
    """All that will be written, checked before anything is."""

    sizes: VQVAEConfig
    motion: list[Weight]
    language: list[Weight]
    config: Gemma2Config
    tokenizer: str
    templates: Templates
    hashes: dict[str, str]
    mean: NDArray[np.float64]
    std: NDArray[np.float64]

    @property
    def size(self) -> int:
        """Bytes of the weights and of the tokenizer; the rest is small."""
        weights = size_of(self.motion) + size_of(self.language)
        return weights + len(self.tokenizer.encode())


def import_upstream(
    published: Published, out: Path, say: Callable[[str], object] = lambda _: None
) -> dict[str, Any]:
    """Write the neutral bundle of published checkpoints.

    Args:
        published: The downloads.
        out: Folder of the bundle; an older bundle there is replaced in one step.
        say: Takes a line of progress.

    Returns:
        Content of ``bundle.yaml``.

    Raises:
        BundleError: A download is missing, damaged, or does not fit the others, or ``out`` cannot
            be written.
    """
    say('reading the checkpoints')
    plan = _plan(published)
    counts = Counter(plan.hashes.values())
    say('prompts against the published ones: ' + ', '.join(f'{n} {k}' for k, n in counts.items()))
    for name, verdict in plan.hashes.items():
        if verdict != 'match':
            say(f'  {name}: {verdict}')
    say('hashing the sources')
    settings = _settings(plan, published)
    with replacing_folder(out, 'bundle.yaml', plan.size) as folder:
        _write(plan, folder)
        text = yaml.safe_dump(settings, sort_keys=False)
        (folder / 'bundle.yaml').write_text(text, encoding='utf-8')
    return settings


def _plan(published: Published) -> _Plan:
    sizes, motion = plan_vqvae(published.vqvae)
    if sizes.codebook_size != CODEBOOK_SIZE:
        raise BundleError(
            f'{published.vqvae}: {sizes.codebook_size} codes given, {CODEBOOK_SIZE} expected'
        )
    mean, std = read_statistics(published.stats, sizes.input_dim)
    templates, hashes = read_prompts(published.repository)
    config = read_config(published.backbone)
    tokenizer = extended_tokenizer(published.backbone, config)
    config.vocab_size += len(motion_token_texts(1))
    language = plan_language(published.llm, published.backbone, config)
    config.dtype = language[-1].dtype
    return _Plan(sizes, motion, language, config, tokenizer, templates, hashes, mean, std)


def _settings(plan: _Plan, published: Published) -> dict[str, Any]:
    """Content of ``bundle.yaml``."""
    width = plan.sizes.input_dim
    files = {
        'vqvae': published.vqvae,
        'llm': published.llm,
        'mean': published.stats / 'mean.npy',
        'std': published.stats / 'std.npy',
        'tokenizer': published.backbone / 'tokenizer.json',
    }
    counts = Counter(plan.hashes.values())
    return {
        'name': _NAMES[width],
        'licence': LICENCE,
        'provenance': (
            'Converted from the published IRG-MotionLLM checkpoints (arXiv 2512.10730) on a Gemma '
            f'2 backbone, {counts["match"]} of {len(plan.hashes)} prompts as published.'
        ),
        'fps': _FPS[width],
        **_SETTINGS,
        'prompts': plan.hashes,
        'sources': {name: _source(path) for name, path in files.items()},
    }


def _source(path: Path) -> dict[str, Any]:
    """Name, size [bytes] and hash of a file, or of each file of a folder."""
    if path.is_dir():
        shards = sorted(p for p in path.iterdir() if p.suffix in ('.bin', '.safetensors'))
        return {'name': path.name, 'files': [_source(p) for p in shards]}
    with path.open('rb') as stream:
        digest = hashlib.file_digest(stream, 'sha256').hexdigest()
    return {'name': path.name, 'bytes': path.stat().st_size, 'sha256': digest}


def _write(plan: _Plan, folder: Path) -> None:
    texts: Mapping[str, str] = {
        'vqvae.json': json.dumps(dataclasses.asdict(plan.sizes), indent=1),
        'tokenizer.json': plan.tokenizer,
        'prompts.json': json.dumps(dataclasses.asdict(plan.templates), indent=1),
        'LICENSE': NOTICE,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding='utf-8')
    np.save(folder / 'mean.npy', plan.mean)
    np.save(folder / 'std.npy', plan.std)
    plan.config.save_pretrained(folder / 'lm')
    total = size_of(plan.motion) + size_of(plan.language)
    with tqdm(total=total, desc='weights', unit='B', unit_scale=True) as bar:
        write_safetensors(folder / 'vqvae.safetensors', plan.motion, bar.update)
        write_safetensors(folder / 'lm' / 'model.safetensors', plan.language, bar.update)


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.upstream',
        description=__doc__,
        epilog='example: python -m export.upstream --vqvae ckpt/vqvae.pth '
        '--llm motionllm_unified_sft_latest.pth --backbone gemma-2-2b-it '
        '--stats checkpoints/t2m/VQVAEV3_CB1024_CMT_H1024_NRES3/meta '
        '--upstream-repo IRG-MotionLLM --out runs/irg/neutral',
    )
    parser.add_argument('--vqvae', type=Path, required=True, help='motion tokenizer, vqvae.pth')
    parser.add_argument(
        '--llm', type=Path, required=True, help='language model: a file, or a folder of shards'
    )
    parser.add_argument(
        '--backbone', type=Path, required=True, help='folder of gemma-2-2b-it (Hugging Face)'
    )
    parser.add_argument('--stats', type=Path, required=True, help='folder of mean.npy and std.npy')
    parser.add_argument(
        '--upstream-repo', type=Path, required=True, help='clone of the published repository'
    )
    parser.add_argument('--out', type=Path, required=True, help='folder of the neutral bundle')
    args = parser.parse_args(argv)
    published = Published(args.vqvae, args.llm, args.backbone, args.stats, args.upstream_repo)
    try:
        settings = import_upstream(published, args.out, print)
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('interrupted: nothing half-written is left', file=sys.stderr)
        return 130
    print(f'{args.out}: {settings["name"]}')
    print(f'licence: {settings["licence"]}: research only, see {args.out / "LICENSE"}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
