# SPDX-License-Identifier: Apache-2.0
"""Two ways to the same conversation: one running trace, or one prompt per task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from irgm_ros.language.decoding import Decoder, Sampler
from irgm_ros.language.grammar import Grammar, MotionRule
from irgm_ros.language.model import Cache
from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import is_acceptance
from irgm_ros.types import FloatArray, IntArray


@dataclass(frozen=True)
class Draws:
    """Several motions to choose from.

    Attributes:
        samplers: One for each motion.
        enough: Whether a motion, (T, C) codes, is so good that those under way can be dropped.
        choose: Which of the motions, (T, C) codes each, to take.
    """

    samplers: Sequence[Sampler]
    enough: Callable[[IntArray], bool]
    choose: Callable[[Sequence[IntArray]], int]


class Speaker(Protocol):
    """What the loop asks of the model, in this order: analyse, then generate and a verdict."""

    @property
    def trace_ids(self) -> tuple[int, ...]:
        """Ids of the trace so far; empty if the model does not write one."""
        ...

    def analyse(self) -> str:
        """What matters in the caption."""
        ...

    def generate(self, draws: Draws | None = None) -> IntArray:
        """The next motion, (T, C) codes: the one that the model writes, or the best of several."""
        ...

    def adopt(self, codes: IntArray) -> None:
        """Go on from a motion (T, C) as if the model had generated it."""
        ...

    def assess(self) -> tuple[str, str, bool]:
        """Assessment, refinement, and whether the last motion is accepted."""
        ...

    def inject(self, assessment: str, refinement: str) -> None:
        """Put the words of another judge in the place of the model's."""
        ...

    def close(self) -> None:
        """End the conversation after a verdict."""
        ...


class TraceSpeaker:
    """The model writes the whole interleaved trace; the grammar forces tags and plans."""

    def __init__(
        self, decoder: Decoder, grammar: Grammar, prompter: Prompter, caption: str
    ) -> None:
        """Prepare the prompt; nothing runs yet.

        Args:
            decoder: Decodes under the rules of the grammar.
            grammar: Forced segments and rules.
            prompter: Renders the prompt.
            caption: The goal.
        """
        self._decoder, self._grammar = decoder, grammar
        self._tokenizer, self._vocabulary = prompter.tokenizer, prompter.vocabulary
        self._prompt = [*prompter.prompt('irmogen', caption), *grammar.opening]
        self._prefix = prompter.fixed_prefix('irmogen')
        self._cache = decoder.model.empty
        # Known ids that the model has not seen: they are fed with the next call.
        self._pending: list[int] = []
        self._ids = list(grammar.opening)

    @property
    def trace_ids(self) -> tuple[int, ...]:
        """Ids from ``<think>`` on."""
        return tuple(self._ids)

    def analyse(self) -> str:
        """Write the analysis."""
        hidden, cache = self._decoder.start(self._prompt, self._prefix)
        ids, self._cache = self._decoder.text(hidden, cache, self._grammar.analysis_text)
        self._ids += ids
        self._force(self._grammar.analysed)
        return self._tokenizer.decode(ids).strip()

    def generate(self, draws: Draws | None = None) -> IntArray:
        """Write a motion."""
        self._force(self._grammar.generate)
        hidden, cache = self._flush()
        codes, self._cache = _motion(self._decoder, hidden, cache, self._grammar.motion, draws)
        self._ids += self._vocabulary.flat_ids(codes)
        self._force(self._grammar.generated)
        return codes

    def adopt(self, codes: IntArray) -> None:
        """Write a motion that is given.

        Args:
            codes: (T, C) codes.

        Raises:
            MotionError: They are no codes of this model.
        """
        g = self._grammar
        self._force([*g.generate, *self._vocabulary.flat_ids(codes), *g.generated])

    def assess(self) -> tuple[str, str, bool]:
        """Write assessment and refinement, then choose the plan."""
        assessment = self._labelled(self._grammar.assessment)
        refinement = self._labelled(self._grammar.refinement)
        self._force(self._grammar.assessed)
        accepted = is_acceptance(refinement) or self._prefers_to_finish()
        if not accepted:
            self._force([*self._grammar.refine, *self._grammar.planned])
        return assessment, refinement, accepted

    def inject(self, assessment: str, refinement: str) -> None:
        """Force the other judge's words and the plan to refine."""
        g = self._grammar
        self._force([*g.said(assessment, refinement), *g.assessed, *g.refine, *g.planned])

    def close(self) -> None:
        """Write the finishing plan, in the place of a plan to refine at the round limit."""
        again = [*self._grammar.refine, *self._grammar.planned]
        if self._ids[-len(again) :] == again:
            del self._ids[-len(again) :]
        self._ids += [*self._grammar.finish, *self._grammar.planned, *self._grammar.end]

    def _force(self, ids: list[int]) -> None:
        """Write ids that are not the model's to choose."""
        self._pending += ids
        self._ids += ids

    def _flush(self) -> tuple[FloatArray, Cache]:
        """Feed what is pending in one call."""
        pending, self._pending = self._pending, []
        return self._decoder.feed(pending, self._cache)

    def _labelled(self, label: list[int]) -> str:
        """Write a label and let the model fill it."""
        self._force(label)
        hidden, cache = self._flush()
        ids, self._cache = self._decoder.text(hidden, cache, self._grammar.assessment_text)
        self._ids += ids
        return self._tokenizer.decode(ids).strip()

    def _prefers_to_finish(self) -> bool:
        """Whether the finishing plan is likelier than the plan to refine."""
        hidden, self._cache = self._flush()
        finish, refine = (
            self._decoder.log_likelihood(sentence, hidden, self._cache).sum()
            for sentence in (self._grammar.finish, self._grammar.refine)
        )
        return bool(finish > refine)


