# SPDX-License-Identifier: Apache-2.0
"""Run sentences through a bundle and check every motion that comes out."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from evaluation.benchmark import as_text
from evaluation.cases import Case
from evaluation.likeness import Vectors, place
from evaluation.outcomes import Outcome, Physics, Reference, Trial
from irgm_ros.checks.check import check
from irgm_ros.checks.physics import LIMITS, plausibility
from irgm_ros.errors import CommandRefused
from irgm_ros.motion.features import features_from_positions, positions_from_features
from irgm_ros.pipeline import MotionPipeline
from irgm_ros.spec.command import CheckReport, Command
from irgm_ros.types import Motion, MotionTokens

Positions = NDArray[np.float64]


def collect(bundle: str, cases: Sequence[Case], workers: int) -> list[Outcome]:
    """Run all cases, in parallel, with progress.

    Args:
        bundle: Folder of the bundle.
        cases: What to run.
        workers: Processes.

    Raises:
        IrgmError: The bundle cannot be loaded, or a motion could not be made for another reason
            than the command.
    """
    MotionPipeline.load(bundle, robot=None)  # an unusable bundle is reported here and once
    console = Console(stderr=True)
    with ProcessPoolExecutor(workers, initializer=_open, initargs=(bundle,)) as pool:
        results = pool.map(functools.partial(judge, bundle), cases, chunksize=4)
        return list(track(results, 'evaluate', len(cases), console=console))


@functools.cache
def _open(bundle: str) -> MotionPipeline:
    """The pipeline of this process."""
    return MotionPipeline.load(bundle, robot=None)


def judge(bundle: str, case: Case) -> Outcome:
    """Run and check one case.

    Args:
        bundle: Folder of the bundle.
        case: What to run.
    """
    pipeline, command = _open(bundle), case.command
    trial, made = _trial(pipeline, case, checks=False)
    if command is None:
        return Outcome(case.split, case.text, '', (), trial)

    def begun(first: MotionTokens | None, checks: bool) -> Trial | None:
        return None if first is None else _trial(pipeline, case, checks, first)[0]

    wrong = _wrong_motion(pipeline, case, command)
    return Outcome(
        case.split,
        case.text,
        as_text(command),
        tuple(str(part.action) for part in command.parts),
        trial,
        None if trial.refused else _trial(pipeline, case, checks=True)[0],
        begun(wrong, checks=False),
        begun(wrong, checks=True),
        _reference(pipeline, case, command),
        _vectors(pipeline, case, made),
    )


def _trial(
    pipeline: MotionPipeline, case: Case, checks: bool, first: MotionTokens | None = None
) -> tuple[Trial, MotionTokens | None]:
    """Run the loop, from its own first motion or from a given one; the motion it chose."""
    try:
        result = pipeline.run(case.text, first_motion=first, checks=checks)
    except CommandRefused as refusal:
        return Trial(str(refusal)), None
    if not result.rounds:
        return Trial(result.stop_reason), None
    motions = [_decoded(pipeline, r.tokens) for r in result.rounds]
    reports = [] if case.command is None else [check(case.command, m) for m in motions]
    chosen = result.selected_round
    final = CheckReport(()) if chosen is None or not reports else reports[chosen]
    trial = Trial(
        refused='',
        accepted=tuple(r.accepted for r in result.rounds),
        right=tuple(report.ok for report in reports),
        selected=chosen,
        attributes=tuple((str(r.action), r.name, r.ok) for r in final.results),
        physics=None if chosen is None else _physics(motions[chosen]),
        first_motion_s=result.timings.get('first_motion', 0.0),
        loop_s=result.timings.get('loop', 0.0),
    )
    return trial, None if chosen is None else result.rounds[chosen].tokens


def _wrong_motion(pipeline: MotionPipeline, case: Case, command: Command) -> MotionTokens | None:
    """The motion of another command, if it is wrong for this one."""
    if case.stranger is None:
        return None
    tokens = _encoded(pipeline, case.stranger)
    return None if check(command, _decoded(pipeline, tokens)).ok else tokens


def _reference(pipeline: MotionPipeline, case: Case, command: Command) -> Reference | None:
    """Encode and decode the right motion."""
    true = case.positions
    if true is None:
        return None
    rebuilt = _decoded(pipeline, _encoded(pipeline, true))
    errors = _errors(true, rebuilt)
    right = check(command, true).ok, check(command, rebuilt).ok
    return Reference(*right, *errors, _physics(true))


def _vectors(pipeline: MotionPipeline, case: Case, made: MotionTokens | None) -> Vectors | None:
    """How the bundle's evaluator sees the command; None without evaluator or right motion."""
    if pipeline.evaluator is None or case.positions is None or made is None:
        return None
    sigma = pipeline.bundle.manifest.heading_sigma
    true = features_from_positions(case.positions, sigma)
    own = pipeline.codec.decode(made).features
    return place(pipeline.evaluator, pipeline.check(case.text), true, own)


def _physics(positions: Positions) -> Physics:
    report = plausibility(positions)
    return Physics({name: getattr(report, name) for name in LIMITS}, tuple(report.failures))


def _encoded(pipeline: MotionPipeline, positions: Positions) -> MotionTokens:
    sigma = pipeline.bundle.manifest.heading_sigma
    return pipeline.codec.encode(Motion(features_from_positions(positions, sigma)))


def _decoded(pipeline: MotionPipeline, tokens: MotionTokens) -> Positions:
    return positions_from_features(pipeline.codec.decode(tokens).features)


def _errors(true: Positions, rebuilt: Positions) -> tuple[float, float, float]:
    """Root-relative error [mm], error of the net turn [deg], drift of the root [mm]."""
    frames = min(len(true), len(rebuilt))
    a, b = true[:frames], rebuilt[:frames]
    relative = (a - a[:, :1]) - (b - b[:, :1])
    turn = np.degrees(_yaw(a[-1]) - _yaw(b[-1]))
    return (
        float(1000 * np.linalg.norm(relative, axis=-1).mean()),
        float(abs((turn + 180) % 360 - 180)),
        float(1000 * np.linalg.norm((a - b)[-1, 0, [0, 2]])),
    )


def _yaw(joints: Positions) -> float:
    across = joints[1] - joints[2]
    return float(np.arctan2(-across[2], across[0]))
