# SPDX-License-Identifier: Apache-2.0
"""What goes into the loop and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from irgm_ros.errors import IrgmError
from irgm_ros.spec import assess
from irgm_ros.spec.command import CheckReport, Command
from irgm_ros.types import Feasibility, MotionTokens, Round, Source

Mode = Literal['single_pass', 'stepwise', 'first']
StopReason = Literal[
    'accepted', 'round_limit', 'robot_refused', 'first_only', 'deadline', 'cancelled'
]
Critic = Callable[[MotionTokens], Feasibility]


class Finding:
    """What a comparison of a motion with the analysis has found.

    Attributes:
        score: 1 if everything asked for is there, else at most 0.5.
    """

    def __init__(self, score: float, assessment: str = '', refinement: str = '') -> None:
        """Store a finding that is in words already; without an assessment nothing is wrong."""
        self.score = score
        self._right = not assessment
        self._say: Callable[[], tuple[str, str]] = lambda: (assessment, refinement)

    @classmethod
    def of(
        cls, wanted: Command, report: CheckReport, shown: Callable[[], Command | None]
    ) -> Finding:
        """Take a report, to be put into words where somebody asks for them.

        Args:
            wanted: What the analysis asks for.
            report: What is there of it.
            shown: Says what the motion shows instead, where known; called at most once.
        """
        if report.ok:
            return cls(1.0)
        found = cls(0.5 * (1.0 - len(report.failures) / len(report.results)))
        found._right = False
        found._say = lambda: assess(wanted, report, shown(), np.random.default_rng(0))
        return found

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return self._right

    @property
    def assessment(self) -> str:
        """What is wrong; empty if nothing is."""
        return self._words[0]

    @property
    def refinement(self) -> str:
        """What to change."""
        return self._words[1]

    @cached_property
    def _words(self) -> tuple[str, str]:
        return self._say()


# Analysis and motion -> what was found; None where the analysis cannot be checked.
Checker = Callable[[str, MotionTokens], Finding | None]


@dataclass(frozen=True)
class Analysed:
    """The analysis is there.

    Attributes:
        text: What matters in the command; empty if the model does not analyse.
    """

    text: str


@dataclass(frozen=True)
class MotionReady:
    """A motion is there, not yet judged.

    Attributes:
        index: Round, 0 for the first.
        tokens: The motion.
    """

    index: int
    tokens: MotionTokens


@dataclass(frozen=True)
class Assessed:
    """A motion was judged.

    Attributes:
        index: Round.
        assessment: What is said of the motion.
        refinement: What to change.
        source: Who says so.
        accepted: Whether nothing is to be changed.
    """

    index: int
    assessment: str
    refinement: str
    source: Source
    accepted: bool


@dataclass(frozen=True)
class RoundFinished:
    """A round is over.

    Attributes:
        round: All of it, with its score.
    """

    round: Round


@dataclass(frozen=True)
class Finished:
    """The last event of each run.

    Attributes:
        rounds: Finished rounds; a motion that was interrupted in its assessment counts.
        selected: Index of the best of them, None if there is none.
        stop_reason: ``accepted`` by model and robot; ``round_limit``; ``robot_refused``: limit
            reached and the robot refused every motion; ``first_only``: as asked for;
            ``deadline`` or ``cancelled``.
        trace_ids: Ids from ``<think>`` on, empty if the model wrote no trace.
    """

    rounds: tuple[Round, ...]
    selected: int | None
    stop_reason: StopReason
    trace_ids: tuple[int, ...] = ()


LoopEvent = Analysed | MotionReady | Assessed | RoundFinished | Finished


@dataclass(frozen=True)
class Request:
    """One command to the loop.

    Attributes:
        caption: The command.
        mode: ``single_pass``: the model writes the whole trace; ``stepwise``: one prompt per
            task; ``first``: analysis and first generation only.
        rounds: Most rounds, within the model's limit; None for that limit.
        deadline_s: Longest time from the first event asked for [s]; None for no end.
        seed: Draw with the model's temperature instead of taking the likeliest token.
        critic: Judges a motion on the robot; None leaves the robot out.
        should_stop: Polled before each token; True cancels.
        first_motion: Judged and refined in the place of a first generation.
        checker: Compares motions with the analysis; what is missing asks for another round.
    """

    caption: str
    mode: Mode = 'single_pass'
    rounds: int | None = None
    deadline_s: float | None = None
    seed: int | None = None
    critic: Critic | None = None
    should_stop: Callable[[], bool] | None = None
    first_motion: MotionTokens | None = None
    checker: Checker | None = None

    def __post_init__(self) -> None:
        """Check ranges."""
        if self.mode not in ('single_pass', 'stepwise', 'first'):
            raise IrgmError(f'mode {self.mode!r} given; single_pass, stepwise, first allowed')
        if self.rounds is not None and self.rounds < 1:
            raise IrgmError(f'{self.rounds} rounds given, 1 or more allowed')


def select(rounds: tuple[Round, ...]) -> int | None:
    """Index of the round with the highest score, the later of equals.

    Args:
        rounds: Finished rounds.
    """
    if not rounds:
        return None
    return max(range(len(rounds)), key=lambda i: (rounds[i].score, i))
