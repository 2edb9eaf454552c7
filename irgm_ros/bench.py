# SPDX-License-Identifier: Apache-2.0
"""Latency and memory of the whole chain on this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from irgm_ros.errors import CommandRefused
from irgm_ros.pipeline import MotionPipeline
from irgm_ros.retargeting import timed

SENTENCES: tuple[str, ...] = (
    'wave your right hand',
    'take three steps forward, then wave your left hand twice',
    'squat twice',
    'walk backward four steps',
    'turn left 90 degrees',
    'jump up, then bow',
    'kick with your right leg',
    'raise both arms while walking forward',
    'clap three times',
    'turn around, then take two steps forward',
)
_STATUS = Path('/proc/self/status')
# From a sentence to this: the bounds that the project holds itself to, one thread.
BOUNDS: dict[str, float] = {
    'first_motion_s': 0.5, 'loop_s': 1.5, 'retarget_ms_per_frame': 1.0, 'rss_mb': 600.0,
    'import_s': 1.0,
}  # fmt: skip


def measure(
    bundle: str | Path | None = None,
    robot: str | Path | None = 'g1',
    runs: int = 5,
    rounds: int = 3,
    sentences: Sequence[str] = SENTENCES,
) -> dict[str, Any]:
    """Run sentences through a warm pipeline, one thread, greedy.

    Args:
        bundle: Model; None for the default.
        robot: Robot; None for none.
        runs: Number of sentences; the list is repeated as needed.
        rounds: Most rounds of the loop.
        sentences: What to say.

    Returns:
        Percentiles ``{'p50': .., 'p95': ..}`` of each stage [s] under ``stages``; the figures of
        ``BOUNDS``; and what was measured on what.
    """
    setup: dict[str, float] = {}
    imported = import_seconds()
    with timed(setup, 'load'):
        pipeline = MotionPipeline.load(bundle, robot)
    with timed(setup, 'warm_up'):
        pipeline.warm_up()
    samples: dict[str, list[float]] = {}
    refused, counts, frames = 0, [], []
    for k in range(runs):
        try:
            result = pipeline.run(sentences[k % len(sentences)], rounds=rounds)
        except CommandRefused:
            refused += 1
            continue
        counts.append(len(result.rounds))
        for stage, seconds in result.timings.items():
            samples.setdefault(stage, []).append(seconds)
        if result.motion is not None:
            frames.append(len(result.motion.features))
    return {
        'model': pipeline.bundle.manifest.name,
        'provider': pipeline.provider,
        'robot': None if pipeline.robot is None else pipeline.robot.name,
        'runs': runs,
        'refused': refused,
        'rounds_mean': float(np.mean(counts)) if counts else 0.0,
        'frames_mean': float(np.mean(frames)) if frames else 0.0,
        'stages': {stage: percentiles(values) for stage, values in samples.items()},
        'first_motion_s': percentiles(samples.get('first_motion', [])),
        'loop_s': percentiles(samples.get('total', [])),
        'retarget_ms_per_frame': _retarget_cost(pipeline),
        'load_s': setup['load'],
        'warm_up_s': setup['warm_up'],
        'import_s': imported,
        'rss_mb': resident_mb(),
    }


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile; empty for no values."""
    if not values:
        return {}
    p50, p95 = np.percentile(np.asarray(values), (50, 95))
    return {'p50': float(p50), 'p95': float(p95)}


def import_seconds() -> float:
    """Return how long a fresh interpreter takes to import the pipeline [s]."""
    code = (
        'import time; began = time.perf_counter(); import irgm_ros.pipeline; '
        'print(time.perf_counter() - began)'
    )
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def resident_mb() -> float:
    """Return the resident memory of this process [MB]; 0 where the system does not say."""
    if not _STATUS.exists():
        return 0.0
    for line in _STATUS.read_text().splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1]) / 1000
    return 0.0


def _retarget_cost(pipeline: MotionPipeline, repeats: int = 5) -> float | None:
    """Return the cost of retargeting one frame [ms], median over repeats."""
    if pipeline.robot is None:
        return None
    result = pipeline.run(SENTENCES[1], rounds=1, mode='first')
    if result.positions_rep103 is None or result.motion is None:
        return None
    from irgm_ros.motion.skeleton import from_rep103

    human = from_rep103(result.positions_rep103)
    costs = []
    for _ in range(repeats):
        began = time.perf_counter()
        pipeline.follow(human, result.motion.fps)
        costs.append(time.perf_counter() - began)
    return 1000 * float(np.median(costs)) / len(human)


def table(figures: dict[str, Any]) -> str:
    """Return the figures as lines of text, each bound beside its figure."""
    lines = [
        f'{figures["model"]} on {figures["provider"]}, robot {figures["robot"]}: '
        f'{figures["runs"]} runs, {figures["rounds_mean"]:.1f} rounds and '
        f'{figures["frames_mean"]:.0f} frames on average, {figures["refused"]} refused'
    ]
    for name, bound in BOUNDS.items():
        value = figures[name]
        if isinstance(value, dict):
            shown = ', '.join(f'{key} {number:.3f}' for key, number in value.items()) or 'none'
        else:
            shown = 'none' if value is None else f'{value:.3f}'
        lines.append(f'{name:24}{shown:28} bound {bound:g}')
    for stage, values in figures['stages'].items():
        shown = ', '.join(f'{key} {1000 * number:.1f}' for key, number in values.items())
        lines.append(f'  {stage:22}{shown} ms')
    return '\n'.join(lines)
