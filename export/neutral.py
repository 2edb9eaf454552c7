# SPDX-License-Identifier: Apache-2.0
"""The neutral bundle: PyTorch weights and everything that must travel with them.

Training writes it and export reads it: ``lm/`` (transformers), ``vqvae.safetensors``,
``vqvae.json``, ``tokenizer.json``, ``prompts.json``, ``mean.npy``, ``std.npy``, ``bundle.yaml``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from numpy.typing import NDArray
from safetensors.torch import load_file
from transformers import Gemma2ForCausalLM

from export.placeholders import language_placeholders
from irgm_ros.errors import BundleError
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from training.tokenizer.vqvae import MotionVQVAE, VQVAEConfig

REQUIRED = (
    'lm/config.json',
    'lm/model.safetensors',
    'vqvae.safetensors',
    'vqvae.json',
    'tokenizer.json',
    'prompts.json',
    'mean.npy',
    'std.npy',
    'bundle.yaml',
)
SETTINGS = ('name', 'licence', 'provenance', 'heading_sigma', 'fps', 'sampling', 'limits')
# Statistics that move the codebooks during training; weights for use come without them.
TRAINING_ONLY = ('.code_sum', '.code_count', '.started')
# Copied into the runtime bundle as they are, the optional ones only where they exist.
COPIED = ('tokenizer.json', 'prompts.json')
COPIED_IF_THERE = (
    'lexicon.json',
    'MODEL_CARD.md',
    'LICENSE',
    'training_config.yaml',
    'training_log.jsonl',
)


@dataclass(frozen=True)
class NeutralBundle:
    """Models and settings of one neutral bundle, in float32 and evaluation mode.

    Attributes:
        folder: Where it lies.
        model: Language model with eager attention.
        vqvae: Motion tokenizer.
        vocabulary: Token ids.
        mean: (D,) of the features.
        std: (D,) of the features.
        settings: Content of ``bundle.yaml``.
    """

    folder: Path
    model: Gemma2ForCausalLM
    vqvae: MotionVQVAE
    vocabulary: Vocabulary
    mean: NDArray[np.float64]
    std: NDArray[np.float64]
    settings: dict[str, Any]

    @classmethod
    def load(cls, folder: Path, weightless: bool = False) -> NeutralBundle:
        """Read a neutral bundle.

        Args:
            folder: Where it lies.
            weightless: Leave the matrices of the language model in their file
                (`export.placeholders`): it can then be exported, but not run.

        Returns:
            The models, ready to run.

        Raises:
            BundleError: Files or settings are missing, or do not fit one another.
        """
        missing = [name for name in REQUIRED if not (folder / name).is_file()]
        if missing:
            raise BundleError(f'{folder}: not a neutral bundle, missing: {", ".join(missing)}')
        settings = yaml.safe_load((folder / 'bundle.yaml').read_text(encoding='utf-8'))
        absent = [name for name in SETTINGS if name not in settings]
        if absent:
            raise BundleError(f'{folder}/bundle.yaml: missing: {", ".join(absent)}')
        vqvae = _load_vqvae(folder)
        tokenizer = TextTokenizer.from_file(folder / 'tokenizer.json')
        bundle = cls(
            folder=folder,
            model=_load_model(folder / 'lm', weightless),
            vqvae=vqvae,
            vocabulary=Vocabulary.from_tokenizer(tokenizer, vqvae.config.codebooks),
            mean=np.load(folder / 'mean.npy').astype(np.float64),
            std=np.load(folder / 'std.npy').astype(np.float64),
            settings=settings,
        )
        _check(bundle)
        return bundle

    def files(self) -> dict[str, Path]:
        """The files that go into the runtime bundle unchanged."""
        names = [*COPIED, *(n for n in COPIED_IF_THERE if (self.folder / n).is_file())]
        return {name: self.folder / name for name in names}


def _load_model(folder: Path, weightless: bool) -> Gemma2ForCausalLM:
    kind = json.loads((folder / 'config.json').read_text(encoding='utf-8')).get('model_type')
    if kind != 'gemma2':
        raise BundleError(f'{folder}: model_type {kind!r} given, gemma2 expected')
    if weightless:
        return language_placeholders(folder)
    model: Gemma2ForCausalLM = Gemma2ForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation='eager', local_files_only=True
    )
    if not torch.equal(model.get_input_embeddings().weight, model.get_output_embeddings().weight):
        raise BundleError(f'{folder}: embedding and output matrix differ; tied ones expected')
    return model.eval()


def _load_vqvae(folder: Path) -> MotionVQVAE:
    config = VQVAEConfig(**json.loads((folder / 'vqvae.json').read_text(encoding='utf-8')))
    vqvae = MotionVQVAE(config)
    try:
        keys = vqvae.load_state_dict(load_file(folder / 'vqvae.safetensors'), strict=False)
    except RuntimeError as error:
        raise BundleError(f'{folder}: vqvae.safetensors does not fit: {error}') from error
    missing = [key for key in keys.missing_keys if not key.endswith(TRAINING_ONLY)]
    if missing or keys.unexpected_keys:
        raise BundleError(
            f'{folder}: vqvae.safetensors does not fit vqvae.json; '
            f'missing {missing}, unknown {keys.unexpected_keys}'
        )
    return vqvae.eval()


def _check(bundle: NeutralBundle) -> None:
    config, vocabulary = bundle.vqvae.config, bundle.vocabulary
    rows = bundle.model.get_input_embeddings().weight.shape[0]
    problems = []
    if vocabulary.size > rows:
        problems.append(f'tokenizer has {vocabulary.size} ids, the model {rows} embeddings')
    if vocabulary.codebook_size != config.codebook_size:
        problems.append(
            f'tokenizer has {vocabulary.codebook_size} codes a codebook, '
            f'the motion tokenizer {config.codebook_size}'
        )
    if vocabulary.motion_end != vocabulary.motion_start + 1 != vocabulary.motion_offset - 1:
        problems.append('<Motion>, </Motion> and <Motion_0> must have consecutive ids')
    for name, array in (('mean', bundle.mean), ('std', bundle.std)):
        if array.shape != (config.input_dim,) or not np.isfinite(array).all():
            problems.append(f'{name}.npy: {config.input_dim} finite numbers expected')
    if problems:
        raise BundleError(f'{bundle.folder}: ' + '; '.join(problems))
