# SPDX-License-Identifier: Apache-2.0
"""Retargeting: speed and fidelity on real and synthetic clips, one thread.

python -m benchmarks.retarget
python -m benchmarks.retarget --robot all --synthetic 0
python -m benchmarks.retarget --every --synthetic 10000

Real clips come from ``positions_20fps.npz`` (CMU motion capture) in ``--clips``, fourteen of them
or ``--every`` one but those of subject 01, who climbs playground equipment; without that folder
only synthetic ones are measured. Angles are between the human's limbs and the robot's frames, by
forward kinematics of the published path; ``ends_mm`` is how far elbows, wrists, knees and ankles
are from the human's directions laid out with the robot's limbs; violations are counted ten times
between points.
"""

from __future__ import annotations

import argparse
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

from irgm_ros.errors import RobotError  # noqa: E402
from irgm_ros.motion.skeleton import to_rep103  # noqa: E402
from irgm_ros.robot import (  # noqa: E402
    Retargeter,
    Robot,
    assess_feasibility,
    list_robots,
    load_robot,
    time_trajectory,
)
from irgm_ros.robot.collision import TOUCH_M, self_collision_of  # noqa: E402
from irgm_ros.robot.kinematics import LIMB_INDEX, LIMBS, body_of  # noqa: E402
from irgm_ros.robot.series import FrameSeries, measure_frames  # noqa: E402
from irgm_ros.robot.targets import limb_directions  # noqa: E402
from irgm_ros.types import RobotPath, TimedTrajectory  # noqa: E402

RESULTS = Path(__file__).parent / 'results' / 'retarget.json'
ROBOTS = RESULTS.with_name('robots.json')
EVERY = RESULTS.with_name('retarget_every.json')
CLIMBER = '01_'  # clips of a subject whose feet stand on ladders and bars
MANY = 200  # clips of a group above which single ones are not kept
DEEP_M = 0.005  # of a sole in the floor
SHARED = Path(os.environ.get('IRGM_SHARED', Path(__file__).parents[2] / 'shared'))
REAL = (
    '02_01', '02_03', '02_04', '02_05', '05_02', '05_06', '09_01', '09_12', '10_01', '13_11',
    '13_26', '13_30', '14_12', '14_37',
)  # fmt: skip
STAGES = ('retarget_ms', 'timing_ms', 'feasibility_ms')
LIMB_ERRORS = ('upper_arm_deg', 'forearm_deg', 'thigh_deg', 'shank_deg')
VIOLATIONS = (
    'position_violations', 'velocity_violations', 'acceleration_violations', 'jerk_violations',
)  # fmt: skip
COLUMNS = (
    'frames', *STAGES, *LIMB_ERRORS, 'ends_mm', 'slip_mean_m_s', 'tilt_mean_deg',
    'penetration_max_mm', 'penetration_frames', *VIOLATIONS, 'jerk_rms_rad_s3', 'step_max_rad',
    'stretch_factor', 'collision_frames', 'published_collision_frames', 'refused_clips',
)  # fmt: skip


def measure(robot: Robot, retargeter: Retargeter, positions: NDArray[Any]) -> dict[str, float]:
    """Retarget, time and assess one clip (F, 22, 3); return the figures of ``COLUMNS``."""
    frames = len(positions)
    marks = [time.process_time()]
    path = retargeter.retarget(positions)
    marks.append(time.process_time())
    trajectory = time_trajectory(robot, path)
    marks.append(time.process_time())
    found = assess_feasibility(robot, path, trajectory, positions)
    marks.append(time.process_time())
    ms = 1000.0 * np.diff(marks) / frames
    shown = path_figures(robot, path, positions)
    shown |= dict(zip(STAGES, ms, strict=True))
    shown |= dict(zip(VIOLATIONS, violations(robot, trajectory), strict=True))
    refused = found.verdict == 'refused'
    shown |= {
        'frames': frames,
        'stretch_factor': found.metrics['stretch_factor'],
        'published_collision_frames': 0 if refused else shown['collision_frames'],
        'refused_clips': refused,
    }
    return {name: float(shown[name]) for name in COLUMNS}


