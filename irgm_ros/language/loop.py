# SPDX-License-Identifier: Apache-2.0
"""IRMoGen loop: generate, assess, refine, until accepted, refused, out of rounds or of time."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import replace

from irgm_ros.backends.bundle import Bundle
from irgm_ros.backends.ort import SessionOptions
from irgm_ros.language.decoding import Decoder, InterruptionError, Sampler, Sampling, Watch
from irgm_ros.language.doubt import Doubt
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
from irgm_ros.language.grammar import Grammar, Limits
from irgm_ros.language.model import CausalModel
from irgm_ros.language.prompting import Prompter
from irgm_ros.language.scoring import Aligner, alignment, combine
from irgm_ros.language.speakers import Speaker, StepwiseSpeaker, TraceSpeaker
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from irgm_ros.types import Feasibility, IntArray, MotionTokens, Round, Source

# What the robot says if it refuses a motion without words of its own.
ROBOT_ASSESSMENT = 'The robot cannot do this motion.'
ROBOT_REFINEMENT = 'Make the motion smaller and slower.'


class IrmogenLoop:
    """The loop for one loaded model. No input or output: it yields events."""

    def __init__(
        self,
        model: CausalModel,
        prompter: Prompter,
        limits: Limits | None = None,
        sampling: Sampling | None = None,
        aligner: Aligner | None = None,
        doubt_below: float | None = None,
    ) -> None:
        """Store the parts.

        Args:
            model: The graphs.
            prompter: Renders prompts.
            limits: Bounds of a generation.
            sampling: Used for requests that have a seed.
            aligner: Says how well a motion shows a command; None leaves it to the model.
            doubt_below: When the model looks twice at a motion, see `irgm_ros.language.doubt`;
                None: never.
        """
        self.model, self.prompter = model, prompter
        self._aligner = aligner
        self._doubt: Doubt | None = None
        if doubt_below is not None and prompter.has('m2t'):
            self._doubt = Doubt(model, prompter, doubt_below)
        self.limits = limits or Limits()
        self._sampling = sampling or Sampling()
        self._grammar = Grammar(prompter, self.limits)

    @classmethod
    def from_bundle(
        cls,
        bundle: Bundle,
        options: SessionOptions | None = None,
        aligner: Aligner | None = None,
    ) -> IrmogenLoop:
        """Load tokenizer, prompts and graphs of a bundle.

        Args:
            bundle: A checked bundle.
            options: Provider and threads.
            aligner: As in the constructor.

        Raises:
            BundleError: The tokenizer does not fit the manifest.
        """
        m = bundle.manifest
        tokenizer = TextTokenizer.from_file(bundle.path('tokenizer.json'))
        vocabulary = Vocabulary.from_tokenizer(tokenizer, m.codebooks)
        vocabulary.check(m.vocabulary, m.codebook_size)
        templates = Templates.from_file(bundle.path('prompts.json'))
        limits = Limits(m.limits.min_steps, m.limits.max_steps, m.limits.max_rounds)
        sampling = Sampling(m.sampling.temperature, m.sampling.top_p)
        prompter = Prompter(tokenizer, vocabulary, templates)
        model = CausalModel.from_bundle(bundle, options)
        return cls(model, prompter, limits, sampling, aligner, m.doubt_below)

    def run(self, request: Request) -> Iterator[LoopEvent]:
        """Run one command; the last event is `Finished`, whatever happens.

        Args:
            request: What to do.

        Yields:
            Events as they happen. The consumer's time counts towards the deadline.
        """
        until = None
        if request.deadline_s is not None:
            until = time.monotonic() + request.deadline_s
        decoder = self._decoder(request.seed, Watch(request.should_stop, until))
        kind = StepwiseSpeaker if request.mode == 'stepwise' else TraceSpeaker
        speaker: Speaker = kind(decoder, self._grammar, self.prompter, request.caption)
        yield from _Run(self, request, speaker).events()

    def caption(self, codes: IntArray) -> str:
        """Say what a motion shows.

        Args:
            codes: (T, C) codes.
        """
        return self._stepwise('').answer('m2t', None, codes)

    def assess(self, caption: str, analysis: str, codes: IntArray) -> tuple[str, str, bool]:
        """Judge a motion against a command.

        Args:
            caption: The command.
            analysis: What the model reads in it.
            codes: (T, C) codes.

        Returns:
            Assessment, refinement, and whether the motion is accepted.
        """
        found = self.doubt(analysis, codes)
        if found is not None:
            return found.assessment, found.refinement, False
        return self._stepwise(caption).judge(codes)

    def doubt(self, analysis: str, codes: IntArray) -> Finding | None:
        """What the model sees in a motion that contradicts an analysis, if it does so at all.

        Args:
            analysis: What the motion shall show.
            codes: (T, C) codes.
        """
        return None if self._doubt is None else self._doubt(analysis, codes, self.caption)

    def align(self, command: str, analysis: str, codes: IntArray) -> float | None:
        """How well a motion shows a command, in [0, 1]; None if nothing can say.

        The evaluator of the bundle reads the command itself. Without one the language model says
        how likely its own analysis is as a caption of the motion.

        Args:
            command: The command.
            analysis: What the model reads in it, or the command again.
            codes: (T, C) codes.
        """
        if self._aligner is not None:
            return self._aligner(command, codes)
        if self.prompter.has('m2t'):
            return alignment(self.model, self.prompter, analysis, codes)
        return None

    def _stepwise(self, caption: str) -> StepwiseSpeaker:
        """One prompt per task, greedy and without an end in time."""
        return StepwiseSpeaker(self._decoder(None, Watch()), self._grammar, self.prompter, caption)

    def _decoder(self, seed: int | None, watch: Watch) -> Decoder:
        """A decoder for one request."""
        p = self.prompter
        sampler = Sampler(replace(self._sampling, seed=seed))
        return Decoder(self.model, p.tokenizer, p.vocabulary, sampler, watch)


class _Run:
    """One request under way."""

    def __init__(self, loop: IrmogenLoop, request: Request, speaker: Speaker) -> None:
        """Store the parts."""
        self._loop, self._request, self._speaker = loop, request, speaker
        most = loop.limits.max_rounds
        self._limit = min(request.rounds or most, most)
        self._rounds: list[Round] = []
        # The round under way once it has a motion: an interruption leaves it as it is.
        self._open: Round | None = None
        self._began = time.monotonic()
        self._analysis = ''
        self._found: Finding | None = None
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
        if index > 0 or given is None:
            return MotionTokens(self._speaker.generate())
        self._speaker.adopt(given.codes)
        return given

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
        """Compare a motion with the analysis, where that can be done."""
        checker = self._request.checker
        return None if checker is None else checker(self._analysis, tokens)

    def _judge(self, current: Round, verdict: Feasibility | None) -> Round:
        """Let the robot object, then the check, then the model's second look; else its words."""
        if verdict is not None and (verdict.verdict == 'refused' or verdict.refinement):
            assessment = verdict.assessment or ROBOT_ASSESSMENT
            refinement = verdict.refinement or ROBOT_REFINEMENT
            return self._objected(current, 'robot', assessment, refinement)
        found = self._found
        if found is not None and found.assessment:
            return self._objected(current, 'check', found.assessment, found.refinement)
        if found is None:  # nothing was measured
            found = self._loop.doubt(self._analysis, current.tokens.codes)
            if found is not None:
                return self._objected(current, 'model', found.assessment, found.refinement)
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
