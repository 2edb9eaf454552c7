# SPDX-License-Identifier: Apache-2.0
"""Retargeting: cost of a frame by the length of the motion, one thread.

python -m benchmarks.length
python -m benchmarks.length --robot h1 --frames 200 1000 10000

One motion of the training distribution is played there and back until it has so many frames, so
that every length holds the same postures. Each length is measured with and without self-collision
(avoided and checked), the lengths in turn, several times over; medians are shown. Timing is part
of it where the motion lasts no longer than a trajectory may.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

for variable in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS'):
    os.environ.setdefault(variable, '1')

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from tqdm import tqdm  # noqa: E402

from benchmarks.retarget import synthetic_clips  # noqa: E402
from irgm_ros.errors import DurationError  # noqa: E402
from irgm_ros.robot import (  # noqa: E402
    Retargeter,
    Robot,
    assess_feasibility,
    load_robot,
    time_trajectory,
)

RESULTS = Path(__file__).parent / 'results' / 'length.json'
FRAMES = (100, 300, 1000, 3000, 10000)
STAGES = ('retarget', 'timing', 'feasibility')


def motion_of(frames: int) -> NDArray[Any]:
    """A motion (frames, 22, 3) of ten synthetic clips, each played there and back."""
    clips = []
    for clip in synthetic_clips(10).values():
        here = clip - clip[:1, :1] * [1.0, 0.0, 1.0]  # begins above the origin
        clips.append(np.concatenate([here, here[-2:0:-1]]))
    whole = np.concatenate(clips)
    return whole[np.arange(frames) % len(whole)]


def cost(robot: Robot, retargeter: Retargeter, positions: NDArray[Any]) -> list[float]:
    """CPU time of the stages for one frame [ms]."""
    marks = [time.process_time()]
    path = retargeter.retarget(positions)
    marks.append(time.process_time())
    try:
        timed = time_trajectory(robot, path)
    except DurationError as error:
        timed = error  # type: ignore[assignment]
    marks.append(time.process_time())
    assess_feasibility(robot, path, timed, positions)
    marks.append(time.process_time())
    return (1000.0 * np.diff(marks) / len(positions)).tolist()


def main() -> None:
    """Measure, print a table and write the result file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('--robot', default='g1', metavar='NAME')
    parser.add_argument('--frames', type=int, nargs='+', default=FRAMES)
    parser.add_argument('--repeats', type=int, default=5)
    parser.add_argument('--out', type=Path, default=RESULTS)
    options = parser.parse_args()
    robot = load_robot(options.robot)
    spec = dataclasses.replace(robot.spec, self_collision=False)
    robots = {'with': robot, 'without': dataclasses.replace(robot, spec=spec)}
    found: dict[tuple[str, int], list[list[float]]] = {}
    for repeat in tqdm(range(options.repeats + 1), desc=robot.name, unit='round'):
        for kind, made in robots.items():
            retargeter = Retargeter(made)
            for frames in options.frames:
                stages = cost(made, retargeter, motion_of(frames))
                if repeat:  # the first round fills caches
                    found.setdefault((kind, frames), []).append(stages)
    rows = []
    print('| self-collision | frames | ' + ' | '.join(STAGES) + ' | all [ms/frame] |')
    print('|---' * (len(STAGES) + 3) + '|')
    for (kind, frames), costs in found.items():
        middle = np.median(costs, axis=0)
        rows.append({'self_collision': kind, 'frames': frames, 'ms': middle.tolist(),
                     'ms_all': float(np.median(np.sum(costs, axis=1)))})  # fmt: skip
        shown = ' | '.join(f'{value:.3f}' for value in middle)
        print(f'| {kind} | {frames} | {shown} | {rows[-1]["ms_all"]:.3f} |')
    machine = {'processor': platform.processor(), 'threads': 1, 'robot': robot.name}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(
        json.dumps({**machine, 'stages': STAGES, 'rows': rows}, indent=1) + '\n'
    )


if __name__ == '__main__':
    main()
