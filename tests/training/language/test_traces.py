# SPDX-License-Identifier: Apache-2.0
"""Traces: order and number of wrong motions, what of them is learned, the model's own motions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from irgm_ros.language.prompting import Prompter, Rendered

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.data.encoded import EncodedClips  # noqa: E402
from training.data.judging import Judged  # noqa: E402
from training.data.mistakes import Candidates, by_owner, paired_mistakes  # noqa: E402
from training.language.examples import ExampleSource  # noqa: E402
from training.language.loss import LanguageLoss  # noqa: E402
from training.language.packing import packed_rows  # noqa: E402
from training.language.traces import TraceOptions, Traces  # noqa: E402


def judged(code: int, score: float, ok: bool = False) -> Judged:
    words = ('It is right.', 'No refinements needed.') if ok else ('It is wrong.', 'Do better.')
    return Judged(np.full((4, 2), code), ok, score, *words)


MISTAKES = {0: [judged(100, 0.0), judged(101, 0.5), judged(102, 0.75)]}


def traces(
    clips: EncodedClips,
    prompter: Prompter,
    options: TraceOptions | None = None,
    mistakes: Mapping[int, Sequence[Judged]] = MISTAKES,
    own: Sequence[tuple[int, Judged]] = (),
) -> Traces:
    rng = np.random.default_rng(0)
    return Traces(clips, prompter, mistakes, own, options or TraceOptions(), rng)


def shown(prompter: Prompter, example: Rendered) -> list[int]:
    """The first code of each round."""
    trace = prompter.parse(example.ids)
    assert trace.complete
    return [int(r.codes[0, 0]) for r in trace.rounds]


def learned(prompter: Prompter, example: Rendered) -> set[int]:
    """First-codebook codes of the motions that are learned."""
    v = prompter.vocabulary
    pairs = zip(example.ids, example.loss_mask, strict=True)
    ids = [i for i, mask in pairs if mask and v.is_code(i)]
    return {int(c) for c in v.codes(ids)[:, 0]}


def test_wrong_motions_come_nearer(clips: EncodedClips, prompter: Prompter) -> None:
    made = traces(clips, prompter)
    assert shown(prompter, made.of(0, 3)) == [100, 101, 102, 0]
    two = [shown(prompter, made.of(0, 2)) for _ in range(30)]
    assert all(t == [*sorted(t[:-1]), 0] and len(t) == 3 for t in two)
    assert len({tuple(t) for t in two}) == 3
    assert shown(prompter, made.of(1, 3)) == [1]  # it has no wrong motions


def test_number_of_wrong_motions_follows_the_shares(
    clips: EncodedClips, prompter: Prompter
) -> None:
    made = traces(clips, prompter, TraceOptions(wrong_shares=(0.5, 0.0, 0.5)))
    drawn = np.bincount([made.number_wrong() for _ in range(400)], minlength=4)
    assert drawn[1] == drawn[3] == 0
    assert 150 < drawn[0] < 250


def test_wrong_motions_are_masked_unless_the_ablation_wants_them(
    clips: EncodedClips, prompter: Prompter
) -> None:
    assert learned(prompter, traces(clips, prompter).of(0, 3)) == {0}
    ablated = traces(clips, prompter, TraceOptions(mask_wrong=False)).of(0, 3)
    assert learned(prompter, ablated) == {0, 100, 101, 102}


@pytest.mark.parametrize('masked', [True, False])
def test_no_gradient_comes_from_a_masked_motion(
    clips: EncodedClips, prompter: Prompter, language: torch.nn.Module, masked: bool
) -> None:
    """What predicts a wrong motion's tokens gets no gradient: its loss really is zero."""
    v = prompter.vocabulary
    example = traces(clips, prompter, TraceOptions(mask_wrong=masked)).of(0, 1)
    rows = packed_rows(iter([example] * 99), len(example.ids), 1, v.pad)
    batch = {name: torch.from_numpy(values) for name, values in rows.items()}
    kept: list[torch.Tensor] = []

    def keep(_module: torch.nn.Module, _inputs: object, out: torch.Tensor) -> None:
        out.retain_grad()
        kept.append(out)

    language.model.norm.register_forward_hook(keep)
    LanguageLoss(language, v.motion_offset)(batch)[0].backward()
    first = example.ids.index(v.motion_start)
    stop = example.ids.index(v.motion_end)
    predicts_wrong = kept[0].grad[0, first - 1 : stop]
    assert (predicts_wrong.abs().sum() == 0) == masked
    assert kept[0].grad[0, stop + 3 :].abs().sum() > 0


def test_own_motions_are_accepted_and_rejected_as_judged(
    clips: EncodedClips, prompter: Prompter
) -> None:
    own = [(2, judged(200, 1.0, ok=True)), (2, judged(201, 0.5)), (2, judged(202, 0.2))]
    made = traces(clips, prompter, own=own)
    rounds = {tuple(shown(prompter, made.of_own())) for _ in range(200)}
    assert (200,) in rounds
    assert all(r[-1] in (2, 200) for r in rounds)
    assert {(201, 2), (201, 200), (202, 201, 2)} <= rounds
    assert not any(r[:2] == (201, 202) for r in rounds)  # never further off
    for _ in range(30):
        example = made.of_own()
        assert learned(prompter, example) <= {2, 200}


def test_own_right_motions_are_not_learned_if_told_so(
    clips: EncodedClips, prompter: Prompter
) -> None:
    own = [(2, judged(200, 1.0, ok=True)), (2, judged(201, 0.5))]
    made = traces(clips, prompter, TraceOptions(learn_own=False), own=own)
    assert all(learned(prompter, made.of_own()) <= {2} for _ in range(30))


def test_task_without_samples_says_what_is_missing(
    clips: EncodedClips, prompter: Prompter
) -> None:
    source = ExampleSource(clips, prompter, {'own_trace': 1.0}, np.random.default_rng(0))
    with pytest.raises(ValueError, match='onpolicy'):
        next(iter(source))


def test_own_opinions_say_what_was_measured(clips: EncodedClips, prompter: Prompter) -> None:
    own = [(2, judged(201, 0.5))]
    source = ExampleSource(
        clips, prompter, {'own_assessment': 1.0}, np.random.default_rng(0), own=own
    )
    text = prompter.tokenizer.decode(next(iter(source)).ids)
    assert 'It is wrong.' in text
    assert '<Motion_201>' in text


def test_paired_mistakes_end_with_the_own_one(clips: EncodedClips) -> None:
    found = paired_mistakes(clips)
    assert [int(m.codes[0, 0]) for m in found[3]] == [4]
    assert not any(m.ok for motions in found.values() for m in motions)


def test_candidates_end_with_the_near_miss_and_leave_out_the_clip(clips: EncodedClips) -> None:
    rng = np.random.default_rng(0)
    for index in range(len(clips.commands)):
        drawn = Candidates(clips).draw(index, rng)
        assert index not in drawn
        assert clips.wrong[index] in drawn


def test_motions_of_a_clip_are_sorted_by_what_they_fulfil() -> None:
    found = by_owner([(5, judged(1, 0.7)), (5, judged(2, 0.1)), (6, judged(3, 0.0))])
    assert [m.score for m in found[5]] == [0.1, 0.7]
    assert len(found[6]) == 1
