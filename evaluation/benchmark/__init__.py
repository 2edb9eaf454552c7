# SPDX-License-Identifier: Apache-2.0
"""IRGM-Commands: sentences written by hand, each with what it asks for.

The splits are YAML files beside this module; ``README.md`` says how meanings were decided.
"""

from __future__ import annotations

from evaluation.benchmark.entries import SPLITS, BenchmarkError, Entry, load_split, read_entries
from irgm_ros.spec.notation import as_text, parse_command

__all__ = [
    'SPLITS', 'BenchmarkError', 'Entry', 'as_text', 'load_split', 'parse_command', 'read_entries',
]  # fmt: skip
