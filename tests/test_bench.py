# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from irgm_ros.bench import BOUNDS, import_seconds, measure, percentiles, resident_mb, table


def test_percentiles():
    """Median of 1 to 21 is 11; the 95th percentile lies on the 20th of 21 values."""
    assert percentiles(list(range(1, 22))) == {'p50': 11.0, 'p95': 20.0}
    assert percentiles([]) == {}


def test_memory_and_import_time_are_measured():
    assert resident_mb() > 20
    assert 0 < import_seconds() < 30


def test_figures_and_table(tiny_bundle):
    figures = measure(tiny_bundle, None, runs=3, sentences=('wave', 'wave <eos>', 'bow'))
    assert figures['refused'] == 1
    assert figures['runs'] == 3
    assert figures['first_motion_s']['p50'] <= figures['loop_s']['p95']
    assert figures['retarget_ms_per_frame'] is None
    lines = table(figures).splitlines()
    assert 'tiny' in lines[0]
    assert all(any(line.startswith(name) for line in lines) for name in BOUNDS)
    assert figures['loop_s']['p50'] == pytest.approx(figures['stages']['total']['p50'])
