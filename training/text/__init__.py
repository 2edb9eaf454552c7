# SPDX-License-Identifier: Apache-2.0
"""Texts of the data engine: phrasings, spoken style, physical faults and the lexicon."""

from training.text.faults import FAULTS, assess_fault
from training.text.lexicon import lexicon
from training.text.out_of_scope import out_of_scope
from training.text.phrasing import caption, phrase

__all__ = ['FAULTS', 'assess_fault', 'caption', 'lexicon', 'out_of_scope', 'phrase']
