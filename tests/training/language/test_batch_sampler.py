# SPDX-License-Identifier: Apache-2.0
"""The batched sampler: inside the grammar always, the same from a seed, as likely as it says."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.language.grammar import Limits
from irgm_ros.language.prompting import Prompter

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.language.batch_sampler import FORCED, BatchSampler, Rollout  # noqa: E402
from training.language.trace_script import TraceScripts  # noqa: E402

LIMITS = Limits(min_steps=2, max_steps=4, max_rounds=2, max_text=6)
CAPTIONS = ['wave', 'wave the left hand two times, then stand still', 'raise both arms'] * 4


def sampled(
    prompter: Prompter, language: torch.nn.Module, kind: str, seed: int = 0, heat: float = 1.0
) -> list[Rollout]:
    scripts = TraceScripts(prompter, LIMITS)
    sampler = BatchSampler(language, scripts.rules)
    analysis = 'A person waves.' if kind == 'motion' else None
    prompts = [scripts.opening(caption, analysis) for caption in CAPTIONS]
    made = [getattr(scripts, kind)() for _ in CAPTIONS]
    return sampler(prompts, made, [heat] * len(prompts), (seed,))


def test_motions_hold_motion_tokens_within_the_limits(
    prompter: Prompter, language: torch.nn.Module
) -> None:
    lengths = set()
    for rollout in sampled(prompter, language, 'motion'):
        assert rollout.ids[rollout.prompt - 1] == prompter.vocabulary.motion_start
        assert rollout.completion[-1] == prompter.vocabulary.motion_end
        lengths.add(len(prompter.vocabulary.codes(rollout.completion[:-1])))
    assert lengths <= set(range(LIMITS.min_steps, LIMITS.max_steps + 1))


def test_motion_may_end_from_the_shortest_length_on(prompter: Prompter) -> None:
    scripts, v = TraceScripts(prompter, LIMITS), prompter.vocabulary
    script, given = scripts.motion(), 0
    rule = next(script)
    while rule != scripts.rules.close:
        assert not scripts.rules.table[rule, v.motion_end]
        rule = script.send(v.motion_offset)
        given += 1
    assert given == LIMITS.min_steps * v.codebooks
    with pytest.raises(StopIteration):
        script.send(v.motion_end)


@pytest.mark.parametrize('heat', [0.5, 3.0])
def test_traces_never_leave_the_grammar(
    prompter: Prompter, language: torch.nn.Module, heat: float
) -> None:
    for rollout in sampled(prompter, language, 'trace', heat=heat):
        trace = prompter.parse(rollout.ids)
        assert 1 <= len(trace.rounds) <= LIMITS.max_rounds
        # A trace is complete, or it broke off after its last round.
        ended = rollout.ids[-1] == prompter.vocabulary.eos
        assert trace.complete == ended, trace.problems
        assert all(len(r.codes) <= LIMITS.max_steps for r in trace.rounds)


def test_drawn_tokens_are_those_that_their_rule_allows(
    prompter: Prompter, language: torch.nn.Module
) -> None:
    table = TraceScripts(prompter, LIMITS).rules.table
    for rollout in sampled(prompter, language, 'trace'):
        assert rollout.rules[: rollout.prompt] == [FORCED] * rollout.prompt
        drawn = [(i, r) for i, r in zip(rollout.ids, rollout.rules, strict=True) if r != FORCED]
        assert drawn
        assert all(table[rule, token] for token, rule in drawn)


@pytest.mark.parametrize('kind', ['motion', 'trace'])
def test_same_seed_same_rollouts(prompter: Prompter, language: torch.nn.Module, kind: str) -> None:
    first, again = (sampled(prompter, language, kind, seed=1) for _ in range(2))
    other = sampled(prompter, language, kind, seed=2)
    assert [r.ids for r in first] == [r.ids for r in again]
    assert [r.ids for r in first] != [r.ids for r in other]


def test_cold_sampling_is_what_a_forward_pass_without_cache_prefers(
    prompter: Prompter, language: torch.nn.Module
) -> None:
    """Left padding, cache and dropped rows change nothing: near zero heat the likeliest wins."""
    table = TraceScripts(prompter, LIMITS).rules.table
    for rollout in sampled(prompter, language, 'trace', heat=1e-4)[:3]:
        with torch.no_grad():
            logits = language(input_ids=torch.tensor([rollout.ids])).logits[0]
        for place, rule in enumerate(rollout.rules):
            if rule != FORCED:
                scores = np.where(table[rule], logits[place - 1].numpy(), -np.inf)
                assert scores[rollout.ids[place]] == pytest.approx(scores.max(), abs=1e-4)


def test_frequencies_follow_the_likelihood(prompter: Prompter, language: torch.nn.Module) -> None:
    """A code is given about half of the weight; it is drawn about half of the times."""
    scripts, first = TraceScripts(prompter, LIMITS), prompter.vocabulary.motion_offset
    prompt = scripts.opening('wave', 'A person waves.')
    codes = language.model.embed_tokens.weight[first : first + 512]
    with torch.no_grad():
        codes *= 0
        hidden = language.model(input_ids=torch.tensor([prompt])).last_hidden_state[0, -1]
        codes[7] = hidden * 6.2 / hidden.square().sum()
        logits = language(input_ids=torch.tensor([prompt])).logits[0, -1]
    wanted = logits[first : first + 512].softmax(0)[7].item()
    assert 0.3 < wanted < 0.7
    count = 600
    sampler = BatchSampler(language, scripts.rules)
    made = sampler(
        [prompt] * count, [one_code(scripts) for _ in range(count)], [1.0] * count, (0,)
    )
    share = np.mean([r.completion[0] == first + 7 for r in made])
    assert share == pytest.approx(wanted, abs=0.08)


def one_code(scripts: TraceScripts):
    yield scripts.rules.books[0]


def test_tokenizer_that_splits_tags_is_refused(
    prompter: Prompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(prompter), 'tag', lambda self, text: [1, 2])
    with pytest.raises(ValueError, match='splits'):
        TraceScripts(prompter, LIMITS)
