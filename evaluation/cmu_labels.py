# SPDX-License-Identifier: Apache-2.0
"""What the descriptions of the CMU recordings say for sure, decided from the words alone.

People wander, look around and move their arms in any recording, so most labels leave a lot open:
an action that is neither in ``shows`` nor in ``lacks`` is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass

from irgm_ros.spec.command import GESTURES, Action

A = Action


@dataclass(frozen=True)
class Label:
    """What recordings of one kind show and lack.

    Attributes:
        pattern: Regular expression of the whole description.
        shows: Actions that are there.
        lacks: Actions that are out of the question.
    """

    pattern: str
    shows: frozenset[Action] = frozenset()
    lacks: frozenset[Action] = frozenset()


def _label(pattern: str, shows: set[Action], lacks: set[Action]) -> Label:
    return Label(pattern, frozenset(shows), frozenset(lacks))


# Nobody does these by the way ...
SPORT = {
    A.RUN, A.MARCH, A.KICK, A.LUNGE, A.JUMPING_JACK, A.LIMP, A.HOP, A.SKIP, A.DANCE, A.PUNCH,
    A.FLAP, A.SALUTE, A.KNEEL, A.CIRCLE, A.CLAP, A.SQUAT, A.SIT, A.JUMP, A.BOW, A.BLOCK,
}  # fmt: skip
# ... nor gestures, but for small moves of the head.
DELIBERATE = (set(GESTURES) - {A.NOD, A.SHAKE_HEAD}) | SPORT
# Heads and trunks bob while people go, and arms swing; whether that looks like more is a test.
WALKING = DELIBERATE | {A.NOD, A.SHAKE_HEAD, A.BALANCE, A.LEAN, A.REACH, A.TIPTOE}

LABELS = (
    _label(r'(slow |brisk )?walk(/stride|, exaggerated stride)?', {A.WALK}, WALKING),
    _label(r'walk on uneven terrain', {A.WALK}, DELIBERATE - {A.LIMP}),
    _label(r'navigate - walk forward, backward, sideways', {A.WALK}, DELIBERATE - {A.CIRCLE}),
    _label(r'run(/jog)?', {A.RUN}, WALKING - {A.RUN, A.MARCH}),
    # The crouch before a jump is part of it; arms swing up.
    _label(
        r'(forward )?jump',
        {A.JUMP},
        DELIBERATE - {A.JUMP, A.SQUAT, A.RAISE, A.BOW, A.LUNGE, A.RUN} | {A.TIPTOE, A.LEAN},
    ),
    _label(r'jump, balance', {A.JUMP, A.BALANCE}, {A.RUN, A.SALUTE, A.CLAP, A.PUNCH, A.SIT}),
    _label(
        r'playground - forward jumps, turn around',
        {A.JUMP, A.TURN},
        {A.KICK, A.PUNCH, A.CLAP, A.SALUTE, A.SIT, A.KNEEL, A.JUMPING_JACK},
    ),
    _label(
        r'jump up to grab, reach for, tiptoe',
        {A.JUMP, A.REACH},
        {A.KICK, A.PUNCH, A.CLAP, A.SALUTE, A.SIT, A.KNEEL, A.RUN, A.SKIP, A.LIMP, A.DANCE},
    ),
    _label(r'soccer - kick ball', {A.KICK}, DELIBERATE - {A.KICK, A.RUN, A.LUNGE, A.RAISE}),
    _label(
        r'punch/strike|boxing',
        {A.PUNCH},
        {A.KICK, A.SIT, A.KNEEL, A.SALUTE, A.JUMPING_JACK, A.FLAP, A.SKIP, A.LIMP, A.CIRCLE},
    ),
    _label(r'direct traffic, wave', {A.WAVE}, SPORT - {A.BLOCK, A.CLAP, A.FLAP, A.PUNCH}),
    _label(
        r'jumping jacks, side twists, bend over, jog',
        {A.JUMPING_JACK, A.BOW},
        {A.KICK, A.SIT, A.KNEEL, A.SALUTE, A.PUNCH, A.LIMP, A.SKIP},
    ),
    _label(
        r'jumping jacks, side twists, squats, jog',
        {A.JUMPING_JACK, A.SQUAT},
        {A.KICK, A.KNEEL, A.SALUTE, A.LIMP, A.SKIP},
    ),
    _label(
        r'sit on (high stool|stepstool), (stand up(, swing legs)?|ankle on other knee, .*)',
        {A.SIT},
        SPORT - {A.SIT, A.SQUAT, A.BOW, A.CIRCLE},
    ),
    _label(
        r'(unscrew bottlecap, )?drink soda(, screw on bottlecap)?',
        set(),
        SPORT - {A.BLOCK, A.CLAP, A.CIRCLE} | {A.WAVE, A.TIPTOE, A.T_POSE},
    ),
    _label(r'wash (windows|self)', set(), {A.RUN, A.KICK, A.JUMPING_JACK, A.SKIP, A.HOP, A.SIT}),
    _label(r'laugh', set(), {A.RUN, A.KICK, A.JUMPING_JACK, A.SKIP, A.MARCH, A.LIMP, A.SALUTE}),
    _label(r'swordplay', set(), {A.JUMPING_JACK, A.CLAP, A.SIT, A.SKIP, A.LIMP, A.DANCE}),
    _label(
        r'basketball - .*90-degree (left|right) turns.*',
        {A.TURN},
        {A.KICK, A.SALUTE, A.SIT, A.KNEEL, A.CLAP, A.JUMPING_JACK, A.CROSS_ARMS},
    ),
    _label(
        r'basketball - (forward|backward|sideways) dribble',
        set(),
        {A.KICK, A.SALUTE, A.SIT, A.KNEEL, A.CLAP, A.JUMPING_JACK, A.BOW, A.CROSS_ARMS},
    ),
    _label(
        r'climb (3 steps|ladder)', set(), {A.SALUTE, A.SIT, A.JUMPING_JACK, A.CLAP, A.DANCE}
    ),
    _label(r'dance - .*(jete|pirouette).*', set(), {A.SIT, A.SALUTE, A.LIMP, A.PUNCH, A.CLAP}),
)  # fmt: skip
