# SPDX-License-Identifier: Apache-2.0
"""Training examples: masks of wrong motions, packing without loss or leak."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from evaluation.spec import Action, Command, Part, Step
from irgm_ros.language.prompting import Prompter, Rendered
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from training.encoded import EncodedClips
from training.examples import ExampleSource, packed_rows
from training.text_tokenizer import build_tokenizer

WAVES = tuple(
    Command((Step(gesture=Part(Action.WAVE, side=side, count=count)),))
    for side in ('left', 'right')
    for count in (1, 2, 3)
)


@pytest.fixture(scope='module')
def prompter(tmp_path_factory: pytest.TempPathFactory) -> Prompter:
    path = tmp_path_factory.mktemp('tokenizer') / 'tokenizer.json'
    build_tokenizer(path, codebooks=2, samples=300)
    tokenizer = TextTokenizer.from_file(path)
    return Prompter(tokenizer, Vocabulary.from_tokenizer(tokenizer, 2), Templates.default())


def clips() -> EncodedClips:
    """Clip i is the constant code i, and clip i + 1 is its wrong motion."""
    n = len(WAVES)
    return EncodedClips(
        tuple(np.full((8, 2), i) for i in range(n)),
        WAVES,
        np.ones(n, bool),
        (np.arange(n) + 1) % n,
        ('The motion waves the other hand.',) * n,
        ('Use the other hand.',) * n,
    )


def examples(prompter: Prompter, task: str, count: int) -> list[Rendered]:
    source = ExampleSource(clips(), prompter, {task: 1.0}, np.random.default_rng(0))
    return list(islice(source, count))


def test_wrong_motions_are_read_and_not_learned(prompter: Prompter) -> None:
    for example in examples(prompter, 'irmogen_wrong', 20):
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
def test_only_the_completion_is_learned(prompter: Prompter, task: str) -> None:
    for example in examples(prompter, task, 5):
        mask = np.array(example.loss_mask)
        first = int(mask.argmax())
        assert first > 0
        assert mask[first:].all()
        assert example.ids[-1] == prompter.vocabulary.eos


def test_unknown_task_is_named(prompter: Prompter) -> None:
    with pytest.raises(ValueError, match='juggle'):
        ExampleSource(clips(), prompter, {'juggle': 1.0}, np.random.default_rng(0))


def test_tokenizer_that_keeps_nothing_is_reported(prompter: Prompter) -> None:
    lost = replace(clips(), verified=np.zeros(len(WAVES), bool))
    with pytest.raises(ValueError, match='train the tokenizer'):
        ExampleSource(lost, prompter, {'t2m': 1.0}, np.random.default_rng(0))


def test_packing_keeps_each_example_whole_and_apart(prompter: Prompter) -> None:
    source = iter(examples(prompter, 'irmogen_right', 200))
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
    torch = pytest.importorskip('torch', reason='training extra is not installed')
    from training.language_training import packed_mask

    mask = packed_mask(torch.tensor([[1, 1, 2, 2, 0]]))[0, 0] == 0
    expected = [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 1, 0],
                [0, 0, 0, 0, 1]]  # fmt: skip
    assert torch.equal(mask, torch.tensor(expected, dtype=torch.bool))
