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
from tqdm import tqdm
from transformers import Gemma2ForCausalLM

from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from training.checkpoint import SAVE_EVERY_S, Budget, Log, load, save
from training.clips import ClipStore
from training.config import Config, SftConfig
from training.encoded import EncodedClips, encode_clips
from training.examples import ExampleSource, packed_rows
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
    path, state = folder / 'language.pt', None
    if resume and (state := load(path)) is not None:
        model.load_state_dict(state['model'])
        optimizer.load_state_dict(state['optimizer'])
    step = int(state['step']) if state else 0
    budget = Budget(stage.steps, stage.minutes, state['elapsed_s'] if state else 0.0)
    rng = np.random.default_rng([config.seed, 3, step])
    source = iter(ExampleSource(encoded, prompter, stage.mixture, rng))
    hidden_of: Callable[..., Any] = torch.compile(model.model) if stage.compile else model.model
    log, saved = Log(folder / 'language_log.jsonl'), budget.elapsed_s

    def checkpoint() -> None:
        state: dict[str, Any] = {
            'model': model.state_dict(),
            'optimizer': optimizer.state_dict(),
            'step': step,
            'elapsed_s': budget.elapsed_s,
        }
        save(path, state)

    bar = tqdm(total=stage.steps, initial=step, desc='language', unit='step')
    while budget.progress(step) < 1.0:
        rows = packed_rows(source, stage.row_tokens, stage.rows, prompter.vocabulary.pad)
        batch = {name: torch.from_numpy(values) for name, values in rows.items()}
        for group in optimizer.param_groups:
            group['lr'] = stage.learning_rate * budget.rate(step)
        losses = _losses(model, hidden_of, batch, prompter.vocabulary)
        if not torch.isfinite(losses['loss']):
            raise FloatingPointError(f'language loss is {losses["loss"]}; lower learning_rate')
        optimizer.zero_grad(set_to_none=True)
        losses['loss'].backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        bar.update()
        if step % _LOG_EVERY == 0:
            values = {name: float(value) for name, value in losses.items()}
            log.write(step=step, seconds=budget.elapsed_s, **values)
            bar.set_postfix({name: f'{value:.3f}' for name, value in values.items()})
        if budget.elapsed_s - saved > SAVE_EVERY_S:
            checkpoint()
            saved = budget.elapsed_s
    checkpoint()
    bar.close()
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
) -> dict[str, Tensor]:
    """Cross-entropy over learned tokens, and apart for motion and text tokens."""
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
    return {
        'loss': each.mean(),
        'motion': each[motion].mean().detach(),
        'text': each[~motion].mean().detach(),
    }


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
