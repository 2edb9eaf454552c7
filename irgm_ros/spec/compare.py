# SPDX-License-Identifier: Apache-2.0
"""Two commands side by side: what one asks for and the other does not show."""

from __future__ import annotations

from collections.abc import Sequence

from irgm_ros.spec.command import AttributeResult, CheckReport, Command, Part, Step, attributes_of

_SAME_ACTION = 10  # outweighs any number of attributes that agree


def compare(wanted: Command, shown: Command) -> CheckReport:
    """Compare what is wanted with what a motion is said to show.

    What ``shown`` leaves open contradicts nothing; what it shows beyond ``wanted`` does neither.

    Args:
        wanted: What is asked for.
        shown: What is seen.

    Returns:
        A result for each part and each attribute that ``wanted`` names, as of the checkers.
    """
    results: list[AttributeResult] = []
    aligned = _aligned(wanted, shown)
    spare = [step for j, step in enumerate(shown.steps) if j not in aligned]
    for k, (step, j) in enumerate(zip(wanted.steps, aligned, strict=True)):
        here = [] if j is None else [shown.steps[j]]
        found = [_alike(part, here) for part in step.parts]
        elsewhere = [_alike(part, [*here, *spare]) for part in step.parts]
        for part, seen in zip(step.parts, elsewhere, strict=True):
            results += _of_part(k, part, seen)
        if k > 0 and not any(found) and any(elsewhere):
            results.append(_failed(k, step, 'order', 'after', 'before'))
        elif len(step.parts) == 2 and not all(found) and all(elsewhere):
            results.append(_failed(k, step, 'together', True, False))
    return CheckReport(tuple(results))


def entails(shown: Command, said: Command) -> bool:
    """Whether what shows one command also shows another, step by step.

    Args:
        shown: What is there.
        said: What it must have; what this leaves open may be anything.
    """
    return len(shown.steps) == len(said.steps) and all(
        len(a.parts) == len(b.parts) and all(map(_covers, a.parts, b.parts))
        for a, b in zip(shown.steps, said.steps, strict=True)
    )


def _covers(shown: Part, said: Part) -> bool:
    """Whether a part has the action of another, and its attributes where it names them."""
    return shown.action is said.action and all(
        getattr(said, name) in (None, getattr(shown, name)) for name in attributes_of(said.action)
    )


def _failed(k: int, step: Step, name: str, wanted: object, seen: object) -> AttributeResult:
    return AttributeResult(k, step.parts[0].action, name, wanted, seen, False)


def _of_part(step: int, part: Part, shown: Part | None) -> list[AttributeResult]:
    """Whether a part is there, and as it should be."""
    present = True if shown is not None else None
    results = [AttributeResult(step, part.action, 'present', True, present, shown is not None)]
    for name in attributes_of(part.action):
        asked = getattr(part, name)
        if asked is not None:
            seen = None if shown is None else getattr(shown, name)
            fits = shown is not None and seen in (None, asked)
            results.append(AttributeResult(step, part.action, name, asked, seen, fits))
    return results


def _aligned(wanted: Command, shown: Command) -> list[int | None]:
    """For each wanted step the shown one that stands for it, in the same order."""
    rows, columns = len(wanted.steps), len(shown.steps)
    best: list[list[tuple[int, list[int | None]]]] = [[(0, [])] * (columns + 1)]
    for i, step in enumerate(wanted.steps):
        line: list[tuple[int, list[int | None]]] = []
        for j in range(columns + 1):
            options = [(best[i][j][0], [*best[i][j][1], None])]
            if j > 0:
                options.append(line[j - 1])
                alike = _likeness(step, shown.steps[j - 1])
                if alike:
                    score, chosen = best[i][j - 1]
                    options.append((score + alike, [*chosen, j - 1]))
            line.append(max(options, key=lambda option: option[0]))
        best.append(line)
    return best[rows][columns][1]


def _likeness(a: Step, b: Step) -> int:
    """How well a step stands for another; 0 if they share no action."""
    score = 0
    for part in a.parts:
        other = _alike(part, [b])
        if other is not None:
            agreeing = [getattr(part, n) == getattr(other, n) for n in attributes_of(part.action)]
            score += _SAME_ACTION + sum(agreeing)
    return score


def _alike(part: Part, steps: Sequence[Step]) -> Part | None:
    """The first part of some steps with the same action."""
    parts = (other for step in steps for other in step.parts)
    return next((other for other in parts if other.action is part.action), None)
