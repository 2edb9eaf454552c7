# SPDX-License-Identifier: Apache-2.0
"""Checks of a round on the puppet's motions, decoded by nobody: the positions are given."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.checking import MotionCheck
from irgm_ros.spec import canonical
from irgm_ros.spec.command import Action, Command, Part, Step
from irgm_ros.types import MotionTokens
from tests.people import standing, waving

TOKENS = MotionTokens(np.zeros((10, 1), dtype=np.int64))


def said(action: Action, **attributes: object) -> str:
    part = Part(action, **attributes)  # type: ignore[arg-type]
    return canonical(Command((Step(gesture=part),)))


@pytest.fixture
def check() -> MotionCheck:
    return MotionCheck(lambda tokens: waving(80))


def test_what_is_there_needs_no_words(check: MotionCheck) -> None:
    found = check(said(Action.WAVE), TOKENS)
    assert found is not None
    assert (found.score, found.assessment, found.refinement) == (1.0, '', '')


def test_what_is_missing_is_named_with_what_to_do(check: MotionCheck) -> None:
    found = check(said(Action.CLAP, count=2), TOKENS)
    assert found is not None
    assert 0.0 <= found.score <= 0.5
    assert 'clap' in found.assessment.lower()
    assert 'clap' in found.refinement.lower()
    again = check(said(Action.CLAP, count=2), TOKENS)  # the same words each time
    assert again is not None
    assert (again.assessment, again.refinement) == (found.assessment, found.refinement)


def test_more_of_it_scores_higher() -> None:
    wave = said(Action.WAVE, count=7)
    near, far = (
        MotionCheck(lambda tokens, p=p: p)(wave, TOKENS)
        for p in (waving(80), np.repeat(standing()[None], 80, 0))
    )
    assert near is not None
    assert far is not None
    assert near.score > far.score


@pytest.mark.parametrize('text', ['', 'Someone waves a hand around.', 'A person flies.'])
def test_other_words_are_not_checked(check: MotionCheck, text: str) -> None:
    assert check(text, TOKENS) is None