def path_figures(robot: Robot, path: RobotPath, positions: NDArray[Any]) -> dict[str, float]:
    """What a path is worth before timing, whoever made it; see ``COLUMNS``."""
    series = measure_frames(robot, path, positions)
    joints = np.asarray(path.joint_positions)
    collision = self_collision_of(robot)
    gaps = collision.distances(joints[:, body_of(robot).index], -TOUCH_M)
    errors = np.degrees(series.direction_errors.mean(axis=0)).reshape(2, -1).mean(axis=0)
    slip = series.slip[np.isfinite(series.slip)]
    heights = series.corners[..., 2].min(axis=(1, 2))
    return {
        **dict(zip(LIMB_ERRORS, errors.tolist(), strict=True)),
        'ends_mm': ends_mm(robot, path, positions),
        'slip_mean_m_s': float(slip.mean()) if slip.size else 0.0,
        'tilt_mean_deg': tilt_deg(series),
        'penetration_max_mm': 1000.0 * max(0.0, -heights.min()),
        'penetration_frames': int((heights < -DEEP_M).sum()),
        'jerk_rms_rad_s3': np.sqrt((np.diff(joints, 3, axis=0) ** 2).mean()) * path.fps**3,
        'step_max_rad': np.abs(np.diff(joints, axis=0)).max(),
        'collision_frames': (gaps < -TOUCH_M).any(axis=1).sum() if collision.names else np.nan,
    }


def ends_mm(robot: Robot, path: RobotPath, positions: NDArray[Any]) -> float:
    """Mean distance of elbows, wrists, knees and ankles from where directions would have them."""
    from scipy.spatial.transform import Rotation

    body = body_of(robot)
    points = body.sites(np.asarray(path.joint_positions)[:, body.index])[0]
    turned = Rotation.from_quat(path.base_quat_xyzw).as_matrix() @ robot.facing.T
    start, end = LIMB_INDEX.T
    bones = (points[:, end] - points[:, start]) @ turned.swapaxes(1, 2)
    wanted = limb_directions(to_rep103(positions)) * body.limb_lengths[:, None]
    off = bones - wanted
    for limb, (first, _) in enumerate(LIMBS):
        if first.endswith(('elbow', 'knee')):  # its start is off by what the limb before it is
            off[:, limb] += off[:, limb - 1]
    return float(1000.0 * np.linalg.norm(off, axis=-1).mean())


def tilt_deg(series: FrameSeries) -> float:
    """Mean angle of standing soles against the floor; 0 where no foot stands."""
    corners = series.corners[series.contact]
    if not len(corners):
        return 0.0
    up = np.cross(corners[:, 2] - corners[:, 0], corners[:, 1] - corners[:, 0])
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    return float(np.degrees(np.arccos(np.clip(np.abs(up[:, 2]), 0.0, 1.0))).mean())


def violations(robot: Robot, trajectory: TimedTrajectory) -> tuple[int, int, int, int]:
    """Count samples outside position, velocity, acceleration and jerk limits, ten an interval."""
    from scipy.interpolate import CubicHermiteSpline

    curve = CubicHermiteSpline(
        trajectory.times, trajectory.joint_positions, trajectory.joint_velocities
    )
    fine = np.linspace(trajectory.times[0], trajectory.times[-1], 10 * len(trajectory.times))
    slack = 1.0 + 1e-6
    places = curve(fine)
    outside = np.maximum(robot.lower - places, places - robot.upper) > 1e-6
    limits = (robot.velocity_limits, robot.acceleration_limits, robot.jerk_limits)
    above = [np.abs(curve(fine, i)) > slack * limit for i, limit in enumerate(limits, 1)]
    wide, fast, hard, sudden = (int(found.sum()) for found in (outside, *above))
    return wide, fast, hard, sudden


def real_clips(folder: Path, every: bool = False) -> dict[str, NDArray[Any]]:
    """Return the real clips by name, chosen ones or all; empty if the file is absent."""
    file = folder / 'positions_20fps.npz'
    if not file.is_file():
        return {}
    with np.load(file) as clips:
        names = [n for n in clips.files if not n.startswith(CLIMBER)] if every else REAL
        return {name: clips[name].astype(np.float64) for name in names}


def synthetic_clips(count: int) -> dict[str, NDArray[Any]]:
    """Return clips of the training distribution, always the same ones."""
    from training.synth import sample_command, synthesise

    rng = np.random.default_rng(2026)
    clips: dict[str, NDArray[Any]] = {}
    while len(clips) < count:
        try:
            clips[f'synth_{len(clips)}'] = synthesise(sample_command(rng), rng).positions
        except ValueError:  # longer than a clip may be
            continue
    return clips


