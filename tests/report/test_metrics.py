# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

from irgm_ros.report.metrics import metrics_table
from tests.robot.bodies import robot_or_skip


def table(subject, metrics):
    return metrics_table(
        replace(subject, feasibility=replace(subject.feasibility, metrics=metrics))
    )


def row(shown, label):
    return next(line for line in shown.split('<tr>') if label in line)


def test_limits_are_marked_as_held_or_not(lifted):
    shown = table(lifted, {'stretch_factor': 1.7, 'velocity_margin_min': 0.2, 'flight_share': 0.1})
    assert '✗' in row(shown, 'Duration over')
    assert '≤ 1.6' in row(shown, 'Duration over')
    assert '✓' in row(shown, 'velocity limits')
    assert '✓' not in row(shown, 'no foot')
    assert '✗' not in row(shown, 'no foot')


def test_every_measure_of_the_robot_layer_is_described(lifted):
    shown = metrics_table(lifted)
    assert not [key for key in lifted.feasibility.metrics if key in shown]


def test_new_measures_are_shown_by_their_keys(lifted):
    assert '<td>new_m</td><td class="figure">0.25</td>' in table(lifted, {'new_m': 0.25})


def test_in_flight_there_is_no_margin_of_balance(lifted):
    figures = {'flight_share': 1.0, 'com_support_margin_min_m': 1.0}
    assert 'Centre of mass' not in table(lifted, figures)
    assert 'Centre of mass' in table(lifted, figures | {'flight_share': 0.5})


def test_what_is_not_checked_is_not_said_to_hold(lifted):
    figures = {'self_collision_depth_max_m': 0.0}
    assert 'collision' not in table(lifted, figures)  # this robot has no shapes
    g1 = replace(lifted, robot=robot_or_skip('g1'))
    assert '✓' in row(table(g1, figures), 'collision')
