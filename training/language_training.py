# SPDX-License-Identifier: Apache-2.0
"""Stage ``sft1``: supervised training of the language model on packed rows of examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import Gemma2ForCausalLM

from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from training.clips import ClipStore
from training.config import Config, SftConfig
from training.encoded import EncodedClips, encode_clips
from training.examples import ExampleSource, packed_rows
from training.fitting import Fit
from training.models.gemma import build_gemma
from training.text_tokenizer import build_tokenizer
from training.tokenizer_training import load_tokenizer

_LOG_EVERY = 20


def load_prompter(folder: Path, codebooks: int) -> Prompter:
    """Build the text tokenizer of a run unless it is there, and the prompter on it."""
    path = folder / 'tokenizer.json'
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        build_tokenizer(path, codebooks)
    tokenizer = TextTokenizer.from_file(path)
    vocabulary = Vocabulary.from_tokenizer(tokenizer, codebooks)
    return Prompter(tokenizer, vocabulary, Templates.default())


def load_encoded(clips: ClipStore, config: Config, out: Path) -> EncodedClips:
    """Codes of the clips with their wrong motions, made on first use."""
    folder = out / 'tokenizer'
    model = load_tokenizer(folder, config.tokenizer)
    mean, std = np.load(folder / 'mean.npy'), np.load(folder / 'std.npy')
    (out / 'language').mkdir(parents=True, exist_ok=True)
    return encode_clips(
        clips, model, mean, std, config.seed, out / 'language' / 'encoded.npz',
        config.synth.workers,
    )  # fmt: skip


def train_language(clips: ClipStore, config: Config, out: Path, resume: bool) -> Gemma2ForCausalLM:
    """Train until the budget ends; checkpoint every five minutes.

    Args:
        clips: Training clips.
        config: The whole configuration.
        out: Folder of the run; files go to ``language/``.
        resume: Go on from a checkpoint if there is one.

    Returns:
        The trained model in evaluation mode.
    """
    stage, folder = config.sft1, out / 'language'
    torch.set_num_threads(stage.threads)
    torch.set_flush_denormal(True)
    prompter = load_prompter(folder, config.tokenizer.codebooks)
    encoded = load_encoded(clips, config, out)
    model = build_gemma(prompter.vocabulary.size, config.seed, **config.model)
    optimizer = _optimizer(model, stage)
    fit = Fit('language', model, optimizer, folder, resume, stage.start)
    rng = np.random.default_rng([config.seed, 3, fit.step])
    source = iter(ExampleSource(encoded, prompter, stage.mixture, rng, stage.only_verified))
    hidden_of: Callable[..., Any] = torch.compile(model.model) if stage.compile else model.model

    def losses() -> tuple[Tensor, dict[str, float]]:
        rows = packed_rows(source, stage.row_tokens, stage.rows, prompter.vocabulary.pad)
        batch = {name: torch.from_numpy(values) for name, values in rows.items()}
        return _losses(model, hidden_of, batch, prompter.vocabulary)

    fit.run(losses, stage.steps, stage.minutes, _LOG_EVERY)
    return model.eval()


def packed_mask(segments: Tensor) -> Tensor:
    """Causal attention inside each packed example: (B, L) -> additive (B, 1, L, L)."""
    length = segments.shape[1]
    same = segments[:, :, None] == segments[:, None, :]
    allowed = same & torch.ones(length, length, dtype=torch.bool).tril()
    return torch.zeros(allowed.shape).masked_fill_(~allowed, -1e9)[:, None]


def _losses(
    model: Gemma2ForCausalLM,
    hidden_of: Callable[..., Any],
    batch: dict[str, Tensor],
    vocabulary: Vocabulary,
) -> tuple[Tensor, dict[str, float]]:
    """Cross-entropy over learned tokens; for the log also apart for motion and text tokens."""
    mask = packed_mask(batch['segments'])
    hidden = hidden_of(
        input_ids=batch['ids'],
        attention_mask={'full_attention': mask, 'sliding_attention': mask},
        position_ids=batch['positions'],
        use_cache=False,
    ).last_hidden_state
    # A token is predicted by the one before it: the first of a row has none and is never learned.
    learned = batch['loss_mask'][:, 1:].bool()
    targets = batch['ids'][:, 1:][learned]
    logits = model.lm_head(hidden[:, :-1][learned])
    cap = model.config.final_logit_softcapping
    if cap is not None:
        logits = cap * torch.tanh(logits / cap)
    each = F.cross_entropy(logits, targets, reduction='none')
    motion = targets >= vocabulary.motion_offset
    parts = {'loss': each, 'motion': each[motion], 'text': each[~motion]}
    return each.mean(), {name: part.mean().item() for name, part in parts.items()}


def _optimizer(model: Gemma2ForCausalLM, stage: SftConfig) -> torch.optim.Optimizer:
    matrices = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    return torch.optim.AdamW(
        [
            {'params': matrices, 'weight_decay': stage.weight_decay},
            {'params': others, 'weight_decay': 0.0},
        ],
        stage.learning_rate,
        betas=(0.9, 0.98),
        fused=True,
    )
