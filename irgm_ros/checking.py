# SPDX-License-Identifier: Apache-2.0
"""Checks of a round: does the motion show what the analysis says?

The checkers measure positions and know nothing of the model. They need an analysis in the fixed
words of the default bundle; of any other they say nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from irgm_ros.checks.check import Inspection
from irgm_ros.language.events import Finding
from irgm_ros.spec import parse_canonical
from irgm_ros.types import MotionTokens


class MotionCheck:
    """Compares motions with analyses, attribute by attribute."""

    def __init__(self, positions_of: Callable[[MotionTokens], NDArray[Any]]) -> None:
        """Store how a motion is decoded.

        Args:
            positions_of: Gives the joints (F, 22, 3) of a motion, y up [m], 20 fps.
        """
        self._positions_of = positions_of

    def __call__(self, analysis: str, tokens: MotionTokens) -> Finding | None:
        """What a motion lacks.

        Args:
            analysis: What it shall show.
            tokens: The motion.

        Returns:
            None if the analysis is not in the words that can be checked. What the motion shows
            instead is measured once its words are asked for: it costs more than the comparison.
        """
        command = parse_canonical(analysis)
        if command is None:
            return None
        motion = Inspection(self._positions_of(tokens))
        return Finding.of(command, motion.check(command), motion.shown_command)