class StepwiseSpeaker:
    """One prompt per task, for models that do not write the trace by themselves."""

    def __init__(
        self, decoder: Decoder, grammar: Grammar, prompter: Prompter, caption: str
    ) -> None:
        """Prepare; nothing runs yet.

        Args:
            decoder: Decodes under the rules of the grammar.
            grammar: Rules.
            prompter: Renders the prompts.
            caption: The goal.
        """
        self._decoder, self._grammar, self._prompter = decoder, grammar, prompter
        self._caption = caption
        self._motion: IntArray | None = None
        self._instruction = ''

    @property
    def trace_ids(self) -> tuple[int, ...]:
        """Empty: there is no single trace."""
        return ()

    def analyse(self) -> str:
        """Ask for an analysis, if the model gives one."""
        return self.answer('analysis', self._caption)

    def generate(self, draws: Draws | None = None) -> IntArray:
        """Ask for a motion; later ones refine the last one as instructed."""
        task = 't2m' if self._motion is None else 'instructed_refinement'
        prompter = self._prompter
        ids = prompter.prompt(task, self._caption, self._motion, self._instruction)
        if not prompter.forces_motion(task):
            ids.append(prompter.vocabulary.motion_start)
        hidden, cache = self._decoder.start(ids, prompter.fixed_prefix(task))
        self._motion, _ = _motion(self._decoder, hidden, cache, self._grammar.motion, draws)
        return self._motion

    def adopt(self, codes: IntArray) -> None:
        """Assess a motion that is given."""
        self._motion = codes

    def assess(self) -> tuple[str, str, bool]:
        """Ask for an assessment and for what to refine."""
        return self.judge(self._motion)

    def judge(self, motion: IntArray | None) -> tuple[str, str, bool]:
        """Assess any motion.

        Args:
            motion: (T, C) codes.
        """
        assessment = self.answer('assessment', self._caption, motion)
        self._instruction = self.answer('refine_instruction', self._caption, motion)
        return assessment, self._instruction, is_acceptance(self._instruction)

    def inject(self, assessment: str, refinement: str) -> None:
        """Refine as the other judge says."""
        self._instruction = refinement

    def close(self) -> None:
        """Nothing to end."""

    def answer(self, task: str, caption: str | None, motion: IntArray | None = None) -> str:
        """Ask for a text; empty if the model was not trained on ``task``.

        Args:
            task: One of `templates.TASKS` that is answered in words.
            caption: The goal.
            motion: (T, C) codes.
        """
        if not self._prompter.has(task):
            return ''
        ids = self._prompter.prompt(task, caption, motion)
        hidden, cache = self._decoder.start(ids, self._prompter.fixed_prefix(task))
        words, _ = self._decoder.text(hidden, cache, self._grammar.answer_text)
        return self._prompter.tokenizer.decode(words).strip()


def _motion(
    decoder: Decoder, hidden: FloatArray, cache: Cache, rule: MotionRule, draws: Draws | None
) -> tuple[IntArray, Cache]:
    """One motion, or the one that is chosen of several, and the cache after it."""
    if draws is None:
        return decoder.motion(hidden, cache, rule)
    made = decoder.motions(hidden, cache, rule, draws.samplers, draws.enough)
    return made[draws.choose([codes for codes, _ in made])]
