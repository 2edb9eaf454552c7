# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from training.text import assess_fault

FAULTS = ('skate', 'penetration', 'floating', 'jerk', 'over_speed', 'overextension')


def said(*args, **kwargs):
    return {assess_fault(*args, np.random.default_rng(seed), **kwargs) for seed in range(60)}


def test_place_time_and_remedy_are_said():
    texts = said('skate', (2.0, 2.9), limb='left foot')
    seen, remedies = {a for a, _ in texts}, {b for _, b in texts}
    assert 'The left foot slides during the third second.' in seen
    assert 'Keep the foot still while it carries weight.' in remedies


@pytest.mark.parametrize('fault', FAULTS)
def test_each_fault_has_several_short_sentences(fault):
    texts = said(fault, (0.0, 1.5))
    assert len(texts) >= 6
    for text in (text for pair in texts for text in pair):
        assert len(text.split()) <= 20 and text.endswith('.') and text[0].isupper()
        assert '{' not in text


@pytest.mark.parametrize(
    ('span', 'when'),
    [
        ((0.2, 0.4), 'during the first second'), ((0.0, 1.0), 'during the first second'),
        ((0.5, 2.5), 'from the first to the third second'),
        ((8.5, 11.0), 'from the ninth second on'), ((12.0, 13.0), 'near the end'),
    ],
)  # fmt: skip
def test_time_in_words(span, when):
    assert any(f' {when}.' in seen for seen, _ in said('jerk', span))


def test_without_time_none_is_said():
    assert all('second' not in seen for seen, _ in said('floating', None))


def test_unknown_faults_and_impossible_spans_are_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r'teleport.*skate'):
        assess_fault('teleport', None, rng)
    with pytest.raises(ValueError, match='span'):
        said('jerk', (2.0, 1.0))
