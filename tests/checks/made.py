# SPDX-License-Identifier: Apache-2.0
"""Motions made by hand, each with the part that it shows and nothing else."""

from __future__ import annotations

import numpy as np

from irgm_ros.spec.command import Action, Part
from tests.checks import puppet
from tests.checks import puppet_moves as moves
from tests.checks.puppet import Array, Pose

A = Action
_LEAN = {deg: moves.posed(Pose(roll=np.radians(deg))) for deg in (14.0, 34.0)}
MADE: dict[str, tuple[Part, Array]] = {
    'walk 3': (Part(A.WALK, count=3, direction='forward'), puppet.walk([0.3, 0.6, 0.3])),
    'walk 4': (Part(A.WALK, count=4, direction='forward'), puppet.walk([0.3, 0.6, 0.6, 0.3])),
    'back 3': (Part(A.WALK, count=3, direction='backward'), puppet.walk([-0.2, -0.4, -0.2])),
    'side 2': (Part(A.WALK, count=2, direction='left'), puppet.walk([0.3] * 4, sideways=True)),
    'side right 3': (
        Part(A.WALK, count=3, direction='right'),
        puppet.walk([-0.3] * 6, sideways=True),
    ),
    'slow': (Part(A.WALK, speed='slow'), puppet.walk([0.2, 0.4, 0.4, 0.4, 0.4, 0.2], 0.9)),
    'normal': (Part(A.WALK, speed='normal'), puppet.walk([0.45, 0.9, 0.9, 0.9, 0.9, 0.45], 0.55)),
    'fast': (Part(A.WALK, speed='fast'), puppet.walk([0.55, 1.1, 1.1, 1.1, 1.1, 0.55], 0.4)),
    'turn left': (Part(A.TURN, direction='left', angle_deg=90), puppet.turn(90)),
    'turn right': (Part(A.TURN, direction='right', angle_deg=45), puppet.turn(-45)),
    'half turn': (Part(A.TURN, direction='right', angle_deg=180), puppet.turn(-180)),
    'squat 2': (Part(A.SQUAT, count=2), puppet.squat(2)),
    'bow 1': (Part(A.BOW, count=1), puppet.bow(1)),
    'bow 3': (Part(A.BOW, count=3), puppet.bow(3)),
    'kick': (Part(A.KICK, side='right', count=1), puppet.lift_leg('right', 0.1, 0.64, 0.37)),
    'balance': (Part(A.BALANCE, side='left'), puppet.lift_leg('right', 1.6, 0.1, 0.2)),
    'jump up': (Part(A.JUMP, count=1, direction='up'), puppet.jump(0.2, 0.0)),
    'jump on': (Part(A.JUMP, count=1, direction='forward'), puppet.jump(0.2, 0.5)),
    'stand': (Part(A.STAND), puppet.still()),
    'wave 2': (Part(A.WAVE, side='right', count=2), puppet.wave('right', 2)),
    'wave 5': (Part(A.WAVE, side='left', count=5), puppet.wave('left', 5)),
    'wave both': (Part(A.WAVE, side='both', count=3), puppet.wave('both', 3)),
    'punch 3': (Part(A.PUNCH, side='right', count=3), puppet.punch('right', 3)),
    'clap 4': (Part(A.CLAP, count=4), puppet.clap(4)),
    'raise': (Part(A.RAISE, side='left'), puppet.hands('left', [(0.1, 0.48, 0.05)] * 3, 0.4)),
    'raise both': (Part(A.RAISE, side='both'), puppet.hands('both', [(0.1, 0.48, 0.0)] * 3, 0.4)),
    'point': (
        Part(A.POINT, side='right', direction='forward'),
        puppet.hands('right', [(0.0, 0.0, 0.51)] * 3, 0.4),
    ),
    'point left': (
        Part(A.POINT, side='left', direction='left'),
        puppet.hands('left', [(0.51, 0.0, 0.0)] * 3, 0.4),
    ),
    't pose': (Part(A.T_POSE), puppet.hands('both', [(0.51, 0.0, 0.0)] * 3, 0.4)),
    'flap 3': (
        Part(A.FLAP, count=3),
        puppet.hands('both', [(0.45, 0.2, 0.0), (0.3, -0.4, 0.0)] * 3, 0.3),
    ),
    'turn 135': (Part(A.TURN, direction='left', angle_deg=135), puppet.turn(135, 2.0)),
    'turn 270': (Part(A.TURN, direction='right', angle_deg=270), puppet.turn(-270, 3.0)),
    'turn slow': (Part(A.TURN, speed='slow'), puppet.turn(90, 4.0)),
    'turn fast': (Part(A.TURN, speed='fast'), puppet.turn(-90, 0.6)),
    'walk 8': (Part(A.WALK, count=8, direction='forward'), moves.stroll(8, 0.4)),
    'diagonal': (Part(A.WALK, count=4, direction='forward_left'), moves.stroll(4, 0.4, 45)),
    'back diagonal': (
        Part(A.WALK, count=5, direction='backward_right'),
        moves.stroll(5, 0.42, -135),
    ),
    'squat slow': (Part(A.SQUAT, count=2, speed='slow'), puppet.squat(2, 0.3, 3.2)),
    'squat fast': (Part(A.SQUAT, count=3, speed='fast'), puppet.squat(3, 0.3, 0.9)),
    'squat deep': (Part(A.SQUAT, count=1, depth='deep'), puppet.squat(1, 0.52, 1.6)),
    'squat slight': (Part(A.SQUAT, count=2, depth='slight'), puppet.squat(2, 0.14)),
    'lunge deep': (Part(A.LUNGE, side='left', depth='deep'), moves.lunge('left', 0.9, 0.58)),
    'lunge slight': (
        Part(A.LUNGE, side='right', count=1, depth='slight'),
        moves.lunge('right', 0.5, 0.79),
    ),
    'bow deep': (Part(A.BOW, count=1, depth='deep'), puppet.bow(1, 75)),
    'bow slight': (Part(A.BOW, count=2, depth='slight'), puppet.bow(2, 27)),
    'lean deep': (Part(A.LEAN, direction='left', depth='deep'), _LEAN[34.0]),
    'lean slight': (Part(A.LEAN, direction='left', depth='slight'), _LEAN[14.0]),
    'march 4': (Part(A.MARCH, count=4), moves.march(4, 0.6)),
    'march slow': (Part(A.MARCH, count=3, speed='slow'), moves.march(3, 1.0)),
    'march fast': (Part(A.MARCH, count=6, speed='fast'), moves.march(6, 0.35)),
    'kick high': (
        Part(A.KICK, side='left', height='high'),
        puppet.lift_leg('left', 0.1, 0.72, 0.82),
    ),
    'kick low': (
        Part(A.KICK, side='right', height='low'),
        puppet.lift_leg('right', 0.1, 0.55, 0.24),
    ),
    'jump high': (Part(A.JUMP, height='high'), puppet.jump(0.32, 0.0)),
    'jump low': (Part(A.JUMP, height='low'), puppet.jump(0.11, 0.0)),
    'punch high': (Part(A.PUNCH, count=2, height='high'), puppet.punch('left', 2, 0.2)),
    'punch low': (Part(A.PUNCH, count=2, height='low'), puppet.punch('right', 2, -0.3)),
    'wave slow': (Part(A.WAVE, count=2, speed='slow'), puppet.wave('right', 2, 1.5)),
    'wave fast': (Part(A.WAVE, count=6, speed='fast'), puppet.wave('right', 6, 0.5)),
    'clap slow': (Part(A.CLAP, count=3, speed='slow'), puppet.clap(3, 1.4)),
    'clap fast': (Part(A.CLAP, count=5, speed='fast'), puppet.clap(5, 0.4)),
    'tiptoe 5': (
        Part(A.TIPTOE, count=5, direction='forward'),
        moves.stroll(5, 0.35, heels=0.065),
    ),
    'tiptoe back': (
        Part(A.TIPTOE, count=3, direction='backward'),
        moves.stroll(3, -0.4, heels=0.065),
    ),
    'limp 6': (Part(A.LIMP, side='left', count=6), moves.limp('left', 6)),
    'circle': (Part(A.CIRCLE, direction='left'), moves.circle(0.7)),
    'hop 3': (Part(A.HOP, side='right', count=3, direction='up'), moves.hop('right', 3)),
    'hop on': (Part(A.HOP, side='left', count=2, direction='forward'), moves.hop('left', 2, 0.3)),
    'skip 4': (Part(A.SKIP, count=4), moves.skip(4)),
    'sit': (Part(A.SIT), moves.sit()),
    'dance': (Part(A.DANCE), moves.dance(6)),
    'reach on': (
        Part(A.REACH, side='right', direction='forward'),
        moves.reach('forward', ('right',)),
    ),
    'reach up': (Part(A.REACH, side='left', direction='up'), moves.reach('up', ('left',))),
    'reach down': (
        Part(A.REACH, side='both', direction='down'),
        moves.reach('down', ('left', 'right')),
    ),
    'beckon 3': (Part(A.BECKON, side='right', count=3), moves.beckon('right', 3)),
    'beckon 1': (Part(A.BECKON, side='left', count=1), moves.beckon('left', 1)),
    'block': (Part(A.BLOCK), moves.block()),
    'shrug 2': (Part(A.SHRUG, count=2), moves.shrug(2)),
    'nod 1': (Part(A.NOD, count=1), moves.nod(1)),
    'nod 3': (Part(A.NOD, count=3), moves.nod(3)),
    'shake 1': (Part(A.SHAKE_HEAD, count=1), moves.shake_head(1)),
    'shake 4': (Part(A.SHAKE_HEAD, count=4), moves.shake_head(4)),
}  # fmt: skip
# What a motion of an action shows as well, besides standing at its ends.
ALSO: dict[Action, frozenset[Action]] = {
    A.RAISE: frozenset({A.POINT}),
    A.TIPTOE: frozenset({A.WALK}),
    A.LIMP: frozenset({A.WALK}),
    A.CIRCLE: frozenset({A.WALK, A.TURN}),
    A.REACH: frozenset({A.RAISE, A.POINT}),
}
