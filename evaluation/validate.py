# SPDX-License-Identifier: Apache-2.0
"""Do the checkers see what people did? Recordings with descriptions of the CMU collection.

python -m evaluation.validate --data ../shared/data/cmu_mocap --out docs/results

Writes ``checkers_cmu.json`` and ``checkers_cmu.md``. The descriptions are one line for a whole
recording: an action that is named should be found at least once, one that is out of the question
should not be found at all, and whatever may have happened besides is not judged.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.cmu_labels import LABELS, Label
from evaluation.statistics import cell
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.observed import Observed, seen_events
from irgm_ros.spec.command import Action

POSITIONS, DESCRIPTIONS = 'positions_20fps.npz', 'clips.csv'


@dataclass(frozen=True)
class Clip:
    """One recording against its description.

    Attributes:
        name: Of the recording.
        description: One line.
        label: What surely is and is not in it.
        seen: What the checkers see.
    """

    name: str
    description: str
    label: Label
    seen: frozenset[Action]


def label_of(description: str) -> Label | None:
    """The first label whose pattern fits the whole description; None if there is none.

    Args:
        description: One line.
    """
    return next((x for x in LABELS if re.fullmatch(x.pattern, description)), None)


def seen_actions(positions: NDArray[Any]) -> frozenset[Action]:
    """Actions that the checkers find in a recording.

    Args:
        positions: (F, 22, 3) [m], y up, 20 fps.
    """
    return frozenset(event.action for event in seen_events(Observed(Signals(positions))))


def watch(folder: Path) -> list[Clip]:
    """Look at all labelled recordings.

    Args:
        folder: With ``positions_20fps.npz`` and ``clips.csv``.
    """
    with (folder / DESCRIPTIONS).open(encoding='utf-8', newline='') as table:
        described = [(row['clip'], row['description']) for row in csv.DictReader(table)]
    with np.load(folder / POSITIONS) as recordings:
        return [
            Clip(name, text, label, seen_actions(recordings[name]))
            for name, text in described
            if (label := label_of(text)) is not None
        ]


def summarise(clips: Sequence[Clip]) -> dict[str, Any]:
    """Per action: found where it is, and found where it is not.

    Args:
        clips: Labelled recordings.

    Returns:
        Action -> ``recall`` and ``false_alarms`` as shares, ``precision`` over both kinds (None
        where no recording shows the action, or nothing was found), and the names of the
        recordings ``missed`` and ``mistaken``; actions without any label are left out.
    """
    table = {}
    for action in Action:
        there = [c for c in clips if action in c.label.shows]
        not_there = [c for c in clips if action in c.label.lacks]
        if not there and not not_there:
            continue
        found = sum(action in c.seen for c in there)
        mistaken = [c.name for c in not_there if action in c.seen]
        claims = found + len(mistaken) if there else 0
        table[str(action)] = {
            'recall': cell(action in c.seen for c in there),
            'false_alarms': cell(action in c.seen for c in not_there),
            'precision': found / claims if claims else None,
            'missed': [c.name for c in there if action not in c.seen],
            'mistaken': mistaken,
        }
    return table


def markdown(table: Mapping[str, Mapping[str, Any]], clips: Sequence[Clip], command: str) -> str:
    """The report.

    Args:
        table: From `summarise`.
        clips: Labelled recordings.
        command: What wrote it.
    """
    described = {clip.name: clip.description for clip in clips}
    lines = [
        '# Checkers on recorded people',
        '',
        f'{len(clips)} recordings of the CMU collection with one-line descriptions; what they '
        'show and lack is decided in `evaluation/cmu_labels.py`. Found where it is described '
        '(recall), found where it is out of the question (false alarms), and precision over '
        'those two kinds of recordings. An action that no recording shows is only tested for '
        'false alarms.',
        '',
        f'Command: `{command}`',
        '',
        '| action | recall | missed | false alarms | mistaken in | precision |',
        '|---|---|---|---|---|---|',
    ]
    for action, row in table.items():
        precision = '-' if row['precision'] is None else f'{100 * row["precision"]:.0f} %'
        missed, mistaken = (
            _kinds([described[name] for name in row[key]]) for key in ('missed', 'mistaken')
        )
        lines.append(
            f'| {action} | {_share(row["recall"])} | {missed} '
            f'| {_share(row["false_alarms"])} | {mistaken} | {precision} |'
        )
    return '\n'.join(lines) + '\n'


def _share(found: Mapping[str, Any]) -> str:
    return f'{round(found["share"] * found["n"])} of {found["n"]}' if found['n'] else '-'


def _kinds(descriptions: Sequence[str], most: int = 4) -> str:
    """Descriptions with how often they occur, the commonest first."""
    counted = Counter(descriptions).most_common()
    words = [text if n == 1 else f'{text} ({n})' for text, n in counted[:most]]
    return '; '.join(words) + ('; ...' if len(counted) > most else '')


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    shared = Path(os.environ.get('IRGM_SHARED', '../shared'))
    parser = argparse.ArgumentParser('evaluation.validate', description=__doc__)
    parser.add_argument('--data', type=Path, default=shared / 'data' / 'cmu_mocap')
    parser.add_argument('--out', type=Path, required=True, help='folder of the report')
    options = parser.parse_args(arguments)
    missing = [n for n in (POSITIONS, DESCRIPTIONS) if not (options.data / n).is_file()]
    if missing:
        print(f'evaluation.validate: {options.data} has no {missing[0]}', file=sys.stderr)
        return 1
    clips = watch(options.data)
    table = summarise(clips)
    command = 'python -m evaluation.validate --data ../shared/data/cmu_mocap --out docs/results'
    text = markdown(table, clips, command)
    seen = {c.name: {'description': c.description, 'seen': sorted(c.seen)} for c in clips}
    options.out.mkdir(parents=True, exist_ok=True)
    details = {'actions': table, 'clips': seen}
    (options.out / 'checkers_cmu.json').write_text(json.dumps(details, indent=1))
    (options.out / 'checkers_cmu.md').write_text(text)
    print(text)
    return 0


if __name__ == '__main__':
    sys.exit(main())