def summary(rows: list[dict[str, float]]) -> dict[str, float]:
    """Return means weighted by frames; sums of violations; maxima of step and penetration."""
    weights = np.array([row['frames'] for row in rows])
    out = {}
    for name in COLUMNS:
        column = np.array([row[name] for row in rows])
        if name.endswith(('frames', '_violations', '_clips')):
            out[name] = float(column.sum())
        elif '_max_' in name:
            out[name] = float(column.max())
        else:
            out[name] = float((column * weights).sum() / weights.sum())
    return out


def table(rows: dict[str, dict[str, float]]) -> str:
    """Return a Markdown table."""
    lines = ['| clip | ' + ' | '.join(COLUMNS) + ' |', '|---' * (len(COLUMNS) + 1) + '|']
    for name, row in rows.items():
        lines.append(f'| {name} | ' + ' | '.join(f'{row[c]:.4g}' for c in COLUMNS) + ' |')
    return '\n'.join(lines)


def measure_robot(
    robot: Robot, groups: dict[str, dict[str, NDArray[Any]]]
) -> dict[str, dict[str, Any]]:
    """Measure one robot: for each group the figures of each clip, their mean, what it refused."""
    retargeter = Retargeter(robot)
    report = {}
    for group, clips in groups.items():
        if clips:
            retargeter.retarget(next(iter(clips.values())))  # imports and caches
            rows, refused = {}, {}
            for name, clip in tqdm(clips.items(), desc=f'{robot.name}, {group}', unit='clip'):
                try:
                    rows[name] = measure(robot, retargeter, clip)
                except RobotError as error:  # slowed down to more than a trajectory may last
                    refused[name] = str(error)
            mean = summary(list(rows.values()))
            report[group] = {'count': len(clips), 'mean': mean, 'refused': refused}
            report[group] |= {'worst': worst(rows)} if len(clips) > MANY else {'clips': rows}
    return report


def worst(rows: dict[str, dict[str, float]]) -> dict[str, list[Any]]:
    """The clip with the largest value of each figure, and the value."""
    found = {}
    for column in COLUMNS:
        clip = max(rows, key=lambda name: np.nan_to_num(rows[name][column]))
        found[column] = [clip, rows[clip][column]]
    return found


def without_nan(content: Any) -> Any:
    """Plain data with null where a figure was not measured."""
    if isinstance(content, dict):
        return {key: without_nan(value) for key, value in content.items()}
    return None if isinstance(content, float) and np.isnan(content) else content


def main() -> None:
    """Measure, print a table and write the result file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        '--robot',
        nargs='+',
        default=['g1'],
        metavar='NAME',
        help='"all": those whose files are here',
    )
    parser.add_argument('--clips', type=Path, default=SHARED / 'data' / 'cmu_mocap')
    parser.add_argument('--every', action='store_true', help='every recording but the climber')
    parser.add_argument('--synthetic', type=int, default=100)
    parser.add_argument(
        '--out', type=Path, help=f'default: {RESULTS}, of every clip {EVERY}, of several {ROBOTS}'
    )
    options = parser.parse_args()
    names = options.robot
    if names == ['all']:
        names = [info.name for info in list_robots() if info.status == 'installed']
    real = real_clips(options.clips, options.every)
    groups = {'real': real, 'synthetic': synthetic_clips(options.synthetic)}
    machine = {'processor': platform.processor(), 'threads': 1}
    shown: dict[str, dict[str, float]] = {}
    content: dict[str, Any]
    if len(names) == 1:
        report = measure_robot(load_robot(names[0]), groups)
        content = {'robot': names[0], **machine, **report}
        for group, found in report.items():
            shown |= found.get('clips', {}) if group == 'real' else {}
            shown[f'{group}, {found["count"]} clips'] = found['mean']
    else:
        content = {**machine, 'robots': {}}
        for name in names:
            report = measure_robot(load_robot(name), groups)
            content['robots'][name] = {
                group: {'mean': found['mean'], 'refused': found['refused']}
                for group, found in report.items()
            }
            shown |= {f'{name}, {group}': found['mean'] for group, found in report.items()}
    default = EVERY if options.every else RESULTS
    out = options.out or (default if len(names) == 1 else ROBOTS)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(without_nan(content), indent=1) + '\n')
    print(table(shown))


if __name__ == '__main__':
    main()
