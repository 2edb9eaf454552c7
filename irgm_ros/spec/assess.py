# SPDX-License-Identifier: Apache-2.0
"""Assessment and refinement texts that follow from what the checkers measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from irgm_ros.spec.canonical import STEPPED, SUBJECT, attribute_words, canonical, clause
from irgm_ros.spec.command import (
    GESTURES,
    AttributeResult,
    CheckReport,
    Command,
    Part,
    attributes_of,
)
from irgm_ros.spec.inflect import NUMBER_WORDS
from irgm_ros.spec.wording import ADVICE, APPROVALS, DEGREES, FAULTS, SUBJECTS

NO_REFINEMENT = 'No refinements needed.'
_MAX_FAILURES, _MAX_WORDS, _MAX_REFINEMENT_WORDS = 3, 25, 20
# From less to more, for what cannot be compared as numbers.
_RANKS: Mapping[str, Sequence[str]] = {
    'speed': ('slow', 'normal', 'fast'),
    'height': ('low', 'medium', 'high'),
    'depth': ('slight', 'medium', 'deep'),
}

Sentences = tuple[str, str]
Fields = dict[str, str]


def assess(
    command: Command, report: CheckReport, shown: Command | None, rng: np.random.Generator
) -> Sentences:
    """Say how a motion compares with a command and what to change.

    Args:
        command: What was wanted.
        report: What the checkers measured.
        shown: What the motion shows instead, where known; named when an action is missing.
        rng: Chooses between the sentence forms of `irgm_ros.spec.wording`.

    Returns:
        Assessment (at most about 25 words) and refinement (at most about 20), naming at most
        the first three failures.
    """
    if report.ok:
        return _pick(APPROVALS, rng).format(_summary(command)), NO_REFINEMENT
    failures = relevant(report)[:_MAX_FAILURES]
    instead = _instead(command, shown)
    subject = _pick(SUBJECTS, rng)
    faults: dict[str, None] = {}  # two steps may lack the same action
    advice: dict[str, None] = {}
    for index, result in enumerate(failures):
        kind, fields = _described(command, result, instead)
        fields['subject'] = subject if index == 0 else 'It'
        fields['subject_low'] = _lower(fields['subject'])
        faults[_upper(_pick(FAULTS[kind], rng).format(**fields))] = None
        advice[_upper(_pick(ADVICE[kind], rng).format(**fields))] = None
    return _within(list(faults), _MAX_WORDS), _within(list(advice), _MAX_REFINEMENT_WORDS)


def relevant(report: CheckReport) -> list[AttributeResult]:
    """Failures without those that merely follow from a missing action."""
    missing = {(r.step, r.action) for r in report.failures if r.name == 'present'}
    steps = {step for step, _ in missing}
    kept = []
    for result in report.failures:
        if result.name == 'order':
            follows = result.step in steps or result.step - 1 in steps
        elif result.name == 'together':
            follows = result.step in steps
        else:
            follows = result.name != 'present' and (result.step, result.action) in missing
        if not follows:
            kept.append(result)
    return kept


def _pick(options: Sequence[str], rng: np.random.Generator) -> str:
    return options[int(rng.random() * len(options))]


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _within(sentences: list[str], limit: int) -> str:
    text = sentences[0]
    for sentence in sentences[1:]:
        if len(f'{text} {sentence}'.split()) <= limit:
            text = f'{text} {sentence}'
    return text


def _summary(command: Command) -> str:
    text = canonical(command).removeprefix(SUBJECT)
    if len(text.split()) <= _MAX_WORDS - 6:
        return text
    return ', then '.join(' while '.join(_named(step.parts)) for step in command.steps) + '.'


def _named(parts: tuple[Part, ...]) -> list[str]:
    return [
        clause(Part(part.action), 'third' if index == 0 else 'gerund')
        for index, part in enumerate(parts)
    ]


def _instead(command: Command, shown: Command | None) -> list[Part]:
    """Parts that the motion shows and nobody asked for."""
    wanted = {part.action for part in command.parts}
    return [] if shown is None else [part for part in shown.parts if part.action not in wanted]


def _described(
    command: Command, result: AttributeResult, instead: list[Part]
) -> tuple[str, Fields]:
    """Which sentence forms fit one failure, and their fields."""
    parts = command.steps[result.step].parts
    if result.name == 'together':
        body, gesture = (Part(part.action) for part in parts)
        return 'together', {**_forms(gesture), 'body_doing': clause(body, 'gerund')}
    part = next(part for part in parts if part.action is result.action)
    fields = _forms(Part(part.action))
    if result.name == 'present':
        return _missing(part, result, instead, fields)
    if result.name == 'order':
        before = Part(command.steps[result.step - 1].parts[0].action)
        return 'order', {
            **fields,
            'before': clause(before, 'base'),
            'before_doing': clause(before, 'gerund'),
        }
    given: dict[str, Any] = {result.name: result.wanted}
    fields['full'] = clause(Part(part.action, **given), 'base')
    if result.measured is None:
        return 'not_so', fields
    if result.name == 'side':
        return _side(part, result, fields)
    fields['wanted'] = _short(part, result)
    return _compared(part, result, fields)


def _forms(part: Part) -> Fields:
    return {
        'do': clause(part, 'base'),
        'does': clause(part),
        'doing': clause(part, 'gerund'),
        'full': clause(part, 'base'),
    }


def _missing(
    part: Part, result: AttributeResult, instead: list[Part], fields: Fields
) -> tuple[str, Fields]:
    if result.measured == 'travelling':
        return 'travelling', fields
    fields['full'] = clause(part, 'base')
    # A gesture is mistaken for a gesture, a body action for a body action, each only once.
    alike = [p for p in instead if (p.action in GESTURES) == (part.action in GESTURES)]
    if not alike:
        return 'missing', fields
    instead.remove(alike[0])
    other = Part(alike[0].action)
    return 'instead', {**fields, 'other': clause(other), 'othering': clause(other, 'gerund')}


def _side(part: Part, result: AttributeResult, fields: Fields) -> tuple[str, Fields]:
    fields['wanted'] = 'both' if result.wanted == 'both' else f'the {result.wanted}'
    if result.measured not in attributes_of(part.action)['side']:
        return 'wrong_side', fields
    seen: dict[str, Any] = {'side': result.measured}
    return 'side', {**fields, 'shown': clause(Part(part.action, **seen))}


def _short(part: Part, result: AttributeResult) -> str:
    """What is wanted, where the noun stands beside it: "three", "90 degrees", "fast"."""
    if result.name == 'count':
        return NUMBER_WORDS[int(str(result.wanted))]
    return attribute_words(part, result.name, result.wanted)


def _compared(part: Part, result: AttributeResult, fields: Fields) -> tuple[str, Fields]:
    """A failure whose measured value is known: what is seen, and in which sense it is off."""
    name, kind = result.name, result.name
    if name == 'count':
        count = int(str(result.measured))
        few = count <= max(NUMBER_WORDS)
        seen = attribute_words(part, 'count', count) if few else 'too many times'
        more = count < int(str(result.wanted))
    elif name == 'angle_deg':
        angle, wanted = abs(float(str(result.measured))), int(str(result.wanted))
        nearest, more = 45 * round(angle / 45), angle < wanted
        seen = f'{nearest} degrees'
        kind = 'angle_near' if nearest == wanted else 'angle_deg'
    elif name in _RANKS:
        ranks = _RANKS[name]
        if result.measured not in ranks:
            return 'not_so', fields
        more = ranks.index(str(result.measured)) < ranks.index(str(result.wanted))
        seen = attribute_words(part, name, result.measured)
    else:
        fields['seen'] = attribute_words(part, name, result.measured)
        return kind, fields
    degree, change = DEGREES[name][more]
    if name == 'count' and part.action in STEPPED:
        degree = 'too few steps' if more else 'too many steps'
        change = 'More steps' if more else 'Fewer steps'
    return kind, {
        **fields,
        'seen': seen,
        'degree': degree,
        'degree_start': _upper(degree),
        'degree_adjective': degree.replace('slowly', 'slow'),
        'change': change,
        'change_low': _lower(change),
    }
