# SPDX-License-Identifier: Apache-2.0
"""Gestures of head and shoulders: nod, shake the head, shrug; the arms stay free.

What 22 joint positions show of them: the head joint lies above and ahead of the neck joint. A nod
carries it forward and down, together with the neck a little. A turn of the head carries it
sideways only because it lies ahead; so a shaken head tilts to the same side as well, which takes
the neck along. A shrug lifts the shoulder joints about the inner ends of the collar bones, whose
lengths stay; the hanging arms go up with them.
"""

from __future__ import annotations

import numpy as np

from irgm_ros.spec.command import Part
from training.synth.stage import SIGN, Stage
from training.synth.window import Window, begin_gesture


def nod(stage: Stage, part: Part, window: Window) -> float:
    """Lower the head and lift it again, `count` times."""
    begin_gesture(stage, part, window.start)
    cycle = stage.cycle(0.85)
    time = window.start
    for _ in range(part.count or 2):
        down = np.radians(stage.between(34.0, 42.0))
        stage.gesture_head.to(time + 0.45 * cycle, (down, 0.0, 0.0))
        time += cycle
        stage.gesture_head.to(time, (0.0, 0.0, 0.0))
    return time


def shake_head(stage: Stage, part: Part, window: Window) -> float:
    """Turn the head to one side, to the other and back, `count` times."""
    begin_gesture(stage, part, window.start)
    cycle = stage.cycle(0.9)
    first = SIGN[stage.manner.first]
    time = window.start
    for _ in range(part.count or 2):
        for share, side in ((0.25, first), (0.75, -first)):
            turn, tilt = side * stage.between(46.0, 56.0), side * stage.between(10.0, 14.0)
            stage.gesture_head.to(time + share * cycle, (0.0, np.radians(turn), np.radians(tilt)))
        time += cycle
        stage.gesture_head.to(time, (0.0, 0.0, 0.0))
    return time


def shrug(stage: Stage, part: Part, window: Window) -> float:
    """Lift both shoulders and drop them again, `count` times."""
    begin_gesture(stage, part, window.start)
    cycle = stage.cycle(1.0)
    time = window.start
    for _ in range(part.count or 1):
        lift = np.radians(stage.between(34.0, 42.0))
        for share in (0.35, 0.52):
            stage.shoulders.to(time + share * cycle, (lift,))
        stage.shoulders.to(time + 0.9 * cycle, (0.0,))
        time += cycle
        stage.shoulders.to(time, (0.0,))
    return time
