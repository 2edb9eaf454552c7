# SPDX-License-Identifier: Apache-2.0
"""Assessment and refinement texts that follow from what the checkers measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from evaluation.spec import ALLOWED, GESTURES, AttributeResult, CheckReport, Command, Part
from training.text.canonical import (
    SUBJECT,
    canonical,
    clause,
    count_words,
    direction_words,
    speed_words,
)
from training.text.words import NUMBER_WORDS

NO_REFINEMENT = 'No refinements needed.'
_MAX_FAILURES, _MAX_WORDS, _MAX_REFINEMENT_WORDS = 3, 25, 20
_APPROVALS = ('The motion matches: it {}', 'The motion matches the command: it {}')
_SUBJECTS = ('The motion', 'This motion')

Sentences = tuple[str, str]


def assess(
    command: Command, report: CheckReport, shown: Command | None, rng: np.random.Generator
) -> Sentences:
    """Say how a motion compares with a command and what to change.

    Args:
        command: What was wanted.
        report: What the checkers measured.
        shown: What the motion shows instead, where known; named when an action is missing.
        rng: Chooses between the few sentence forms.

    Returns:
        Assessment (at most about 25 words) and refinement (at most about 20), naming at most
        the first three failures.
    """
    if report.ok:
        return _APPROVALS[int(rng.random() * 2)].format(_summary(command)), NO_REFINEMENT
    failures = relevant(report)[:_MAX_FAILURES]
    instead = _instead(command, shown)
    found = [_sentences(command, result, instead) for result in failures]
    subject = _SUBJECTS[int(rng.random() < 0.2)]
    said = dict.fromkeys(fault for fault, _ in found)  # two steps may lack the same action
    faults = [f'{subject if i == 0 else "It"} {fault}.' for i, fault in enumerate(said)]
    advice = dict.fromkeys(f'{text[0].upper()}{text[1:]}.' for _, text in found)
    return _within(faults, _MAX_WORDS), _within(list(advice), _MAX_REFINEMENT_WORDS)


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


def _sentences(command: Command, result: AttributeResult, instead: list[Part]) -> Sentences:
    """Fault (predicate in third person) and advice (imperative) for one failure."""
    parts = command.steps[result.step].parts
    part = next(part for part in parts if part.action is result.action)
    if result.name == 'present':
        return _missing(part, result, instead)
    if result.name == 'order':
        before = command.steps[result.step - 1].parts[0]
        return (
            f'{clause(Part(part.action))} too early',
            f'{clause(Part(before.action), "base")}, then {clause(Part(part.action), "base")}',
        )
    if result.name == 'together':
        body, gesture = (Part(p.action) for p in parts)
        return (
            f'does not {clause(gesture, "base")} while {clause(body, "gerund")}',
            f'{clause(gesture, "base")} while {clause(body, "gerund")}',
        )
    wanted = Part(part.action, **{result.name: result.wanted})  # type: ignore[arg-type]
    if result.measured is None:
        return f'does not {clause(wanted, "base")}', clause(wanted, 'base')
    return _FAULTS[result.name](part, result), clause(wanted, 'base')


def _missing(part: Part, result: AttributeResult, instead: list[Part]) -> Sentences:
    if result.measured == 'travelling':
        return f'moves away while {clause(Part(part.action), "gerund")}', 'stay in place'
    fault = f'does not {clause(Part(part.action), "base")}'
    # A gesture is mistaken for a gesture, a body action for a body action, each only once.
    alike = [p for p in instead if (p.action in GESTURES) == (part.action in GESTURES)]
    if alike:
        instead.remove(alike[0])
        fault += f' but {clause(Part(alike[0].action))}'
    return fault, clause(part, 'base')


def _side(part: Part, result: AttributeResult) -> str:
    wanted = 'both' if result.wanted == 'both' else f'the {result.wanted}'
    if result.measured not in ALLOWED[part.action].sides:
        return f'{clause(Part(part.action))} on the wrong side instead of {wanted}'
    seen = Part(part.action, side=result.measured)
    return f'{clause(seen)} instead of {wanted}'


def _count(part: Part, result: AttributeResult) -> str:
    seen, wanted = int(str(result.measured)), int(str(result.wanted))
    words = count_words(part, seen) if seen <= max(NUMBER_WORDS) else 'too many times'
    return f'{clause(Part(part.action))} {words} instead of {NUMBER_WORDS[wanted]}'


def _direction(part: Part, result: AttributeResult) -> str:
    seen = direction_words(part, str(result.measured))
    wanted = direction_words(part, str(result.wanted))
    return f'{clause(Part(part.action))} {seen} instead of {wanted}'


def _angle(part: Part, result: AttributeResult) -> str:
    seen, wanted = float(str(result.measured)), int(str(result.wanted))
    nearest = 45 * round(abs(seen) / 45)
    verb = clause(Part(part.action))
    if nearest == wanted:
        extent = 'too far' if abs(seen) > wanted else 'too little'
        return f'{verb} a bit {extent}, not {wanted} degrees'
    return f'{verb} {nearest} degrees instead of {wanted}'


def _speed(part: Part, result: AttributeResult) -> str:
    seen, wanted = speed_words(str(result.measured)), speed_words(str(result.wanted))
    return f'{clause(Part(part.action))} {seen} instead of {wanted}'


_FAULTS: Mapping[str, Callable[[Part, AttributeResult], str]] = {
    'side': _side,
    'count': _count,
    'direction': _direction,
    'angle_deg': _angle,
    'speed': _speed,
}
