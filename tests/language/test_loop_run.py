# SPDX-License-Identifier: Apache-2.0
"""Rounds of the default bundle after a motion that contradicts the analysis."""

from __future__ import annotations

from typing import Any

import pytest

from irgm_ros.backends.bundle import Bundle
from irgm_ros.language.decoding import Sampling
from irgm_ros.language.events import Finding, Finished, Request
from irgm_ros.language.loop import IrmogenLoop
from irgm_ros.types import Feasibility, MotionTokens

WRONG = Finding(0.2, 'It does not wave.', 'Wave.')


@pytest.fixture(scope='module')
def loop() -> IrmogenLoop:
    return IrmogenLoop.from_bundle(Bundle.load())


class Seen:
    """A checker that finds the n-th motion right, and all before it wrong."""

    def __init__(self, right: int, scores: dict[int, float] | None = None) -> None:
        self.right, self.scores = right, scores or {}
        self.motions: list[bytes] = []

    def __call__(self, analysis: str, tokens: MotionTokens) -> Finding:
        key = tokens.codes.tobytes()
        if key not in self.motions:
            self.motions.append(key)
        place = self.motions.index(key)
        if place == self.right:
            return Finding(1.0)
        return Finding(self.scores.get(place, 0.2), WRONG.assessment, WRONG.refinement)


def run(loop: IrmogenLoop, checker: Any = None, **request: Any) -> Finished:
    done = list(loop.run(Request('wave three times', checker=checker, **request)))[-1]
    assert isinstance(done, Finished)
    return done


def test_the_first_of_several_that_is_right_is_taken(loop: IrmogenLoop) -> None:
    seen = Seen(right=3)
    done = run(loop, seen)
    assert done.selected == 1
    assert done.rounds[1].tokens.codes.tobytes() == seen.motions[3]
    assert seen.motions.index(done.rounds[1].tokens.codes.tobytes()) == 3


def test_the_closest_is_taken_if_none_is_right(loop: IrmogenLoop) -> None:
    seen = Seen(right=99, scores={2: 0.4})
    done = run(loop, seen, rounds=2)
    assert done.rounds[1].tokens.codes.tobytes() == seen.motions[2]
    assert len(seen.motions) > 3


def test_the_same_command_gives_the_same_trace(loop: IrmogenLoop) -> None:
    traces = [run(loop, Seen(right=99)).trace_ids for _ in range(2)]
    assert traces[0] == traces[1]
    assert loop.prompter.parse(traces[0]).complete
    assert run(loop, Seen(right=99), seed=4).trace_ids != traces[0]


def test_the_trace_holds_the_motion_that_was_taken(loop: IrmogenLoop) -> None:
    done = run(loop, Seen(right=4))
    parsed = loop.prompter.parse(done.trace_ids)
    for said, made in zip(parsed.rounds, done.rounds, strict=True):
        assert said.codes.tolist() == made.tokens.codes.tolist()


def test_what_the_robot_refuses_is_not_drawn_several_times(loop: IrmogenLoop) -> None:
    seen = Seen(right=0)
    refused = Feasibility('refused', assessment='Too fast.', refinement='Slow down.')
    done = run(loop, seen, critic=lambda tokens: refused)
    assert len(seen.motions) <= len(done.rounds) == 3


def test_a_model_without_temperature_writes_one_motion(loop: IrmogenLoop) -> None:
    greedy = IrmogenLoop(loop.model, loop.prompter, loop.limits, Sampling(0.0))
    seen = Seen(right=99)
    done = run(greedy, seen)
    assert len(seen.motions) <= len(done.rounds)


def test_a_stop_while_several_are_drawn_leaves_the_rounds_so_far(loop: IrmogenLoop) -> None:
    seen = Seen(right=99)
    polls = [0]

    def stop() -> bool:
        polls[0] += bool(seen.motions)
        return polls[0] > 20  # in the second round's motions

    done = run(loop, seen, should_stop=stop)
    assert (done.stop_reason, len(done.rounds), done.selected) == ('cancelled', 1, 0)
