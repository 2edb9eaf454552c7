# SPDX-License-Identifier: Apache-2.0
"""The bare request in a sentence that the gate refuses: without chatter and spare words."""

from __future__ import annotations

from irgm_ros.language.adjuncts import without_adjuncts
from irgm_ros.language.chatter import without_chatter
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.normal import normalise
from irgm_ros.language.spare import without_spare


def request(text: str, lexicon: Lexicon) -> str:
    """What a normalised command asks for, in the model's own words.

    Every round shortens the text or replaces synonyms, and the rounds end where nothing changes.

    Args:
        text: A normalised command.
        lexicon: The words of the model.
    """
    for _ in range(8):
        before = text
        text = normalise(lexicon.plain(without_chatter(text, lexicon)))
        text = normalise(without_adjuncts(text, lexicon))
        text = normalise(without_spare(text, lexicon))
        if text == before:
            break
    return text
