# SPDX-License-Identifier: Apache-2.0
"""Training examples: masks of wrong motions, packing without loss or leak."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from irgm_ros.language.prompting import Prompter, Rendered

pytest.importorskip('torch', reason='training extra is not installed')

from training.data.encoded import EncodedClips
from training.language.examples import ExampleSource
from training.language.packing import packed_rows


def examples(clips: EncodedClips, prompter: Prompter, task: str, count: int) -> list[Rendered]:
    source = ExampleSource(clips, prompter, {task: 1.0}, np.random.default_rng(0))
    return list(islice(source, count))


def test_wrong_motions_are_read_and_not_learned(clips: EncodedClips, prompter: Prompter) -> None:
    for example in examples(clips, prompter, 'irmogen_wrong', 20):
        trace = prompter.parse(example.ids)
        assert trace.complete
        learned = [i for i, m in zip(example.ids, example.loss_mask, strict=True) if m]
        codes = prompter.vocabulary.codes([i for i in learned if prompter.vocabulary.is_code(i)])
        assert np.array_equal(codes, trace.rounds[-1].codes)
        assert [r.accepted for r in trace.rounds] == [False] * (len(trace.rounds) - 1) + [True]


@pytest.mark.parametrize(
    'task',
    ['t2m', 'm2t', 'analysis', 'assessment', 'refine_instruction', 'direct_refinement',
     'instructed_refinement'],
)  # fmt: skip
def test_only_the_completion_is_learned(
    clips: EncodedClips, prompter: Prompter, task: str
) -> None:
    for example in examples(clips, prompter, task, 5):
        mask = np.array(example.loss_mask)
        first = int(mask.argmax())
        assert first > 0
        assert mask[first:].all()
        assert example.ids[-1] == prompter.vocabulary.eos


def test_unknown_task_is_named(clips: EncodedClips, prompter: Prompter) -> None:
    with pytest.raises(ValueError, match='juggle'):
        ExampleSource(clips, prompter, {'juggle': 1.0}, np.random.default_rng(0))


def test_tokenizer_that_keeps_nothing_is_reported(clips: EncodedClips, prompter: Prompter) -> None:
    lost = replace(clips, verified=np.zeros(len(clips.commands), bool))
    with pytest.raises(ValueError, match='train the tokenizer'):
        ExampleSource(lost, prompter, {'t2m': 1.0}, np.random.default_rng(0))


def test_packing_keeps_each_example_whole_and_apart(
    clips: EncodedClips, prompter: Prompter
) -> None:
    source = iter(examples(clips, prompter, 'irmogen_right', 200))
    rows = packed_rows(source, 256, 3, prompter.vocabulary.pad)
    for row in range(3):
        segments = rows['segments'][row]
        for segment in range(1, segments.max() + 1):
            ids = rows['ids'][row][segments == segment]
            assert prompter.parse(ids.tolist()).complete
            assert np.array_equal(rows['positions'][row][segments == segment], np.arange(len(ids)))
        assert (rows['ids'][row][segments == 0] == prompter.vocabulary.pad).all()
        assert not rows['loss_mask'][row][segments == 0].any()


def test_attention_stays_inside_an_example() -> None:
    import torch

    from training.language.loss import packed_mask

    mask = packed_mask(torch.tensor([[1, 1, 2, 2, 0]]))[0, 0] == 0
    expected = [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 1, 0],
                [0, 0, 0, 0, 1]]  # fmt: skip
    assert torch.equal(mask, torch.tensor(expected, dtype=torch.bool))
