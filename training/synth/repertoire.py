# SPDX-License-Identifier: Apache-2.0
"""Which function performs which action."""

from __future__ import annotations

from collections.abc import Callable

from irgm_ros.spec.command import GESTURES, Action, Part
from training.synth.body import kneel, lunge, sit, squat, stand
from training.synth.gaits import march, run, turn
from training.synth.gestures import beckon, clap, flap, punch, wave
from training.synth.head import nod, shake_head, shrug
from training.synth.hops import hop, skip
from training.synth.jumps import jump, jumping_jack
from training.synth.one_leg import balance, kick
from training.synth.poses import (
    block,
    cross_arms,
    hands_on_hips,
    point,
    raise_arms,
    salute,
    t_pose,
)
from training.synth.special_walks import circle, limp, tiptoe
from training.synth.stage import Stage
from training.synth.trunk import bow, dance, lean, reach
from training.synth.walk import walk
from training.synth.window import Window

BODY_TABLE: dict[Action, Callable[[Stage, Part], None]] = {
    Action.WALK: walk,
    Action.RUN: run,
    Action.MARCH: march,
    Action.TURN: turn,
    Action.SQUAT: squat,
    Action.JUMP: jump,
    Action.KICK: kick,
    Action.KNEEL: kneel,
    Action.LUNGE: lunge,
    Action.BOW: bow,
    Action.LEAN: lean,
    Action.BALANCE: balance,
    Action.JUMPING_JACK: jumping_jack,
    Action.STAND: stand,
    Action.TIPTOE: tiptoe,
    Action.LIMP: limp,
    Action.CIRCLE: circle,
    Action.HOP: hop,
    Action.SKIP: skip,
    Action.SIT: sit,
    Action.DANCE: dance,
    Action.REACH: reach,
}
GESTURE_TABLE: dict[Action, Callable[[Stage, Part, Window], float]] = {
    Action.WAVE: wave,
    Action.RAISE: raise_arms,
    Action.POINT: point,
    Action.PUNCH: punch,
    Action.CLAP: clap,
    Action.SALUTE: salute,
    Action.HANDS_ON_HIPS: hands_on_hips,
    Action.CROSS_ARMS: cross_arms,
    Action.T_POSE: t_pose,
    Action.FLAP: flap,
    Action.BECKON: beckon,
    Action.BLOCK: block,
    Action.SHRUG: shrug,
    Action.NOD: nod,
    Action.SHAKE_HEAD: shake_head,
}
assert set(BODY_TABLE) | set(GESTURE_TABLE) == set(Action)
assert set(GESTURE_TABLE) == GESTURES
