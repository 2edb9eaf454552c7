# SPDX-License-Identifier: Apache-2.0
"""Rewards of stage ``grpo``: named functions of whole episodes, weighted and added.

A reward takes all episodes of a step and gives one number for each. Another one plugs in by the
configuration: ``target: package.module:factory`` is called with ``arguments`` and returns it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from irgm_ros.checks.physics import LIMITS, plausibility
from irgm_ros.language.parsing import ParsedTrace
from irgm_ros.motion.features import positions_from_features
from irgm_ros.spec.command import Command
from training.config import RewardConfig
from training.data.judging import Judged


@dataclass(frozen=True)
class Episode:
    """One sampled trace with what is known of it.

    Attributes:
        command: What was wanted.
        caption: The same in words, as the model was told.
        trace: What the runtime's parser reads.
        judged: What the checkers say of each round's motion; as long as ``trace.rounds``.
        features: (F, 263) features of the last motion, not normalised; None without a round.
        reference: (F', 263) features of a clip that fulfils the command.
    """

    command: Command
    caption: str
    trace: ParsedTrace
    judged: tuple[Judged, ...]
    features: NDArray[np.float32] | None
    reference: NDArray[np.float32]


Reward = Callable[[Sequence[Episode]], Sequence[float]]


def format_reward(episodes: Sequence[Episode]) -> list[float]:
    """1 for a trace that the grammar accepts from end to end, with at least one round."""
    return [float(e.trace.complete and bool(e.trace.rounds)) for e in episodes]


def checker_reward(episodes: Sequence[Episode]) -> list[float]:
    """Share of the attributes that the last motion fulfils, half of it for all together."""
    return [0.5 * (e.judged[-1].score + e.judged[-1].ok) if e.judged else 0.0 for e in episodes]


def judgement_reward(episodes: Sequence[Episode]) -> list[float]:
    """Share of the rounds that were accepted or rejected as the checkers say."""
    return [
        float(np.mean([r.accepted == j.ok for r, j in zip(e.trace.rounds, e.judged, strict=True)]))
        if e.judged
        else 0.0
        for e in episodes
    ]


def physics_reward(episodes: Sequence[Episode]) -> list[float]:
    """Share of the physical measures that the last motion keeps within their limits."""
    reports = [
        None if e.features is None else plausibility(positions_from_features(e.features))
        for e in episodes
    ]
    return [0.0 if r is None else 1.0 - len(r.failures) / len(LIMITS) for r in reports]


BUILT_IN: Mapping[str, Reward] = {
    'format': format_reward,
    'checker': checker_reward,
    'judgement': judgement_reward,
    'physics': physics_reward,
}


@dataclass(frozen=True)
class WeightedReward:
    """A reward with its name for the log and its weight in the sum."""

    name: str
    weight: float
    reward: Reward


def make_rewards(config: Mapping[str, float | RewardConfig]) -> list[WeightedReward]:
    """Resolve the rewards of a configuration.

    Args:
        config: Weight of a built-in reward, or where another one comes from, by name.

    Raises:
        ValueError: A name is unknown, or a target cannot be imported.
    """
    made = []
    for name, entry in config.items():
        if isinstance(entry, RewardConfig):
            made.append(WeightedReward(name, entry.weight, _imported(name, entry)))
        elif name in BUILT_IN:
            made.append(WeightedReward(name, float(entry), BUILT_IN[name]))
        else:
            raise ValueError(f'reward {name!r} needs a target; built in: {sorted(BUILT_IN)}')
    return made


def score(
    episodes: Sequence[Episode], rewards: Sequence[WeightedReward]
) -> tuple[NDArray[np.float64], dict[str, float]]:
    """Weighted sum of the rewards of N episodes, (N,), and the mean of each reward."""
    total = np.zeros(len(episodes))
    means = {}
    for entry in rewards:
        values = np.asarray(entry.reward(episodes), np.float64)
        if values.shape != total.shape or not np.isfinite(values).all():
            raise ValueError(
                f'reward {entry.name}: {len(total)} finite numbers expected, got {values}'
            )
        total += entry.weight * values
        means[entry.name] = float(values.mean())
    return total, means


def _imported(name: str, entry: RewardConfig) -> Reward:
    module, separator, factory = entry.target.partition(':')
    try:
        if not separator:
            raise ImportError('package.module:factory expected')
        made: Reward = getattr(import_module(module), factory)(**entry.arguments)
    except (ImportError, AttributeError) as error:
        raise ValueError(f'reward {name}: target {entry.target!r}: {error}') from error
    return made
