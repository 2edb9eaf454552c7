# SPDX-License-Identifier: Apache-2.0
"""Base motion for a walking controller, where it has the legs."""

from __future__ import annotations

import numpy as np

from irgm_ros.report.floor import map_plot
from irgm_ros.report.subject import Clock, Subject
from irgm_ros.report.svg import Axis

_PARTS = (('Forward', 'm/s'), ('To the left', 'm/s'), ('Turning to the left', 'rad/s'))


def twist_plots(subject: Subject) -> str:
    """Return what ``cmd_vel`` says over time, between the limits of the robot's map."""
    trajectory = subject.trajectory
    if trajectory is None or trajectory.base_twists is None:
        return ''
    clock = Clock.of_robot(trajectory)
    columns = np.asarray(trajectory.base_twists, dtype=np.float64).T
    plots = []
    for (name, unit), limit, values in zip(
        _PARTS, subject.robot.spec.walking, columns, strict=True
    ):
        plot = clock.plot(name, Axis(-1.12 * limit, 1.12 * limit, unit, (-limit, 0.0, limit)))
        plot.limit(-limit)
        plot.limit(limit)
        plot.curve(clock.times, values, 'middle')
        plots.append(clock.finished(plot))
    return f'<div class="wide">{"".join(plots)}</div>'


def base_view(subject: Subject) -> str:
    """Return the way of the base, seen from above."""
    way = np.asarray(subject.path.base_positions, dtype=np.float64)[:, :2]
    plot = map_plot('Base from above', way, 'dot: now')
    plot.curve(way[:, 0], way[:, 1], 'middle')
    plot.dot(way[0], 'mass')
    return plot.svg(' id="top"')
