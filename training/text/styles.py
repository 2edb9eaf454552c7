# SPDX-License-Identifier: Apache-2.0
"""Ways of giving a command, and how often the training hears each of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np

# In the reader's plain words (irgm_ros/language/reading.py), which is how nearly every command
# arrives; as one writes it, with politeness around it, clipped ("wave x3 left"), as a speech
# recogniser writes it down, as a description ("a person waves ..."), for what it cannot read.
Style = Literal['plain', 'imperative', 'polite', 'terse', 'spoken', 'third_person']
# The one place for what the training hears; the shares sum to one.
SHARES: Mapping[Style, float] = MappingProxyType(
    {
        'plain': 0.50,
        'imperative': 0.15,
        'polite': 0.06,
        'terse': 0.05,
        'spoken': 0.11,
        'third_person': 0.13,
    }
)
NOISE = 0.5  # strength of speech-recognition noise in spoken commands, 0 to 1


def draw_style(rng: np.random.Generator, imperative_share: float | None = None) -> Style:
    """Draw a style by `SHARES`.

    Args:
        rng: Source of the choice.
        imperative_share: Share of all styles but the third person, in place of that of `SHARES`.
    """
    spoken_to = {style: share for style, share in SHARES.items() if style != 'third_person'}
    total = sum(spoken_to.values())
    if rng.random() >= (total if imperative_share is None else imperative_share):
        return 'third_person'
    at = rng.random() * total
    for style, share in spoken_to.items():
        at -= share
        if at < 0:
            return style
    return 'imperative'
