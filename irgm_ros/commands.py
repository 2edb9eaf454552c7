# SPDX-License-Identifier: Apache-2.0
"""What the commands of ``irgm`` do; parsing and exit codes are in ``irgm_ros.cli``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irgm_ros.atomic import replacing
from irgm_ros.console import Progress, feasibility_line, summary
from irgm_ros.errors import MotionError, RobotError
from irgm_ros.language.command import check_command, is_stop
from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.files import MotionFile, load_motion
from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.pipeline import MotionPipeline
from irgm_ros.result import (
    STOP_COMMAND,
    PipelineResult,
    motion_arrays,
    path_arrays,
    save_arrays,
    trajectory_arrays,
)
from irgm_ros.retargeting import Retargeted, RobotStage
from irgm_ros.types import Motion, RobotPath, TimedTrajectory
from irgm_ros.version import package_version

if TYPE_CHECKING:
    from irgm_ros.robot.description import Robot

NO_ROBOT = 'none'


def generate(options: argparse.Namespace) -> int:
    """Generate a motion from a sentence; ``irgm generate``."""
    if not is_stop(options.text):
        check_command(options.text)  # what no model takes is refused before one is loaded
    robot = None if options.robot == NO_ROBOT else options.robot
    if robot is None and options.report is not None:
        raise RobotError('a report is about a robot; give --robot NAME or leave --report out')
    progress = Progress(options.quiet)
    pipeline = MotionPipeline.load(options.bundle, robot, robot_mode=options.robot_mode)
    if pipeline.bundle.licence_note:
        progress.say(pipeline.bundle.licence_note)
    result = pipeline.run(
        options.text,
        progress,
        rounds=options.rounds,
        deadline=options.deadline,
        seed=options.seed,
        mode=options.mode,
        checks=options.checks,
    )
    if options.trace is not None:
        result.save_trace(options.trace)
        progress.say(f'trace in {options.trace}')
    if result.motion is None or result.positions_rep103 is None:
        if result.stop_reason != STOP_COMMAND:
            raise MotionError(f'no motion: ended by {result.stop_reason} before the first round')
    else:
        if options.out is not None:
            result.save(options.out)
            progress.say(f'motion in {options.out}')
        if options.render is not None:
            fps = result.motion.fps
            drawn = _draw(
                result.positions_rep103, fps, options.render,
                pipeline.robot, result.path, result.trajectory,
            )  # fmt: skip
            progress.say(drawn)
        if options.report is not None:
            _report_generated(options, result, pipeline.robot)
            progress.say(f'report in {options.report}')
    if not options.quiet:
        print(summary(result))
    return 0


def retarget(options: argparse.Namespace) -> int:
    """Retarget a motion file; ``irgm retarget``.

    Raises:
        RobotError: There is no trajectory inside the robot's limits; the report is written before.
    """
    from irgm_ros.robot import load_robot

    progress = Progress()
    human = load_motion(options.motion)
    robot = load_robot(options.robot, options.robot_mode)
    done = RobotStage(robot).run(human.positions, human.fps)
    frames = len(human.positions)
    positions = to_rep103(human.positions)
    if options.report is not None:
        _report_retargeted(options, robot, positions, done)
        progress.say(f'report in {options.report}')
    if done.trajectory is None:
        raise RobotError(f'{robot.name}: {feasibility_line(done.feasibility)}')
    if options.out is not None:
        arrays = motion_arrays(_features(human), positions)
        save_arrays(
            options.out, arrays | trajectory_arrays(done.trajectory) | path_arrays(done.path)
        )
        progress.say(f'trajectory in {options.out}')
    if options.render is not None:
        progress.say(
            _draw(positions, human.fps, options.render, robot, done.path, done.trajectory)
        )
    took = 1000 * done.timings['retarget'] / frames
    print(
        f'{robot.name}: {frames} frames in {took:.2f} ms a frame, trajectory of '
        f'{done.trajectory.times[-1]:.1f} s, {feasibility_line(done.feasibility)}'
    )
    return 0


def caption(options: argparse.Namespace) -> int:
    """Say what a motion shows; ``irgm caption``."""
    human = load_motion(options.motion)
    pipeline = MotionPipeline.load(options.bundle, None)
    print(pipeline.caption(_model_input(human), human.fps))
    return 0


def assess(options: argparse.Namespace) -> int:
    """Compare a motion with a sentence; ``irgm assess``."""
    human = load_motion(options.motion)
    pipeline = MotionPipeline.load(options.bundle, None)
    said = pipeline.assess(options.text, _model_input(human), human.fps)
    verdict = 'accepted' if said.accepted else 'not accepted'
    print(
        f'{verdict} (alignment {said.alignment:.2f} by the {said.judge}): {said.assessment} '
        f'Refinement: {said.refinement}'
    )
    return 0


def robots(options: argparse.Namespace) -> int:
    """List, install, propose or check robots; ``irgm robots``."""
    from irgm_ros.robot import install_robot, list_robots

    if options.init is not None:
        return _propose_robot(options.init, options.out)
    if options.check is not None:
        return _check_robot(options.check, options.render)
    if options.install is not None:
        Progress().say(f'{options.install}: fetching the files of this robot ...')
        listed = [install_robot(options.install)]
    else:
        listed = list(list_robots())
    width = max(len(info.name) for info in listed)
    for info in listed:
        print(
            f'{info.name:{width}}  {info.status:9}  {info.source}, {info.size_mb:g} MB, '
            f'{info.licence}'
        )
    return 0


def _propose_robot(urdf: Path, out: Path | None) -> int:
    """Write the proposed map of a URDF, doubts on the terminal."""
    from irgm_ros.robot.proposal import as_yaml, propose

    proposal = propose(urdf)
    folder = Path.cwd() if out is None else out.resolve().parent
    proposal.map['urdf'] = os.path.relpath(urdf.resolve(), folder)
    if out is None:
        print(as_yaml(proposal), end='')
    else:
        with replacing(out) as temporary:
            temporary.write_text(as_yaml(proposal), encoding='utf-8')
    progress = Progress()
    for note in proposal.notes:
        if note.doubt:
            progress.say(f'doubt: {note.key}: {note.why}')
    target = 'FILE.yaml' if out is None else out
    progress.say(f'next: irgm robots --check {target} --render rest.png')
    return 0


def _check_robot(name: str, picture: Path | None) -> int:
    """Print what a map covers, and doubts; exit code 1 if there are any."""
    from irgm_ros.robot import load_robot
    from irgm_ros.robot.checkup import check_robot

    robot = load_robot(name)
    findings = check_robot(robot)
    for finding in findings:
        print(f'doubt: {finding.text}' if finding.doubt else finding.text)
    doubts = sum(finding.doubt for finding in findings)
    print(f'{robot.name}: {doubts} doubts' if doubts else f'{robot.name}: nothing to doubt')
    if picture is not None:
        from irgm_ros.render.rest import render_rest

        render_rest(robot, picture)
        Progress().say(f'rest posture in {picture}')
    return int(doubts > 0)


def bench(options: argparse.Namespace) -> int:
    """Measure latency and memory; ``irgm bench``."""
    from irgm_ros.bench import measure, table

    robot = None if options.robot == NO_ROBOT else options.robot
    progress = Progress()
    progress.say(f'running {options.runs} sentences, one thread ...')
    print(table(measure(options.bundle, robot, options.runs)))
    return 0


def _features(human: MotionFile) -> Motion:
    """Return the features of a motion file, one row a frame."""
    if human.features is not None:
        return Motion(human.features.astype(np.float32), human.fps)
    # A row needs the frame after it: the last posture is held for one more frame.
    held = np.concatenate([human.positions, human.positions[-1:]])
    return Motion(features_from_positions(held).astype(np.float32), human.fps)


def _model_input(human: MotionFile) -> Motion | NDArray[np.float64]:
    """Return features as they are, or positions for the model to encode in its own way."""
    return human.positions if human.features is None else _features(human)


def _draw(
    positions: NDArray[np.float64],
    fps: float,
    file: Path,
    robot: Robot | None,
    path: RobotPath | None,
    trajectory: TimedTrajectory | None,
) -> str:
    """Draw the human, and the robot beside it if there is one; say what was drawn."""
    from irgm_ros.render import render_motion, render_side_by_side

    if robot is None or trajectory is None:
        render_motion(positions, file, fps)
        return f'picture in {file}'
    by = render_side_by_side(positions, robot, trajectory, file, fps, path)
    return f'picture in {file}, robot drawn by {by}'


def _report_retargeted(
    options: argparse.Namespace, robot: Robot, positions: NDArray[np.float64], done: Retargeted
) -> None:
    """Write the page of a retargeted file."""
    from irgm_ros.report import Subject, write_report

    facts = (('irgm_ros', package_version()),)
    subject = Subject(
        options.motion.name, facts, positions, robot, done.path, done.trajectory, done.feasibility
    )
    write_report(subject, options.report)


def _report_generated(
    options: argparse.Namespace, result: PipelineResult, robot: Robot | None
) -> None:
    """Write the page of a generated motion."""
    from irgm_ros.report import Subject, write_report

    positions, path, feasibility = result.positions_rep103, result.path, result.feasibility
    if robot is None or positions is None or path is None or feasibility is None:
        raise MotionError('no report: there is no motion of the robot')
    rounds = f'{len(result.rounds)}, ended by {result.stop_reason}'
    seed = () if options.seed is None else (('Seed', str(options.seed)),)
    facts = (
        ('Understood as', result.command), ('Analysis', result.analysis), ('Model', result.bundle),
        ('Rounds', rounds), *seed, ('irgm_ros', package_version()),
    )  # fmt: skip
    subject = Subject(
        f'“{options.text}”', facts, positions, robot, path, result.trajectory, feasibility
    )
    write_report(subject, options.report)
