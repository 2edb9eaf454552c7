# SPDX-License-Identifier: Apache-2.0
"""Grammar of the interleaved trace: what is forced, and what may be said where.

Tags and plan sentences are never sampled: they are id lists, fed in one call with whatever else
is known. Sampled are free texts (`TextRule`) and motions (`MotionRule`); whether to refine or
to finish is a comparison of two sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.language.prompting import Prompter

ASSESSMENT = 'Assessment: '
REFINEMENT = '\nRefinement: '


@dataclass(frozen=True)
class TextRule:
    """Where a free text ends, and what it must not hold.

    Attributes:
        stop_ids: Tokens that end the text and do not belong to it.
        stop_texts: Strings that end it, for tags that are no single tokens.
        forbidden: (V,) True for tokens that a text cannot hold: motions, other tags.
        max_tokens: Longest text.
    """

    stop_ids: frozenset[int]
    stop_texts: tuple[str, ...]
    forbidden: NDArray[np.bool_] = field(repr=False)
    max_tokens: int


@dataclass(frozen=True)
class MotionRule:
    """How long a motion may be [token steps]."""

    min_steps: int
    max_steps: int


@dataclass(frozen=True)
class Limits:
    """Bounds of a generation.

    Attributes:
        min_steps: Shortest motion [token steps of 4 frames].
        max_steps: Longest motion [token steps].
        max_rounds: Generations in one trace.
        max_text: Longest analysis, assessment or refinement [tokens].
    """

    min_steps: int = 2
    max_steps: int = 49
    max_rounds: int = 5
    max_text: int = 128


class Grammar:
    """Forced segments and rules for one tokenizer and set of templates.

    Attributes:
        opening: From ``<think>`` to ``[analyze]``.
        analysed: From ``[/analyze]`` to the first round.
        generate: ``[generate]<Motion>``.
        generated: From ``</Motion>`` to ``[assess]``.
        assessment: The label before an assessment.
        refinement: The label before a refinement.
        assessed: From ``[/assess]`` to the plan sentence.
        refine: Plan sentence that asks for another round.
        finish: Plan sentence that ends the trace.
        planned: ``[/plan]`` and the line break.
        end: ``</think><eos>``.
    """

    def __init__(self, prompter: Prompter, limits: Limits) -> None:
        """Build all segments once.

        Args:
            prompter: Renders the segments as in training.
            limits: Bounds of texts and motions.
        """
        tag, line, v = prompter.tag, prompter.newline(), prompter.vocabulary
        plans, encode = prompter.templates.plans, prompter.tokenizer.encode
        self.opening = prompter.opening()
        self.analysed = prompter.analysed()
        self.generate = [*tag('[generate]'), v.motion_start]
        generated = [v.motion_end, *tag('[/generate]'), *line]
        self.generated = [*generated, *prompter.plan(plans.assessment), *tag('[assess]')]
        self.assessment = prompter.label(ASSESSMENT)
        self.refinement = prompter.label(REFINEMENT)
        self.assessed = [*tag('[/assess]'), *line, *tag('[plan]')]
        self.refine = encode(plans.refinement)
        self.finish = encode(plans.finish)
        self.planned = [*tag('[/plan]'), *line]
        self.end = [*tag('</think>'), v.eos]
        self.motion = MotionRule(limits.min_steps, limits.max_steps)
        self.analysis_text = _text_rule(prompter, limits, ('[/analyze]',))
        self.assessment_text = _text_rule(prompter, limits, ('\n', '[/assess]'))
        # A stage-wise answer ends with <eos>; a line break would begin something else.
        self.answer_text = _text_rule(prompter, limits, ('\n',))
        self._prompter = prompter

    def said(self, assessment: str, refinement: str) -> list[int]:
        """An assessment and a refinement that are known already, without their tags.

        Args:
            assessment: One sentence.
            refinement: One instruction.
        """
        known = self._prompter.labelled(ASSESSMENT, assessment)
        return [*known, *self._prompter.labelled(REFINEMENT, refinement)]


def _text_rule(prompter: Prompter, limits: Limits, stops: tuple[str, ...]) -> TextRule:
    """Rule of a text that ends at any of ``stops``, at a closing tag or at ``<eos>``."""
    tokenizer, v = prompter.tokenizer, prompter.vocabulary
    singles = (tokenizer.token_id(text) for text in stops)
    stop_ids = frozenset({v.eos, *(i for i in singles if i is not None)})
    forbidden: NDArray[Any] = np.zeros(v.size, dtype=np.bool_)
    forbidden[list(tokenizer.control_ids - stop_ids)] = True
    lines = tuple(text for text in stops if text == '\n')
    # No sentence holds '[/': whatever the tag, the text is over.
    return TextRule(stop_ids, (*lines, '[/'), forbidden, limits.max_text)
