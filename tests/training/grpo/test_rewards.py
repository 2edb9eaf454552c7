# SPDX-License-Identifier: Apache-2.0
"""Rewards: what each is worth, how they add up, and how another one plugs in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from irgm_ros.language.parsing import ParsedRound, ParsedTrace
from irgm_ros.spec.command import Action, Command, Part, Step

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.config import RewardConfig  # noqa: E402
from training.data.judging import Judged  # noqa: E402
from training.grpo.rewards import Episode, Reward, make_rewards, score  # noqa: E402

WAVE = Command((Step(gesture=Part(Action.WAVE)),))
CODES = np.zeros((4, 1), np.int64)
CLIP = np.zeros((16, 263), np.float32)


def episode(*rounds: tuple[bool, bool, float], complete: bool = True) -> Episode:
    """Rounds as (accepted by the model, right, share of attributes)."""
    parsed = tuple(ParsedRound(CODES, '', '', accepted) for accepted, _, _ in rounds)
    judged = tuple(Judged(CODES, ok, share, '', '') for _, ok, share in rounds)
    trace = ParsedTrace('', parsed, complete, ())
    return Episode(WAVE, 'wave', trace, judged, CLIP if rounds else None, CLIP)


def values(name: str, *episodes: Episode) -> list[float]:
    total, _ = score(episodes, make_rewards({name: 1.0}))
    return total.tolist()


def test_format_needs_the_whole_grammar_and_a_round() -> None:
    good, cut = episode((True, True, 1.0)), episode((True, True, 1.0), complete=False)
    assert values('format', good, cut, episode()) == [1.0, 0.0, 0.0]


def test_checker_counts_the_last_motion_and_wholeness() -> None:
    found = values(
        'checker',
        episode((False, True, 1.0), (True, False, 0.5)),
        episode((False, False, 0.5), (True, True, 1.0)),
        episode(),
    )
    assert found == [0.25, 1.0, 0.0]


def test_judgement_is_right_where_it_agrees_with_the_checkers() -> None:
    found = values('judgement', episode((False, False, 0.5), (True, False, 0.5)), episode())
    assert found == [0.5, 0.0]


def test_physics_counts_what_stays_within_its_limits() -> None:
    lying = values('physics', episode((True, True, 1.0)), episode())  # all joints at one point
    assert 0.0 < lying[0] <= 1.0
    assert lying[1] == 0.0
    sunk = CLIP.copy()
    sunk[:, 3] = -1.0
    found = values('physics', replace(episode((True, True, 1.0)), features=sunk))
    assert found[0] == pytest.approx(lying[0] - 1 / 7)


def lengths(scale: float) -> Reward:
    def reward(episodes: Sequence[Episode]) -> list[float]:
        return [scale * len(e.trace.rounds) for e in episodes]

    return reward


def broken() -> Reward:
    return lambda episodes: [float('nan')] * len(episodes)


def test_rewards_of_others_plug_in_with_weight_and_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, 'plugged', sys.modules[__name__])
    own = RewardConfig(weight=2.0, target='plugged:lengths', arguments={'scale': 3.0})
    total, means = score([episode((True, True, 1.0))], make_rewards({'format': 0.5, 'own': own}))
    assert total.tolist() == [0.5 + 2.0 * 3.0]
    assert means == {'format': 1.0, 'own': 3.0}
    bad = make_rewards({'bad': RewardConfig(target='plugged:broken')})
    with pytest.raises(ValueError, match='bad'):
        score([episode()], bad)


@pytest.mark.parametrize('entry', [1.0, RewardConfig(target='no.such:thing')])
def test_unknown_reward_is_named(entry: float | RewardConfig) -> None:
    with pytest.raises(ValueError, match='beauty'):
        make_rewards({'beauty': entry})


def test_evaluator_rewards_are_cosines(tmp_path: Path) -> None:
    from training.evaluator.model import EvaluatorShape, TextMotionEvaluator, save_evaluator

    torch.manual_seed(0)
    model = TextMotionEvaluator(EvaluatorShape(8, 16, 2, 1, 1, 16))
    save_evaluator(tmp_path, model, ['wave', 'walk'], {})
    entries = {
        name: RewardConfig(
            target=f'training.evaluator.rewards:{name}', arguments={'folder': str(tmp_path)}
        )
        for name in ('alignment', 'likeness')
    }
    rng = np.random.default_rng(0)
    shown = episode((True, True, 1.0))
    moved = replace(shown, features=rng.normal(size=(18, 263)).astype(np.float32))
    alignment, likeness = make_rewards(entries)
    found = alignment.reward([shown, moved, episode()])
    assert found[2] == -1.0
    assert all(-1.0 <= value <= 1.0 for value in found)
    assert found[0] != found[1]
    assert likeness.reward([shown, moved])[0] == pytest.approx(1.0, abs=1e-5)
    assert likeness.reward([shown, moved])[1] < 1.0
