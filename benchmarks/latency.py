# SPDX-License-Identifier: Apache-2.0
"""From a sentence to a trajectory: latency of each stage, memory and import time.

``python -m benchmarks.latency`` prints a table and writes ``benchmarks/results/latency.json``.
One thread, greedy, warm, up to three rounds, robot G1.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from irgm_ros.atomic import replacing
from irgm_ros.bench import BOUNDS, measure, table

RESULTS = Path(__file__).resolve().parent / 'results' / 'latency.json'
# Libraries read these when they are loaded: the benchmark must be started with them.
THREAD_VARIABLES = ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS')


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: Command line without the program's name; None takes that of the process.

    Returns:
        0 if every figure is within its bound, else 1.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument('--bundle', type=Path, help='model (default: the one built in)')
    parser.add_argument('--robot', default='g1', help='robot (default: g1)')
    parser.add_argument('--runs', type=int, default=20, help='sentences to run (default: 20)')
    parser.add_argument('--out', type=Path, default=RESULTS, help='where the figures go')
    options = parser.parse_args(arguments)
    if any(os.environ.get(name) != '1' for name in THREAD_VARIABLES):
        environment = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, '1')}
        given = sys.argv[1:] if arguments is None else [*arguments]
        os.execve(
            sys.executable, [sys.executable, '-m', 'benchmarks.latency', *given], environment
        )
    figures = measure(options.bundle, options.robot, options.runs)
    figures |= {'bounds': BOUNDS, 'machine': machine()}
    print(table(figures))
    with replacing(options.out) as temporary:
        temporary.write_text(json.dumps(figures, indent=1) + '\n', encoding='utf-8')
    failed = [name for name, bound in BOUNDS.items() if not within(figures[name], bound)]
    print(f'beyond the bound: {", ".join(failed)}' if failed else 'all within the bounds')
    return int(bool(failed))


def within(figure: Any, bound: float) -> bool:
    """Return whether a figure, or the median of its percentiles, is at most ``bound``."""
    value = figure.get('p50') if isinstance(figure, dict) else figure
    return value is not None and value <= bound


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        'date': datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%d'),
        'python': platform.python_version(),
        'numpy': np.__version__,
        'architecture': platform.machine(),
        'cores': os.cpu_count(),
        'load_average': os.getloadavg()[0],
    }


if __name__ == '__main__':
    sys.exit(main())
