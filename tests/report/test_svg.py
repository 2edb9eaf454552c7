# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

import numpy as np
import pytest

from irgm_ros.report.svg import Axis, Plot, thinned


@pytest.mark.parametrize(('low', 'high'), [(0, 10), (-0.3, 0.4), (0, 0.05), (-200, 90), (0, 61)])
def test_ticks_are_round_and_inside(low, high):
    marks = Axis(low, high, 's').marks(5)
    assert 2 <= len(marks) <= 12
    assert min(marks) >= low and max(marks) <= high
    step = np.diff(marks)
    np.testing.assert_allclose(step, step[0])
    assert f'{step[0]:.0e}'[0] in '125'


def test_no_peak_is_lost():
    values = np.sin(np.arange(5000) / 100)
    values[1234], values[4321] = 7.0, -9.0
    kept = thinned(values, 50)
    assert {0, 1234, 4321, 4999} <= set(kept)
    assert len(kept) <= 102
    assert (np.diff(kept) > 0).all()


def test_a_curve_has_gaps_where_it_is_not_finite():
    plot = Plot('a', (200, 100), Axis(0, 4, 's'), Axis(0, 1, 'm'))
    plot.curve(np.arange(5.0), np.array([0.0, 1.0, np.nan, 0.5, np.inf]), 'left')
    path = re.search(r'<path class="curve left" d="(.*?)"', plot.svg()).group(1)
    assert path.count('M') == 2
    assert 'nan' not in path and 'inf' not in path


def test_places_are_those_of_the_values():
    plot = Plot('a', (248, 146), Axis(1.0, 3.0, 's'), Axis(-1.0, 1.0, 'm'))
    assert (plot.px(1.0), plot.px(3.0)) == (40.0, 240.0)
    assert (plot.py(-1.0), plot.py(1.0), plot.py(0.0)) == (128.0, 28.0, 78.0)
    assert 'data-axes="1 3 -1 1"' in plot.svg()


def test_titles_are_escaped():
    assert '<b>' not in Plot('<b>', (200, 100), Axis(0, 1, 's'), Axis(0, 1, '<b>')).svg()
