# SPDX-License-Identifier: Apache-2.0
"""A tiny bundle with random weights: every graph and file is real, only the sizes are small.

``python -m tests.tiny_bundle`` writes the exported form to ``tests/data/tiny_bundle``, which the
tests read where torch is not installed.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent
STORED = ROOT / 'data' / 'tiny_bundle'
CODEBOOK_SIZE = 512
SPECIAL = ('<pad>', '<bos>', '<eos>')
TAGS = (
    *('<think>', '</think>', '[plan]', '[/plan]', '[analyze]', '[/analyze]'),
    *('[generate]', '[/generate]', '[assess]', '[/assess]'),
)


def make_tokenizer(codebooks: int) -> str:
    """Return a ``tokenizer.json``: bytes for text, one token for each tag and motion code."""
    from tokenizers import AddedToken, Tokenizer, decoders, models

    names = [*SPECIAL, *(f'<0x{byte:02X}>' for byte in range(256))]
    vocabulary = {name: index for index, name in enumerate(names)}
    model = models.BPE(vocabulary, [], byte_fallback=True, unk_token=None)
    tokenizer = Tokenizer(model)
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    motion = ['<Motion>', '</Motion>']
    motion += [f'<Motion_{code}>' for code in range(codebooks * CODEBOOK_SIZE)]
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in SPECIAL])
    tokenizer.add_tokens([AddedToken(name, normalized=False) for name in (*TAGS, *motion)])
    return json.dumps(json.loads(tokenizer.to_str()), separators=(',', ':'))


def make_neutral_bundle(
    folder: Path, codebooks: int = 2, seed: int = 0, hidden: int = 64, width: int = 32
) -> Path:
    """Write a neutral PyTorch bundle with random weights; needs torch.

    Args:
        folder: Where to write.
        codebooks: Residual codebooks of the motion tokenizer.
        seed: Seed of all weights.
        hidden: Width of the language model, a multiple of 8.
        width: Channels of the motion tokenizer.

    Returns:
        ``folder``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    definition = make_tokenizer(codebooks)
    (folder / 'tokenizer.json').write_text(definition, encoding='utf-8')
    prompts = ROOT.parent / 'irgm_ros' / 'data' / 'prompts' / 'default.json'
    (folder / 'prompts.json').write_bytes(prompts.read_bytes())
    _write_language_model(folder, definition, seed, hidden)
    _write_motion_tokenizer(folder, codebooks, seed, width)
    rng = np.random.default_rng(seed)
    np.save(folder / 'mean.npy', rng.normal(0.0, 0.1, 263))
    np.save(folder / 'std.npy', rng.uniform(0.05, 0.15, 263))
    settings = {
        'name': 'tiny',
        'licence': 'Apache-2.0',
        'provenance': 'random weights for tests',
        'heading_sigma': 4.0,
        'fps': 20.0,
        'sampling': {'temperature': 0.0, 'top_p': 1.0},
        'limits': {'min_steps': 2, 'max_steps': 49, 'max_rounds': 3},
    }
    (folder / 'bundle.yaml').write_text(yaml.safe_dump(settings), encoding='utf-8')
    return folder


def _write_language_model(folder: Path, definition: str, seed: int, hidden: int) -> None:
    from tokenizers import Tokenizer

    from training.language.gemma import build_gemma

    model = build_gemma(
        Tokenizer.from_str(definition).get_vocab_size(),
        seed=seed,
        hidden_size=hidden,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=hidden // 4,
        intermediate_size=2 * hidden,
        sliding_window=16,
        initializer_range=0.1,
    )
    model.save_pretrained(folder / 'lm')


def _write_motion_tokenizer(folder: Path, codebooks: int, seed: int, width: int) -> None:
    import torch
    from safetensors.torch import save_file

    from training.tokenizer.vqvae import MotionVQVAE, VQVAEConfig

    sizes = {'width': width, 'code_dim': width // 2, 'codebooks': codebooks, 'input_dim': 263}
    sizes |= {'down_t': 2, 'depth': 3}
    torch.manual_seed(seed)
    vqvae = MotionVQVAE(VQVAEConfig(**sizes))
    for quantizer in vqvae.quantizers:
        torch.nn.init.normal_(quantizer.codebook, std=0.1)
    training_only = ('.code_sum', '.code_count', '.started')
    weights = {k: v for k, v in vqvae.state_dict().items() if not k.endswith(training_only)}
    save_file(weights, folder / 'vqvae.safetensors')
    (folder / 'vqvae.json').write_text(json.dumps(sizes), encoding='utf-8')


def make_tiny_bundle(
    folder: Path, codebooks: int = 2, seed: int = 0, precision: str = 'fp16'
) -> Path:
    """Write ``folder/neutral`` and its export ``folder/bundle``; needs torch.

    Args:
        folder: Where to write.
        codebooks: Residual codebooks of the motion tokenizer.
        seed: Seed of all weights.
        precision: Storage of the exported weights.

    Returns:
        Folder of the exported bundle.
    """
    from export.onnx import export_bundle

    neutral = make_neutral_bundle(folder / 'neutral', codebooks, seed)
    export_bundle(neutral, folder / 'bundle', precision)
    return folder / 'bundle'


def main() -> None:
    """Rebuild the stored tiny bundle."""
    import tempfile

    from export.onnx import export_bundle

    with tempfile.TemporaryDirectory() as folder:
        neutral = make_neutral_bundle(Path(folder), hidden=16, width=8)
        manifest = export_bundle(neutral, STORED, say=print)
    print(f'{STORED}: {sum(entry.bytes for entry in manifest.files.values())} bytes')


if __name__ == '__main__':
    main()
