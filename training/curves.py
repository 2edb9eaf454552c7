# SPDX-License-Identifier: Apache-2.0
"""Draw the loss curves of a run, one panel a model, from its logs.

python -m training.curves runs/default --out docs/images/training.png
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use('Agg')
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

Record = dict[str, float]
_NOT_DRAWN = ('step', 'seconds', 'stage')


def read_logs(run: Path) -> dict[str, list[Record]]:
    """Name of each model -> records of its ``*_log.jsonl``, wherever in the run it lies.

    A run that was resumed after an interruption has written some steps twice: the later ones
    count.

    Raises:
        FileNotFoundError: There is no log.
    """
    logs = {}
    for path in sorted(run.rglob('*_log.jsonl')):
        records: list[Record] = []
        for line in path.read_text().splitlines():
            record = json.loads(line)
            while records and records[-1]['step'] >= record['step']:
                records.pop()
            records.append(record)
        if records:
            logs[path.name.removesuffix('_log.jsonl')] = records
    if not logs:
        raise FileNotFoundError(f'no *_log.jsonl in {run}; give the folder of a run')
    return logs


def draw(logs: dict[str, list[Record]], path: Path) -> None:
    """Write a PNG with one panel for each model, losses on a logarithmic axis over minutes."""
    figure, axes = plt.subplots(
        1, len(logs), figsize=(5.0 * len(logs), 3.4), squeeze=False, layout='constrained'
    )
    for axis, (name, records) in zip(axes[0], logs.items(), strict=True):
        _panel(axis, name, records)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _panel(axis: Axes, name: str, records: list[Record]) -> None:
    minutes = [record['seconds'] / 60.0 for record in records]
    for key in dict.fromkeys(key for record in records for key in record):
        values = [record.get(key, float('nan')) for record in records]
        # Counts such as the codes in use would flatten every loss.
        if key not in _NOT_DRAWN and not key.startswith('codes'):
            axis.plot(minutes, values, label=key, linewidth=1.2)
    axis.set_yscale('log')
    axis.set_title(f'{name}, {int(records[-1]["step"])} steps')
    axis.set_xlabel('minutes')
    axis.grid(alpha=0.3, which='both')
    axis.legend(fontsize=8)


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    parser = argparse.ArgumentParser('training.curves', description=__doc__)
    parser.add_argument('run', type=Path, help='folder of a run')
    parser.add_argument('--out', type=Path, required=True, help='picture to write, .png')
    options = parser.parse_args(arguments)
    try:
        draw(read_logs(options.run), options.out)
    except FileNotFoundError as error:
        print(f'training.curves: {error}', file=sys.stderr)
        return 1
    print(options.out)
    return 0


if __name__ == '__main__':
    sys.exit(main())
