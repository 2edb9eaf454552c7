# SPDX-License-Identifier: Apache-2.0
"""The second look of the default bundle at motions of its own and of other commands."""

from __future__ import annotations

import pytest

from irgm_ros.backends.bundle import Bundle
from irgm_ros.language.doubt import Doubt
from irgm_ros.language.events import Finding, Request
from irgm_ros.language.loop import IrmogenLoop
from irgm_ros.types import MotionTokens, Round

WALK = 'A person walks forward four steps.'
CLAP = 'A person claps three times.'


@pytest.fixture(scope='module')
def loop() -> IrmogenLoop:
    loop = IrmogenLoop.from_bundle(Bundle.load())
    return IrmogenLoop(loop.model, loop.prompter, loop.limits, doubt_below=-4.0)


def rounds(loop: IrmogenLoop, caption: str, **request: object) -> tuple[Round, ...]:
    return list(loop.run(Request(caption, **request)))[-1].rounds  # type: ignore[arg-type,union-attr]


@pytest.fixture(scope='module')
def walk(loop: IrmogenLoop) -> MotionTokens:
    return rounds(loop, 'walk forward four steps', mode='first')[0].tokens


def test_what_fits_raises_no_doubt(loop: IrmogenLoop, walk: MotionTokens) -> None:
    assert loop.doubt(WALK, walk.codes) is None


def test_a_contradiction_is_named_with_what_to_do(loop: IrmogenLoop, walk: MotionTokens) -> None:
    found = loop.doubt(CLAP, walk.codes)
    assert found is not None
    assert found.score == 0.0
    assert 'clap' in found.assessment.lower()
    assert 'clap three times' in found.refinement.lower()


def test_texts_in_other_words_are_not_compared(loop: IrmogenLoop, walk: MotionTokens) -> None:
    assert loop.doubt('Somebody does something.', walk.codes) is None


def test_no_doubt_above_the_threshold(loop: IrmogenLoop, walk: MotionTokens) -> None:
    least = Doubt(loop.model, loop.prompter, 0.0).least(CLAP, walk.codes)
    assert least < -4.0
    assert Doubt(loop.model, loop.prompter, least - 0.1)(CLAP, walk.codes, loop.caption) is None


def test_a_bundle_without_threshold_never_doubts(loop: IrmogenLoop, walk: MotionTokens) -> None:
    plain = IrmogenLoop(loop.model, loop.prompter, loop.limits)
    assert plain.doubt(CLAP, walk.codes) is None


def test_the_loop_sends_back_what_contradicts(loop: IrmogenLoop, walk: MotionTokens) -> None:
    made = rounds(loop, 'clap three times', first_motion=walk)
    assert (made[0].accepted, made[0].source) == (False, 'model')
    assert 'clap' in made[0].assessment.lower()
    assert len(made) > 1


def test_what_was_measured_as_right_is_not_doubted(loop: IrmogenLoop, walk: MotionTokens) -> None:
    made = rounds(loop, 'clap three times', first_motion=walk, checker=lambda *_: Finding(1.0))
    assert made[0].accepted


def test_assessing_looks_twice(loop: IrmogenLoop, walk: MotionTokens) -> None:
    assert loop.assess('clap three times', CLAP, walk.codes)[2] is False
    assert loop.assess('walk forward four steps', WALK, walk.codes)[2] is True
