# SPDX-License-Identifier: Apache-2.0
"""What gate, reader and semantic parser make of sentences.

python -m evaluation.understanding --out docs/results
python -m evaluation.understanding --show evaluation/development/second_a.yaml

A sentence in scope is read rightly if the reader says all that was meant and no other action, read
wrongly if it says something else, and left to the model if the gate lets it in and the reader is
not certain. Writes ``understanding.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.benchmark import Entry, read_entries
from irgm_ros.backends import Bundle
from irgm_ros.errors import CommandRefused, IrgmError
from irgm_ros.language.interpreter import Interpreter
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.reading import read
from irgm_ros.language.semantic_parser import SemanticParser
from irgm_ros.spec.command import Action, Command, Step
from irgm_ros.spec.compare import entails
from training.text.lexicon import lexicon

FOLDER = Path(__file__).parent / 'development'
OUTCOMES = ('read rightly', 'read wrongly', 'left to the model', 'refused')


@dataclass(frozen=True)
class Understood:
    """One sentence after gate and reader.

    Attributes:
        entry: The sentence with its meaning.
        outcome: One of ``OUTCOMES``.
        detail: The command as the model would get it, or the reason of the refusal.
    """

    entry: Entry
    outcome: str
    detail: str

    @property
    def fine(self) -> bool:
        """Whether it ends as it should."""
        wanted = 'refused' if self.entry.command is None else 'read rightly'
        return self.outcome == wanted


def understand(entry: Entry, interpret: Interpreter, words: Lexicon) -> Understood:
    """Take one sentence through gate, reader and semantic parser.

    Args:
        entry: The sentence.
        interpret: Reads commands.
        words: The lexicon of the model.
    """
    try:
        heard = interpret(entry.text).caption
    except CommandRefused as refusal:
        return Understood(entry, 'refused', str(refusal))
    said = read(heard, words)
    if said is None or entry.command is None:
        return Understood(entry, 'left to the model', heard)
    right = covers(said, entry.command)
    return Understood(entry, 'read rightly' if right else 'read wrongly', heard)


def covers(said: Command, meant: Command) -> bool:
    """Whether a reading has all that was meant, and no action beside it but standing."""
    if len(said.steps) != len(meant.steps):
        return False
    steps = tuple(map(_without_standing, said.steps, meant.steps))
    return entails(Command(steps), meant)


def _without_standing(said: Step, meant: Step) -> Step:
    """A gesture alone is done standing, which need not be said."""
    standing = said.body is not None and said.body.action is Action.STAND
    if standing and said.gesture is not None and meant.body is None:
        return replace(said, body=None)
    return said


def counts(found: Sequence[Understood]) -> dict[str, dict[str, int]]:
    """Outcomes of the sentences in scope and of those that must be refused."""
    groups = {'in scope': [u for u in found if u.entry.command is not None]}
    groups['out of scope'] = [u for u in found if u.entry.command is None]
    return {
        name: {outcome: Counter(u.outcome for u in group)[outcome] for outcome in OUTCOMES}
        for name, group in groups.items()
        if group
    }


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    parser = argparse.ArgumentParser(
        'evaluation.understanding',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        'files', nargs='*', type=Path, help='sets of sentences (default: all development sets)'
    )
    parser.add_argument('--show', action='store_true', help='print what does not end as it should')
    parser.add_argument('--out', type=Path, help='folder for understanding.json')
    parser.add_argument(
        '--bundle', type=Path, help='whose semantic parser (default: the built-in)'
    )
    parser.add_argument('--no-parser', action='store_true', help='gate and reader alone')
    options = parser.parse_args(arguments)
    words = Lexicon.from_dict(lexicon())
    figures = {}
    try:
        learned = (
            None if options.no_parser else SemanticParser.from_bundle(Bundle.load(options.bundle))
        )
        interpret = Interpreter(words, learned)
        for path in options.files or sorted(FOLDER.glob('*.yaml')):
            found = [understand(entry, interpret, words) for entry in read_entries(path)]
            figures[path.stem] = counts(found)
            for kind, row in figures[path.stem].items():
                print(f'{path.stem}, {kind}: {sum(row.values())}; {_listed(row)}')
            for understood in found if options.show else ():
                if not understood.fine:
                    print(
                        f'  {understood.outcome} | {understood.entry.text} | {understood.detail}'
                    )
    except (IrgmError, OSError) as error:
        print(f'evaluation.understanding: {error}', file=sys.stderr)
        return 1
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        text = json.dumps(figures, indent=1)
        (options.out / 'understanding.json').write_text(text + '\n')
    return 0


def _listed(row: dict[str, int]) -> str:
    return ', '.join(f'{count} {outcome}' for outcome, count in row.items() if count)


if __name__ == '__main__':
    sys.exit(main())
