# SPDX-License-Identifier: Apache-2.0
"""Which event of a motion stands for which part of a command, and how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from irgm_ros.checks import levels
from irgm_ros.checks.events import Event, frames
from irgm_ros.checks.observed import ANY_LIMB, Observed
from irgm_ros.checks.steps import travel
from irgm_ros.spec.command import (
    CARRIERS,
    GESTURES,
    Action,
    AttributeResult,
    Command,
    Part,
    Step,
    attributes_of,
)

ORDER_SLACK = frames(0.4)  # how far a step may begin before the one before it is over
TOGETHER = 0.4  # least common share of the shorter one of body part and gesture
STAND_SHARE = frames(1.0)  # least time of standing beside another step
STANDING_SHARE = 0.55  # least part of a motion that is standing if nothing else is wanted
STAY = 0.7  # [m] a gesture alone is done on the spot
# [deg]; half way to the next angle that has a name, and a bit of common ground from 180 on.
ANGLE_SLACK = {45: 20, 90: 20, 135: 20, 180: 26, 270: 30, 360: 35}
CANDIDATES = 6  # events of one action that are tried for a part

Choice = tuple[Event | None, ...]  # one event, or nothing, for each part of a step


@dataclass(frozen=True)
class _Match:
    """Best events up to some step: their score and the choice for each step."""

    score: float
    choices: tuple[Choice, ...]


def measure(part: Part, event: Event | None, extra: int = 0) -> list[tuple[str, object, bool]]:
    """Asked attributes of a part as (name, measured, ok).

    Args:
        part: What is wanted.
        event: What stands for it; None if nothing does.
        extra: Further repetitions beside the event.
    """
    rows: list[tuple[str, object, bool]] = []
    for name in attributes_of(part.action):
        wanted = getattr(part, name)
        if wanted is None:
            continue
        measured = None if event is None else _value(name, wanted, event, extra)
        rows.append((name, measured, measured is not None and _fits(name, wanted, measured)))
    return rows


def _value(name: str, wanted: object, event: Event, extra: int) -> object:
    """What an event shows for an attribute: what is wanted, if that is one of the words for it."""
    if name == 'count':
        return event.count + extra
    shown = levels.names(name, event)
    return wanted if wanted in shown else next(iter(shown), None)


def _fits(name: str, wanted: object, measured: object) -> bool:
    """Whether a measured value is what is wanted."""
    if name == 'angle_deg' and isinstance(wanted, int) and isinstance(measured, int):
        return abs(measured - wanted) <= ANGLE_SLACK[wanted]
    return measured == wanted


def is_after(choice: Choice, before: Choice) -> bool | None:
    """Whether a step comes after the one before it; None if one of them is missing.

    Standing goes on before and after whatever is done on the spot, so it only has to be there for
    a while at the right end of the other step.
    """
    first, second = _timed(before), _timed(choice)
    if not first or not second:
        return None
    ends, starts = max(e.end for e in first), min(e.start for e in second)
    if first[0].action is Action.STAND:
        return starts >= first[0].start + STAND_SHARE
    if second[0].action is Action.STAND:
        return ends <= second[0].end - STAND_SHARE
    return starts >= ends - ORDER_SLACK


def _timed(choice: Choice) -> list[Event]:
    """Events of a step that say when it happens: standing counts only if there is nothing else."""
    events = [event for event in choice if event is not None]
    return [e for e in events if e.action is not Action.STAND] or events


def are_together(choice: Choice) -> bool | None:
    """Whether body part and gesture overlap in time; None if one of them is missing."""
    first, second = choice
    if first is None or second is None:
        return None
    return first.overlap(second) >= TOGETHER * min(first.length, second.length)


def match(command: Command, observed: Observed) -> tuple[Choice, ...]:
    """Choose events for all parts so that as many attributes as possible hold.

    Dynamic programming over the steps: the order links neighbours only.
    """
    best = [_Match(0.0, ())]
    for step in command.steps:
        found: list[_Match] = []
        for choice in _choices(step, observed):
            own = _score(step, choice)
            options = (
                _Match(m.score + own + _order_score(choice, m.choices), (*m.choices, choice))
                for m in best
            )
            found.append(max(options, key=lambda m: m.score))
        best = found
    return max(best, key=lambda m: m.score).choices


def _choices(step: Step, observed: Observed) -> list[Choice]:
    options = []
    for part in step.parts:
        events = observed.events(part.action, any_side=part.side is None)
        ranked = sorted(events, key=lambda e: -_part_score(part, e))
        options.append([*ranked[:CANDIDATES], None])
    return list(product(*options))


def _part_score(part: Part, event: Event | None) -> float:
    if event is None:
        return 0.0
    # A longer event is the better one of two that fit alike.
    return 10.0 + 3.0 * sum(ok for _, _, ok in measure(part, event)) + event.length * 1e-4


def _score(step: Step, choice: Choice) -> float:
    score = sum(_part_score(p, e) for p, e in zip(step.parts, choice, strict=True))
    return score + (2.0 if len(choice) == 2 and are_together(choice) else 0.0)


def _order_score(choice: Choice, before: tuple[Choice, ...]) -> float:
    if not before:
        return 0.0
    if any(event is not None and event in before[-1] for event in choice):
        return -100.0  # one event cannot stand for two steps
    return 4.0 if is_after(choice, before[-1]) else 0.0


def extra_count(event: Event, chosen: tuple[Choice, ...], observed: Observed, part: Part) -> int:
    """Repetitions of a counted action that no part accounts for, next to this event."""
    every = [e for choice in chosen for e in choice if e is not None]
    used = [e for e in every if e.action is event.action]
    # A gesture may go along with a carrier and is not part of it; steps may be part of a circle.
    gesture, any_limb = event.action in GESTURES, event.action in ANY_LIMB
    rest = [e for e in every if e.action is not event.action]
    rest = [e for e in rest if e.action not in (CARRIERS if gesture else (Action.STAND,))]
    total = 0
    for other in observed.events(event.action, any_side=part.side is None):
        inside = any(other.start >= u.start and other.end <= u.end for u in used if u != event)
        alike = other.direction == event.direction and (any_limb or other.side == event.side)
        # What belongs to another wanted action, like hands going up to salute, is not counted.
        explained = any(other.overlap(r) > 0.3 * other.length for r in rest)
        if other in used or inside or explained or not alike:
            continue
        total += other.count if min(used, key=lambda u: _gap(u, other)) == event else 0
    return total


def _gap(one: Event, other: Event) -> int:
    """Frames between two events."""
    return max(one.start - other.end, other.start - one.end, 0)


def in_place(part: Part, event: Event, observed: Observed, alone: bool) -> bool:
    """Whether the body keeps its place while somebody stands or only moves the arms.

    Args:
        part: Standing, or a gesture without a body part.
        event: What stands for it.
        observed: The motion.
        alone: The command has nothing else, so all of the motion must stay in place.
    """
    frame_count = observed.signals.frames
    if part.action is Action.STAND and alone:
        standing = sum(e.length for e in observed.events(Action.STAND))
        return standing >= STANDING_SHARE * frame_count
    first, last = (0, frame_count - 1) if alone else (event.start, event.end)
    return travel(observed.signals, first, last) <= STAY


def results(command: Command, observed: Observed) -> list[AttributeResult]:
    """Every asked attribute of a command, wanted against measured."""
    chosen = match(command, observed)
    found: list[AttributeResult] = []
    for k, (step, choice) in enumerate(zip(command.steps, chosen, strict=True)):
        for part, event in zip(step.parts, choice, strict=True):
            alone = len(command.steps) == 1
            resting = part is step.body and part.action is Action.STAND
            ok = event is not None
            word: object = True if ok else None
            if event is not None and (resting or step.body is None):
                ok = in_place(part, event, observed, alone)
                word = True if ok else 'travelling'
            found.append(AttributeResult(k, part.action, 'present', True, word, ok))
            extra = 0 if event is None else extra_count(event, chosen, observed, part)
            found += [
                AttributeResult(k, part.action, name, getattr(part, name), value, fits)
                for name, value, fits in measure(part, event, extra)
            ]
        found += _relations(k, step, choice, chosen)
    return found


def _relations(
    k: int, step: Step, choice: Choice, chosen: tuple[Choice, ...]
) -> list[AttributeResult]:
    """Results on time: after the step before, gesture while body part."""
    found = []
    action = step.parts[0].action
    if k > 0:
        after = is_after(choice, chosen[k - 1])
        words = {None: None, True: 'after', False: 'before'}
        found.append(AttributeResult(k, action, 'order', 'after', words[after], bool(after)))
    if len(choice) == 2:
        same = are_together(choice)
        found.append(AttributeResult(k, action, 'together', True, same, bool(same)))
    return found
