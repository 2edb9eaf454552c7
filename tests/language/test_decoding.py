# SPDX-License-Identifier: Apache-2.0
import time
from copy import copy

import numpy as np
import pytest

from irgm_ros.backends.bundle import Bundle
from irgm_ros.language.decoding import (
    Decoder,
    InterruptionError,
    Sampler,
    Sampling,
    Watch,
    token_log_probabilities,
)
from irgm_ros.language.grammar import Grammar, Limits, MotionRule
from irgm_ros.language.loop import IrmogenLoop
from tests.language.doubles import constant_model, puppet_model, random_model
from tests.language.helpers import prompter

TAG_KINDS = pytest.mark.parametrize('tags', [True, False], ids=['tag tokens', 'tag pieces'])


def decoder(p, model, watch=None, sampling=None):
    sampler = Sampler(sampling or Sampling())
    return Decoder(model, p.tokenizer, p.vocabulary, sampler, watch or Watch())


def script(ids, start):
    """Reply with ``ids`` one after the other once ``start`` tokens were fed."""
    return lambda history: ids[min(len(history) - start, len(ids) - 1)]


@TAG_KINDS
def test_a_text_ends_before_its_tag_and_the_cache_with_it(tags):
    p = prompter(tags=tags)
    words = p.tokenizer.encode('Wave [x] once.')
    model = puppet_model(p.vocabulary, script([*words, *p.tag('[/analyze]')], 2), None)
    hidden, cache = model.prefill([3, 4], model.empty)
    ids, after = decoder(p, model).text(hidden[-1:], cache, Grammar(p, Limits()).analysis_text)
    assert ids == words
    assert after.length == 2 + len(words)
    assert after.arrays[0][0, 0, :, 0].tolist() == [3, 4, *words]


@pytest.mark.parametrize('end', ['\n', '<eos>'])
@TAG_KINDS
def test_an_assessment_ends_with_its_line(tags, end):
    p = prompter(tags=tags)
    words = p.tokenizer.encode('It fits.')
    model = puppet_model(p.vocabulary, script([*words, *p.tag(end), 270, 271], 1), None)
    hidden, cache = model.prefill([3], model.empty)
    ids, after = decoder(p, model).text(hidden, cache, Grammar(p, Limits()).assessment_text)
    assert (ids, after.length) == (words, 1 + len(words))


def test_a_text_has_a_longest_length():
    p = prompter()
    model = puppet_model(p.vocabulary, lambda history: 270, None)
    hidden, cache = model.prefill([3], model.empty)
    rule = Grammar(p, Limits(max_text=7)).analysis_text
    ids, after = decoder(p, model).text(hidden, cache, rule)
    assert ids == [270] * 7 and after.length == 8


def test_forbidden_tokens_are_never_written():
    p = prompter()
    rule = Grammar(p, Limits(max_text=12)).answer_text
    for seed in range(10):
        model = random_model(p.vocabulary, seed)
        hidden, cache = model.prefill([3, 4], model.empty)
        ids, _ = decoder(p, model).text(hidden[-1:], cache, rule)
        assert not rule.forbidden[ids].any() and rule.stop_ids.isdisjoint(ids)


@pytest.mark.parametrize('codebooks', [1, 2, 3])
def test_motions_keep_bounds_and_codebooks(codebooks):
    p = prompter(codebooks, codebook_size=16)
    lengths = set()
    for seed in range(60):
        model = random_model(p.vocabulary, seed)
        hidden, cache = model.prefill([3], model.empty)
        codes, after = decoder(p, model).motion(hidden, cache, MotionRule(2, 6))
        assert codes.shape[1] == codebooks and codes.min() >= 0 and codes.max() < 16
        assert after.length == 1 + codes.size
        fed = after.arrays[0][0, 0, 1:]
        assert np.array_equal(fed, model._embed(np.array(p.vocabulary.flat_ids(codes))))
        lengths.add(len(codes))
    assert min(lengths) == 2 and max(lengths) == 6


def test_a_motion_ends_where_the_model_ends_it():
    p = prompter(2)
    rows = [2 + 7, 2 + 512 + 9, 2 + 8, 2 + 512 + 1, 1]
    model = puppet_model(p.vocabulary, None, script(rows, 1))
    hidden, cache = model.prefill([3], model.empty)
    codes, _ = decoder(p, model).motion(hidden, cache, MotionRule(1, 9))
    assert codes.tolist() == [[7, 9], [8, 1]]


@pytest.fixture(scope='module')
def real(tiny_bundle):
    """The decoder of real graphs, and the state and cache after a few tokens."""
    loop = IrmogenLoop.from_bundle(Bundle.load(tiny_bundle))
    p, model = loop.prompter, loop.model
    made = Decoder(model, p.tokenizer, p.vocabulary, Sampler(Sampling()), Watch())
    hidden, cache = model.prefill([3, 4, p.vocabulary.motion_start], model.empty)
    return made, hidden[-1:], cache


def drawing(seed):
    return Sampler(Sampling(1.0, 0.95, seed))


def test_motions_side_by_side_are_those_that_one_alone_would_be(real):
    made, hidden, cache = real
    rule = MotionRule(2, 12)
    samplers = [Sampler(Sampling()), drawing(1), drawing(2), drawing(1)]
    together = made.motions(hidden, cache, rule, samplers)
    alone = [made.motions(hidden, cache, rule, [s])[0] for s in (drawing(1), drawing(2))]
    alone.insert(0, made.motion(hidden, cache, rule))
    for (codes, after), (expected, end) in zip(together, [*alone, alone[1]], strict=True):
        assert codes.tolist() == expected.tolist()
        assert after.length == end.length == cache.length + codes.size
        for one, other in zip(after.arrays, end.arrays, strict=True):
            assert one.shape == other.shape
            assert np.allclose(one, other, atol=1e-5)
    assert len({codes.tobytes() for codes, _ in together}) == 3


