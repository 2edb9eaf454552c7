# SPDX-License-Identifier: Apache-2.0
"""A Gemma2 of about 100 M parameters with the 256,514 tokens of a published model; needs torch.

The weights are random: time does not depend on them. Folder and export are those of a trained
model, so that the benchmark runs what a user runs.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import yaml

from irgm_ros.language.templates import DEFAULT_PROMPTS

# 256,000 of Gemma, and <Motion>, </Motion> and 512 codes behind them.
VOCABULARY, CODES = 256_514, 512
_SPECIAL = ('<pad>', '<bos>', '<eos>')
_FEATURES = 263
_SIZES = {
    'hidden_size': 320, 'num_hidden_layers': 8, 'num_attention_heads': 5,
    'num_key_value_heads': 1, 'head_dim': 64, 'intermediate_size': 1536,
}  # fmt: skip


def large_bundle(folder: Path) -> tuple[Path, Path]:
    """Make and export the model, unless that was done before.

    Args:
        folder: Of both forms; takes 0.8 GB.

    Returns:
        Folder of the neutral bundle and of the runtime bundle.
    """
    from export.onnx import export_bundle

    neutral, bundle = folder / 'neutral', folder / 'bundle'
    if not (bundle / 'manifest.json').exists():
        if not (neutral / 'bundle.yaml').exists():
            _write_neutral(neutral)
        export_bundle(neutral, bundle, 'fp32')
    return neutral, bundle


def default_folder() -> Path:
    """Where the model is kept between runs."""
    return Path(tempfile.gettempdir()) / 'irgm_large_vocabulary'


def _write_neutral(folder: Path) -> None:
    """Write all parts; the settings, which come last, say that they are complete."""
    from training.language.gemma import build_gemma

    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'tokenizer.json').write_text(_tokenizer(), encoding='utf-8')
    (folder / 'prompts.json').write_bytes(DEFAULT_PROMPTS.read_bytes())
    build_gemma(VOCABULARY, seed=0, **_SIZES).save_pretrained(folder / 'lm')
    _write_motion_tokenizer(folder)
    np.save(folder / 'mean.npy', np.zeros(_FEATURES))
    np.save(folder / 'std.npy', np.ones(_FEATURES))
    settings = {
        'name': 'large vocabulary', 'licence': 'Apache-2.0', 'provenance': 'random weights',
        'heading_sigma': 4.0, 'fps': 20.0, 'sampling': {'temperature': 0.0, 'top_p': 1.0},
        'limits': {'min_steps': 2, 'max_steps': 49, 'max_rounds': 3},
    }  # fmt: skip
    (folder / 'bundle.yaml').write_text(yaml.safe_dump(settings), encoding='utf-8')


def _tokenizer() -> str:
    """Bytes, made-up words up to 256,000 tokens, then motions; content of ``tokenizer.json``."""
    from tokenizers import AddedToken, Tokenizer, models

    names = [*_SPECIAL, *(f'<0x{byte:02X}>' for byte in range(256))]
    names += [f'word{k}' for k in range(VOCABULARY - CODES - 2 - len(names))]
    ids = {name: index for index, name in enumerate(names)}
    tokenizer = Tokenizer(models.BPE(ids, [], byte_fallback=True, unk_token=None))
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in _SPECIAL])
    motion = ['<Motion>', '</Motion>', *(f'<Motion_{code}>' for code in range(CODES))]
    tokenizer.add_tokens([AddedToken(name, normalized=False) for name in motion])
    text: str = tokenizer.to_str()
    return text


def _write_motion_tokenizer(folder: Path) -> None:
    """One codebook, as small as it may be: it takes no part in the benchmark."""
    import torch
    from safetensors.torch import save_file

    from export.neutral import TRAINING_ONLY
    from training.tokenizer.vqvae import MotionVQVAE, VQVAEConfig

    sizes = {'width': 32, 'code_dim': 16, 'codebooks': 1, 'input_dim': _FEATURES}
    sizes |= {'down_t': 2, 'depth': 3}
    torch.manual_seed(0)
    vqvae = MotionVQVAE(VQVAEConfig(**sizes))  # type: ignore[arg-type]
    for quantizer in vqvae.quantizers:
        torch.nn.init.normal_(quantizer.codebook, std=0.1)  # type: ignore[arg-type]
    weights = {k: v for k, v in vqvae.state_dict().items() if not k.endswith(TRAINING_ONLY)}
    save_file(weights, folder / 'vqvae.safetensors')
    (folder / 'vqvae.json').write_text(json.dumps(sizes), encoding='utf-8')
