# SPDX-License-Identifier: Apache-2.0
"""Stage ``grpo``: whole traces are sampled, rewarded and made likelier or less likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from irgm_ros.errors import IrgmError
from training.config import Config, GrpoConfig
from training.data.clips import ClipStore
from training.data.judging import Judge
from training.fitting import Fit
from training.grpo.loss import TokenLikelihood, frozen_copy, group_advantages, policy_loss
from training.grpo.rewards import Episode, WeightedReward, make_rewards, score
from training.language.backbone import load_language
from training.language.batch_sampler import FORCED, BatchSampler, Rollout
from training.language.loss import Batch, adamw
from training.language.onpolicy import limits_of
from training.language.sft1 import prepare
from training.language.sft2 import Materials, load_materials
from training.language.trace_script import TraceScripts
from training.parallel import Parallel
from training.text import caption
from training.tokenizer.coder import MotionCoder

_STREAM = 7
_LOG_EVERY = 5


@dataclass(frozen=True)
class Experience:
    """Rollouts of one generation, ready to be learned from.

    Attributes:
        batch: One rollout a row.
        rows: (n,) rollout of each drawn token.
        advantages: (N,) of the rollouts.
        old: (n,) log-likelihoods when they were drawn.
        reference: (n,) log-likelihoods under the reference.
        values: What to log.
    """

    batch: Batch
    rows: Tensor
    advantages: Tensor
    old: Tensor
    reference: Tensor
    values: dict[str, float]


class Experiences:
    """Samples traces for training commands and rewards them."""

    def __init__(
        self,
        clips: ClipStore,
        materials: Materials,
        config: Config,
        stage: GrpoConfig,
        judge: Judge,
        rewards: Sequence[WeightedReward],
        policy: TokenLikelihood,
    ) -> None:
        """Store the parts; the reference is a copy of the policy as it is now."""
        self._clips, self._materials, self._stage = clips, materials, stage
        self._judge, self._rewards = judge, rewards
        limits = limits_of(config, stage.max_rounds, stage.max_text)
        self._scripts = TraceScripts(materials.prompter, limits)
        self._policy, self.reference = policy, frozen_copy(policy)

    def gather(self, seed: tuple[int, ...]) -> Experience:
        """Sample a group for each of some commands, reward it, and measure its likelihoods.

        Args:
            seed: Seed of commands, wording and draws.
        """
        stage, prompter = self._stage, self._materials.prompter
        rng = np.random.default_rng(seed)
        owners = [int(i) for i in rng.choice(self._materials.usable, stage.prompts)]
        commands = [self._materials.clips.commands[i] for i in owners]
        captions = [caption(c, rng) for c in commands]
        prompts = [self._scripts.opening(c) for c in captions for _ in range(stage.group)]
        self._policy.eval()
        sampler = BatchSampler(self._policy.language, self._scripts.rules)
        scripts = [self._scripts.trace() for _ in prompts]
        rollouts = sampler(prompts, scripts, [stage.temperature] * len(prompts), seed)
        episodes = self._episodes(rollouts, owners, captions, seed)
        rewards, values = score(episodes, self._rewards)
        device = self._policy.language.device
        batch = {k: v.to(device) for k, v in rollout_batch(rollouts, prompter.vocabulary.pad)}
        with torch.no_grad():
            old, reference = self._policy(batch), self.reference(batch)
        self._policy.train()
        values |= {
            'reward': float(rewards.mean()),
            'rounds': float(np.mean([len(e.judged) for e in episodes])),
        }
        advantages = group_advantages(torch.from_numpy(rewards).float(), stage.group).to(device)
        rows = batch['loss_mask'][:, 1:].nonzero()[:, 0]
        return Experience(batch, rows, advantages, old, reference, values)

    def _episodes(
        self,
        rollouts: Sequence[Rollout],
        owners: Sequence[int],
        captions: Sequence[str],
        seed: tuple[int, ...],
    ) -> list[Episode]:
        """Read, decode and judge the rollouts."""
        group = self._stage.group
        traces = [self._materials.prompter.parse(r.ids) for r in rollouts]
        commands = self._materials.clips.commands
        wanted = [commands[owners[i // group]] for i, t in enumerate(traces) for _ in t.rounds]
        codes = [r.codes for trace in traces for r in trace.rounds]
        judged = iter(self._judge(wanted, codes, (*seed, _STREAM)))
        last = [trace.rounds[-1].codes for trace in traces if trace.rounds]
        features = iter(self._judge.coder.features(last))
        return [
            Episode(
                commands[owners[i // group]],
                captions[i // group],
                trace,
                tuple(next(judged) for _ in trace.rounds),
                next(features) if trace.rounds else None,
                self._clips.clip(owners[i // group]),
            )
            for i, trace in enumerate(traces)
        ]


def rollout_batch(rollouts: Sequence[Rollout], pad: int) -> list[tuple[str, Tensor]]:
    """Rollouts as packed rows of one example each, padded on the right, with their rules."""
    longest = max(len(r.ids) for r in rollouts)
    shape = len(rollouts), longest
    ids, rules = np.full(shape, pad, np.int64), np.full(shape, FORCED, np.int64)
    for row, rollout in enumerate(rollouts):
        ids[row, : len(rollout.ids)] = rollout.ids
        rules[row, : len(rollout.ids)] = rollout.rules
    segments = np.arange(longest) < np.array([len(r.ids) for r in rollouts])[:, None]
    batch = {
        'ids': ids,
        'rules': rules,
        'loss_mask': (rules != FORCED).astype(np.int64),
        'segments': segments.astype(np.int64),
        'positions': np.broadcast_to(np.arange(longest), shape).copy(),
    }
    return [(name, torch.from_numpy(values)) for name, values in batch.items()]


def train_grpo(
    clips: ClipStore,
    config: Config,
    stage: GrpoConfig,
    out: Path,
    resume: bool,
    parallel: Parallel,
) -> None:
    """Train until the budget ends; checkpoint every five minutes.

    Args:
        clips: Training clips.
        config: The whole configuration.
        stage: Its section ``grpo``.
        out: Folder of the run; files go to ``grpo/``.
        resume: Go on from a checkpoint if there is one; the reference stays the first model.
        parallel: The processes; each samples its own groups.

    Raises:
        IrgmError: The weights are shared out among the processes: sampling needs them whole.
    """
    if parallel.shards:
        raise IrgmError(
            'stage grpo samples from whole weights; launch it with '
            'training/configs/accelerate_ddp.yaml'
        )
    rewards = make_rewards(stage.rewards)
    with parallel.first():
        materials = load_materials(clips, config, out, 'grpo', stage)
    model = load_language(config, materials.prompter.vocabulary, materials.start)
    prepare(model, stage)
    scripts = TraceScripts(materials.prompter, limits_of(config))
    allowed = torch.from_numpy(scripts.rules.table)
    policy = TokenLikelihood(model, allowed, stage.temperature).to(parallel.device)
    coder = MotionCoder.load(out / 'tokenizer', config.tokenizer)
    with Judge(coder, config.synth.workers) as judge:
        source = Experiences(clips, materials, config, stage, judge, rewards, policy)
        optimizer = adamw(policy, stage.learning_rate, stage.weight_decay)
        fit = Fit('grpo', policy, optimizer, out / 'grpo', resume, None, parallel, model)
        seed = (config.seed, _STREAM, fit.step, parallel.rank)
        updates = Updates(source, fit, stage, seed)
        fit.run(updates, stage.steps, stage.minutes, _LOG_EVERY)


class Updates:
    """Losses of updates, ``stage.updates`` of them on each experience."""

    def __init__(
        self, source: Experiences, fit: Fit, stage: GrpoConfig, seed: tuple[int, ...]
    ) -> None:
        """Store the parts; nothing is sampled yet."""
        self._source, self._fit, self._stage, self._seed = source, fit, stage, seed
        self._count = 0
        self._now: Experience | None = None

    def __call__(self) -> tuple[Tensor, dict[str, float]]:
        """Loss of the next update and what to log."""
        if self._now is None or self._count % self._stage.updates == 0:
            self._now = self._source.gather((*self._seed, self._count))
        self._count += 1
        now, stage = self._now, self._stage
        new = self._fit.model(now.batch)
        found = policy_loss(
            new, now.old, now.reference, now.advantages, now.rows, stage.clip, stage.beta
        )
        said = {'loss': found.loss.item(), 'kl': found.divergence, 'clipped': found.clipped}
        return found.loss, said | now.values
