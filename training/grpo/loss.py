# SPDX-License-Identifier: Apache-2.0
"""Group relative policy optimisation on constrained samples: advantages, likelihoods, loss.

Formulas: Shao et al., "DeepSeekMath", 2024, section 4.1, as trl documents its GRPOTrainer: rewards
normalised within the group of one prompt, ratio clipped as in PPO, the k3 estimate of the
divergence from a reference, a mean over the tokens of a completion and then over completions.
Only tokens that were drawn count, with their likelihood among what the grammar allowed there.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import Gemma2ForCausalLM

from training.language.loss import Batch, learned_logits

_LEAST_SPREAD = 1e-4


def group_advantages(rewards: Tensor, group: int) -> Tensor:
    """Rewards (N,) relative to the others of their group: (r - mean) / (deviation + 1e-4).

    Args:
        rewards: N rewards, those of one prompt side by side.
        group: Rollouts of each prompt.
    """
    grouped = rewards.view(-1, group)
    centred = grouped - grouped.mean(1, keepdim=True)
    return (centred / (grouped.std(1, keepdim=True) + _LEAST_SPREAD)).view(-1)


class TokenLikelihood(nn.Module):
    """Log-likelihood of the drawn tokens of a batch, each among those that its rule allows.

    Attributes:
        language: The model.
    """

    allowed: Tensor

    def __init__(self, language: Gemma2ForCausalLM, allowed: Tensor, temperature: float) -> None:
        """Store the parts.

        Args:
            language: The model.
            allowed: (R, V) tokens that each rule allows.
            temperature: Logits are divided by it, as when they were drawn.
        """
        super().__init__()
        self.language, self._temperature = language, temperature
        self.register_buffer('allowed', allowed, persistent=False)

    def forward(self, batch: Batch) -> Tensor:
        """Log-likelihoods (n,) of the n tokens with a 1 in ``loss_mask``, row by row.

        Args:
            batch: Packed rows with one rollout each, and ``rules`` beside them.
        """
        logits, targets = learned_logits(self.language, batch)
        drawn = batch['loss_mask'][:, 1:].bool()
        allowed = self.allowed[batch['rules'][:, 1:][drawn]]
        scaled = (logits.float() / self._temperature).masked_fill(~allowed, -torch.inf)
        return scaled.log_softmax(1).gather(1, targets[:, None])[:, 0]


def frozen_copy(model: TokenLikelihood) -> TokenLikelihood:
    """A reference that shares nothing with the policy, its embeddings included."""
    reference = copy.deepcopy(model).eval()
    reference.requires_grad_(False)
    return reference


@dataclass(frozen=True)
class PolicyLoss:
    """The loss of one update and what to log of it.

    Attributes:
        loss: Scalar.
        divergence: Mean k3 estimate over tokens.
        clipped: Share of tokens whose ratio left the band.
    """

    loss: Tensor
    divergence: float
    clipped: float


def policy_loss(
    new: Tensor,
    old: Tensor,
    reference: Tensor,
    advantages: Tensor,
    rows: Tensor,
    clip: float,
    beta: float,
) -> PolicyLoss:
    """Clipped policy loss with a penalty for leaving the reference.

    Args:
        new: (n,) log-likelihoods under the policy.
        old: (n,) as they were when the tokens were drawn.
        reference: (n,) under the reference.
        advantages: (N,) of the rollouts.
        rows: (n,) rollout of each token.
        clip: Half width of the band of the ratio.
        beta: Weight of the divergence.
    """
    ratio = (new - old).exp()
    gain = advantages[rows]
    bounded = ratio.clamp(1.0 - clip, 1.0 + clip)
    gap = reference - new
    divergence = gap.exp() - gap - 1.0
    each = beta * divergence - torch.minimum(ratio * gain, bounded * gain)
    lengths = torch.bincount(rows, minlength=len(advantages)).clamp(min=1)
    sums = each.new_zeros(len(advantages)).index_add(0, rows, each)
    outside = (ratio != bounded).float().mean().item()
    return PolicyLoss((sums / lengths).mean(), divergence.detach().mean().item(), outside)
