# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.language.slots import slots_of
from irgm_ros.spec.command import MAX_STEPS, Action
from training.semantic_parser.clauses import ClauseSource
from training.semantic_parser.sentences import SHARES, Sentence, SentenceSource


@pytest.fixture(scope='module')
def clauses() -> ClauseSource:
    return ClauseSource()


def test_the_shares_are_shares() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0)


def test_sentences_are_whole_and_their_commands_can_be_written(clauses: ClauseSource) -> None:
    source, rng = SentenceSource(clauses), np.random.default_rng(5)
    drawn = [source.draw(rng) for _ in range(2000)]
    assert not [s for s in drawn if set('{}[]|') & set(s.text)]
    assert not [s for s in drawn if {'POSS', 'SELF', 'SUBJ'} & set(s.text.split())]
    inside = [s.command for s in drawn if s.command is not None]
    assert 0.65 < len(inside) / len(drawn) < 0.85
    assert max(len(command.steps) for command in inside) == MAX_STEPS
    assert {part.action for command in inside for part in command.parts} == set(Action)
    assert all(slots_of(command) for command in inside)


def test_the_same_seed_gives_the_same_sentences(clauses: ClauseSource) -> None:
    source = SentenceSource(clauses)
    one, other = (
        [source.draw(rng) for _ in range(50)]
        for rng in (np.random.default_rng(7), np.random.default_rng(7))
    )
    assert one == other


def test_written_sentences_are_mixed_in_as_they_are(clauses: ClauseSource) -> None:
    written = Sentence('zzz', None)
    source, rng = SentenceSource(clauses, [written]), np.random.default_rng(8)
    assert written in [source.draw(rng) for _ in range(300)]


def test_what_must_be_refused_has_no_step(clauses: ClauseSource) -> None:
    rng = np.random.default_rng(9)
    assert all(clauses.refused(rng).step is None for _ in range(200))
    assert all(clauses.any(rng).step is not None for _ in range(200))
    body, gesture = clauses.pair(rng)
    assert body.step is not None and body.step.gesture is None
    assert gesture.step is not None and gesture.step.body is None
