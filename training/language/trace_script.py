# SPDX-License-Identifier: Apache-2.0
"""The trace grammar as a script that sampling follows: what is forced, and what may be chosen.

A script is a generator. It yields ids that are forced, or the number of a rule, and gets back the
id that was drawn under that rule; `training.language.batch_sampler` runs many side by side. The
runtime forces the same ids (`irgm_ros.language.speakers`), so what is trained is what will run.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.language.grammar import Grammar, Limits
from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import is_acceptance

Script = Generator[list[int] | int, int, None]

_TAGS = ('[/analyze]', '[generate]', '[/generate]', '[assess]', '[/assess]', '[plan]', '\n')


@dataclass(frozen=True)
class Rules:
    """Which tokens may be drawn where, as rows of one table.

    Attributes:
        table: (R, V) True where a token may be drawn.
        analysis: Row of the analysis, which ends with its closing tag.
        assessment: Row of an assessment, which ends with the line break.
        refinement: Row of a refinement, which ends with its closing tag.
        plan: Row of the first word in which the two plans differ.
        books: Rows of the motion codes, one for each codebook.
        close: Row of a motion that is long enough to end.
    """

    table: NDArray[np.bool_]
    analysis: int
    assessment: int
    refinement: int
    plan: int
    books: tuple[int, ...]
    close: int


class TraceScripts:
    """Makes scripts for one vocabulary and set of templates.

    Attributes:
        rules: Rules that the scripts refer to.
        grammar: Forced segments.
    """

    def __init__(self, prompter: Prompter, limits: Limits) -> None:
        """Build the rules.

        Args:
            prompter: Renders the segments as in training.
            limits: Bounds of texts, motions and rounds.

        Raises:
            ValueError: The tokenizer splits a tag; then texts would not end at one token.
        """
        split = [tag for tag in _TAGS if len(prompter.tag(tag)) != 1]
        if split:
            raise ValueError(f'the tokenizer splits {split}; each tag has to be one token')
        self._prompter, self._limits = prompter, limits
        self.grammar = Grammar(prompter, limits)
        self.rules = _rules(prompter, self.grammar)
        finish, refine = self.grammar.finish, self.grammar.refine
        pairs = zip(finish, refine, strict=False)
        self._common = next(place for place, (a, b) in enumerate(pairs) if a != b)

    def opening(self, caption: str, analysis: str | None = None) -> list[int]:
        """What stands before the first choice of a script.

        Args:
            caption: The command.
            analysis: Forced up to the first ``<Motion>``; None lets the model write it.
        """
        g, prompter = self.grammar, self._prompter
        ids = [*prompter.prompt('irmogen', caption), *g.opening]
        if analysis is None:
            return ids
        return [*ids, *prompter.tokenizer.encode(analysis), *g.analysed, *g.generate]

    def motion(self) -> Script:
        """One motion, from ``<Motion>`` (already written) to ``</Motion>``."""
        v, rules = self._prompter.vocabulary, self.rules
        for step in range(self._limits.max_steps):
            for book, rule in enumerate(rules.books):
                may_end = book == 0 and step >= self._limits.min_steps
                if (yield rules.close if may_end else rule) == v.motion_end:
                    return
        yield [v.motion_end]

    def trace(self) -> Script:
        """A whole trace, from the analysis on; one that is never accepted just breaks off."""
        g, rules = self.grammar, self.rules
        yield from self._text(rules.analysis, g.analysed[0])
        yield g.analysed[1:]
        for _ in range(self._limits.max_rounds):
            yield g.generate
            yield from self.motion()
            yield [*g.generated[1:], *g.assessment]
            yield from self._text(rules.assessment, g.refinement[0])
            yield g.refinement[1:]
            refinement = yield from self._text(rules.refinement, g.assessed[0])
            yield g.assessed[1:]
            accepted = is_acceptance(self._prompter.tokenizer.decode(refinement))
            if accepted or (yield from self._finishes()):
                yield [*(g.finish if accepted else ()), *g.planned, *g.end]
                return
            yield g.planned

    def _text(self, rule: int, end: int) -> Generator[list[int] | int, int, list[int]]:
        """A free text with the token that ends it; its ids without that token."""
        ids: list[int] = []
        while len(ids) < self._limits.max_text:
            token = yield rule
            if token == end:
                return ids
            ids.append(token)
        yield [end]
        return ids

    def _finishes(self) -> Generator[list[int] | int, int, bool]:
        """Choose a plan by its first own word; the rest of it is forced."""
        finish, refine = self.grammar.finish, self.grammar.refine
        yield finish[: self._common]
        chosen = (yield self.rules.plan) == finish[self._common]
        yield (finish if chosen else refine)[self._common + 1 :]
        return chosen


def _rules(prompter: Prompter, grammar: Grammar) -> Rules:
    v = prompter.vocabulary
    plain = np.ones(v.size, np.bool_)
    plain[[*prompter.tokenizer.control_ids, *prompter.newline()]] = False
    rows: list[NDArray[np.bool_]] = []

    def row(base: NDArray[np.bool_], *more: int) -> int:
        allowed = base.copy()
        allowed[list(more)] = True
        rows.append(allowed)
        return len(rows) - 1

    nothing = np.zeros(v.size, np.bool_)
    texts = [
        row(plain, end)
        for end in (grammar.analysed[0], grammar.refinement[0], grammar.assessed[0])
    ]
    first = next((a, b) for a, b in zip(grammar.finish, grammar.refine, strict=False) if a != b)
    plan = row(nothing, *first)
    size = v.codebook_size
    starts = [v.motion_offset + book * size for book in range(v.codebooks)]
    books = tuple(row(nothing, *range(start, start + size)) for start in starts)
    close = row(nothing, v.motion_end, *range(starts[0], starts[0] + size))
    return Rules(np.stack(rows), texts[0], texts[1], texts[2], plan, books, close)
