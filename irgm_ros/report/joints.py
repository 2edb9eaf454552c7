# SPDX-License-Identifier: Apache-2.0
"""Each joint against its limits: small plots, by limb."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
from numpy.typing import NDArray

from irgm_ros.report.subject import SMALL, Clock, Subject
from irgm_ros.report.svg import Axis
from irgm_ros.robot.description import UNLIMITED, Robot
from irgm_ros.robot.schema import SIDES

Array = NDArray[np.float64]
LIMBS = ('Left leg', 'Right leg', 'Trunk and head', 'Left arm', 'Right arm')
TIGHT = 0.05  # margins below this share are marked
_STILL = 1e-6  # of a joint that does not move [rad]
_ENDS = {
    'left_ankle': 'Left leg', 'right_ankle': 'Right leg', 'left_wrist': 'Left arm',
    'right_wrist': 'Right arm',
}  # fmt: skip


def limb_of(robot: Robot) -> dict[str, str]:
    """Say for each joint of the model which of `LIMBS` it moves.

    A joint between the base and one hand or foot belongs to that limb, so does what hangs on it
    (fingers); all others are the trunk.
    """
    model = robot.model
    found = dict.fromkeys(model.names, 'Trunk and head')
    carried: dict[int, set[str]] = {}
    for key, limb in _ENDS.items():
        for joint in model.supports[model.frames[robot.frame_id(key)].parentJoint]:
            carried.setdefault(int(joint), set()).add(limb)
    for joint in range(2, model.njoints):
        above = [j for j in reversed(list(model.supports[joint])) if j in carried]
        limbs = carried[above[0]] if above else set()
        if len(limbs) == 1:
            found[model.names[joint]] = next(iter(limbs))
    return found


def position_plots(subject: Subject) -> str:
    """Return the plots of joint positions [rad], between their limits."""
    robot, motion = subject.robot, subject.trajectory or subject.path
    positions = np.asarray(motion.joint_positions, dtype=np.float64)
    clock = _clock(subject)

    def draw(joint: int) -> str:
        values, low, high = positions[:, joint], robot.lower[joint], robot.upper[joint]
        name = robot.joint_names[joint]
        if high >= UNLIMITED:
            plot = clock.plot(name, Axis.around(values, 'rad', 0.2), SMALL, 'no limit')
        else:
            half = max(0.5 * (high - low), 1e-9)
            margin = float(np.minimum(values - low, high - values).min() / half)
            ticks = (low, 0.0, high) if low < -0.2 * half and high > 0.2 * half else (low, high)
            axis = Axis(low - 0.12 * half, high + 0.12 * half, 'rad', ticks)
            plot = clock.plot(name, axis, SMALL, _percent('margin', margin, margin < TIGHT))
            plot.limit(low)
            plot.limit(high)
        plot.curve(clock.times, values, side_of(limbs[name]))
        return clock.finished(plot)

    limbs = limb_of(robot)
    return _by_limb(subject, limbs, draw)


def velocity_plots(subject: Subject) -> str:
    """Return the plots of joint velocities [rad/s], between their limits."""
    trajectory, robot = subject.trajectory, subject.robot
    if trajectory is None:
        return '<p>There is no trajectory: the motion has no place within the limits.</p>'
    velocities = np.asarray(trajectory.joint_velocities, dtype=np.float64)
    clock = _clock(subject)

    def draw(joint: int) -> str:
        values, limit = velocities[:, joint], float(robot.velocity_limits[joint])
        name = robot.joint_names[joint]
        used = float(np.abs(values).max() / limit)
        axis = Axis(-1.12 * limit, 1.12 * limit, 'rad/s', (-limit, 0.0, limit))
        plot = clock.plot(name, axis, SMALL, _percent('peak', used, used > 1.0 - TIGHT))
        plot.limit(-limit)
        plot.limit(limit)
        plot.curve(clock.times, values, side_of(limbs[name]))
        return clock.finished(plot)

    limbs = limb_of(robot)
    return _by_limb(subject, limbs, draw)


def _clock(subject: Subject) -> Clock:
    """The clock of the joints' plots."""
    if subject.trajectory is None:
        return Clock.of_motion(subject.path)
    return Clock.of_robot(subject.trajectory)


def _by_limb(subject: Subject, limbs: dict[str, str], draw: Callable[[int], str]) -> str:
    """Draw the joints that move under the names of their limbs; name the others."""
    motion = subject.trajectory or subject.path
    still = np.ptp(motion.joint_positions, axis=0) < _STILL
    names, parts = subject.robot.joint_names, []
    for limb in LIMBS:
        plots = [draw(i) for i, name in enumerate(names) if limbs[name] == limb and not still[i]]
        if plots:
            parts.append(f'<h3>{limb}</h3><div class="grid">{"".join(plots)}</div>')
    if still.any():
        listed = ', '.join(name for name, rests in zip(names, still, strict=True) if rests)
        parts.append(f'<p>Not moving: {escape(listed)}.</p>')
    return ''.join(parts)


def side_of(limb: str) -> str:
    """Return ``left``, ``right`` or ``middle``, the colour of a limb."""
    side = limb.split()[0].lower()
    return side if side in SIDES else 'middle'


def _percent(what: str, share: float, marked: bool) -> str:
    """Return a share in per cent, marked where it is tight."""
    return f'{"⚠ " if marked else ""}{what} {100 * share:.0f} %'