def test_each_motion_side_by_side_ends_for_itself(real):
    made, hidden, cache = real
    made = copy(made)
    made._pick_code = lambda logits, place, rule, sampler: None if place == sampler else 5
    motions = made.motions(hidden, cache, MotionRule(1, 9), [4, 2, 12])
    books = made._vocabulary.codebooks
    assert [codes.size for codes, _ in motions] == [4, 2, 12]
    assert all(codes.tolist() == [[5] * books] * len(codes) for codes, _ in motions)
    made._pick_code = lambda logits, place, rule, sampler: None if place == 2 else 5
    alone, end = made.motion(hidden, cache, MotionRule(1, 9))
    assert alone.tolist() == motions[1][0].tolist()
    for one, other in zip(motions[1][1].arrays, end.arrays, strict=True):
        assert np.allclose(one, other, atol=1e-5)


def test_a_motion_that_is_enough_ends_those_under_way(real):
    made, hidden, cache = real
    made = copy(made)
    made._pick_code = lambda logits, place, rule, sampler: None if place == sampler else 5
    asked = []

    def enough(codes):
        asked.append(codes.size)
        return codes.size == 4

    motions = made.motions(hidden, cache, MotionRule(1, 9), [8, 4, 2, 12, 4], enough)
    assert [codes.size for codes, _ in motions] == [4, 2, 4]
    assert [after.length - cache.length for _, after in motions] == [4, 2, 4]
    assert asked == [2, 4]


def test_likelihood_equals_the_product_of_single_steps():
    p = prompter()
    model = random_model(p.vocabulary, 3)
    hidden, cache = model.prefill([3, 4], model.empty)
    ids = [270, 281, 5]
    logs = decoder(p, model).log_likelihood(ids, hidden[-1:], cache)
    state = hidden[-1:]
    for token, log in zip(ids, logs, strict=True):
        logits = model.text_logits(state)[0].astype(np.float64)
        assert log == pytest.approx(logits[token] - np.log(np.exp(logits).sum()), abs=1e-5)
        state, cache = model.prefill([token], cache)


def test_log_probabilities_by_hand():
    logs = token_log_probabilities(np.array([[0.0, np.log(3.0)], [1e4, 0.0]]), [1, 0])
    assert logs == pytest.approx([np.log(0.75), 0.0])


def test_sampling_needs_seed_and_temperature():
    logits = np.array([0.0, 2.0, 1.0])
    for sampling in (Sampling(), Sampling(1.0), Sampling(0.0, seed=1)):
        assert {Sampler(sampling).pick(logits) for _ in range(20)} == {1}


def test_draws_follow_the_probabilities_and_the_seed():
    logits = np.log(np.array([0.5, 0.3, 0.2]))

    def draws(seed, top_p):
        sampler = Sampler(Sampling(1.0, top_p, seed))
        return [sampler.pick(logits) for _ in range(1500)]

    counts = np.bincount(draws(0, 1.0)) / 1500
    assert counts == pytest.approx([0.5, 0.3, 0.2], abs=0.05)
    assert set(draws(0, 0.79)) == {0, 1} and set(draws(0, 0.4)) == {0}
    assert draws(5, 1.0) == draws(5, 1.0) != draws(6, 1.0)
    with pytest.raises(ValueError, match='top_p'):
        Sampling(1.0, 0.0)


def test_the_watch_names_its_reason():
    Watch().check()
    Watch(lambda: False, time.monotonic() + 60).check()
    with pytest.raises(InterruptionError, match='cancelled'):
        Watch(lambda: True, 0.0).check()
    with pytest.raises(InterruptionError, match='deadline'):
        Watch(None, time.monotonic()).check()


def test_the_watch_is_polled_before_each_token():
    p = prompter()
    polls = []
    model = puppet_model(p.vocabulary, lambda h: 270, lambda h: 2 + (len(h) - 1) % 2 * 512)
    d = decoder(p, model, Watch(lambda: bool(polls.append(0))))
    hidden, cache = model.prefill([3], model.empty)
    d.text(hidden, cache, Grammar(p, Limits(max_text=5)).analysis_text)
    assert len(polls) == 5
    d.motion(hidden, cache, MotionRule(1, 4))
    assert len(polls) == 5 + 8


def test_overhead_per_token_is_small():
    """Time outside the graphs: these doubles return at once."""
    p = prompter()
    keys = np.zeros((1, 1, 1, 4), np.float32)
    logits = np.zeros((1, p.vocabulary.size), np.float32)
    logits[0, 270] = 1.0
    model = constant_model(keys, logits, np.zeros((1, p.vocabulary.motion_rows), np.float32))
    d = decoder(p, model, Watch(lambda: False, time.monotonic() + 60))
    rule = Grammar(p, Limits(max_text=500)).analysis_text

    def per_token(run):
        began = time.perf_counter()
        assert len(run()) == 500
        return (time.perf_counter() - began) / 500

    text = min(per_token(lambda: d.text(keys[0, 0], model.empty, rule)[0]) for _ in range(5))
    motion = min(
        per_token(lambda: d.motion(keys[0, 0], model.empty, MotionRule(250, 250))[0].ravel())
        for _ in range(5)
    )
    # Below 100 us on a quiet machine; the bound leaves room for a busy one.
    assert max(text, motion) < 300e-6, (text, motion)
