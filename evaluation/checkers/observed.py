# SPDX-License-Identifier: Apache-2.0
"""All events of one motion, found on demand and freed from what is part of something bigger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from evaluation.checkers import body, gestures, locomotion, poses
from evaluation.checkers.events import Event, frames, merge
from evaluation.checkers.kinematics import Signals
from evaluation.spec import ALLOWED, GESTURES, Action, Command, Part, Speed, Step

_ARM_DETECTORS: dict[Action, Callable[[Signals], list[Event]]] = {
    Action.RAISE: poses.raises,
    Action.POINT: poses.points,
    Action.PUNCH: gestures.punches,
    Action.CLAP: gestures.claps,
    Action.SALUTE: poses.salutes,
    Action.HANDS_ON_HIPS: poses.hands_on_hips,
    Action.CROSS_ARMS: poses.crossed_arms,
    Action.T_POSE: poses.t_poses,
    Action.FLAP: gestures.flaps,
}


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
            self._found[action] = self._detect(action)
        found = self._found[action]
        if any_side and action in (Action.PUNCH, Action.KICK, Action.LUNGE):
            return merge(found, frames(1.5), lambda x, y: True)
        return found

    def _detect(self, action: Action) -> list[Event]:
        if action in _ARM_DETECTORS:
            return _ARM_DETECTORS[action](self.signals)
        detectors: dict[Action, Callable[[], list[Event]]] = {
            Action.WAVE: self._waves,
            Action.WALK: self._walks,
            Action.RUN: lambda: locomotion.runs(self.signals),
            Action.MARCH: lambda: locomotion.marches(
                self.signals, self._legs + self.events(Action.RUN)
            ),
            Action.TURN: lambda: locomotion.turns(self.signals),
            Action.SQUAT: lambda: body.squats(self.signals, self._hops + self._low),
            Action.JUMP: self._jumps,
            Action.KICK: lambda: body.kicks(self.signals),
            Action.KNEEL: lambda: body.kneelings(self.signals),
            Action.LUNGE: lambda: body.lunges(self.signals, self.events(Action.KNEEL)),
            Action.BOW: self._bows,
            Action.LEAN: lambda: body.leans(self.signals, self._legs + self._hops),
            Action.BALANCE: self._balances,
            Action.JUMPING_JACK: lambda: locomotion.jumping_jacks(self.signals),
            Action.STAND: self._standings,
        }
        return detectors[action]()

    @cached_property
    def _hops(self) -> list[Event]:
        """Jumps of any kind."""
        return self.events(Action.JUMPING_JACK) + locomotion.jumps(self.signals)

    @cached_property
    def _low(self) -> list[Event]:
        """Postures that lower the pelvis over a split stance."""
        return self.events(Action.KNEEL) + self.events(Action.LUNGE)

    @cached_property
    def _legs(self) -> list[Event]:
        """Moves of one leg in the air."""
        return self.events(Action.KICK) + self.events(Action.BALANCE)

    def _waves(self) -> list[Event]:
        # A hand on its way to a held pose and back, or going round in a jumping jack.
        poses_held = self.events(Action.SALUTE) + self.events(Action.RAISE)
        other = poses_held + self.events(Action.JUMPING_JACK)
        found = gestures.waves(self.signals)
        return [e for e in found if not any(e.overlap(o) > 0.3 * e.length for o in other)]

    def _walks(self) -> list[Event]:
        fast = self.events(Action.RUN)
        found = locomotion.walks(self.signals, self._hops + self._low)
        return [e for e in found if not any(e.overlap(r) > 0.4 * e.length for r in fast)]

    def _jumps(self) -> list[Event]:
        jacks, fast = self.events(Action.JUMPING_JACK), self.events(Action.RUN)
        found = locomotion.jumps(self.signals)
        return [e for e in found if not any(e.overlap(o) > 0 for o in jacks + fast)]

    def _bows(self) -> list[Event]:
        return body.bows(self.signals, self.events(Action.SQUAT) + self._low + self._hops)

    def _balances(self) -> list[Event]:
        kicks = self.events(Action.KICK)
        found = body.balances(self.signals)
        return [e for e in found if not any(e.overlap(k) > 0.4 * e.length for k in kicks)]

    def _standings(self) -> list[Event]:
        busy = [
            event
            for action in Action
            if action not in GESTURES and action is not Action.STAND
            for event in self.events(action)
        ]
        return body.standings(self.signals, busy)


_HIDES: dict[Action, frozenset[Action]] = {
    Action.JUMPING_JACK: frozenset({Action.JUMP, Action.FLAP, Action.RAISE, Action.WAVE}),
    Action.RAISE: frozenset({Action.POINT}),
    Action.WAVE: frozenset({Action.POINT}),
    Action.FLAP: frozenset({Action.WAVE, Action.T_POSE, Action.RAISE}),
    Action.PUNCH: frozenset({Action.POINT}),
    Action.WALK: frozenset({Action.MARCH}),
    Action.RUN: frozenset({Action.WALK, Action.MARCH, Action.KICK, Action.JUMP}),
    Action.SALUTE: frozenset({Action.WAVE, Action.RAISE}),
    Action.CLAP: frozenset({Action.CROSS_ARMS}),
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


def as_part(event: Event, speed: Speed | None) -> Part:
    """An event as a part of a command, each attribute moved to the nearest allowed value."""
    allowed = ALLOWED[event.action]
    side = 'both' if event.side == 'mixed' else event.side
    return Part(
        event.action,
        side=next((x for x in allowed.sides if x == side), None),
        count=min(allowed.counts, key=lambda n: abs(n - event.count), default=None),
        direction=next((x for x in allowed.directions if x == event.direction), None),
        angle_deg=min(allowed.angles_deg, key=lambda a: abs(a - event.angle), default=None),
        speed=speed if allowed.speeds else None,
    )


def as_command(pairs: list[tuple[Event, Part]]) -> Command | None:
    """Seen parts as a command of at most three steps; None if nothing was seen."""
    steps: list[tuple[Event, Step]] = []
    for event, part in pairs:
        if steps:
            before, step = steps[-1]
            together = event.overlap(before) >= 0.5 * min(event.length, before.length)
            if together and (joined := _join(step, part)) is not None:
                steps[-1] = (replace(before, end=max(before.end, event.end)), joined)
                continue
        gesture = part.action in GESTURES
        steps.append((event, Step(gesture=part) if gesture else Step(body=part)))
    return Command(tuple(step for _, step in steps[:3])) if steps else None


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
