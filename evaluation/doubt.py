# SPDX-License-Identifier: Apache-2.0
"""Where a model should look twice at its own motions: measures `doubt_below` for a bundle.

python -m evaluation.doubt --bundle irgm_ros/data/bundles/default --out docs/results

First motions of held-out commands are measured by the checkers against the model's own analysis,
and described by the model. Writes ``doubt.json``: for each threshold the share of right and of
wrong motions that would be sent back, and the highest one that keeps enough of the right ones.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from evaluation.statistics import cell
from irgm_ros.checks.check import check
from irgm_ros.errors import CommandRefused, IrgmError
from irgm_ros.language.doubt import Doubt
from irgm_ros.language.loop import IrmogenLoop
from irgm_ros.motion.features import positions_from_features
from irgm_ros.pipeline import MotionPipeline
from irgm_ros.spec import parse_canonical
from training.data.held_out import held_out

THRESHOLDS = tuple(round(-0.5 * step, 1) for step in range(2, 17))


@dataclass(frozen=True)
class Look:
    """One motion of the model's own.

    Attributes:
        right: Whether it shows all that the analysis says.
        least: Probability of the least likely token of the analysis as its description [ln].
        contradicts: Whether the model's own description contradicts the analysis.
    """

    right: bool
    least: float
    contradicts: bool

    def doubted(self, below: float) -> bool:
        """Whether it would be sent back."""
        return self.contradicts and self.least < below


def looks(bundle: str, count: int, seed: int) -> Iterator[Look]:
    """Generate, measure and describe; commands that are refused or misspelt are left out.

    Args:
        bundle: Folder of the bundle.
        count: Held-out commands.
        seed: Of the commands, apart from the ones of an evaluation.
    """
    pipeline = MotionPipeline.load(bundle, robot=None)
    loop = IrmogenLoop.from_bundle(pipeline.bundle)
    doubt = Doubt(loop.model, loop.prompter, below=0.0)
    for item in tqdm(held_out(count, seed), total=count, desc='look', unit='command'):
        try:
            made = pipeline.run(item.text, mode='first', checks=False)
        except CommandRefused:
            continue
        wanted = parse_canonical(made.analysis)
        if wanted is None or made.motion is None:
            continue
        right = check(wanted, positions_from_features(made.motion.features)).ok
        codes = made.rounds[0].tokens.codes
        contradicts = doubt(made.analysis, codes, loop.caption) is not None
        yield Look(right, doubt.least(made.analysis, codes), contradicts)


def summary(found: Sequence[Look], keep: float) -> dict[str, Any]:
    """Shares by threshold, and the one to take.

    Args:
        found: Motions.
        keep: Least share of the right ones that must not be sent back.
    """
    right, wrong = ([look for look in found if look.right is kind] for kind in (True, False))
    table = {
        below: {
            'right_doubted': cell(look.doubted(below) for look in right),
            'wrong_doubted': cell(look.doubted(below) for look in wrong),
        }
        for below in THRESHOLDS
    }
    fitting = [b for b in THRESHOLDS if 1.0 - table[b]['right_doubted']['share'] >= keep]
    return {'keep': keep, 'doubt_below': max(fitting, default=None), 'thresholds': table}


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    parser = argparse.ArgumentParser(
        'evaluation.doubt',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--bundle', required=True, help='folder of the bundle')
    parser.add_argument('--commands', type=int, default=400)
    parser.add_argument('--seed', type=int, default=11, help='of the commands')
    parser.add_argument(
        '--keep', type=float, default=0.97, help='share of right motions that must pass'
    )
    parser.add_argument('--out', type=Path, required=True, help='folder of the report')
    options = parser.parse_args(arguments)
    if options.commands < 1 or not 0.0 < options.keep <= 1.0:
        parser.error('--commands must be at least 1, --keep in (0, 1]')
    try:
        found = list(looks(options.bundle, options.commands, options.seed))
    except IrgmError as error:
        print(f'evaluation.doubt: {error}', file=sys.stderr)
        return 1
    about = {'commands': options.commands, 'seed': options.seed, 'motions': len(found)}
    figures = {**about, **summary(found, options.keep)}
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / 'doubt.json').write_text(json.dumps(figures, indent=1) + '\n')
    print(f'{len(found)} motions, {np.mean([look.right for look in found]):.1%} right')
    for below, row in figures['thresholds'].items():
        doubted = ', '.join(f'{name} {entry["share"]:.1%}' for name, entry in row.items())
        print(f'{below:5.1f}: {doubted}')
    print(f'doubt_below: {figures["doubt_below"]}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
