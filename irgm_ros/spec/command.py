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
Direction = Literal[
    'forward', 'backward', 'left', 'right', 'up', 'down',
    'forward_left', 'forward_right', 'backward_left', 'backward_right',
]  # fmt: skip
Speed = Literal['slow', 'normal', 'fast']
Height = Literal['high', 'low']
Depth = Literal['deep', 'slight']


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
    TIPTOE = 'tiptoe'
    LIMP = 'limp'
    CIRCLE = 'circle'
    HOP = 'hop'
    SKIP = 'skip'
    SIT = 'sit'
    DANCE = 'dance'
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
    BECKON = 'beckon'
    BLOCK = 'block'
    REACH = 'reach'
    SHRUG = 'shrug'
    NOD = 'nod'
    SHAKE_HEAD = 'shake_head'


GESTURES = frozenset(
    {
        Action.WAVE, Action.RAISE, Action.POINT, Action.PUNCH, Action.CLAP, Action.SALUTE,
        Action.HANDS_ON_HIPS, Action.CROSS_ARMS, Action.T_POSE, Action.FLAP, Action.BECKON,
        Action.BLOCK, Action.SHRUG, Action.NOD, Action.SHAKE_HEAD,
    }
)  # fmt: skip
# Body actions that leave the arms free for a gesture.
CARRIERS = frozenset(
    {
        Action.WALK, Action.MARCH, Action.STAND, Action.SQUAT, Action.BALANCE, Action.TIPTOE,
        Action.CIRCLE, Action.SIT,
    }
)  # fmt: skip
MAX_STEPS = 4  # steps of a command


@dataclass(frozen=True)
class Allowed:
    """Attributes that an action takes; an empty tuple means: must be None."""

    sides: tuple[Side, ...] = ()
    counts: tuple[int, ...] = ()
    directions: tuple[Direction, ...] = ()
    angles_deg: tuple[int, ...] = ()
    speeds: tuple[Speed, ...] = ()
    heights: tuple[Height, ...] = ()
    depths: tuple[Depth, ...] = ()


_ARM: tuple[Side, ...] = ('left', 'right')
_ARMS: tuple[Side, ...] = ('left', 'right', 'both')
_UP_TO_8 = tuple(range(1, 9))
_FROM_2_TO_8 = tuple(range(2, 9))
_SLOW_FAST: tuple[Speed, ...] = ('slow', 'fast')
_HIGH_LOW: tuple[Height, ...] = ('high', 'low')
_DEPTHS: tuple[Depth, ...] = ('deep', 'slight')
ALLOWED: dict[Action, Allowed] = {
    Action.WALK: Allowed(
        counts=_UP_TO_8,
        directions=(
            'forward',
            'backward',
            'left',
            'right',
            'forward_left',
            'forward_right',
            'backward_left',
            'backward_right',
        ),
        speeds=('slow', 'normal', 'fast'),
    ),
    Action.RUN: Allowed(directions=('forward',)),
    Action.MARCH: Allowed(counts=_FROM_2_TO_8, speeds=_SLOW_FAST),
    Action.TURN: Allowed(
        directions=('left', 'right'), angles_deg=(45, 90, 135, 180, 270, 360), speeds=_SLOW_FAST
    ),
    Action.SQUAT: Allowed(counts=(1, 2, 3, 4, 5), speeds=_SLOW_FAST, depths=_DEPTHS),
    Action.JUMP: Allowed(
        counts=(1, 2, 3, 4),
        directions=('up', 'forward', 'backward', 'left', 'right'),
        heights=_HIGH_LOW,
    ),
    Action.KICK: Allowed(sides=_ARM, counts=(1, 2, 3, 4), heights=_HIGH_LOW),
    Action.KNEEL: Allowed(sides=_ARM),
    Action.LUNGE: Allowed(sides=_ARM, counts=(1, 2, 3), depths=_DEPTHS),
    Action.BOW: Allowed(counts=(1, 2, 3), depths=_DEPTHS),
    Action.LEAN: Allowed(directions=('left', 'right'), depths=_DEPTHS),
    Action.BALANCE: Allowed(sides=_ARM),
    Action.JUMPING_JACK: Allowed(counts=(1, 2, 3, 4, 5, 6)),
    Action.STAND: Allowed(),
    Action.TIPTOE: Allowed(counts=_FROM_2_TO_8, directions=('forward', 'backward')),
    Action.LIMP: Allowed(sides=_ARM, counts=(4, 5, 6, 7, 8)),
    Action.CIRCLE: Allowed(directions=('left', 'right')),
    Action.HOP: Allowed(sides=_ARM, counts=(1, 2, 3, 4, 5), directions=('up', 'forward')),
    Action.SKIP: Allowed(counts=(2, 3, 4, 5, 6)),
    Action.SIT: Allowed(),
    Action.DANCE: Allowed(),
    Action.REACH: Allowed(sides=_ARMS, directions=('forward', 'up', 'down')),
    Action.WAVE: Allowed(sides=_ARMS, counts=_UP_TO_8, speeds=_SLOW_FAST),
    Action.RAISE: Allowed(sides=_ARMS),
    Action.POINT: Allowed(sides=_ARM, directions=('forward', 'left', 'right', 'up')),
    Action.PUNCH: Allowed(sides=_ARM, counts=_UP_TO_8, heights=_HIGH_LOW),
    Action.CLAP: Allowed(counts=_UP_TO_8, speeds=_SLOW_FAST),
    Action.SALUTE: Allowed(sides=_ARM),
    Action.HANDS_ON_HIPS: Allowed(),
    Action.CROSS_ARMS: Allowed(),
    Action.T_POSE: Allowed(),
    Action.FLAP: Allowed(counts=_UP_TO_8),
    Action.BECKON: Allowed(sides=_ARM, counts=(1, 2, 3, 4, 5)),
    Action.BLOCK: Allowed(),
    Action.SHRUG: Allowed(counts=(1, 2, 3, 4)),
    Action.NOD: Allowed(counts=(1, 2, 3, 4, 5)),
    Action.SHAKE_HEAD: Allowed(counts=(1, 2, 3, 4, 5)),
}
_TAKEN = (
    ('side', 'sides'), ('count', 'counts'), ('direction', 'directions'),
    ('angle_deg', 'angles_deg'), ('speed', 'speeds'), ('height', 'heights'), ('depth', 'depths'),
)  # fmt: skip


