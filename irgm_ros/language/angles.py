# SPDX-License-Identifier: Apache-2.0
"""Angles and senses of turning: "one eighty", "a full three-sixty", "ninety", "clockwise".

All become digits with "degrees"; "a 90 degrees turn" where the angle is the thing that is done.
"""

from __future__ import annotations

from irgm_ros.language.rewrite import rewritten, rules

_ALL = '45|90|135|180|270|360'
_NUMBERS = rules(
    ('sixty', r'(?:three hundred (?:and )?|three )sixty', '360'),
    ('eighty', r'(?:one |a )?hundred (?:and )?eighty|one eighty', '180'),
    ('seventy', r'(?:two hundred (?:and )?|two )seventy', '270'),
    ('thirty', r'(?:one |a )?hundred (?:and )?thirty five|one thirty five', '135'),
    ('ninety', r'ninety', '90'),
    ('five', r'(?:forty|fourty) five', '45'),
)  # fmt: skip
_TURNS = rules(
    ('clockwise', r'(?:counter|anti) clockwise', 'counterclockwise'),
    ('clockwise', r'in (?:a |the )?(counterclockwise|clockwise) direction', r'\1'),
    ('clockwise', r'counterclockwise', 'to the left'),
    ('clockwise', r'clockwise', 'to the right'),
    # Where nothing turns yet, the angle is what is done.
    ('a ', rf'a (?:full )?({_ALL})(?: degrees)?(?: turn)?', r'a \1 degrees turn'),
)


def angles(text: str) -> str:
    """The text with every angle in degrees and every sense of turning as a side.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    return rewritten(text, _NUMBERS, _TURNS)
