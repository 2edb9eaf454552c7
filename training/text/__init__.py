# SPDX-License-Identifier: Apache-2.0
"""Texts of the data engine: phrasings, analysis, assessment, refinement and the lexicon."""

from training.text.assess import assess
from training.text.canonical import canonical, parse_canonical
from training.text.faults import FAULTS, assess_fault
from training.text.lexicon import lexicon
from training.text.out_of_scope import out_of_scope
from training.text.phrasing import caption, phrase

__all__ = [
    'FAULTS',
    'assess', 'assess_fault', 'canonical', 'caption', 'lexicon', 'out_of_scope',
    'parse_canonical', 'phrase',
]  # fmt: skip
