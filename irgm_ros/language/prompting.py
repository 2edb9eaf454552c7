# SPDX-License-Identifier: Apache-2.0
"""One renderer of prompts, training examples and traces, for training and inference alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from irgm_ros.errors import BundleError, IrgmError
from irgm_ros.language.parsing import ParsedTrace, parse_trace
from irgm_ros.language.templates import Templates, is_acceptance
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from irgm_ros.types import IntArray

_PLACEHOLDER = re.compile(r'\{(caption|motion|instruction)\}')
# Texts that begin differently: what prompts with each of them share does not depend on the text.
_SAMPLES = ('A', 'the', 'No', '0')


def common_prefix(samples: Sequence[Sequence[int]]) -> list[int]:
    """The ids at which all ``samples`` begin alike."""
    columns = zip(*samples, strict=False)
    return [column[0] for column in takewhile(lambda c: len(set(c)) == 1, columns)]


@dataclass(frozen=True)
class Rendered:
    """A training example.

    Attributes:
        ids: Token ids of prompt and completion.
        loss_mask: 1 where the token is learned, 0 elsewhere; as long as ``ids``.
    """

    ids: list[int]
    loss_mask: list[int]


@dataclass(frozen=True)
class TraceRound:
    """One round of a trace to be learned.

    Attributes:
        codes: (T, C) motion codes.
        assessment: What is said of the motion.
        refinement: What to change, or the acceptance sentence in the last round.
        correct: Whether the motion is right; wrong ones are read but not learned.
    """

    codes: IntArray
    assessment: str
    refinement: str
    correct: bool


class Prompter:
    """Renders prompts and traces to ids and reads traces back.

    Attributes:
        tokenizer: Text tokenizer.
        vocabulary: Token id offsets.
        templates: Wording.
    """

    def __init__(
        self, tokenizer: TextTokenizer, vocabulary: Vocabulary, templates: Templates
    ) -> None:
        """Store the parts."""
        self.tokenizer = tokenizer
        self.vocabulary = vocabulary
        self.templates = templates

    def prompt(
        self,
        task: str,
        caption: str | None = None,
        motion: IntArray | None = None,
        instruction: str | None = None,
    ) -> list[int]:
        """Ids up to where the model goes on.

        Args:
            task: One of `templates.TASKS`, or a variant of the templates.
            caption: What the motion shall show.
            motion: (T, C) codes.
            instruction: What to change.

        Returns:
            ``<bos>``, the laid-out text, and ``<Motion>`` where the task forces it. Each run of
            text between motions is tokenised as a whole.

        Raises:
            BundleError: The model has no such task.
            IrgmError: The template needs a value that was not given.
        """
        values = {'caption': caption, 'motion': motion, 'instruction': instruction}
        ids = [self.vocabulary.bos]
        text = ''
        for index, part in enumerate(_PLACEHOLDER.split(self._layout(task))):
            if index % 2 == 0:
                # A caption that ends its own sentence needs no second full stop.
                text += part[1:] if text.endswith('.') and part.startswith('.') else part
                continue
            value = values[part]
            if value is None:
                raise IrgmError(f'task {task} needs {part}, none given')
            if isinstance(value, str):
                text += value
            else:
                ids += [*self.tokenizer.encode(text), *self.motion(value)]
                text = ''
        ids += self.tokenizer.encode(text)
        return [*ids, self.vocabulary.motion_start] if self.forces_motion(task) else ids

    def forces_motion(self, task: str) -> bool:
        """Whether the prompt of ``task`` ends with ``<Motion>``."""
        return task in self.templates.forced_motion

    def has(self, task: str) -> bool:
        """Whether the model was trained on ``task``."""
        return task in self.templates.tasks

    def motion(self, codes: IntArray) -> list[int]:
        """Ids of a motion with its tags.

        Args:
            codes: (T, C) codes.
        """
        v = self.vocabulary
        return [v.motion_start, *v.flat_ids(codes), v.motion_end]

    def example(
        self,
        task: str,
        *,
        completion: str | IntArray,
        caption: str | None = None,
        motion: IntArray | None = None,
        instruction: str | None = None,
    ) -> Rendered:
        """A prompt with its completion and ``<eos>``; the completion alone is learned.

        Args:
            task: One of `templates.TASKS` but ``irmogen``, whose completion is a `trace`.
            completion: Text, or (T, C) codes.
            caption: As in `prompt`.
            motion: As in `prompt`.
            instruction: As in `prompt`.
        """
        prompt = self.prompt(task, caption, motion, instruction)
        if isinstance(completion, str):
            answer = self.tokenizer.encode(completion)
        else:
            answer = self.motion(completion)[1 if self.forces_motion(task) else 0 :]
        answer.append(self.vocabulary.eos)
        return Rendered(prompt + answer, [0] * len(prompt) + [1] * len(answer))

    def trace(self, caption: str, analysis: str, rounds: Sequence[TraceRound]) -> Rendered:
        """A whole interleaved trace, `parse` reads it back.

        Args:
            caption: The goal.
            analysis: What matters in it.
            rounds: At least one; the last one's refinement is the acceptance, no other's is.

        Returns:
            Prompt not learned; completion learned but for the motions of wrong rounds.

        Raises:
            IrgmError: No rounds, or the acceptance stands elsewhere than in the last.
        """
        accepted = [is_acceptance(r.refinement) for r in rounds]
        if not rounds or accepted != [False] * (len(rounds) - 1) + [True]:
            raise IrgmError(f'trace: rounds accepted: {accepted}; the last and no other must be')
        ids = self.prompt('irmogen', caption)
        mask = [0] * len(ids)
        plans = self.templates.plans
        opening = [*self.opening(), *self.tokenizer.encode(analysis), *self.analysed()]
        ids, mask = ids + opening, mask + [1] * len(opening)
        for r, last in zip(rounds, accepted, strict=True):
            motion = [*self.tag('[generate]'), *self.motion(r.codes), *self.tag('[/generate]')]
            plan = plans.finish if last else plans.refinement
            rest = [
                *self.newline(), *self.plan(plans.assessment), *self.tag('[assess]'),
                *self.labelled('Assessment: ', r.assessment),
                *self.labelled('\nRefinement: ', r.refinement),
                *self.tag('[/assess]'), *self.newline(), *self.plan(plan),
            ]  # fmt: skip
            ids += motion + rest
            mask += [int(r.correct)] * len(motion) + [1] * len(rest)
        end = [*self.tag('</think>'), self.vocabulary.eos]
        return Rendered(ids + end, mask + [1] * len(end))

    def parse(self, ids: Sequence[int]) -> ParsedTrace:
        """Read a trace back; see `parse_trace`.

        Args:
            ids: Completion, with or without its prompt; anything goes.
        """
        return parse_trace(ids, self.tokenizer, self.vocabulary, self.templates.plans)

    def tag(self, text: str) -> list[int]:
        """Ids of a tag, tokenised on its own."""
        return self.tokenizer.tag(text)

    def newline(self) -> list[int]:
        """Ids of a line break."""
        return self.tokenizer.tag('\n')

    def plan(self, sentence: str) -> list[int]:
        """``[plan]sentence[/plan]`` and a line break."""
        words = self.tokenizer.encode(sentence)
        return [*self.tag('[plan]'), *words, *self.tag('[/plan]'), *self.newline()]

    def opening(self) -> list[int]:
        """What stands before the analysis."""
        plan = self.plan(self.templates.plans.analysis)
        return [*self.tag('<think>'), *plan, *self.tag('[analyze]')]

    def analysed(self) -> list[int]:
        """What stands between the analysis and the first round."""
        plan = self.plan(self.templates.plans.generation)
        return [*self.tag('[/analyze]'), *self.newline(), *plan]

    def labelled(self, label: str, text: str) -> list[int]:
        r"""A label and its text, tokenised as one segment.

        Args:
            label: ``'Assessment: '`` or ``'\nRefinement: '``.
            text: What follows it.
        """
        return self.tokenizer.encode(label + text)

    def label(self, label: str) -> list[int]:
        r"""The ids of ``label`` that do not depend on the text after it.

        Some tokenizers give the space to the word before it, some to the word after it.

        Args:
            label: ``'Assessment: '`` or ``'\nRefinement: '``.
        """
        return common_prefix([self.labelled(label, text) for text in _SAMPLES])

    def fixed_prefix(self, task: str) -> list[int]:
        """The ids at the head of each prompt of ``task``, whatever fills its placeholders."""
        books = self.vocabulary.codebooks
        fills = [(text, np.full((1, books), i)) for i, text in enumerate(_SAMPLES)]
        return common_prefix([self.prompt(task, text, codes, text) for text, codes in fills])

    def _layout(self, task: str) -> str:
        """System sentence and request of a task, with placeholders."""
        template = self.templates.tasks.get(task) or self.templates.variants.get(task)
        if template is None:
            raise BundleError(
                f'model without task {task!r}; it has {sorted(self.templates.tasks)}'
            )
        system = self.templates.system if template.system is None else template.system
        layout = self.templates.layout if template.layout is None else template.layout
        return layout.replace('{system}', system, 1).replace('{user}', template.user, 1)
