# SPDX-License-Identifier: Apache-2.0
"""What arms do, part two: poses that are held (raise, point, salute, hips, cross, block, T)."""

from __future__ import annotations

import numpy as np

from irgm_ros.checks.events import Event, Mask, Signal, covered, frames, spans
from irgm_ros.checks.gestures import both_hands
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.limbs import FOREARM, LEFT, RIGHT, SIDES, Arm
from irgm_ros.spec.command import Action, Direction

HOLD = frames(0.4)  # least time that a pose is held
AXIS_DEG = 36.0  # how far a pointing arm may be off its axis


def _held(mask: Mask, arm: Arm) -> list[tuple[int, int]]:
    """Runs of a pose in which the hand really stays where it is."""
    quiet = []
    for first, last in spans(mask, HOLD, 2):
        still = [
            (a + first, b + first) for a, b in spans(arm.moving[first : last + 1] < 0.4, HOLD, 2)
        ]
        if still:
            quiet.append((still[0][0], still[-1][1]))
    return quiet


def _calm(arm: Arm, first: int, last: int) -> bool:
    """Whether a hand neither swings nor drifts during a hold."""
    path = arm.wrist[first : last + 1]
    return bool(np.ptp(np.percentile(path, (10, 90), axis=0), axis=0).max() < 0.13)


def raises(s: Signals) -> list[Event]:
    """A fairly straight arm is held up, the hand above the head, without waving."""
    found = []
    for side, arm in enumerate(s.arms):
        for first, last in _held((arm.wrist[:, 1] > 0.25) & (arm.reach > 0.75), arm):
            if _calm(arm, first, last):
                found.append(Event(Action.RAISE, first, last, SIDES[side]))
    return both_hands(found)


def along(arm: Arm, axis: int) -> Signal:
    """Angle [deg] of the arm (F,) from an axis: 0 out, 1 up, 2 forward."""
    length = np.maximum(np.linalg.norm(arm.wrist, axis=1), 1e-6)
    cosine = arm.wrist[:, axis] / length
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def points(s: Signals, busy: list[Event]) -> list[Event]:
    """One arm is held straight out: forward, up or to its own side.

    Args:
        s: Signals of the motion.
        busy: Reaches; an arm that takes the trunk along does not point forward.
    """
    still = ~covered(s.frames, [e for e in busy if e.direction == 'forward'])
    found = []
    for side, arm in enumerate(s.arms):
        other = s.arms[1 - side]
        own: Direction = 'left' if side == LEFT else 'right'
        named: tuple[tuple[int, Direction], ...] = ((0, own), (1, 'up'), (2, 'forward'))
        for axis, direction in named:
            mask = (along(arm, axis) < AXIS_DEG) & (arm.reach > 0.88)
            twin = (along(other, axis) < AXIS_DEG) & (other.reach > 0.88)
            for first, last in _held(mask & ~twin & (still | (axis != 2)), arm):
                if _calm(arm, first, last):
                    found.append(Event(Action.POINT, first, last, SIDES[side], 0, direction))
    return sorted(found, key=lambda e: e.start)


def salutes(s: Signals, busy: list[Event]) -> list[Event]:
    """A bent arm brings the hand to the forehead and keeps it there.

    Args:
        s: Signals of the motion.
        busy: Blocks, whose hands are there for another reason.
    """
    free = ~covered(s.frames, busy)
    found = []
    for side, arm in enumerate(s.arms):
        near = np.linalg.norm(arm.head - np.array([0.0, 0.05, 0.05]), axis=1) < 0.24
        bent = (arm.bend < 115) & (arm.elbow[:, 1] > -0.2) & (arm.head[:, 1] > -0.13)
        for first, last in _held(near & bent & free, arm):
            if _calm(arm, first, last):
                found.append(Event(Action.SALUTE, first, last, SIDES[side]))
    return sorted(found, key=lambda e: e.start)


def _pose(s: Signals, mask: Mask, action: Action) -> list[Event]:
    """Runs of a pose of both arms."""
    moving = np.maximum(s.arms[LEFT].moving, s.arms[RIGHT].moving)
    return [Event(action, a, b) for a, b in spans(mask & (moving < 0.6), HOLD, 3)]


def hands_on_hips(s: Signals) -> list[Event]:
    """Both hands rest beside the pelvis, elbows bent and pointing out."""
    mask = np.ones(s.frames, dtype=bool)
    for arm in s.arms:
        x, y, z = arm.hip.T
        mask &= (x > 0.06) & (x < 0.36) & (y > -0.08) & (y < 0.27) & (np.abs(z) < 0.25)
        flare = arm.elbow[:, 0] - arm.wrist[:, 0]
        mask &= (arm.bend < 125) & (flare > 0.07)
    return _pose(s, mask, Action.HANDS_ON_HIPS)


def crossed_arms(s: Signals) -> list[Event]:
    """The forearms lie over each other in front of the chest."""
    left, right = s.arms
    mask = (left.across + right.across < -0.02) & (np.maximum(left.across, right.across) < 0.06)
    for arm in s.arms:
        mask &= (arm.wrist[:, 1] > -0.45) & (arm.wrist[:, 1] < 0.1) & (arm.hip[:, 2] > 0.05)
        mask &= arm.bend < 135
    return _pose(s, mask, Action.CROSS_ARMS)


def blocks(s: Signals) -> list[Event]:
    """Both forearms are held upright, close together, before the face."""
    gap = np.linalg.norm(s.joint('left_wrist') - s.joint('right_wrist'), axis=1)
    mask = gap < 0.3  # [m]; the face is half as wide, guards are no wider than the shoulders
    for arm in s.arms:
        upright = (arm.wrist - arm.elbow)[:, 1] > 0.75 * FOREARM  # up to 40 degrees aslant
        mask &= upright & (arm.head[:, 1] > -0.22) & (arm.head[:, 1] < 0.25)
        mask &= arm.wrist[:, 2] > 0.08
    return _pose(s, mask, Action.BLOCK)


def t_poses(s: Signals) -> list[Event]:
    """Both arms are held straight out to the sides at shoulder height."""
    mask = np.ones(s.frames, dtype=bool)
    for arm in s.arms:
        mask &= (np.abs(arm.lift - 90) < 25) & (arm.reach > 0.85) & (along(arm, 0) < 35)
    return _pose(s, mask, Action.T_POSE)
