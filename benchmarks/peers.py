# SPDX-License-Identifier: Apache-2.0
"""Retargeting beside two-stage inverse kinematics on mink, in one run, on the same clips.

pip install "irgm_ros[peers]"
python -m benchmarks.peers

Both get the same recordings (CMU motion capture, ``--clips``) at 20 Hz on one thread; the very
same functions measure both paths, before timing. Writes JSON, and a table into docs/results.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.retarget import LIMB_ERRORS, RESULTS, SHARED, path_figures, real_clips

# After the settings of one thread, which benchmarks.retarget makes on import.
import numpy as np  # isort: skip
from numpy.typing import NDArray
from tqdm import tqdm

from irgm_ros.robot import Retargeter, Robot, load_robot
from irgm_ros.types import RobotPath

OUT = RESULTS.with_name('peers.json')
PAGE = Path(__file__).parents[1] / 'docs' / 'results.md'
_BEGIN, _END = '<!-- peers -->\n', '<!-- end of peers -->\n'
_FPS = 20.0
_ROWS = {
    'retarget_ms': 'time a frame, mean [ms]',
    'upper_arm_deg': 'direction error, upper arm [degrees]',
    'forearm_deg': 'forearm',
    'thigh_deg': 'thigh',
    'shank_deg': 'shank',
    'mean_deg': 'mean of the limbs',
    'ends_mm': 'elbows, wrists, knees, ankles off [mm]',
    'fast_frames': 'frames beyond a velocity limit [%]',
    'fastest_rad_s': 'fastest joint [rad/s]',
    'penetration_frames': 'frames with a sole deeper than 5 mm [%]',
    'penetration_max_mm': 'deepest [mm]',
    'tilt_mean_deg': 'tilt of standing soles, mean [degrees]',
    'slip_mean_m_s': 'slip of standing soles, mean [m/s]',
    'collision_frames': 'frames with links deeper than 5 mm in each other [%]',
    'jerk_rms_rad_s3': 'jerk, rms [rad/s^3]',
}


def measure(
    robot: Robot, retarget: Callable[[NDArray[Any]], RobotPath], clips: dict[str, NDArray[Any]]
) -> dict[str, float]:
    """Retarget all clips and return the rows of the table: means by frames, shares, maxima."""
    rows = []
    retarget(next(iter(clips.values())))  # imports and caches
    for clip in tqdm(clips.values(), unit='clip'):
        began = time.process_time()
        path = retarget(clip)
        spent = time.process_time() - began
        speed = np.abs(np.diff(path.joint_positions, axis=0)) * _FPS
        row = path_figures(robot, path, clip)
        row['mean_deg'] = float(np.mean([row[limb] for limb in LIMB_ERRORS]))
        row['retarget_ms'] = 1000.0 * spent / len(clip)
        row['fast_frames'] = (speed > robot.velocity_limits).any(axis=1).sum()
        row['fastest_rad_s'] = speed.max()
        rows.append(row)
    weights = np.array([len(clip) for clip in clips.values()], dtype=np.float64)
    out = {}
    for name in _ROWS:
        column = np.array([row[name] for row in rows], dtype=np.float64)
        if name.endswith('_frames'):
            out[name] = float(100.0 * column.sum() / weights.sum())
        elif '_max_' in name or name == 'fastest_rad_s':
            out[name] = float(column.max())
        else:
            out[name] = float((column * weights).sum() / weights.sum())
    return out


def table(found: dict[str, dict[str, float]], count: int, frames: int) -> str:
    """Return the Markdown table with a line above it."""
    lines = [
        f'Unitree G1 (29 joints), {count} CMU recordings, {frames} frames at 20 Hz, one thread, '
        'frames before timing:',
        '',
        '| | ' + ' | '.join(found) + ' |',
        '|---' * (len(found) + 1) + '|',
    ]
    for name, label in _ROWS.items():
        lines.append(f'| {label} | ' + ' | '.join(f'{r[name]:.3g}' for r in found.values()) + ' |')
    return '\n'.join(lines) + '\n'


def put(page: str, text: str) -> str:
    """A page with ``text`` between its two marks.

    Raises:
        ValueError: A mark is missing.
    """
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(
            f'no lines {_BEGIN.strip()} and {_END.strip()} to write the table between'
        )
    return f'{before}{begin}{text}{end}{after}'


def main() -> int:
    """Measure, write the result file and the table; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('--clips', type=Path, default=SHARED / 'data' / 'cmu_mocap')
    parser.add_argument('--out', type=Path, default=OUT)
    parser.add_argument('--page', type=Path, default=PAGE, help='has the marks of the table')
    options = parser.parse_args()
    missing = [name for name in ('mink', 'daqp') if importlib.util.find_spec(name) is None]
    clips = real_clips(options.clips)
    if missing or not clips:
        why = f'{missing} missing: pip install "irgm_ros[peers]"' if missing else ''
        why = why or f'no positions_20fps.npz in {options.clips}: give --clips'
        print(f'benchmarks.peers: {why}', file=sys.stderr)
        return 1
    from benchmarks.two_stage import TwoStage

    robot = load_robot('g1')
    peers = {
        'two-stage IK (mink)': TwoStage(robot).retarget,
        'irgm_ros': Retargeter(robot).retarget,
    }
    found = {name: measure(robot, retarget, clips) for name, retarget in peers.items()}
    frames = sum(map(len, clips.values()))
    options.out.write_text(json.dumps({'clips': list(clips), **found}, indent=1) + '\n')
    text = table(found, len(clips), frames)
    options.page.write_text(put(options.page.read_text(), text))
    print(text)
    return 0


if __name__ == '__main__':
    sys.exit(main())
