# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.latency import within
from irgm_ros.bench import BOUNDS

ROOT = Path(__file__).resolve().parents[2]


def test_bounds_hold_for_the_median():
    assert within({'p50': 0.4, 'p95': 0.9}, 0.5)
    assert not within({'p50': 0.6, 'p95': 0.9}, 0.5)
    assert within(0.5, 0.5)
    assert not within({}, 0.5)
    assert not within(None, 0.5)


def test_figures_are_written(tiny_bundle, tmp_path):
    out = tmp_path / 'latency.json'
    done = subprocess.run(
        [
            sys.executable, '-m', 'benchmarks.latency', '--bundle', tiny_bundle, '--runs', '2',
            '--out', out,
        ],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ}, timeout=90,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    figures = json.loads(out.read_text())
    assert figures['bounds'] == BOUNDS
    assert figures['stages']['total']['p95'] >= figures['stages']['total']['p50'] > 0
