# SPDX-License-Identifier: Apache-2.0
"""The published motion tokenizer: its weights by our names, its sizes, its statistics."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from export.checkpoints import Stored, Weight, check_coverage, list_tensors
from export.neutral import TRAINING_ONLY
from irgm_ros.errors import BundleError
from training.tokenizer.vqvae import MotionVQVAE, VQVAEConfig

_LEVEL = re.compile(r'encoder\.\d+\.0\.weight')
_BLOCK = re.compile(r'encoder\.2\.1\.model\.\d+\.conv1\.weight')
_CODEBOOK = 'quantizers.0.codebook'
FEATURES = (263, 251)


def plan_vqvae(path: Path) -> tuple[VQVAEConfig, list[Weight]]:
    """Read the sizes of a motion tokenizer off its tensors.

    Args:
        path: The published ``vqvae.pth``.

    Returns:
        Its sizes, and its weights in float32 under our names.

    Raises:
        BundleError: It is no such checkpoint, or some of it is missing or unexpected.
    """
    tensors = {_name(key): stored for key, stored in list_tensors(path).items()}
    config = _sizes(path, tensors)
    with torch.device('meta'):
        wanted = MotionVQVAE(config).state_dict()
    shapes = {k: tuple(v.shape) for k, v in wanted.items() if not k.endswith(TRAINING_ONLY)}
    check_coverage(f'{path}: no motion tokenizer as published', tensors, shapes)
    return config, [_single(name, tensors[name]) for name in shapes]


def read_statistics(folder: Path, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read the normalisation that belongs to a motion tokenizer.

    Args:
        folder: Holds ``mean.npy`` and ``std.npy``.
        width: Feature columns D of the motion tokenizer.

    Returns:
        Mean and standard deviation, (D,) each.

    Raises:
        BundleError: A file is missing, of another width, not finite, or the two are swapped.
    """
    arrays = []
    for name in ('mean', 'std'):
        path = folder / f'{name}.npy'
        try:
            array = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise BundleError(
                f'{path}: {error}; take mean.npy and std.npy of the motion tokenizer (folder meta '
                'of its checkpoint), not Mean.npy and Std.npy of HumanML3D'
            ) from error
        if array.shape != (width,) or array.dtype.kind != 'f' or not np.isfinite(array).all():
            raise BundleError(
                f'{path}: {array.dtype} {array.shape} given, {width} finite numbers expected for '
                'this motion tokenizer (263 for HumanML3D, 251 for KIT-ML)'
            )
        arrays.append(array.astype(np.float64))
    mean, std = arrays
    if not (std > 0).all():
        hint = '; mean.npy and std.npy look swapped' if (mean > 0).all() else ''
        raise BundleError(f'{folder}/std.npy: numbers that are not above 0{hint}')
    return mean, std


def _name(key: str) -> str:
    """``vqvae.encoder.model.0.weight`` -> ``encoder.0.weight``."""
    key = key.removeprefix('vqvae.').replace('quantizer.', 'quantizers.0.', 1)
    return re.sub(r'^(encoder|decoder)\.model\.', r'\1.', key)


def _sizes(path: Path, tensors: dict[str, Stored]) -> VQVAEConfig:
    first, book = tensors.get('encoder.0.weight'), tensors.get(_CODEBOOK)
    if first is None or len(first.shape) != 3 or book is None or len(book.shape) != 2:
        raise BundleError(
            f'{path}: no motion tokenizer: vqvae.encoder.model.0.weight (width, features, 3) and '
            f'vqvae.quantizer.codebook (codes, width) expected, {sorted(tensors)[:3]} ... given'
        )
    width, features, _ = first.shape
    if features not in FEATURES:
        raise BundleError(f'{path}: {features} features given, {FEATURES} allowed')
    return VQVAEConfig(
        input_dim=features,
        width=width,
        code_dim=book.shape[1],
        codebooks=1,
        codebook_size=book.shape[0],
        down_t=sum(_LEVEL.fullmatch(name) is not None for name in tensors),
        depth=sum(_BLOCK.fullmatch(name) is not None for name in tensors),
    )


def _single(name: str, stored: Stored) -> Weight:
    return Weight(
        name, stored.shape, torch.float32, lambda start, stop: stored.rows(start, stop).float()
    )
