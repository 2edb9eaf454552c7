# SPDX-License-Identifier: Apache-2.0
"""One request on its way through the loop: rounds until one is accepted or there are enough."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from irgm_ros.language.decoding import InterruptionError
from irgm_ros.language.events import (
    Analysed,
    Assessed,
    Finding,
    Finished,
    LoopEvent,
    MotionReady,
    Request,
    RoundFinished,
    StopReason,
    select,
)
from irgm_ros.language.scoring import combine
from irgm_ros.language.speakers import Draws, Speaker
from irgm_ros.types import Feasibility, IntArray, MotionTokens, Round, Source

if TYPE_CHECKING:
    from irgm_ros.language.loop import IrmogenLoop

# What the robot says if it refuses a motion without words of its own.
ROBOT_ASSESSMENT = 'The robot cannot do this motion.'
ROBOT_REFINEMENT = 'Make the motion smaller and slower.'
# Motions drawn side by side after one that contradicts the analysis.
_DRAWS = 6


class LoopRun:
    """One request under way; made for one `events`."""

    def __init__(self, loop: IrmogenLoop, request: Request, speaker: Speaker) -> None:
        """Store the parts.

        Args:
            loop: The loaded model.
            request: What to do.
            speaker: Asks the model.
        """
        self._loop, self._request, self._speaker = loop, request, speaker
        most = loop.limits.max_rounds
        self._limit = min(request.rounds or most, most)
        self._rounds: list[Round] = []
        # The round under way once it has a motion: an interruption leaves it as it is.
        self._open: Round | None = None
        self._began = time.monotonic()
        self._analysis = ''
        self._found: Finding | None = None
        # What was found in the motions of this round, by the bytes of their codes.
        self._checked: dict[bytes, Finding | None] = {}
        # Whether the last motion was sent back because it contradicts the analysis.
        self._compared = False
        self._scored_text = request.caption
        self._refusals = 0

    def events(self) -> Iterator[LoopEvent]:
        """All events of the run."""
        reason: StopReason
        try:
            yield self._analyse()
            reason = yield from self._all_rounds()
        except InterruptionError as interruption:
            reason = interruption.reason
            if self._open is not None:
                yield self._finish(self._open)
        rounds = tuple(self._rounds)
        yield Finished(rounds, select(rounds), reason, self._speaker.trace_ids)

    def _analyse(self) -> Analysed:
        """Read the command."""
        text = self._analysis = self._speaker.analyse()
        if text and self._loop.prompter.templates.scored_text == 'analysis':
            self._scored_text = text
        return Analysed(text)

    def _all_rounds(self) -> Generator[LoopEvent, None, StopReason]:
        """Rounds until one is accepted or there are enough."""
        for index in range(self._limit):
            tokens = self._next_motion(index)
            current = self._open = Round(index, tokens)
            yield MotionReady(index, tokens)
            verdict = self._measure(current)
            if self._request.mode == 'first':
                yield self._finish(self._open)
                return 'first_only'
            current = self._open = self._judge(self._open, verdict)
            said = (current.assessment, current.refinement, current.source, current.accepted)
            yield Assessed(index, *said)
            yield self._finish(current)
            if current.accepted:
                break
        self._speaker.close()
        if current.accepted:
            return 'accepted'
        return 'robot_refused' if self._refusals == self._limit else 'round_limit'

    def _next_motion(self, index: int) -> MotionTokens:
        """What the model generates, or the motion that the request begins with."""
        given = self._request.first_motion
        self._checked.clear()
        if index > 0 or given is None:
            return MotionTokens(self._speaker.generate(self._draws(index)))
        self._speaker.adopt(given.codes)
        return given

    def _draws(self, index: int) -> Draws | None:
        """Several motions instead of one, where comparing them with the analysis can tell them."""
        if not self._compared:
            return None
        samplers = self._loop.samplers(self._request.seed, index, _DRAWS)
        return Draws(samplers, self._is_right, self._choose) if samplers else None

    def _is_right(self, codes: IntArray) -> bool:
        """Whether a motion is measured as right: no other is needed then."""
        found = self._check(MotionTokens(codes))
        return found is not None and found.right

    def _choose(self, motions: Sequence[IntArray]) -> int:
        """The first motion that is measured as right, or else the one that comes closest."""
        scores: list[float] = []
        for codes in motions:
            found = self._check(MotionTokens(codes))
            if found is None:  # as in the second look: what the model sees in it
                scores.append(self._loop.likeness(self._analysis, codes))
                continue
            scores.append(found.score)
            if found.right:
                break
        return scores.index(max(scores))

    def _measure(self, current: Round) -> Feasibility | None:
        """Score a motion on the model and on the robot, before anything is said of it."""
        parts = {'acceptance': 0.0}
        codes = current.tokens.codes
        self._found = self._check(current.tokens)
        if self._found is not None:
            parts['attributes'] = self._found.score
        agreement = self._loop.align(self._request.caption, self._scored_text, codes)
        if agreement is not None:
            parts['alignment'] = agreement
        self._open = replace(current, score=combine(parts), score_parts=parts)
        if self._request.critic is None:
            return None
        verdict = self._request.critic(current.tokens)
        self._refusals += verdict.verdict == 'refused'
        parts = {**parts, 'feasibility': verdict.score}
        self._open = replace(current, score=combine(parts), score_parts=parts)
        return verdict

    def _check(self, tokens: MotionTokens) -> Finding | None:
        """Compare a motion with the analysis, once in a round, where that can be done."""
        checker, key = self._request.checker, tokens.codes.tobytes()
        if checker is not None and key not in self._checked:
            self._checked[key] = checker(self._analysis, tokens)
        return self._checked.get(key)

    def _judge(self, current: Round, verdict: Feasibility | None) -> Round:
        """Let the robot object, then the check, then the model's second look; else its words."""
        if verdict is not None and (verdict.verdict == 'refused' or verdict.refinement):
            self._compared = False
            assessment = verdict.assessment or ROBOT_ASSESSMENT
            refinement = verdict.refinement or ROBOT_REFINEMENT
            return self._objected(current, 'robot', assessment, refinement)
        found: Finding | None = self._found
        source: Source = 'check'
        if found is None:  # nothing was measured
            found, source = self._loop.doubt(self._analysis, current.tokens.codes), 'model'
        self._compared = found is not None and not found.right
        if found is not None and not found.right:
            return self._objected(current, source, found.assessment, found.refinement)
        assessment, refinement, accepted = self._speaker.assess()
        parts = {**current.score_parts, 'acceptance': float(accepted)}
        return replace(
            current, assessment=assessment, refinement=refinement, accepted=accepted,
            score=combine(parts), score_parts=parts,
        )  # fmt: skip

    def _objected(self, current: Round, source: Source, assessment: str, refinement: str) -> Round:
        """A round that another than the model rejects: the model reads why."""
        self._speaker.inject(assessment, refinement)
        return replace(current, assessment=assessment, refinement=refinement, source=source)

    def _finish(self, current: Round) -> RoundFinished:
        """Record a round."""
        now = time.monotonic()
        finished = replace(current, seconds=now - self._began)
        self._began = now
        self._open = None
        self._rounds.append(finished)
        return RoundFinished(finished)
