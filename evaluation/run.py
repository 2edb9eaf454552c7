# SPDX-License-Identifier: Apache-2.0
"""Score a bundle on IRGM-Commands: all attributes of a command must hold.

python -m evaluation.run --bundle irgm_ros/data/bundles/default --out docs/results

Writes ``evaluation.json``, ``evaluation.md`` and ``evaluation.png``. Runs on the runtime alone,
without torch.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from evaluation.benchmark import SPLITS
from evaluation.cases import Case, with_strangers, written
from evaluation.collect import collect
from evaluation.figure import draw
from evaluation.report import markdown
from evaluation.score import summarise
from irgm_ros.errors import IrgmError
from training.data.held_out import held_out

SEEN = 'seen'
ALL_SPLITS = (SEEN, *SPLITS)
_EXAMPLES = """examples:
  python -m evaluation.run --bundle irgm_ros/data/bundles/default --out docs/results
  python -m evaluation.run --bundle BUNDLE --out report --splits paraphrase noisy
  python -m evaluation.run --bundle BUNDLE --out report --splits seen --commands 60 --workers 1
"""


def cases_of(splits: Sequence[str], commands: int, seed: int) -> list[Case]:
    """All cases of some splits.

    Args:
        splits: Of ``ALL_SPLITS``.
        commands: How many of the split ``seen``.
        seed: Of that split.

    Raises:
        BenchmarkError: A file of the benchmark is wrong.
    """
    cases: list[Case] = []
    for split in splits:
        if split == SEEN:
            drawn = held_out(commands, seed)
            own = [Case(SEEN, item.text, item.command, item.positions) for item in drawn]
            cases += with_strangers(own, seed)
        else:
            cases += written(split)
    return cases


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    options = _options(arguments)
    try:
        cases = cases_of(options.splits, options.commands, options.seed)
        outcomes = collect(options.bundle, cases, options.workers)
    except IrgmError as error:
        print(f'evaluation.run: {error}', file=sys.stderr)
        return 1
    summary = summarise(outcomes)
    text = markdown(
        summary,
        f'python -m evaluation.run --bundle {options.bundle} --out {options.out} '
        f'--commands {options.commands} --seed {options.seed} --splits {" ".join(options.splits)}',
    )
    options.out.mkdir(parents=True, exist_ok=True)
    plain = [asdict(replace(outcome, vectors=None)) for outcome in outcomes]
    details = {'seed': options.seed, **summary, 'outcomes': plain}
    (options.out / 'evaluation.json').write_text(json.dumps(details))
    (options.out / 'evaluation.md').write_text(text)
    draw(summary, options.out / 'evaluation.png')
    print(text)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    """Read the flags; ends the program where they are wrong."""
    parser = argparse.ArgumentParser(
        'evaluation.run',
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--bundle', required=True, help='folder of the bundle')
    parser.add_argument('--out', type=Path, required=True, help='folder of the report')
    parser.add_argument('--commands', type=int, default=400, help='how many of the split seen')
    parser.add_argument('--seed', type=int, default=0, help='seed of the split seen')
    parser.add_argument('--workers', type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        '--splits', nargs='+', choices=ALL_SPLITS, default=list(ALL_SPLITS), metavar='SPLIT',
        help=f'what to run, of: {", ".join(ALL_SPLITS)} (default: all)',
    )  # fmt: skip
    options = parser.parse_args(arguments)
    if options.commands < 1 or options.workers < 1:
        parser.error('--commands and --workers must be at least 1')
    options.splits = [split for split in ALL_SPLITS if split in options.splits]
    return options


if __name__ == '__main__':
    sys.exit(main())
