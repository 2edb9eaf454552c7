# SPDX-License-Identifier: Apache-2.0
"""All events of one motion, found on demand and freed from what is part of something bigger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from irgm_ros.checks import (
    body,
    bouts,
    gestures,
    head,
    jumps,
    legs,
    levels,
    poses,
    reaching,
    turning,
    walking,
)
from irgm_ros.checks.events import Event, frames, merge
from irgm_ros.checks.kinematics import Signals
from irgm_ros.spec.command import GESTURES, MAX_STEPS, Action, Command, Part, Step, attributes_of

# Actions whose repetitions may change sides.
ANY_LIMB = frozenset({Action.PUNCH, Action.KICK, Action.LUNGE, Action.HOP})


class Observed:
    """What happens in one motion.

    Args:
        signals: Signals of the motion.
    """

    def __init__(self, signals: Signals) -> None:
        """Keep the signals; nothing is detected before it is asked for."""
        self.signals = signals
        self._found: dict[Action, list[Event]] = {}

    def events(self, action: Action, any_side: bool = False) -> list[Event]:
        """Events of an action in their order.

        Args:
            action: What to look for.
            any_side: Join repetitions on changing sides into one event.
        """
        if action not in self._found:
            self._found[action] = _DETECTORS[action](self)
        found = self._found[action]
        if any_side and action in ANY_LIMB:
            return merge(found, frames(1.5), lambda x, y: True)
        return found

    def all_of(self, *actions: Action) -> list[Event]:
        """Events of several actions, one action after the other."""
        return [event for action in actions for event in self.events(action)]

    @cached_property
    def hops(self) -> list[Event]:
        """Every single hop on one leg, those of skips included."""
        return jumps.single_hops(self.signals)

    @cached_property
    def leaps(self) -> list[Event]:
        """Jumps of any kind."""
        other = self.all_of(Action.JUMPING_JACK, Action.SKIP)
        return other + jumps.jumps(self.signals) + self.hops

    @cached_property
    def low(self) -> list[Event]:
        """Postures that lower the pelvis in a way of their own."""
        return self.all_of(Action.KNEEL, Action.LUNGE, Action.SIT)

    @cached_property
    def walks(self) -> list[bouts.Bout]:
        """Steps in one direction that are not part of a run."""
        busy, fast = self.leaps + self.low, self.events(Action.RUN)
        found = bouts.bouts(self.signals, busy, self.events(Action.CIRCLE))
        return [b for b in found if not _within(b.walk, fast, 0.4)]


def _within(event: Event, others: Iterable[Event], share: float) -> bool:
    """Whether one of the others covers more than a share of an event."""
    return any(event.overlap(other) > share * event.length for other in others)


def _waves(o: Observed) -> list[Event]:
    # A hand on its way to a held pose and back, or going round in a jumping jack.
    other = o.all_of(Action.SALUTE, Action.RAISE, Action.JUMPING_JACK)
    return [e for e in gestures.waves(o.signals) if not _within(e, other, 0.3)]


def _limps(o: Observed) -> list[Event]:
    # On a curve the inner leg takes the shorter steps.
    straight = [b for b in o.walks if not _within(b.walk, o.events(Action.CIRCLE), 0.4)]
    return walking.limps(o.signals, straight)


def _runs(o: Observed) -> list[Event]:
    return [e for e in walking.runs(o.signals) if not _within(e, o.events(Action.SKIP), 0.4)]


def _jumps(o: Observed) -> list[Event]:
    other = o.all_of(Action.JUMPING_JACK, Action.RUN) + o.hops
    return [e for e in jumps.jumps(o.signals) if not _within(e, other, 0.0)]


def _marches(o: Observed) -> list[Event]:
    busy = o.all_of(Action.KICK, Action.BALANCE, Action.RUN) + o.hops
    return walking.marches(o.signals, busy)


def _squats(o: Observed) -> list[Event]:
    return body.squats(o.signals, o.leaps + o.low + o.events(Action.DANCE))


def _bows(o: Observed) -> list[Event]:
    return body.bows(o.signals, o.all_of(Action.SQUAT, Action.REACH) + o.low + o.leaps)


def _leans(o: Observed) -> list[Event]:
    busy = o.all_of(Action.KICK, Action.BALANCE, Action.DANCE)
    return body.leans(o.signals, busy + o.leaps)


def _reaches(o: Observed) -> list[Event]:
    return reaching.reaches(o.signals, o.events(Action.SQUAT) + o.low + o.leaps)


def _balances(o: Observed) -> list[Event]:
    found = legs.balances(o.signals, o.hops)
    return [e for e in found if not _within(e, o.events(Action.KICK), 0.4)]


def _standings(o: Observed) -> list[Event]:
    other = [a for a in Action if a not in GESTURES and a is not Action.STAND]
    return body.standings(o.signals, o.all_of(*other))


def _beckons(o: Observed) -> list[Event]:
    return gestures.beckons(o.signals, o.all_of(Action.PUNCH, Action.CLAP))


_DETECTORS: dict[Action, Callable[[Observed], list[Event]]] = {
    Action.WALK: lambda o: [bout.walk for bout in o.walks],
    Action.RUN: _runs,
    Action.MARCH: _marches,
    Action.TURN: lambda o: turning.turns(o.signals, o.events(Action.CIRCLE)),
    Action.SQUAT: _squats,
    Action.JUMP: _jumps,
    Action.KICK: lambda o: legs.kicks(o.signals),
    Action.KNEEL: lambda o: body.kneelings(o.signals),
    Action.LUNGE: lambda o: body.lunges(o.signals, o.events(Action.KNEEL)),
    Action.BOW: _bows,
    Action.LEAN: _leans,
    Action.BALANCE: _balances,
    Action.JUMPING_JACK: lambda o: jumps.jumping_jacks(o.signals),
    Action.STAND: _standings,
    Action.TIPTOE: lambda o: walking.tiptoes(o.walks),
    Action.LIMP: _limps,
    Action.CIRCLE: lambda o: walking.circles(o.signals),
    Action.HOP: lambda o: jumps.hops(o.signals, o.hops, o.events(Action.SKIP)),
    Action.SKIP: lambda o: jumps.skips(o.signals, o.hops),
    Action.SIT: lambda o: body.sits(o.signals),
    Action.DANCE: lambda o: reaching.dances(o.signals),
    Action.REACH: _reaches,
    Action.WAVE: _waves,
    Action.RAISE: lambda o: poses.raises(o.signals),
    Action.POINT: lambda o: poses.points(o.signals, o.events(Action.REACH)),
    Action.PUNCH: lambda o: gestures.punches(o.signals),
    Action.CLAP: lambda o: gestures.claps(o.signals),
    Action.SALUTE: lambda o: poses.salutes(o.signals, o.events(Action.BLOCK)),
    Action.HANDS_ON_HIPS: lambda o: poses.hands_on_hips(o.signals),
    Action.CROSS_ARMS: lambda o: poses.crossed_arms(o.signals),
    Action.T_POSE: lambda o: poses.t_poses(o.signals),
    Action.FLAP: lambda o: gestures.flaps(o.signals),
    Action.BECKON: _beckons,
    Action.BLOCK: lambda o: poses.blocks(o.signals),
    Action.SHRUG: lambda o: head.shrugs(o.signals),
    Action.NOD: lambda o: head.nods(o.signals),
    Action.SHAKE_HEAD: lambda o: head.head_shakes(o.signals),
}
_HIDES: dict[Action, frozenset[Action]] = {
    Action.JUMPING_JACK: frozenset({Action.JUMP, Action.FLAP, Action.RAISE, Action.WAVE}),
    Action.RAISE: frozenset({Action.POINT}),
    Action.WAVE: frozenset({Action.POINT}),
    Action.FLAP: frozenset({Action.WAVE, Action.T_POSE, Action.RAISE}),
    Action.PUNCH: frozenset({Action.POINT}),
    Action.WALK: frozenset({Action.MARCH}),
    Action.RUN: frozenset({Action.WALK, Action.MARCH, Action.KICK, Action.JUMP, Action.TIPTOE}),
    Action.SALUTE: frozenset({Action.WAVE, Action.RAISE}),
    Action.CLAP: frozenset({Action.CROSS_ARMS}),
    Action.TIPTOE: frozenset({Action.WALK, Action.MARCH}),
    Action.LIMP: frozenset({Action.WALK, Action.MARCH}),
    Action.CIRCLE: frozenset({Action.WALK, Action.TURN}),
    Action.HOP: frozenset({Action.WALK, Action.KICK}),
    Action.SKIP: frozenset({Action.WALK, Action.MARCH, Action.KICK}),
    Action.DANCE: frozenset({Action.WALK, Action.TURN, Action.MARCH, Action.WAVE, Action.FLAP}),
    Action.REACH: frozenset({Action.RAISE, Action.POINT, Action.SQUAT, Action.LEAN}),
    Action.BECKON: frozenset({Action.WAVE, Action.POINT}),
    Action.BLOCK: frozenset({Action.CLAP, Action.CROSS_ARMS, Action.RAISE}),
}


def seen_events(observed: Observed) -> list[Event]:
    """What a motion shows, in its order, without what is only part of something else."""
    every = [e for a in Action if a is not Action.STAND for e in observed.events(a, True)]
    kept = [
        e
        for e in every
        if not any(
            e.action in _HIDES.get(o.action, ()) and e.overlap(o) > 0.4 * e.length for o in every
        )
    ]
    return sorted(kept or observed.events(Action.STAND)[:1], key=lambda e: e.start)


def as_part(event: Event) -> Part:
    """An event as a part of a command; numbers are moved to the nearest that is allowed."""
    values: dict[str, Any] = {}
    for name, allowed in attributes_of(event.action).items():
        shown = next(iter(levels.names(name, event)), None)
        if shown in allowed:
            values[name] = shown
        elif isinstance(shown, int):
            values[name] = min((x for x in allowed if isinstance(x, int)), key=_distance(shown))
    return Part(event.action, **values)


def _distance(number: int) -> Callable[[int], int]:
    return lambda other: abs(other - number)


def as_command(pairs: list[tuple[Event, Part]]) -> Command | None:
    """Seen parts as a command of at most ``MAX_STEPS`` steps; None if nothing was seen."""
    said: list[tuple[Event, Step]] = []
    for event, part in pairs:
        if said:
            before, step = said[-1]
            together = event.overlap(before) >= 0.5 * min(event.length, before.length)
            if together and (joined := _join(step, part)) is not None:
                said[-1] = (replace(before, end=max(before.end, event.end)), joined)
                continue
        gesture = part.action in GESTURES
        said.append((event, Step(gesture=part) if gesture else Step(body=part)))
    return Command(tuple(step for _, step in said[:MAX_STEPS])) if said else None


def _join(step: Step, part: Part) -> Step | None:
    """Body and gesture as one step; None where that is not allowed."""
    body_part, gesture = step.body, step.gesture
    if part.action in GESTURES:
        gesture = part if gesture is None else None
    else:
        body_part = part if body_part is None else None
    if body_part is None or gesture is None:
        return None
    try:
        return Step(body_part, gesture)
    except ValueError:
        return None
