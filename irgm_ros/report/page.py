# SPDX-License-Identifier: Apache-2.0
"""One HTML page about a retargeted motion: opens offline, the same for the same motion."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from irgm_ros.atomic import replacing
from irgm_ros.motion.skeleton import from_rep103
from irgm_ros.report.floor import (
    contact_plot,
    height_plot,
    margin_plot,
    slip_plot,
    top_view,
    tracking_plots,
)
from irgm_ros.report.joints import position_plots, velocity_plots
from irgm_ros.report.metrics import metrics_table
from irgm_ros.report.player import player_data
from irgm_ros.report.subject import Clock, Subject
from irgm_ros.report.svg import BOTTOM_PX, LEFT_PX, RIGHT_PX, TOP_PX
from irgm_ros.report.walking import base_view, twist_plots
from irgm_ros.robot.series import FrameSeries, measure_frames
from irgm_ros.types import Feasibility

_VERDICTS = {
    'executable': 'the robot may execute it free-standing',
    'fixed_base_only': 'on a stand only, or under a controller that balances',
    'refused': 'not to be executed',
}


def write_report(subject: Subject, path: str | Path) -> None:
    """Write the page of a motion; ``path`` appears whole or not at all.

    Args:
        subject: The motion.
        path: The file.

    Raises:
        IrgmError: The place cannot be written.
    """
    text = page(subject)
    with replacing(path) as temporary:
        # The name of a file may hold bytes that are no UTF-8.
        temporary.write_bytes(text.encode('utf-8', 'backslashreplace'))


def page(subject: Subject) -> str:
    """Return the page of a motion, everything that it needs inside."""
    series = measure_frames(subject.robot, subject.path, from_rep103(subject.positions))
    clock = Clock.of_motion(subject.path)
    return Template(_asset('page.html')).substitute(
        title=escape(f'{subject.title} on {subject.robot.name}'),
        style=_asset('page.css'),
        margins=json.dumps([LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX]),
        facts=_facts(subject),
        verdict=_verdict(subject.feasibility),
        metrics=metrics_table(subject),
        legs=_legs(subject, series, clock),
        tracking=tracking_plots(series, clock),
        clock=_clock(subject),
        positions=position_plots(subject),
        velocities=velocity_plots(subject),
        data=player_data(subject, series),
        player=_asset('player.js'),
    )


def _legs(subject: Subject, series: FrameSeries, clock: Clock) -> str:
    """Return the section on feet and balance, or on walking where a controller has the legs."""
    if subject.robot.mode == 'upper_body':
        said = 'What cmd_vel says, over the time of the trajectory; limits are those of the map.'
        return (
            f'<h2>Walking</h2><p class="soft">{said}</p>{twist_plots(subject)}{base_view(subject)}'
        )
    plots = (contact_plot, margin_plot, height_plot, slip_plot)
    drawn = ''.join(plot(series, clock) for plot in plots)
    said = 'Frames before timing: time is that of the human motion.'
    return (
        f'<h2>Feet and balance</h2><p class="soft">{said}</p><div class="wide">{drawn}</div>'
        f'{top_view(series, clock)}'
    )


def _asset(name: str) -> str:
    """Read a part of the page."""
    return (files('irgm_ros') / 'data' / 'report' / name).read_text(encoding='utf-8')


def _facts(subject: Subject) -> str:
    """Return the list under the title."""
    frames, fps = len(subject.path.joint_positions), subject.path.fps
    motion = f'{(frames - 1) / fps:.2f} s, {frames} frames at {fps:g} Hz'
    facts = (*subject.facts, ('Robot', subject.robot.name), ('Motion', motion))
    return ''.join(
        f'<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>' for name, value in facts
    )


def _verdict(feasibility: Feasibility) -> str:
    """Return the verdict and its reasons."""
    verdict = feasibility.verdict
    lines = [*feasibility.reasons]
    if feasibility.refinement:
        lines.append(f'What would help: {feasibility.refinement}')
    reasons = ''.join(f'<li>{escape(line)}</li>' for line in lines)
    return (
        f'<p><span class="verdict {verdict}">{verdict}</span> {_VERDICTS[verdict]}; '
        f'score {feasibility.score:.2f} of 1.</p><ul>{reasons}</ul>'
    )


def _clock(subject: Subject) -> str:
    """Say which time the plots of the joints have."""
    trajectory = subject.trajectory
    if trajectory is None:
        return 'Frames before timing.'
    return (
        f'Timed trajectory: {trajectory.blend_seconds:.2f} s from the rest posture to the first, '
        f'then the motion in {trajectory.stretch_factor:.2f} times its own time.'
    )
