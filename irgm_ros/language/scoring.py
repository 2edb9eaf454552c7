# SPDX-License-Identifier: Apache-2.0
"""The explicit score that picks the best round."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from irgm_ros.language.decoding import token_log_probabilities
from irgm_ros.language.model import CausalModel
from irgm_ros.language.prompting import Prompter
from irgm_ros.types import IntArray

# Share of each part in the score of a round. Acceptance is the model's own verdict, which is
# trained on measured differences (1 = accepted; 0 = not, or not judged yet); alignment and
# feasibility weigh alike. Attributes are what the checkers measured, the one part that is no
# opinion: a motion that has all of them outweighs any alignment.
WEIGHTS: Mapping[str, float] = {
    'attributes': 0.6, 'alignment': 0.4, 'feasibility': 0.4, 'acceptance': 0.2,
}  # fmt: skip
# Command and codes (T, C) -> how well the motion shows the command, in [0, 1]: the evaluator of
# the bundle, which comes before the language model's own word where there is one.
Aligner = Callable[[str, IntArray], float]


def alignment(model: CausalModel, prompter: Prompter, text: str, codes: IntArray) -> float:
    """How well a motion shows a text, by the model that captions motions.

    The geometric mean of the probabilities of the text's tokens: exp(mean log p(text | motion)).

    Args:
        model: The language model.
        prompter: Renders the captioning prompt.
        text: What the motion shall show.
        codes: (T, C) the motion.

    Returns:
        In [0, 1]; comparable between motions for one text, not between texts.
    """
    return float(np.exp(caption_log_probabilities(model, prompter, text, codes).mean()))


def caption_log_probabilities(
    model: CausalModel, prompter: Prompter, text: str, codes: IntArray
) -> NDArray[np.float64]:
    """How likely a text is as the model's description of a motion. One call of the decoder.

    Args:
        model: The language model.
        prompter: Renders the captioning prompt.
        text: What the motion shall show.
        codes: (T, C) the motion.

    Returns:
        (N,) natural logarithms, one for each token of the text, ``<eos>`` last.
    """
    prompt = prompter.prompt('m2t', motion=codes)
    answer = [*prompter.tokenizer.encode(text), prompter.vocabulary.eos]
    states, _ = model.start([*prompt, *answer[:-1]], prompter.fixed_prefix('m2t'))
    logits = model.text_logits(states[-len(answer) :])
    return token_log_probabilities(logits, answer)


def combine(parts: Mapping[str, float]) -> float:
    """Weighted mean of the parts that there are.

    Args:
        parts: Values in [0, 1] under the names of `WEIGHTS`. Without a robot there is no
            feasibility, and a model that cannot caption has no alignment unless its bundle
            has an evaluator.

    Returns:
        In [0, 1].
    """
    total = sum(WEIGHTS[name] for name in parts)
    return sum(WEIGHTS[name] * value for name, value in parts.items()) / total if total else 0.0
