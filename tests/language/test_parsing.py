# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from tests.language.helpers import prompter
from tests.language.test_prompting import CODES, ROUNDS


@pytest.fixture(scope='module', params=[True, False], ids=['tag tokens', 'tag pieces'])
def p(request):
    return prompter(2, request.param)


@pytest.fixture(scope='module')
def trace(p):
    return p.trace('wave', 'Wave once.', ROUNDS).ids


def check_types(p, parsed):
    assert parsed.complete == (not parsed.problems)
    for r in parsed.rounds:
        assert r.codes.ndim == 2 and r.codes.shape[0] >= 1 and r.codes.shape[1] == 2
        assert r.codes.min() >= 0 and r.codes.max() < p.vocabulary.codebook_size
        assert isinstance(r.assessment, str) and isinstance(r.accepted, bool)
    assert not parsed.complete or parsed.rounds


def test_every_truncation_gives_a_result(p, trace):
    counts = []
    # Without <eos> a trace is as good.
    for length in range(len(trace) - 1):
        parsed = p.parse(trace[:length])
        check_types(p, parsed)
        assert not parsed.complete or p.tokenizer.decode(trace[length:]).strip() == '<eos>'
        counts.append(len(parsed.rounds))
    assert counts == sorted(counts) and counts[0] == 0 and counts[-1] == 2
    assert p.parse(trace[:-1]).complete


def test_random_ids_give_a_result(p, trace):
    rng = np.random.default_rng(0)
    v = p.vocabulary
    useful = np.array([*set(trace), v.motion_start, v.motion_end, v.motion_offset])
    for case in range(1500):
        ids = rng.integers(-5, v.size + 5, rng.integers(0, 80))
        if case % 2:
            ids = rng.choice(useful, rng.integers(0, 120))
        check_types(p, p.parse(ids.tolist()))


def test_damaged_traces_give_a_result(p, trace):
    rng = np.random.default_rng(1)
    for _ in range(500):
        ids = list(trace)
        for _ in range(rng.integers(1, 4)):
            at = int(rng.integers(len(ids)))
            ids[at : at + int(rng.integers(0, 3))] = [int(rng.choice(trace))]
        check_types(p, p.parse(ids))


def replace(ids, old, new):
    at = next(i for i in range(len(ids)) if ids[i : i + len(old)] == old)
    return [*ids[:at], *new, *ids[at + len(old) :]]


def test_a_missing_close_is_reported(p, trace):
    broken = replace(trace, [p.vocabulary.motion_end], [])
    parsed = p.parse(broken)
    assert parsed.problems == ('motion 0: not closed',)
    assert [len(r.codes) for r in parsed.rounds] == [3, 2]


def test_a_nested_open_gives_no_overlapping_rounds(p):
    v = p.vocabulary
    flat = v.flat_ids(CODES)
    ids = [v.motion_start, *flat[:2], v.motion_start, *flat[2:4], v.motion_end, v.motion_end]
    parsed = p.parse(ids)
    assert [r.codes.tolist() for r in parsed.rounds] == [[[5, 6]], [[17, 18]]]
    assert 'motion 0: not closed' in parsed.problems


def test_codes_of_the_wrong_codebook_end_the_motion(p):
    v = p.vocabulary
    flat = v.flat_ids(CODES)
    parsed = p.parse([v.motion_start, *flat[:2], flat[3], flat[2], v.motion_end])
    assert [r.codes.tolist() for r in parsed.rounds] == [[[5, 6]]]
    assert 'motion 0: no code of codebook 0 at 2' in parsed.problems


def test_words_inside_a_motion_end_it(p):
    v = p.vocabulary
    ids = [v.motion_start, *v.flat_ids(CODES[:1]), *p.tokenizer.encode('up'), v.motion_end]
    parsed = p.parse(ids)
    assert len(parsed.rounds) == 1 and 'motion 0: not closed' in parsed.problems


def test_an_empty_or_cut_motion_is_no_round(p):
    v = p.vocabulary
    assert p.parse([v.motion_start, v.motion_end]).rounds == ()
    parsed = p.parse([v.motion_start, v.flat_ids(CODES)[0], v.motion_end])
    assert parsed.rounds == ()
    assert {'motion 0: last step is cut', 'motion 0: empty', 'no round'} <= set(parsed.problems)


def test_no_rounds_at_all(p):
    parsed = p.parse([])
    assert (parsed.analysis, parsed.rounds, parsed.complete) == ('', (), False)


@pytest.mark.parametrize('said', ['No refinement needed', 'no refinements are needed!'])
def test_acceptance_is_recognised_in_any_spelling(p, trace, said):
    old = p.tokenizer.encode('No refinements needed.')
    parsed = p.parse(replace(trace, old, p.tokenizer.encode(said)))
    assert [r.accepted for r in parsed.rounds] == [False, True]


def test_the_finishing_plan_accepts_whatever_was_said(p, trace):
    old = p.tokenizer.encode('No refinements needed.')
    parsed = p.parse(replace(trace, old, p.tokenizer.encode('Jump.')))
    assert parsed.rounds[-1].accepted and parsed.complete


def test_text_in_motion_characters_is_no_motion(p, trace):
    old = p.tokenizer.encode('It fits.')
    parsed = p.parse(replace(trace, old, p.tokenizer.encode('\U000f0000\U000f0002\U000f0001')))
    assert len(parsed.rounds) == 2 and parsed.rounds[1].assessment == '\ufffd' * 3


def test_a_wrong_plan_is_reported(p, trace):
    old = p.tokenizer.encode('Check the motion.')
    parsed = p.parse(replace(trace, old, p.tokenizer.encode('Sing.')))
    assert not parsed.complete and len(parsed.rounds) == 2
    assert parsed.problems == ('text or tags between the motions depart from the grammar',)
