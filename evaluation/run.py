# SPDX-License-Identifier: Apache-2.0
"""Score a bundle on held-out synthetic commands: all attributes of a command must hold.

python -m evaluation.run --bundle irgm_ros/data/bundles/default --out docs/results

Writes ``evaluation.json`` and ``evaluation.md``. Runs on the runtime alone, without torch.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from evaluation.checkers import check
from evaluation.statistics import Share, paired_gain, share
from irgm_ros.errors import CommandRefused, IrgmError
from irgm_ros.motion.features import features_from_positions, positions_from_features
from irgm_ros.pipeline import MotionPipeline
from irgm_ros.types import Motion, MotionTokens
from training.held_out import HeldOut, held_out

_EXAMPLES = """examples:
  python -m evaluation.run --bundle irgm_ros/data/bundles/default --out docs/results
  python -m evaluation.run --bundle BUNDLE --out report --commands 60 --workers 1
"""
ROWS = ('ground_truth', 'reconstruction', 'first_generation', 'after_loop')


@dataclass(frozen=True)
class Outcome:
    """What happened with one command.

    Attributes:
        text: The command as given.
        actions: Its actions, in order.
        refused: Reason, if the runtime refused it.
        ground_truth: Whether the synthesised motion passes.
        reconstruction: Whether it still passes after encoding and decoding.
        first_generation: Whether the first round passes.
        after_loop: Whether the selected round passes.
        accepted: Per round, what the model said.
        right: Per round, what the checkers say.
        failures: Attributes that fail after the loop, as ``action.name``.
        mpjpe_mm: Root-relative error of the reconstruction [mm].
        yaw_error_deg: Error of the net turn of the reconstruction [deg].
        drift_mm: Distance of the reconstructed root from its true end [mm].
        first_motion_s: Time to the first motion [s].
        loop_s: Time of all rounds [s].
    """

    text: str
    actions: tuple[str, ...]
    refused: str
    ground_truth: bool
    reconstruction: bool
    first_generation: bool
    after_loop: bool
    accepted: tuple[bool, ...]
    right: tuple[bool, ...]
    failures: tuple[str, ...]
    mpjpe_mm: float
    yaw_error_deg: float
    drift_mm: float
    first_motion_s: float
    loop_s: float


_pipeline: MotionPipeline


def _open(bundle: str) -> None:
    global _pipeline
    _pipeline = MotionPipeline.load(bundle, robot=None)


def _judge(item: HeldOut) -> Outcome:
    command = item.command
    rebuilt = _rebuilt(item.positions)
    errors = _reconstruction_errors(item.positions, rebuilt)
    rounds, refused, times, selected = (), '', (0.0, 0.0), None
    try:
        result = _pipeline.run(item.text)
        rounds, selected = result.rounds, result.selected_round
        times = result.timings.get('first_motion', 0.0), result.timings.get('loop', 0.0)
    except CommandRefused as refusal:
        refused = str(refusal)
    reports = [check(command, _decoded(r.tokens)) for r in rounds]
    right = tuple(report.ok for report in reports)
    final = reports[selected] if selected is not None and reports else None
    return Outcome(
        item.text,
        tuple(str(part.action) for part in command.parts),
        refused,
        check(command, item.positions).ok,
        check(command, rebuilt).ok,
        bool(right) and right[0],
        final is not None and final.ok,
        tuple(r.accepted for r in rounds),
        right,
        tuple(f'{f.action}.{f.name}' for f in final.failures) if final else (),
        *errors,
        *times,
    )


def _decoded(tokens: MotionTokens) -> NDArray[np.float64]:
    return positions_from_features(_pipeline.codec.decode(tokens).features)


def _rebuilt(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    sigma = _pipeline.bundle.manifest.heading_sigma
    motion = Motion(features_from_positions(positions, sigma))
    return _decoded(_pipeline.codec.encode(motion))


def _reconstruction_errors(
    true: NDArray[np.float64], rebuilt: NDArray[np.float64]
) -> tuple[float, float, float]:
    frames = min(len(true), len(rebuilt))
    a, b = true[:frames], rebuilt[:frames]
    relative = (a - a[:, :1]) - (b - b[:, :1])
    turn = np.degrees(_yaw(a[-1]) - _yaw(b[-1]))
    return (
        float(1000 * np.linalg.norm(relative, axis=-1).mean()),
        float(abs((turn + 180) % 360 - 180)),
        float(1000 * np.linalg.norm((a - b)[-1, 0, [0, 2]])),
    )


def _yaw(joints: NDArray[np.float64]) -> float:
    across = joints[1] - joints[2]
    return float(np.arctan2(-across[2], across[0]))


def summarise(outcomes: list[Outcome]) -> dict[str, Any]:
    """Shares, gain, agreement of the model's own judgement, and what fails.

    Args:
        outcomes: One for each command.

    Returns:
        What ``evaluation.json`` holds besides the single outcomes.
    """
    rows = {row: share([getattr(o, row) for o in outcomes]) for row in ROWS}
    judged = [a == r for o in outcomes for a, r in zip(o.accepted, o.right, strict=True)]
    wrong_first = [o for o in outcomes if o.right and not o.right[0]]
    by_action: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for action in set(outcome.actions):
            by_action[action].append(outcome)
    failures: dict[str, int] = defaultdict(int)
    for outcome in outcomes:
        for failure in set(outcome.failures):
            failures[failure] += 1
    turning = [o for o in outcomes if 'turn' in o.actions]
    return {
        'rows': {name: _plain(value) for name, value in rows.items()},
        'refinement_gain': paired_gain(
            [o.first_generation for o in outcomes], [o.after_loop for o in outcomes]
        ),
        'judgement_right': _plain(share(judged)),
        'wrong_first_rejected': _plain(share([not o.accepted[0] for o in wrong_first])),
        'in_scope_refused': _plain(share([bool(o.refused) for o in outcomes])),
        'mean_rounds': float(np.mean([len(o.accepted) for o in outcomes])),
        'mpjpe_mm': float(np.mean([o.mpjpe_mm for o in outcomes])),
        'yaw_error_on_turns_deg': float(np.mean([o.yaw_error_deg for o in turning] or [0])),
        'drift_mm': float(np.mean([o.drift_mm for o in outcomes])),
        'by_action': {
            action: {row: _plain(share([getattr(o, row) for o in group])) for row in ROWS}
            for action, group in sorted(by_action.items())
        },
        'failures_after_loop': dict(sorted(failures.items(), key=lambda item: -item[1])),
    }


def _plain(value: Share) -> dict[str, Any]:
    return {'share': round(value.value, 4), 'interval': value.interval, 'n': value.count}


def report(summary: dict[str, Any], bundle: str, seed: int) -> str:
    """The summary as Markdown."""
    count = summary['rows']['ground_truth']['n']
    lines = [
        '# Held-out synthetic commands',
        '',
        f'{count} commands with seeds that training never saw (seed {seed}); every attribute of '
        'a command must hold. 95 % Wilson intervals.',
        '',
        f'Command: `python -m evaluation.run --bundle {bundle} --out docs/results '
        f'--commands {count} --seed {seed}`',
        '',
        '| motion | all attributes hold |',
        '|---|---|',
        *(f'| {name.replace("_", " ")} | {_text(row)} |' for name, row in summary['rows'].items()),
        '',
    ]
    gain, low, high = (100 * x for x in summary['refinement_gain'])
    lines += [
        f'Gain of the loop over the first generation, paired: {gain:+.1f} points '
        f'({low:+.1f} to {high:+.1f}), {summary["mean_rounds"]:.2f} rounds on average.',
        '',
        f'The model judges its own motions rightly: {_text(summary["judgement_right"])}; of its '
        f'wrong first motions it rejects {_text(summary["wrong_first_rejected"])}.',
        '',
        f'Commands in scope that were refused: {_text(summary["in_scope_refused"])}.',
        '',
        f'Reconstruction: {summary["mpjpe_mm"]:.1f} mm root-relative, '
        f'{summary["yaw_error_on_turns_deg"]:.1f} deg yaw on turns, '
        f'{summary["drift_mm"]:.0f} mm drift at the end.',
        '',
        '| action | n | ' + ' | '.join(row.replace('_', ' ') for row in ROWS) + ' |',
        '|---|---|' + '---|' * len(ROWS),
    ]
    for action, cells in summary['by_action'].items():
        shares = ' | '.join(f'{100 * cells[row]["share"]:.0f} %' for row in ROWS)
        lines.append(f'| {action} | {cells[ROWS[0]]["n"]} | {shares} |')
    return '\n'.join(lines) + '\n'


def _text(cell: dict[str, Any]) -> str:
    low, high = cell['interval']
    return f'{100 * cell["share"]:.1f} % ({100 * low:.1f} to {100 * high:.1f}, n = {cell["n"]})'


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    parser = argparse.ArgumentParser(
        'evaluation.run',
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--bundle', required=True, help='folder of the bundle')
    parser.add_argument('--out', type=Path, required=True, help='folder of the report')
    parser.add_argument('--commands', type=int, default=400, help='how many commands')
    parser.add_argument('--seed', type=int, default=0, help='seed of the held-out set')
    parser.add_argument('--workers', type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    if options.commands < 1 or options.workers < 1:
        parser.error('--commands and --workers must be at least 1')
    try:
        outcomes = evaluate(options.bundle, options.commands, options.seed, options.workers)
    except IrgmError as error:
        print(f'evaluation.run: {error}', file=sys.stderr)
        return 1
    summary = summarise(outcomes)
    text = report(summary, options.bundle, options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    details = summary | {'seed': options.seed, 'outcomes': [asdict(o) for o in outcomes]}
    (options.out / 'evaluation.json').write_text(json.dumps(details, indent=1))
    (options.out / 'evaluation.md').write_text(text)
    print(text)
    return 0


def evaluate(bundle: str, commands: int, seed: int, workers: int) -> list[Outcome]:
    """Run all held-out commands, in parallel, with progress.

    Args:
        bundle: Folder of the bundle.
        commands: How many.
        seed: Seed of the set.
        workers: Processes.

    Raises:
        IrgmError: The bundle cannot be loaded.
    """
    _open(bundle)  # an unusable bundle is reported here and not by each worker
    items = list(held_out(commands, seed))
    console = Console(stderr=True)
    with ProcessPoolExecutor(workers, initializer=_open, initargs=(bundle,)) as pool:
        results = pool.map(_judge, items, chunksize=4)
        return list(track(results, 'evaluate', commands, console=console))


if __name__ == '__main__':
    sys.exit(main())
