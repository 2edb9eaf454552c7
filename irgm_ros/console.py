# SPDX-License-Identifier: Apache-2.0
"""What the command line prints of a run."""

from __future__ import annotations

from irgm_ros.language.events import Analysed, Assessed, MotionReady, RoundFinished
from irgm_ros.pipeline import Event, PipelineResult, StageFinished
from irgm_ros.result import STOP_COMMAND
from irgm_ros.types import Feasibility

_STAGES = {
    'decode': 'motion decoded', 'retarget': 'retargeted', 'trajectory': 'timed',
    'feasibility': 'checked',
}  # fmt: skip


class Progress:
    """Prints events to stderr as they happen."""

    def __init__(self, quiet: bool = False) -> None:
        """Print nothing if ``quiet``."""
        from rich.console import Console

        self._console = Console(stderr=True, quiet=quiet, markup=False, highlight=False)

    def __call__(self, event: Event) -> None:
        """Print one event."""
        line, style = _line(event)
        if line:
            self._console.print(line, style=style, soft_wrap=True)

    def say(self, line: str) -> None:
        """Print a line that is no event."""
        self._console.print(line, style='dim', soft_wrap=True)


def _line(event: Event) -> tuple[str, str | None]:
    """Return text and style of an event; no text for those that say nothing new."""
    match event:
        case Analysed(text=text):
            return f'analysis  {text}', None
        case MotionReady(index=index, tokens=tokens):
            return f'round {index + 1}   motion of {len(tokens.codes)} tokens', 'bold'
        case Assessed(assessment=assessment, refinement=refinement, source=source):
            return f'  {source}   {assessment}\n  refine  {refinement}', None
        case RoundFinished(round=done):
            return f'  score   {done.score:.2f} after {done.seconds:.2f} s', 'dim'
        case StageFinished(stage=stage, seconds=seconds):
            return f'{_STAGES[stage]} in {1000 * seconds:.0f} ms', 'dim'
    return '', None


def summary(result: PipelineResult) -> str:
    """Return a result in a few lines."""
    if result.stop_reason == STOP_COMMAND:
        return 'stop: the robot stops at once, nothing is generated'
    if result.motion is None or result.selected_round is None:
        return f'no motion: {result.stop_reason}'
    frames = len(result.motion.features)
    best = result.rounds[result.selected_round]
    lines = [
        f'motion    {frames / result.motion.fps:.1f} s ({frames} frames) from '
        f'{len(result.rounds)} round(s), round {best.index + 1} selected with score '
        f'{best.score:.2f}; ended by {result.stop_reason}'
    ]
    if result.feasibility is not None:
        timed = result.trajectory
        size = '' if timed is None else f'{timed.times[-1]:.1f} s, {len(timed.times)} points, '
        lines.append(f'robot     {size}{feasibility_line(result.feasibility)}')
    stages = ', '.join(f'{name} {seconds:.2f}' for name, seconds in result.timings.items())
    lines.append(f'seconds   {stages}')
    lines.append(f'model     {result.bundle} on {result.provider}')
    return '\n'.join(lines)


def feasibility_line(feasibility: Feasibility) -> str:
    """Return verdict and reasons in one line."""
    reasons = ' '.join(feasibility.reasons)
    return feasibility.verdict + (f': {reasons}' if reasons else '')
