# SPDX-License-Identifier: Apache-2.0
"""Total parser of interleaved traces: any ids give a typed result, never an exception."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from irgm_ros.language.templates import Plans, is_acceptance
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from irgm_ros.types import IntArray

# Motion tokens become single characters of a private-use plane, so that one string holds all.
_START, _END = '\U000f0000', '\U000f0001'
_CODE = 0xF0002
_PLANE = f'{_START}-\U000ffffd'
_CODES = f'[{chr(_CODE)}-\U000ffffd]'
_FOREIGN = re.compile(f'[{_PLANE}]')
_SPAN = re.compile(f'{_START}({_CODES}*)({_END}?)')
_TEXT = f'([^{_PLANE}]*?)'


@dataclass(frozen=True)
class ParsedRound:
    """One generation with what was said of it.

    Attributes:
        codes: (T, C) motion codes, T >= 1.
        assessment: Empty if there is none.
        refinement: Empty if there is none.
        accepted: The refinement says that nothing is to be refined, or the finishing plan
            or the end of thinking follows.
    """

    codes: IntArray
    assessment: str
    refinement: str
    accepted: bool


@dataclass(frozen=True)
class ParsedTrace:
    """What a trace holds.

    Attributes:
        analysis: Empty if there is none.
        rounds: Generations with at least one whole step, in their order.
        complete: Whether the trace follows the grammar to its end.
        problems: What departs from the grammar; empty exactly if ``complete``.
    """

    analysis: str
    rounds: tuple[ParsedRound, ...]
    complete: bool
    problems: tuple[str, ...]


def parse_trace(
    ids: Sequence[int], tokenizer: TextTokenizer, vocabulary: Vocabulary, plans: Plans
) -> ParsedTrace:
    """Read a trace.

    Args:
        ids: Completion, with or without its prompt; any integers.
        tokenizer: Its text tokenizer.
        vocabulary: Its token id offsets.
        plans: Its plan sentences.
    """
    problems: list[str] = []
    text = _flatten(ids, tokenizer, vocabulary, problems)
    spans = list(_SPAN.finditer(text))
    analysis = _analysis(text[: spans[0].start()] if spans else text, problems)
    rounds = []
    for index, span in enumerate(spans):
        after = text[span.end() : spans[index + 1].start() if index + 1 < len(spans) else None]
        codes = _codes(span, vocabulary, f'motion {index}', problems)
        if len(codes):
            rounds.append(_round(codes, after, plans))
    if not rounds:
        problems.append('no round')
    if not problems and not _follows_grammar(text, plans):
        problems.append('text or tags between the motions depart from the grammar')
    return ParsedTrace(analysis, tuple(rounds), not problems, tuple(problems))


def _flatten(
    ids: Sequence[int], tokenizer: TextTokenizer, vocabulary: Vocabulary, problems: list[str]
) -> str:
    """Ids as one string, from the opening tag to ``<eos>``."""
    parts: list[str] = []
    run: list[int] = []

    def flush() -> None:
        parts.append(_FOREIGN.sub('\ufffd', tokenizer.decode(run)) if run else '')
        run.clear()

    for token in map(int, ids):
        if token == vocabulary.eos:
            break
        if not 0 <= token < vocabulary.size:
            problems.append(f'id {token} outside 0..{vocabulary.size - 1}')
        elif token in (vocabulary.motion_start, vocabulary.motion_end):
            flush()
            parts.append(_START if token == vocabulary.motion_start else _END)
        elif vocabulary.is_code(token):
            flush()
            parts.append(chr(_CODE + token - vocabulary.motion_offset))
        elif token in tokenizer.control_ids:
            flush()
            parts.append(tokenizer.decode([token]).strip())
        else:
            run.append(token)
    flush()
    text = ''.join(parts)
    return text[max(text.find('<think>'), 0) :]


def _analysis(head: str, problems: list[str]) -> str:
    """Text between the analysis tags; what there is of it if they do not close."""
    _, opened, rest = head.partition('[analyze]')
    inside, closed, _ = rest.partition('[/analyze]')
    if not (opened and closed):
        problems.append('analysis not opened' if not opened else 'analysis not closed')
    return inside.strip()


def _codes(
    span: re.Match[str], vocabulary: Vocabulary, where: str, problems: list[str]
) -> IntArray:
    """The whole legal steps at the head of a motion span, (T, C)."""
    books, size = vocabulary.codebooks, vocabulary.codebook_size
    flat: list[int] = []
    for position, char in enumerate(span[1]):
        code = ord(char) - _CODE - position % books * size
        if not 0 <= code < size:
            problems.append(f'{where}: no code of codebook {position % books} at {position}')
            break
        flat.append(code)
    if not span[2]:
        problems.append(f'{where}: not closed')
    if len(flat) % books:
        problems.append(f'{where}: last step is cut')
    if len(flat) < books:
        problems.append(f'{where}: empty')
    steps = len(flat) // books
    return np.array(flat[: steps * books], dtype=np.int64).reshape(steps, books)


def _round(codes: IntArray, after: str, plans: Plans) -> ParsedRound:
    """What the text after a motion says of it."""
    inside, _, rest = after.partition('[assess]')[2].partition('[/assess]')
    assessment, _, refinement = inside.partition('\nRefinement:')
    refinement = refinement.strip()
    assessment = assessment.strip().removeprefix('Assessment:').strip()
    stops = f'[plan]{plans.finish}[/plan]' in rest or '</think>' in rest
    return ParsedRound(codes, assessment, refinement, stops or is_acceptance(refinement))


def _follows_grammar(text: str, plans: Plans) -> bool:
    """Whether ``text`` is a sentence of the trace grammar."""

    def plan(*sentences: str) -> str:
        return f'\\[plan\\](?:{"|".join(map(re.escape, sentences))})\\[/plan\\]\n'

    head = f'<think>{plan(plans.analysis)}\\[analyze\\]{_TEXT}\\[/analyze\\]\n'
    assess = f'\\[assess\\]Assessment:{_TEXT}\nRefinement:{_TEXT}\\[/assess\\]\n'
    motion = f'\\[generate\\]{_START}{_CODES}+{_END}\\[/generate\\]\n'
    step = motion + plan(plans.assessment) + assess
    more, last = plan(plans.refinement), plan(plans.finish)
    at = re.match(head + plan(plans.generation), text)
    while at:
        end = at.end()
        if re.compile(f'{step}{last}</think>\\s*').fullmatch(text, end):
            return True
        at = re.compile(step + more).match(text, end)
    return False
