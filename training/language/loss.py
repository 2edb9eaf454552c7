# SPDX-License-Identifier: Apache-2.0
"""Loss of the language model on packed rows, as one module that can be shared out as a whole."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import Gemma2ForCausalLM

Batch = dict[str, Tensor]  # what `packing.packed_rows` returns, as tensors


class LanguageLoss(nn.Module):
    """Cross-entropy over the learned tokens of packed rows.

    Attributes:
        language: The model that is trained.
    """

    def __init__(self, language: Gemma2ForCausalLM, motion_offset: int) -> None:
        """Store the model.

        Args:
            language: The model that is trained.
            motion_offset: Id of the first motion code; ids from there on are motion tokens.
        """
        super().__init__()
        self.language = language
        self._motion_offset = motion_offset

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Sum of the loss over learned tokens, and its mean over motion and text tokens."""
        logits, targets = learned_logits(self.language, batch)
        each = F.cross_entropy(logits.float(), targets, reduction='none')
        motion = targets >= self._motion_offset
        return each.sum(), each.detach()[motion].mean(), each.detach()[~motion].mean()


def learned_logits(language: Gemma2ForCausalLM, batch: Batch) -> tuple[Tensor, Tensor]:
    """Logits (n, V) for the n learned tokens of packed rows, row by row, and their ids (n,)."""
    mask = packed_mask(batch['segments'])
    hidden = language.model(
        input_ids=batch['ids'],
        attention_mask={'full_attention': mask, 'sliding_attention': mask},
        position_ids=batch['positions'],
        use_cache=False,
    ).last_hidden_state
    # A token is predicted by the one before it: the first of a row has none and is never learned.
    learned = batch['loss_mask'][:, 1:].bool()
    return head(language, hidden[:, :-1][learned]), batch['ids'][:, 1:][learned]


def head(language: Gemma2ForCausalLM, hidden: Tensor) -> Tensor:
    """Soft-capped logits (n, V) of hidden states (n, H)."""
    logits: Tensor = language.lm_head(hidden)
    cap = language.config.final_logit_softcapping
    return logits if cap is None else cap * torch.tanh(logits / cap)


def packed_mask(segments: Tensor) -> Tensor:
    """Causal attention inside each packed example: (B, L) -> additive (B, 1, L, L)."""
    length = segments.shape[1]
    same = segments[:, :, None] == segments[:, None, :]
    allowed = same & torch.ones(length, length, dtype=torch.bool, device=segments.device).tril()
    blank = torch.zeros(allowed.shape, device=segments.device)
    return blank.masked_fill_(~allowed, -1e9)[:, None]


def adamw(model: nn.Module, rate: float, weight_decay: float) -> torch.optim.Optimizer:
    """AdamW that shrinks matrices and leaves vectors alone."""
    matrices = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    groups = [
        {'params': matrices, 'weight_decay': weight_decay},
        {'params': others, 'weight_decay': 0.0},
    ]
    return torch.optim.AdamW(groups, rate, betas=(0.9, 0.98), fused=True)
