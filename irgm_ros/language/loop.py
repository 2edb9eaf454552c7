# SPDX-License-Identifier: Apache-2.0
"""IRMoGen loop: generate, assess, refine, until accepted, refused, out of rounds or of time."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace

from irgm_ros.backends.bundle import Bundle
from irgm_ros.backends.ort import SessionOptions
from irgm_ros.language.decoding import Decoder, Sampler, Sampling, Watch
from irgm_ros.language.doubt import Doubt
from irgm_ros.language.events import Finding, LoopEvent, Request
from irgm_ros.language.grammar import Grammar, Limits
from irgm_ros.language.loop_run import LoopRun
from irgm_ros.language.model import CausalModel
from irgm_ros.language.prompting import Prompter
from irgm_ros.language.scoring import Aligner, alignment
from irgm_ros.language.speakers import Speaker, StepwiseSpeaker, TraceSpeaker
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from irgm_ros.types import IntArray


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
        yield from LoopRun(self, request, speaker).events()

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

    def likeness(self, analysis: str, codes: IntArray) -> float:
        """How surely the model sees all of an analysis in a motion, in [0, 1].

        Args:
            analysis: What the motion shall show.
            codes: (T, C) codes.
        """
        return 0.0 if self._doubt is None else math.exp(self._doubt.least(analysis, codes))

    def samplers(self, seed: int | None, index: int, count: int) -> list[Sampler]:
        """Samplers for motions side by side: the first as ever, the others at random.

        Args:
            seed: Of the request.
            index: Round.
            count: How many.

        Returns:
            Empty for a model that is not meant to draw: all of them would give the same.
        """
        if self._sampling.temperature == 0:
            return []
        first = Sampler(replace(self._sampling, seed=seed))
        base = ((seed or 0) * 100 + index) * 100
        others = [Sampler(replace(self._sampling, seed=base + k)) for k in range(1, count)]
        return [first, *others]

    def _stepwise(self, caption: str) -> StepwiseSpeaker:
        """One prompt per task, greedy and without an end in time."""
        return StepwiseSpeaker(self._decoder(None, Watch()), self._grammar, self.prompter, caption)

    def _decoder(self, seed: int | None, watch: Watch) -> Decoder:
        """A decoder for one request."""
        p = self.prompter
        sampler = Sampler(replace(self._sampling, seed=seed))
        return Decoder(self.model, p.tokenizer, p.vocabulary, sampler, watch)
