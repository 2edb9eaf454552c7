# SPDX-License-Identifier: Apache-2.0
"""GRPO by hand-made numbers, and one step of it on a model."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.language.grammar import Limits
from irgm_ros.language.prompting import Prompter

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.grpo.loss import (  # noqa: E402
    TokenLikelihood,
    frozen_copy,
    group_advantages,
    policy_loss,
)
from training.grpo.train import rollout_batch  # noqa: E402
from training.language.batch_sampler import BatchSampler  # noqa: E402
from training.language.loss import adamw  # noqa: E402
from training.language.trace_script import TraceScripts  # noqa: E402

LIMITS = Limits(min_steps=2, max_steps=4, max_rounds=1, max_text=4)


def test_advantages_are_relative_to_the_own_group() -> None:
    # Group one: mean 2, deviation sqrt(2); group two: no spread, so no preference.
    found = group_advantages(torch.tensor([1.0, 3.0, 5.0, 5.0]), 2)
    expected = torch.tensor([-1.0, 1.0, 0.0, 0.0]) / (2.0**0.5 + 1e-4)
    assert torch.allclose(found, expected, atol=1e-6)


def test_loss_by_hand() -> None:
    # Rollout 0 (advantage 1): ratios e^0.5 -> 1.2 (clipped) and 1. Rollout 1 (-1): ratio e^0.5,
    # where the clipped value is the larger one, so it stays. Divergences only in rollout 0.
    new = torch.tensor([-1.0, -2.0, -1.0], requires_grad=True)
    old = torch.tensor([-1.5, -2.0, -1.5])
    reference = torch.tensor([-2.0, -2.0, -1.0])
    rows = torch.tensor([0, 0, 1])
    found = policy_loss(new, old, reference, torch.tensor([1.0, -1.0]), rows, 0.2, 0.1)
    k3 = np.exp(-1.0) + 1.0 - 1.0
    first = (0.1 * k3 - 1.2 + 0.0 - 1.0) / 2
    second = np.exp(0.5)
    assert found.loss.item() == pytest.approx((first + second) / 2, rel=1e-5)
    assert found.divergence == pytest.approx(k3 / 3, rel=1e-5)
    assert found.clipped == pytest.approx(2 / 3)


@pytest.fixture
def policy(prompter: Prompter, language: torch.nn.Module) -> TokenLikelihood:
    table = torch.from_numpy(TraceScripts(prompter, LIMITS).rules.table)
    return TokenLikelihood(language, table, 1.0)


def rolled(prompter: Prompter, language: torch.nn.Module, count: int):
    scripts = TraceScripts(prompter, LIMITS)
    sampler = BatchSampler(language, scripts.rules)
    prompts = [scripts.opening('wave the left hand')] * count
    rollouts = sampler(prompts, [scripts.trace() for _ in prompts], [1.0] * count, (0,))
    return rollouts, dict(rollout_batch(rollouts, prompter.vocabulary.pad))


def likelihoods(policy: TokenLikelihood, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Sum of each rollout's log-likelihoods."""
    rows = batch['loss_mask'][:, 1:].nonzero()[:, 0]
    with torch.no_grad():
        return torch.zeros(len(batch['ids'])).index_add(0, rows, policy(batch))


def test_likelihood_is_among_the_allowed_tokens(
    prompter: Prompter, language: torch.nn.Module, policy: TokenLikelihood
) -> None:
    """Against each rollout alone, unpadded, through the model's own head."""
    rollouts, batch = rolled(prompter, language, 3)
    table = policy.allowed
    for rollout, found in zip(rollouts, likelihoods(policy, batch), strict=True):
        with torch.no_grad():
            logits = language(input_ids=torch.tensor([rollout.ids])).logits[0]
        total = 0.0
        for place, rule in enumerate(rollout.rules):
            if rule >= 0:
                scores = logits[place - 1].masked_fill(~table[rule], -torch.inf)
                total += scores.log_softmax(0)[rollout.ids[place]].item()
        assert found.item() == pytest.approx(total, rel=1e-4)


def test_step_makes_the_better_rollout_likelier(
    prompter: Prompter, language: torch.nn.Module, policy: TokenLikelihood
) -> None:
    rollouts, batch = rolled(prompter, language, 2)
    assert rollouts[0].ids != rollouts[1].ids
    rows = batch['loss_mask'][:, 1:].nonzero()[:, 0]
    reference = frozen_copy(policy)
    before = {name: value.clone() for name, value in reference.state_dict().items()}
    advantages = group_advantages(torch.tensor([0.0, 1.0]), 2)
    optimizer = adamw(policy, 1e-3, 0.0)
    first = likelihoods(policy, batch)
    with torch.no_grad():
        old = policy(batch)
    loss = policy_loss(policy(batch), old, reference(batch), advantages, rows, 0.2, 0.01)
    assert loss.divergence == pytest.approx(0.0, abs=1e-6)
    loss.loss.backward()
    optimizer.step()
    after = likelihoods(policy, batch)
    assert after[1] > first[1]
    assert after[1] - first[1] > after[0] - first[0]
    assert not torch.equal(
        language.model.embed_tokens.weight, reference.language.model.embed_tokens.weight
    )
    for name, value in reference.state_dict().items():
        assert torch.equal(value, before[name]), name
    assert not any(p.requires_grad for p in reference.parameters())


def test_batch_learns_what_was_drawn_and_nothing_else(
    prompter: Prompter, language: torch.nn.Module
) -> None:
    rollouts, batch = rolled(prompter, language, 3)
    for row, rollout in enumerate(rollouts):
        n = len(rollout.ids)
        assert batch['ids'][row, :n].tolist() == rollout.ids
        assert batch['loss_mask'][row].tolist()[:n] == [int(r >= 0) for r in rollout.rules]
        assert not batch['segments'][row, n:].any()
        assert not batch['loss_mask'][row, n:].any()
