# SPDX-License-Identifier: Apache-2.0
"""Pieces of patterns that the rules on commands share."""

from __future__ import annotations

from irgm_ros.language.numerals import COUNT_WORDS

N = f'(?:{"|".join(COUNT_WORDS)})'  # a count
SIDE = '(left|right)'
ITS = '(?:your|the|its|his|her|their)'  # whose limb
MY = '(?:your|the|its|his|her|their|my)'  # whose limb, the speaker's own included
END = '(?= ,|$| and| then)'  # of a clause
S = '(?:s|es|ing|ting|ping)?'  # of a verb
