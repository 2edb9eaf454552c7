# SPDX-License-Identifier: Apache-2.0
"""Human and robot as line figures over time, for the player of the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import JOINT_NAMES, PARENTS
from irgm_ros.render.camera import follow
from irgm_ros.render.chain import Chain
from irgm_ros.render.timing import Playback, frames_at
from irgm_ros.report.joints import limb_of, side_of
from irgm_ros.report.subject import Subject
from irgm_ros.robot.series import FrameSeries

Array = NDArray[np.float64]
RATE_HZ = 20.0
MOST_PICTURES = 1200


def player_data(subject: Subject, series: FrameSeries) -> str:
    """Return what the player draws, as JSON that may stand inside of HTML.

    Lengths are whole millimetres; ``motion`` and ``robot`` are the times of each picture on both
    clocks [s], ``figures`` have points (x, y, z one after the other), bones and the place to
    look at, ``mass`` is the centre of mass (x, y).
    """
    playback = Playback.of(subject.trajectory or subject.path, subject.path)
    times = frames_at(playback.duration, min(RATE_HZ, MOST_PICTURES / max(playback.duration, 1.0)))
    at = [playback.index(time) for time in times]
    fps, frames = subject.path.fps, len(subject.positions)
    motion = [playback.human_time(time, (frames - 1) / fps) for time in times]
    then = [min(round(time * fps), frames - 1) for time in motion]
    began = 0.0 if subject.trajectory is None else float(subject.trajectory.times[0])
    human = _figure(
        'human', subject.positions[then], follow(subject.positions[:, 0], fps)[then],
        [(p, j) for j, p in enumerate(PARENTS) if p >= 0],
        [side_of(name.replace('_', ' ')) for name in JOINT_NAMES[1:]],
    )  # fmt: skip
    chain = Chain(subject.robot)
    points = chain.points(
        playback.joint_positions[at], playback.base_positions[at], playback.base_quat_xyzw[at]
    )
    targets = follow(playback.base_positions, playback.fps)[at]
    limbs = limb_of(subject.robot)
    sides = [side_of(limbs[name]) for name in chain.names]
    robot = _figure(subject.robot.name, points, targets, chain.bones, sides)
    data = {
        'motion': [round(time, 3) for time in motion],
        'robot': [round(time + began, 3) for time in times],
        'figures': [human, robot],
        'mass': _millimetres(_mark(subject, series)[then]),
    }
    return json.dumps(data, separators=(',', ':')).replace('<', '\\u003c')


def _mark(subject: Subject, series: FrameSeries) -> Array:
    """Return the points (F, 2) that the view from above marks [m]."""
    if subject.robot.mode == 'upper_body':
        return np.asarray(subject.path.base_positions, dtype=np.float64)[:, :2]
    return series.centre_of_mass[:, :2]


def _figure(
    name: str,
    points: Array,
    targets: Array,
    bones: Sequence[tuple[int, int]],
    sides: Sequence[str],
) -> dict[str, Any]:
    """Return one figure; ``bones`` are start, end and side."""
    lines = [[*ends, side] for ends, side in zip(bones, sides, strict=True)]
    return {
        'name': name,
        'height': round(1000 * float(np.ptp(points[..., 2], axis=1).max())),
        'bones': lines,
        'targets': _millimetres(targets),
        'points': _millimetres(points.reshape(len(points), -1)),
    }


def _millimetres(values: Array) -> list[list[int]]:
    """Return lengths [m] as whole millimetres."""
    whole: list[list[int]] = np.rint(1000 * values).astype(int).tolist()
    return whole
