# SPDX-License-Identifier: Apache-2.0
"""The figures of the feasibility report as a table, each with its limit."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from irgm_ros.report.subject import Subject
from irgm_ros.robot.collision import TOUCH_M, self_collision_of
from irgm_ros.robot.feasibility import SLOW, TOO_SLOW, TOO_UNLIKE, UNLIKE
from irgm_ros.robot.footing import BALANCE_MARGIN, WALKING_BOB, WALKING_LIFT
from irgm_ros.robot.human import FASTEST, TIPPED


@dataclass(frozen=True)
class Row:
    """A figure and what it may be.

    Attributes:
        label: In words.
        unit: Of the figure; empty for a share.
        low: Smallest value that is right; None for none.
        high: Largest value that is right; None for none.
        remark: What follows beyond the limit.
    """

    label: str
    unit: str = ''
    low: float | None = None
    high: float | None = None
    remark: str = ''

    def holds(self, value: float) -> bool:
        """Say whether a value is inside the limits."""
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)

    @property
    def limit(self) -> str:
        """The limits in words."""
        bounds = (('≥', self.low), ('≤', self.high))
        said = [f'{sign} {b:g} {self.unit}'.strip() for sign, b in bounds if b is not None]
        return ', '.join([*said, *([self.remark] if self.remark else [])])


_DIGITS = 6  # after the point: what is less is noise
_FREE = 'for a free base'
_ROWS = {
    'duration_s': Row('Duration of the trajectory', 's'),
    'blend_seconds': Row('Move to the first posture, part of it', 's'),
    'stretch_factor': Row(
        'Duration over that of the human motion', high=SLOW, remark=f'refused above {TOO_SLOW:g}'
    ),
    'position_margin_min': Row('Margin to position limits (1: in the middle)', low=0.0),
    'velocity_margin_min': Row('Margin to velocity limits (1: at rest)', low=0.0),
    'acceleration_margin_min': Row('Margin to acceleration limits (1: none)', low=0.0),
    'jerk_margin_min': Row('Margin to jerk limits (1: none)', low=0.0),
    'self_collision_depth_max_m': Row(
        'Deepest self-collision', 'm', high=TOUCH_M, remark='refused above'
    ),
    'tracking_error_mean_rad': Row(
        'Direction error, mean of all limbs', 'rad', high=UNLIKE,
        remark=f'refused above {TOO_UNLIKE:g} rad',
    ),
    'tracking_error_upper_arm_rad': Row('Direction error, upper arms', 'rad'),
    'tracking_error_forearm_rad': Row('Direction error, forearms', 'rad'),
    'tracking_error_thigh_rad': Row('Direction error, thighs', 'rad'),
    'tracking_error_shank_rad': Row('Direction error, shanks', 'rad'),
    'tracking_error_mean_m': Row('Error at the ends of the limbs, mean', 'm'),
    'standing_share': Row('Share of frames with both feet on the floor', low=1.0, remark=_FREE),
    'flight_share': Row('Share of frames with no foot on the floor'),
    'com_support_margin_min_m': Row(
        'Centre of mass inside the support polygon, least', 'm', low=BALANCE_MARGIN, remark=_FREE
    ),
    'zmp_support_margin_min_m': Row(
        'Zero-moment point inside the support polygon, least', 'm', low=0.0, remark=_FREE
    ),
    'human_leg_m': Row('Legs of the human', 'm', remark='refused outside 0.2 to 5'),
    'human_root_speed_max_m_s': Row(
        'Fastest move of the human from frame to frame', 'm/s', high=FASTEST,
        remark='refused above',
    ),
    'human_tilt_max_rad': Row(
        'Tilt of the human pelvis, largest', 'rad', high=TIPPED, remark='above: not free-standing',
    ),
    'pelvis_travel_m': Row(
        'Pelvis of the human, up and down', 'm', high=WALKING_BOB, remark='refused above'
    ),
    'foot_lift_max_m': Row(
        'Highest lift of a foot of the human', 'm', high=WALKING_LIFT, remark='refused above'
    ),
    'foot_slip_mean_m_s': Row('Slip of standing feet, mean', 'm/s'),
    'foot_slip_max_m_s': Row('Slip of standing feet, largest', 'm/s'),
    'foot_penetration_max_m': Row('Deepest penetration of the floor', 'm'),
}  # fmt: skip


def metrics_table(subject: Subject) -> str:
    """Return an HTML table of what was measured; what has no description goes by its key."""
    metrics = dict(subject.feasibility.metrics)
    if metrics.get('flight_share') == 1.0:
        for key in ('com_support_margin_min_m', 'zmp_support_margin_min_m'):
            metrics.pop(key, None)  # there was no support
    if not self_collision_of(subject.robot).names:
        metrics.pop('self_collision_depth_max_m', None)  # there is nothing that could collide
    keys = [key for key in _ROWS if key in metrics] + sorted(metrics.keys() - _ROWS.keys())
    if not keys:
        return '<p>Nothing was measured.</p>'
    rows = [_cells(_ROWS.get(key, Row(key)), metrics[key]) for key in keys]
    head = '<tr><th>Measure</th><th>Value</th><th>Limit</th><th></th></tr>'
    return f'<table><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _cells(row: Row, value: float) -> str:
    """Return one row of the table; a mark says whether the limit holds."""
    mark = ''
    if row.limit:
        mark = '<b class="good">✓</b>' if row.holds(value) else '<b class="bad">✗</b>'
    shown = f'{round(value, _DIGITS):.3g} {row.unit}'.strip()
    return (
        f'<tr><td>{escape(row.label)}</td><td class="figure">{escape(shown)}</td>'
        f'<td>{escape(row.limit)}</td><td>{mark}</td></tr>'
    )
