# SPDX-License-Identifier: Apache-2.0
"""Feet, balance and likeness over the frames before timing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irgm_ros.report.subject import SMALL, WIDE, Clock
from irgm_ros.report.svg import BOTTOM_PX, LEFT_PX, RIGHT_PX, TOP_PX, Axis, Plot
from irgm_ros.robot.contacts import runs
from irgm_ros.robot.footing import BALANCE_MARGIN
from irgm_ros.robot.kinematics import LIMBS
from irgm_ros.robot.schema import SIDES
from irgm_ros.robot.series import FrameSeries

Array = NDArray[np.float64]
_OUTLINE = [0, 1, 3, 2]  # corners of a sole, in the order of its edge
_TOP_WIDTH_PX, _TOP_HEIGHT_PX = 640, (220, 460)
_BONES = {'elbow': 'upper arm', 'wrist': 'forearm', 'knee': 'thigh', 'ankle': 'shank'}


def contact_plot(series: FrameSeries, clock: Clock) -> str:
    """Return when each foot stands flat and still."""
    plot = clock.plot('Contacts of the feet', Axis(0.0, 2.0, '', ()), (WIDE[0], 100))
    for row, side in enumerate(reversed(SIDES)):
        for first, last in runs(series.contact[:, SIDES.index(side)]):
            end = min(last, len(clock.times) - 1)
            plot.bar((clock.times[first], clock.times[end]), (row + 0.15, row + 0.85), side)
        plot.name_row(row + 0.5, side)
    return clock.finished(plot)


def height_plot(series: FrameSeries, clock: Clock) -> str:
    """Return the lowest corner of each sole; below 0 it is inside the floor."""
    heights = 1000 * series.corners[..., 2].min(axis=2)
    axis = Axis.around(heights, 'mm', 20, 0.0)
    plot = clock.plot('Lowest corner of each sole above the floor', axis)
    plot.limit(0.0)
    return _sides(plot, clock, clock.times, heights)


def slip_plot(series: FrameSeries, clock: Clock) -> str:
    """Return the speed of standing soles."""
    slip = series.slip
    highest = float(np.max(slip, initial=0.05, where=np.isfinite(slip)))
    plot = clock.plot('Slip of standing feet', Axis(0.0, 1.06 * highest, 'm/s'))
    return _sides(plot, clock, clock.times[1:], slip)


def margin_plot(series: FrameSeries, clock: Clock) -> str:
    """Return how far inside the support polygon the centre of mass is, and the ZMP."""
    margins = 1000 * np.stack([series.support_margin, series.zmp_margin], axis=1)
    margins[~np.isfinite(margins)] = np.nan
    axis = Axis.around(margins, 'mm', 40, 0.0, 1000 * BALANCE_MARGIN)
    note = f'thin: zero-moment point; a free base needs {1000 * BALANCE_MARGIN:g} and 0 mm'
    plot = clock.plot('Centre of mass inside the support polygon', axis, note=note)
    plot.limit(1000 * BALANCE_MARGIN)
    plot.curve(clock.times, margins[:, 1], 'middle thin')
    plot.curve(clock.times, margins[:, 0], 'middle')
    return clock.finished(plot)


def tracking_plots(series: FrameSeries, clock: Clock) -> str:
    """Return the angles between the limbs of robot and human."""
    errors = series.direction_errors
    axis = Axis(0.0, max(0.1, 1.06 * float(errors.max())), 'rad')
    plots = []
    for joint, bone in _BONES.items():
        plot = clock.plot(bone, axis, SMALL)
        for side in SIDES:
            limb = [b for _, b in LIMBS].index(f'{side}_{joint}')
            plot.curve(clock.times, errors[:, limb], side)
        plots.append(clock.finished(plot))
    return f'<div class="grid">{"".join(plots)}</div>'


def top_view(series: FrameSeries, clock: Clock) -> str:
    """Return the way of the centre of mass over the soles that stand, seen from above.

    The support polygon is drawn where the centre of mass is nearest to its edge.
    """
    com, standing = series.centre_of_mass[:, :2], series.contact.any(axis=1)
    soles = series.corners[..., :2]
    shown = np.concatenate([com, soles[series.contact].reshape(-1, 2)])
    worst = int(np.argmin(np.where(standing, series.support_margin, np.inf)))
    when = f'dashed: support polygon at {clock.times[worst]:.2f} s, the least margin'
    note = when if standing.any() else 'no foot stands'
    plot = map_plot('Centre of mass from above', shown, note)
    for side in (0, 1):
        for first, last in runs(series.contact[:, side]):
            ends = (clock.times[first], clock.times[min(last, len(clock.times) - 1)])
            since = f' data-from="{ends[0]:.3f}" data-to="{ends[1]:.3f}"'
            outline = soles[first:last, side].mean(axis=0)[_OUTLINE]
            plot.polygon(outline, f'sole {SIDES[side]}', since)
    if standing.any():
        plot.polygon(_hull(soles[worst, series.contact[worst]].reshape(-1, 2)), 'support')
        plot.dot(com[worst], 'worst')
    plot.curve(com[:, 0], com[:, 1], 'middle')
    plot.dot(com[0], 'mass')
    return plot.svg(' id="top"')


def map_plot(title: str, points: Array, note: str) -> Plot:
    """Begin a plot with one scale for x and y that holds ``points`` (N, 2)."""
    low, high = points.min(axis=0) - 0.06, points.max(axis=0) + 0.06
    width = _TOP_WIDTH_PX - LEFT_PX - RIGHT_PX
    least, most = (height - TOP_PX - BOTTOM_PX for height in _TOP_HEIGHT_PX)
    scale = min(width / (high[0] - low[0]), most / (high[1] - low[1]))  # px per metre
    height = max(least, scale * (high[1] - low[1]))
    half = 0.5 * np.array([width, height]) / scale
    middle = 0.5 * (low + high)
    (x0, y0), (x1, y1) = middle - half, middle + half
    size = (_TOP_WIDTH_PX, round(height + TOP_PX + BOTTOM_PX))
    return Plot(title, size, Axis(x0, x1, 'x [m]'), Axis(y0, y1, 'y [m]'), note)


def _hull(points: Array) -> Array:
    """Return the corners (H, 2) of the convex hull of points (N, 2)."""
    from scipy.spatial import ConvexHull

    corners: Array = points[ConvexHull(points).vertices]
    return corners


def _sides(plot: Plot, clock: Clock, times: Array, values: Array) -> str:
    """Draw the curves (K, 2) of left and right."""
    for side, column in zip(SIDES, values.T, strict=True):
        plot.curve(times, column, side)
    return clock.finished(plot)