def attributes_of(action: Action) -> dict[str, tuple[object, ...]]:
    """Names of the attributes that an action takes, with the values allowed."""
    allowed = ALLOWED[action]
    options = {name: getattr(allowed, plural) for name, plural in _TAKEN}
    return {name: values for name, values in options.items() if values}


@dataclass(frozen=True)
class Part:
    """One action with its attributes; None = not asked for (or not taken by the action).

    What is meant by the less obvious actions:

    - TIPTOE: walk on the balls of the feet, both heels up from the first step to the last.
    - LIMP: walk forward and hurry off one leg: its time on the floor, and the step that the
        other leg takes meanwhile, are clearly shorter.
    - CIRCLE: walk forward once round a circle, back to the start and facing as before.
    - HOP: jump on one leg, the other foot never on the floor.
    - SKIP: forward, alternating feet, each step with a hop on the foot that has just landed.
    - SIT: lower the pelvis as onto a chair (thighs nearly level, trunk nearly upright), hold it
        for a second, rise.
    - DANCE: sway the hips to the left and to the right, in turn, the arms joining in.
    - REACH: stretch out one arm or both: forward with the trunk following by at least 15
        degrees, up with the heels off the floor, down until the hand is below the knee.
    - BECKON: one forearm held out in front folds towards the shoulder and opens again.
    - BLOCK: both forearms upright and close together before the face, held.
    - SHRUG: both shoulders go up and down, the arms hanging.
    - NOD, SHAKE_HEAD: the head goes down and up, or to one side, to the other and back.

    Attributes:
        action: What to do.
        side: Which limb. KICK, LUNGE: the moving or leading leg; KNEEL: the knee on the floor;
            BALANCE, HOP: the leg that stands or hops; LIMP: the hurt leg.
        count: Repetitions; steps for WALK, TIPTOE and LIMP, knee lifts for MARCH, hops for SKIP.
        direction: Where to. TURN, CIRCLE: left is counter-clockwise seen from above. POINT: left
            and right are straight out to the side of that arm. WALK: a diagonal is 45 degrees
            off, the heading stays.
        angle_deg: Size of a turn [deg], positive.
        speed: Pace of a walk or of a repetition; a person's natural pace is neither slow nor fast.
        height: KICK: the foot reaches the hip or stays below the knee. JUMP: the feet are well
            over 0.25 m or below 0.15 m. PUNCH: at the height of the face or of the belly.
        depth: SQUAT, LUNGE: the thighs get level, or bend only a little. BOW: the trunk gets
            beyond 60 degrees, or less than 35. LEAN: beyond 28 degrees, or less than 18.
    """

    action: Action
    side: Side | None = None
    count: int | None = None
    direction: Direction | None = None
    angle_deg: int | None = None
    speed: Speed | None = None
    height: Height | None = None
    depth: Depth | None = None

    def __post_init__(self) -> None:
        """Refuse attributes that the action does not take."""
        allowed = attributes_of(self.action)
        for name, _ in _TAKEN:
            value, options = getattr(self, name), allowed.get(name, ())
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
        if self.body is None or self.gesture is None:
            return
        if self.body.action not in CARRIERS:
            raise ValueError(f'{self.body.action} does not leave the arms free')

    @property
    def parts(self) -> tuple[Part, ...]:
        """The body part and the gesture that are there."""
        return tuple(p for p in (self.body, self.gesture) if p is not None)


@dataclass(frozen=True)
class Command:
    """Steps in their order; one to ``MAX_STEPS`` for the default model."""

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
        name: ``present``, an attribute of `Part`, ``order`` (of the steps) or ``together`` (body
            and gesture at the same time).
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
