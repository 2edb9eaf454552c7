# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.language.scoring import alignment, combine
from tests.language.doubles import puppet_model, random_model
from tests.language.helpers import prompter

CODES = np.array([[5, 6], [17, 18]])


def test_alignment_is_the_mean_likelihood_of_the_text():
    p = prompter()
    model = random_model(p.vocabulary, 0)
    prompt = p.prompt('m2t', motion=CODES)
    logs = []
    for token in [*p.tokenizer.encode('Wave.'), p.vocabulary.eos]:
        hidden, _ = model.prefill(prompt, model.empty)
        logits = model.text_logits(hidden[-1:])[0].astype(np.float64)
        logs.append(logits[token] - np.log(np.exp(logits).sum()))
        prompt = [*prompt, token]
    assert alignment(model, p, 'Wave.', CODES) == pytest.approx(np.exp(np.mean(logs)), rel=1e-4)


def test_the_text_that_the_model_says_scores_highest():
    p = prompter()
    said = [*p.tokenizer.encode('Jump.'), p.vocabulary.eos]
    start = len(p.prompt('m2t', motion=CODES))
    model = puppet_model(
        p.vocabulary, lambda history: said[(len(history) - start) % len(said)], None
    )
    scores = [alignment(model, p, text, CODES) for text in ('Jump.', 'Jumps', 'Wave it.')]
    assert 1 > scores[0] > scores[1] > scores[2] > 0


def test_parts_by_hand():
    assert combine({'alignment': 0.5, 'feasibility': 1.0, 'acceptance': 0.0}) == pytest.approx(0.6)
    assert combine({'alignment': 0.5, 'acceptance': 1.0}) == pytest.approx(0.4 / 0.6)
    assert combine({}) == 0.0
