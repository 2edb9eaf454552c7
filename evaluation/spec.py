# SPDX-License-Identifier: Apache-2.0
"""What a command asks for, as data: the common language of data engine and checkers.

A command is a sequence of steps ("then"); a step is one part, or a body part and a gesture at the
same time ("while"). Every attribute that is not None must hold for the command to be fulfilled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Side = Literal['left', 'right', 'both']
Direction = Literal['forward', 'backward', 'left', 'right', 'up']
Speed = Literal['slow', 'normal', 'fast']


class Action(StrEnum):
    """What the default model can do."""

    WALK = 'walk'
    RUN = 'run'
    MARCH = 'march'
    TURN = 'turn'
    SQUAT = 'squat'
    JUMP = 'jump'
    KICK = 'kick'
    KNEEL = 'kneel'
    LUNGE = 'lunge'
    BOW = 'bow'
    LEAN = 'lean'
    BALANCE = 'balance'
    JUMPING_JACK = 'jumping_jack'
    STAND = 'stand'
    WAVE = 'wave'
    RAISE = 'raise'
    POINT = 'point'
    PUNCH = 'punch'
    CLAP = 'clap'
    SALUTE = 'salute'
    HANDS_ON_HIPS = 'hands_on_hips'
    CROSS_ARMS = 'cross_arms'
    T_POSE = 't_pose'
    FLAP = 'flap'


GESTURES = frozenset(
    {
        Action.WAVE, Action.RAISE, Action.POINT, Action.PUNCH, Action.CLAP, Action.SALUTE,
        Action.HANDS_ON_HIPS, Action.CROSS_ARMS, Action.T_POSE, Action.FLAP,
    }
)  # fmt: skip
# Body actions that leave the arms free for a gesture.
CARRIERS = frozenset({Action.WALK, Action.MARCH, Action.STAND, Action.SQUAT, Action.BALANCE})


@dataclass(frozen=True)
class Allowed:
    """Attributes that an action takes; an empty tuple means: must be None."""

    sides: tuple[Side, ...] = ()
    counts: tuple[int, ...] = ()
    directions: tuple[Direction, ...] = ()
    angles_deg: tuple[int, ...] = ()
    speeds: tuple[Speed, ...] = ()


_ARM: tuple[Side, ...] = ('left', 'right')
_ARMS: tuple[Side, ...] = ('left', 'right', 'both')
ALLOWED: dict[Action, Allowed] = {
    Action.WALK: Allowed(
        counts=tuple(range(1, 9)),
        directions=('forward', 'backward', 'left', 'right'),
        speeds=('slow', 'normal', 'fast'),
    ),
    Action.RUN: Allowed(directions=('forward',)),
    Action.MARCH: Allowed(counts=tuple(range(2, 9))),
    Action.TURN: Allowed(directions=('left', 'right'), angles_deg=(45, 90, 180, 360)),
    Action.SQUAT: Allowed(counts=(1, 2, 3, 4)),
    Action.JUMP: Allowed(
        counts=(1, 2, 3), directions=('up', 'forward', 'backward', 'left', 'right')
    ),
    Action.KICK: Allowed(sides=_ARM, counts=(1, 2, 3)),
    Action.KNEEL: Allowed(sides=_ARM),
    Action.LUNGE: Allowed(sides=_ARM, counts=(1, 2, 3)),
    Action.BOW: Allowed(counts=(1, 2, 3)),
    Action.LEAN: Allowed(directions=('left', 'right')),
    Action.BALANCE: Allowed(sides=_ARM),
    Action.JUMPING_JACK: Allowed(counts=(1, 2, 3, 4, 5)),
    Action.STAND: Allowed(),
    Action.WAVE: Allowed(sides=_ARMS, counts=(1, 2, 3, 4, 5)),
    Action.RAISE: Allowed(sides=_ARMS),
    Action.POINT: Allowed(sides=_ARM, directions=('forward', 'left', 'right', 'up')),
    Action.PUNCH: Allowed(sides=_ARM, counts=(1, 2, 3, 4, 5)),
    Action.CLAP: Allowed(counts=(1, 2, 3, 4, 5)),
    Action.SALUTE: Allowed(sides=_ARM),
    Action.HANDS_ON_HIPS: Allowed(),
    Action.CROSS_ARMS: Allowed(),
    Action.T_POSE: Allowed(),
    Action.FLAP: Allowed(counts=(1, 2, 3, 4, 5)),
}


@dataclass(frozen=True)
class Part:
    """One action with its attributes; None = not asked for (or not taken by the action).

    Attributes:
        action: What to do.
        side: Which limb. KICK, LUNGE: the moving or leading leg; KNEEL: the knee on the floor;
            BALANCE: the leg that stands.
        count: Repetitions; steps for WALK, knee lifts for MARCH.
        direction: Where to. TURN: left is counter-clockwise seen from above. POINT: left and
            right are straight out to the side of that arm.
        angle_deg: Size of a turn [deg], positive.
        speed: Pace of a walk.
    """

    action: Action
    side: Side | None = None
    count: int | None = None
    direction: Direction | None = None
    angle_deg: int | None = None
    speed: Speed | None = None

    def __post_init__(self) -> None:
        """Refuse attributes that the action does not take."""
        allowed = ALLOWED[self.action]
        for name, options in (
            ('side', allowed.sides),
            ('count', allowed.counts),
            ('direction', allowed.directions),
            ('angle_deg', allowed.angles_deg),
            ('speed', allowed.speeds),
        ):
            value = getattr(self, name)
            if value is not None and value not in options:
                raise ValueError(f'{self.action}: {name} {value!r} given, allowed: {options}')
        sideways = self.action is Action.POINT and self.direction in ('left', 'right')
        if sideways and self.side not in (None, self.direction):
            raise ValueError('point: an arm points sideways to its own side only')


@dataclass(frozen=True)
class Step:
    """What happens at one time: a body part or a gesture, or both together."""

    body: Part | None = None
    gesture: Part | None = None

    def __post_init__(self) -> None:
        """Check that each part stands where it belongs."""
        if self.body is None and self.gesture is None:
            raise ValueError('a step needs a body part or a gesture')
        if self.body is not None and self.body.action in GESTURES:
            raise ValueError(f'{self.body.action} is a gesture')
        if self.gesture is not None and self.gesture.action not in GESTURES:
            raise ValueError(f'{self.gesture.action} is not a gesture')
        together = self.body is not None and self.gesture is not None
        if together and self.body.action not in CARRIERS:
            raise ValueError(f'{self.body.action} does not leave the arms free')

    @property
    def parts(self) -> tuple[Part, ...]:
        """The body part and the gesture that are there."""
        return tuple(p for p in (self.body, self.gesture) if p is not None)


@dataclass(frozen=True)
class Command:
    """Steps in their order; one to three for the default model."""

    steps: tuple[Step, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, step by step."""
        return tuple(part for step in self.steps for part in step.parts)


@dataclass(frozen=True)
class AttributeResult:
    """One attribute of one part, wanted against measured.

    Attributes:
        step: Index of the step.
        action: Action of the part.
        name: ``present``, ``side``, ``count``, ``direction``, ``angle_deg``, ``speed``, ``order``
            (of the steps) or ``together`` (body and gesture at the same time).
        wanted: What the command asks for.
        measured: What the motion shows; None if it cannot be measured.
        ok: Whether the attribute holds.
    """

    step: int
    action: Action
    name: str
    wanted: object
    measured: object
    ok: bool


@dataclass(frozen=True)
class CheckReport:
    """All attributes of a command against one motion."""

    results: tuple[AttributeResult, ...]

    @property
    def ok(self) -> bool:
        """Whether every attribute holds."""
        return all(result.ok for result in self.results)

    @property
    def failures(self) -> tuple[AttributeResult, ...]:
        """The attributes that do not hold."""
        return tuple(result for result in self.results if not result.ok)
