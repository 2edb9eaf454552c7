# SPDX-License-Identifier: Apache-2.0
"""Puts the steps of a command into the order of time, each of them once.

People tell steps backwards ("before you bow, clap") and say a step twice to add to it ("clap, five
claps, please").
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from irgm_ros.spec.command import GESTURES, Part, Step, attributes_of

_THEN = frozenset({'then', 'next', 'afterwards', 'after that', 'followed by', 'finally', 'lastly'})
_BEFORE, _AFTER = 'before', 'after'
# Connectives that say more about the order than "next": with them only the model reads on.
_PLACED = frozenset({'first', 'start by', 'begin by', 'start with', 'begin with'})
_LAST = frozenset({'finish by', 'finish with', 'end by', 'end with', 'finally', 'lastly'})


@dataclass(frozen=True)
class Said:
    """One step as it was said.

    Attributes:
        run: Connectives before it.
        parts: Its body action, its gesture, or both.
        state: Whether it began with "with".
    """

    run: tuple[str, ...]
    parts: list[Part]
    state: bool = False


def ordered(said: list[Said]) -> list[Said] | None:
    """The steps in the order of time; None if they are told in a way that is not sure."""
    runs = [step.run for step in said]
    back = (_BEFORE in runs[0], any(_AFTER in run for run in runs[1:]))
    last_first = bool(_LAST & set(runs[0])), any(run[-1] in _PLACED for run in runs[1:] if run)
    if len(said) > 1 and _AFTER in runs[1] and len(runs[1]) > 1 and len(said) > 2:
        back = (back[0], any(_AFTER in run for run in runs[2:]))  # "nod, and after nodding, bow"
    if any(_BEFORE in run and run != (_BEFORE,) for run in runs[1:]):
        return None  # "wave, and before you bow, clap": before what is it?
    if not any(back) and not any(last_first):
        return None if any(_LAST & set(run) for run in runs[:-1]) else said
    return said[::-1] if len(said) == 2 and any(back) != any(last_first) else None


def joined(said: list[Said]) -> list[Step]:
    """Steps without those that only say the one before again: "clap, clap", "clap, five claps".

    Raises:
        ValueError: A step has two actions of a kind.
    """
    steps: list[Step] = []
    at = 0
    while at < len(said):
        step, run = _step(said[at].parts), said[at].run
        times = 1
        while at + times < len(said) and said[at + times] == Said((), said[at].parts):
            times += 1
        counted = _counted(step, times)
        at += 1 if counted is None else times
        step = counted or step
        again = None if _THEN & set(run) else _restated(steps, step)
        if again is not None:
            steps[-1] = again
        elif not (_AFTER in run and steps[-1:] == [step]):  # "nod, and after nodding ..."
            steps.append(step)
    return steps


def _step(parts: list[Part]) -> Step:
    """One body action, one gesture, or both.

    Raises:
        ValueError: Two of a kind.
    """
    gestures = [part for part in parts if part.action in GESTURES]
    bodies = [part for part in parts if part.action not in GESTURES]
    if len(gestures) > 1 or len(bodies) > 1:
        raise ValueError('two actions of a kind at once')
    return Step(bodies[0] if bodies else None, gestures[0] if gestures else None)


def _counted(step: Step, times: int) -> Step | None:
    """A step said so many times ("jump, jump, jump") as one with a count; None if it has none."""
    if times == 1 or len(step.parts) != 1:
        return None
    (part,) = step.parts
    if part.count is not None or times not in attributes_of(part.action).get('count', ()):
        return None
    counted = replace(part, count=times)
    return Step(gesture=counted) if step.body is None else Step(body=counted)


def _restated(steps: list[Step], step: Step) -> Step | None:
    """The last step with what the next one adds to it: "clap, five claps" is one step."""
    if not steps:
        return None
    last = steps[-1]
    if last == step:
        bare = all(part == Part(part.action) for part in step.parts)
        return step if bare else None  # "dance a little, dance for me", but "turn left, turn left"
    bodies, gestures = (last.body, step.body), (last.gesture, step.gesture)
    shared = [pair for pair in (bodies, gestures) if None not in pair]
    if not shared or any(_merged(a, b) is None for a, b in shared):
        return None
    return Step(_merged(*bodies), _merged(*gestures))


def _merged(one: Part | None, other: Part | None) -> Part | None:
    """Two parts that do not contradict each other in one; None if they do."""
    if one is None or other is None:
        return one or other
    if one.action is not other.action:
        return None
    said = {}
    for name in attributes_of(one.action):
        values = {getattr(one, name), getattr(other, name)} - {None}
        if len(values) > 1:
            return None
        said[name] = next(iter(values), None)
    return Part(one.action, **said)
