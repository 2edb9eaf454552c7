# SPDX-License-Identifier: Apache-2.0
"""The model's second look: it describes the motion, and the description has to fit the command.

Asked for a verdict in the words of a trace, a small model says that all is well. Asked what a
motion shows, without being told what it should show, it sees the difference: so its description
is compared with its analysis, and what contradicts becomes the assessment.
"""

from __future__ import annotations

from collections.abc import Callable

from irgm_ros.language.events import Finding
from irgm_ros.language.model import CausalModel
from irgm_ros.language.prompting import Prompter
from irgm_ros.language.scoring import caption_log_probabilities
from irgm_ros.spec import parse_canonical
from irgm_ros.spec.compare import compare
from irgm_ros.types import IntArray


class Doubt:
    """Looks for contradictions between analyses and motions."""

    def __init__(self, model: CausalModel, prompter: Prompter, below: float) -> None:
        """Store the parts.

        Args:
            model: The language model.
            prompter: Renders the captioning prompt.
            below: A motion is described only if some token of the analysis is less likely than
                this as a description of it [ln]; `evaluation.doubt` measures it.
        """
        self._model, self._prompter, self._below = model, prompter, below

    def __call__(
        self, analysis: str, codes: IntArray, describe: Callable[[IntArray], str]
    ) -> Finding | None:
        """What the model sees that contradicts an analysis.

        Args:
            analysis: What the motion shall show.
            codes: (T, C) the motion.
            describe: Gives the model's description of a motion.

        Returns:
            None if nothing does, or if either text is not in the fixed words that can be compared.
        """
        wanted = parse_canonical(analysis)
        if wanted is None or self.least(analysis, codes) >= self._below:
            return None
        shown = parse_canonical(describe(codes))
        if shown is None:
            return None
        found = Finding.of(wanted, compare(wanted, shown), lambda: shown)
        return found if found.assessment else None

    def least(self, analysis: str, codes: IntArray) -> float:
        """Logarithm of the probability of the least likely token of the analysis."""
        logs = caption_log_probabilities(self._model, self._prompter, analysis, codes)
        return float(logs.min())
