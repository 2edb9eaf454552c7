# SPDX-License-Identifier: Apache-2.0
"""What head and shoulders do: nod, shake of the head, shrug."""

from __future__ import annotations

import numpy as np

from irgm_ros.checks.events import Event, Mask, beats, frames, maxima, merge, widen
from irgm_ros.checks.kinematics import Signals
from irgm_ros.spec.command import Action

NOD_DEG = 11.0  # least way of a nod that people see; conversation has 10 to 30
SHAKE_WAY = 0.014  # [m] least way of the head joint from side to side, 8 degrees at its lever
SHRUG_WAY = 0.028  # [m] least rise of both shoulders; people lift them by 4 to 8 cm
BENDING_DEG = 12.0  # a trunk that bends by more takes the head along


def nods(s: Signals) -> list[Event]:
    """The head goes down and up again on a quiet trunk; counted."""
    pitch = np.degrees(np.arctan2(s.head[:, 2], s.head[:, 1]))
    rest = float(np.median(pitch))
    swing = max(NOD_DEG, 0.4 * float(np.ptp(pitch)))
    single = []
    for peak in maxima(pitch, swing, rest + NOD_DEG):
        half = rest + 0.4 * float(pitch[peak] - rest)
        start, end = widen(pitch > half, peak, peak)
        if end - start < frames(1.0) and _quiet(s, start, end):
            start, end = max(0, start - 2), min(s.frames - 1, end + 2)
            single.append(Event(Action.NOD, start, end, None, 1))
    return merge(single, frames(1.0), lambda x, y: True)


def _quiet(s: Signals, start: int, end: int) -> bool:
    """Whether the trunk keeps its angle meanwhile: a bow is no nod and no shrug."""
    return bool(np.ptp(s.trunk[0][max(0, start - 3) : end + 4]) < BENDING_DEG)


def head_shakes(s: Signals) -> list[Event]:
    """The head goes to one side, to the other and back; counted."""
    aside = s.head[:, 0]
    swing = max(SHAKE_WAY, 0.33 * float(np.ptp(aside)))
    found = []
    for chain in beats(aside, swing, lambda a, b: b - a <= frames(0.9)):
        if len(chain) > 1:
            reach = max(2, (chain[-1] - chain[0]) // (2 * (len(chain) - 1)))
            start, end = max(0, chain[0] - reach), min(s.frames - 1, chain[-1] + reach)
            found.append(Event(Action.SHAKE_HEAD, start, end, None, (len(chain) + 1) // 2))
    return found


def shrugs(s: Signals) -> list[Event]:
    """Both shoulders go up and down while the arms hang; counted."""
    rise = (s.shoulders - np.percentile(s.shoulders, 30, axis=0)).min(axis=1)
    hanging: Mask = np.maximum(s.arms[0].lift, s.arms[1].lift) < 45.0
    swing = max(0.022, 0.4 * float(np.ptp(rise)))
    single = []
    for peak in maxima(rise, swing, SHRUG_WAY):
        start, end = widen(rise > 0.35 * rise[peak], peak, peak)
        arms_down = hanging[start : end + 1].mean() > 0.8
        if arms_down and end - start < frames(2.0) and _quiet(s, start, end):
            single.append(Event(Action.SHRUG, start, end, None, 1))
    return merge(single, frames(1.2), lambda x, y: True)
