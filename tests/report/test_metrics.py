# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from irgm_ros.report.metrics import metrics_table
from irgm_ros.types import Feasibility


def row(table, label):
    return next(line for line in table.split('<tr>') if label in line)


def test_limits_are_marked_as_held_or_not():
    figures = {'stretch_factor': 1.7, 'velocity_margin_min': 0.2, 'flight_share': 0.1}
    table = metrics_table(Feasibility('fixed_base_only', metrics=figures))
    assert '✗' in row(table, 'Duration over') and '≤ 1.6' in row(table, 'Duration over')
    assert '✓' in row(table, 'velocity limits')
    assert '✓' not in row(table, 'no foot') and '✗' not in row(table, 'no foot')


def test_every_measure_of_the_robot_layer_is_described(lifted):
    table = metrics_table(lifted.feasibility)
    assert not [key for key in lifted.feasibility.metrics if key in table]


def test_new_measures_are_shown_by_their_keys():
    table = metrics_table(Feasibility('executable', metrics={'new_m': 0.25}))
    assert '<td>new_m</td><td class="figure">0.25</td>' in table


def test_in_flight_there_is_no_margin_of_balance():
    figures = {'flight_share': 1.0, 'com_support_margin_min_m': 1.0}
    assert 'Centre of mass' not in metrics_table(Feasibility('executable', metrics=figures))
