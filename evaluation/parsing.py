# SPDX-License-Identifier: Apache-2.0
"""How sure the semantic parser must be: what its threshold costs and brings.

python -m evaluation.parsing --bundle irgm_ros/data/bundles/default --out docs/results

Sentences that it was not trained on go through gate, reader and parser at several thresholds.
Writes ``parsing.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from evaluation.benchmark import Entry, read_entries
from evaluation.statistics import cell
from evaluation.understanding import FOLDER, OUTCOMES, understand
from irgm_ros.backends import Bundle
from irgm_ros.errors import IrgmError
from irgm_ros.language.interpreter import Interpreter
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.semantic_parser import Parse, SemanticParser
from training.text.lexicon import lexicon

THRESHOLDS = (0.3, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9, 0.95)
UNSEEN = 'fourth_*.yaml'
_NEVER = 2.0  # no reading is as sure as that


class Remembering:
    """A semantic parser at any threshold that reads each sentence once."""

    def __init__(self, parser: SemanticParser) -> None:
        """Wrap a parser; nothing is sure at first."""
        self._parser, self._known = parser, dict[str, Parse]()
        self.threshold = _NEVER

    def parse(self, text: str) -> Parse:
        """As `SemanticParser.parse`."""
        if text not in self._known:
            self._known[text] = self._parser.parse(text)
        return self._known[text]


def figures(entries: Sequence[Entry], parser: SemanticParser) -> list[dict[str, Any]]:
    """Shares of sentences by what becomes of them, for each threshold; None is without a parser.

    Args:
        entries: Sentences in and out of scope.
        parser: The parser.
    """
    words, remembering = Lexicon.from_dict(lexicon()), Remembering(parser)
    interpret = Interpreter(words, remembering)
    rows: list[dict[str, Any]] = []
    for threshold in tqdm((None, *THRESHOLDS), desc='threshold'):
        remembering.threshold = _NEVER if threshold is None else threshold
        found = [understand(entry, interpret, words) for entry in entries]
        inside = [u.outcome for u in found if u.entry.command is not None]
        outside = [u.outcome == 'refused' for u in found if u.entry.command is None]
        row = {name: cell(end == name for end in inside) for name in OUTCOMES}
        rows.append({'threshold': threshold, **row, 'out of scope refused': cell(outside)})
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    parser = argparse.ArgumentParser(
        'evaluation.parsing',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('files', nargs='*', type=Path, help=f'sentences (default: {UNSEEN})')
    parser.add_argument('--bundle', type=Path, help='whose parser (default: the built-in one)')
    parser.add_argument('--out', type=Path, help='folder for parsing.json')
    options = parser.parse_args(arguments)
    try:
        learned = SemanticParser.from_bundle(Bundle.load(options.bundle))
        if learned is None:
            raise IrgmError('the bundle has no semantic parser; add one with export.parser')
        paths = options.files or sorted(FOLDER.glob(UNSEEN))
        rows = figures([e for path in paths for e in read_entries(path)], learned)
    except (IrgmError, OSError) as error:
        print(f'evaluation.parsing: {error}', file=sys.stderr)
        return 1
    for row in rows:
        print('  '.join(f'{name} {_short(value)}' for name, value in row.items()))
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / 'parsing.json').write_text(json.dumps(rows, indent=1) + '\n')
    return 0


def _short(value: Any) -> str:
    return f'{100 * value["share"]:.1f} %' if isinstance(value, dict) else str(value)


if __name__ == '__main__':
    sys.exit(main())
