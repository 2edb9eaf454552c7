# SPDX-License-Identifier: Apache-2.0
"""Entries of the benchmark, read from YAML and checked; errors name file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from irgm_ros.errors import IrgmError
from irgm_ros.spec.command import Command
from irgm_ros.spec.notation import parse_command

FOLDER = Path(__file__).parent
SPLITS = ('paraphrase', 'composition', 'number', 'noisy', 'captions', 'out_of_scope')


class BenchmarkError(IrgmError):
    """A file of the benchmark is not as it must be; the message has one line for each problem."""


@dataclass(frozen=True)
class Entry:
    """One sentence.

    Attributes:
        text: As a person says it.
        command: What it asks for; None where it must be refused.
        why: Reason of the refusal; empty for a command.
        line: Where it stands in its file, from 1.
    """

    text: str
    command: Command | None
    why: str
    line: int


def load_split(name: str) -> tuple[Entry, ...]:
    """All entries of a split, in the order of the file.

    Args:
        name: One of ``SPLITS``.

    Raises:
        BenchmarkError: The split is unknown or its file is wrong.
    """
    if name not in SPLITS:
        raise BenchmarkError(f'split {name!r} unknown; there are {", ".join(SPLITS)}')
    return read_entries(FOLDER / f'{name}.yaml')


def read_entries(path: Path) -> tuple[Entry, ...]:
    """Read a file: a list of ``{text, means}``, or ``{text, why}`` for what must be refused.

    Args:
        path: YAML file.

    Raises:
        BenchmarkError: With all problems that were found.
    """
    try:
        root = yaml.compose(path.read_text(encoding='utf-8'), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise BenchmarkError(f'{path.name}: {error}') from error
    if not isinstance(root, yaml.SequenceNode):
        raise BenchmarkError(f'{path.name}:1: a list of entries is needed')
    entries, problems, seen = [], [], dict[str, int]()
    for node in root.value:
        line = node.start_mark.line + 1
        try:
            entry = _entry(node, line)
        except ValueError as error:
            problems.append(f'{path.name}:{line}: {error}')
            continue
        first = seen.setdefault(' '.join(entry.text.lower().split()), line)
        if first != line:
            problems.append(f'{path.name}:{line}: same text as in line {first}')
        entries.append(entry)
    if problems:
        raise BenchmarkError('\n'.join(problems))
    return tuple(entries)


def _entry(node: yaml.Node, line: int) -> Entry:
    values = dict(_fields(node))
    if set(values) not in ({'text', 'means'}, {'text', 'why'}):
        raise ValueError(f'keys {sorted(values)} given, text with either means or why expected')
    empty = [key for key, value in values.items() if not value.strip()]
    if empty and not (empty == ['text'] and 'why' in values):  # silence is one way to be refused
        raise ValueError(f'{", ".join(empty)}: empty')
    command = parse_command(values['means']) if 'means' in values else None
    return Entry(values['text'], command, values.get('why', ''), line)


def _fields(node: yaml.Node) -> Iterator[tuple[str, str]]:
    """Keys and values as written: "10" and "no" stay texts."""
    if not isinstance(node, yaml.MappingNode):
        raise ValueError('a mapping is needed')
    for key, value in node.value:
        if not isinstance(value, yaml.ScalarNode):
            raise ValueError(f'{key.value}: a text is needed')
        yield key.value, value.value
