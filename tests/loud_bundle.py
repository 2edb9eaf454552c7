# SPDX-License-Identifier: Apache-2.0
"""A tiny bundle whose residual stream passes the range of float16, as a large model's may."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_bundle import make_neutral_bundle

GAIN = 5e4  # of a norm behind the first layer; float16 ends at 65504


def make_loud_neutral(folder: Path) -> Path:
    """Write a neutral bundle; needs torch."""
    import torch
    from safetensors.torch import load_file, save_file

    make_neutral_bundle(folder)
    path = folder / 'lm' / 'model.safetensors'
    weights = load_file(path)
    gains = weights['model.layers.0.post_feedforward_layernorm.weight']
    gains.copy_(GAIN * torch.randn(gains.shape, generator=torch.Generator().manual_seed(0)))
    save_file(weights, path, {'format': 'pt'})
    return folder


def make_loud_bundle(folder: Path, arithmetic: str = 'fp16', precision: str = 'fp16') -> Path:
    """Write ``folder/neutral`` and its export ``folder/bundle``, which is returned."""
    from export.onnx import export_bundle

    neutral = make_loud_neutral(folder / 'neutral')
    export_bundle(neutral, folder / 'bundle', precision, arithmetic=arithmetic)
    return folder / 'bundle'
