# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np
import pytest

from irgm_ros.backends.bundle import Bundle
from irgm_ros.errors import BundleError, MotionError
from irgm_ros.language.decoding import Sampling
from irgm_ros.language.events import (
    Analysed,
    Assessed,
    Finding,
    Finished,
    MotionReady,
    Request,
    RoundFinished,
)
from irgm_ros.language.grammar import Limits
from irgm_ros.language.loop import IrmogenLoop
from irgm_ros.types import Feasibility, MotionTokens
from tests.language.doubles import puppet_model, random_model
from tests.language.helpers import prompter

LIMITS = Limits(min_steps=2, max_steps=5, max_rounds=3, max_text=12)
FINE = Feasibility('executable', score=0.9)
FAST = Feasibility(
    'refused', assessment='The arm is too fast.', refinement='Slow down.', score=0.1
)


def random_loop(seed, tags=True, codebooks=2, sampling=None):
    """Random weights prefer short plans: these are equally long."""
    p = prompter(codebooks, tags, codebook_size=16)
    plans = replace(p.templates.plans, refinement='Go on.', finish='At end')
    p.templates = replace(p.templates, plans=plans)
    return IrmogenLoop(random_model(p.vocabulary, seed), p, LIMITS, sampling)


def talker(refinements, tags=True, finishes=False):
    """A loop whose model says these refinements and makes motions of two steps.

    Where plans are compared it finishes or refines as told; letters are tokens here.
    """
    p = prompter(2, tags)
    v = p.vocabulary
    asked = []

    def answer(said):
        """What the model says after the last cue, and the cue."""
        if 'Think: ' not in said:
            cue = ' Response:'
            if 'Instruct: ' not in said:
                return cue, 'Seen.' if 'Assess: ' in said else 'Wave.', '<eos>'
            asked.extend([0] if said.endswith(cue) else [])
            return cue, refinements[len(asked) - 1], '<eos>'
        cue = max(('[analyze]', 'Assessment:', 'Refinement:'), key=said.rfind)
        if cue == 'Refinement:':
            return cue, refinements[said.count(cue) - 1], '[/assess]'
        return (cue, 'Wave.', '[/analyze]') if cue == '[analyze]' else (cue, 'Seen.', '\n')

    def text(history):
        said = p.tokenizer.decode(list(history))
        cue, body, close = answer(said)
        if said.rfind('[plan]') > max(said.rfind('[/plan]'), said.rfind(cue)):
            plans = p.templates.plans
            cue, body = '[plan]', plans.finish if finishes else plans.refinement
        script = [*p.tokenizer.encode(body), *p.tag(close)]
        done = len(p.tokenizer.encode(said[said.rfind(cue) + len(cue) :].lstrip()))
        return script[min(done, len(script) - 1)]

    def motion(history):
        inside = history[::-1].index(v.motion_start)
        return 1 if inside == 4 else 2 + inside % 2 * 512 + inside

    return IrmogenLoop(puppet_model(v, text, motion), p, replace(LIMITS, max_text=40))


def run(loop, **request):
    events = list(loop.run(Request('wave your hand', **request)))
    assert isinstance(events[-1], Finished) and not any(
        isinstance(e, Finished) for e in events[:-1]
    )
    return events


ACCEPT = 'No refinements needed.'


@pytest.mark.parametrize('codebooks', [1, 2])
@pytest.mark.parametrize('tags', [True, False], ids=['tag tokens', 'tag pieces'])
def test_whatever_the_weights_the_trace_is_complete(tags, codebooks):
    reasons = set()
    for seed in range(40):
        loop = random_loop(seed, tags, codebooks)
        done = run(loop)[-1]
        parsed = loop.prompter.parse(done.trace_ids)
        assert parsed.complete, parsed.problems
        assert len(parsed.rounds) == len(done.rounds) <= 3
        for one, other in zip(parsed.rounds, done.rounds, strict=True):
            assert np.array_equal(one.codes, other.tokens.codes)
            assert 2 <= len(one.codes) <= 5
            assert one.assessment == other.assessment and one.refinement == other.refinement
        reasons.add(done.stop_reason)
    assert reasons == {'accepted', 'round_limit'}


def test_drawn_tokens_keep_the_grammar_too():
    traces = []
    for seed in (1, 1, 2):
        loop = random_loop(0, sampling=Sampling(1.5, 0.95))
        done = run(loop, seed=seed)[-1]
        assert loop.prompter.parse(done.trace_ids).complete
        traces.append(done.trace_ids)
    assert traces[0] == traces[1] != traces[2]


def test_the_same_request_gives_the_same_trace():
    loop = random_loop(4)
    assert run(loop)[-1].trace_ids == run(loop)[-1].trace_ids


@pytest.mark.parametrize('tags', [True, False], ids=['tag tokens', 'tag pieces'])
@pytest.mark.parametrize('mode', ['single_pass', 'stepwise'])
def test_events_of_a_refinement(mode, tags):
    events = run(talker(['Use both.', ACCEPT], tags), mode=mode)
    assert [type(e) for e in events] == [
        Analysed, *[MotionReady, Assessed, RoundFinished] * 2, Finished,
    ]  # fmt: skip
    assert events[0].text == 'Wave.'
    assert events[2] == Assessed(0, 'Seen.', 'Use both.', 'model', False)
    assert events[5] == Assessed(1, 'Seen.', ACCEPT, 'model', True)
    done = events[-1]
    assert done.stop_reason == 'accepted' and [r.index for r in done.rounds] == [0, 1]
    assert done.rounds == tuple(e.round for e in events if isinstance(e, RoundFinished))
    assert done.rounds[1].accepted and done.selected == 1
    assert bool(done.trace_ids) == (mode == 'single_pass')


def test_forced_segments_are_fed_in_one_call():
    loop = talker([ACCEPT])
    run(loop)
    g = loop._grammar
    fed = [call['inputs_embeds'][1] for call in loop.model._decoder.calls]
    assert len(g.analysed) + len(g.generate) in fed
    assert len(g.generated) + len(g.assessment) in fed


def test_the_model_may_finish_in_spite_of_a_refinement():
    done = run(talker(['Use both.'] * 3, finishes=True))[-1]
    assert (done.stop_reason, len(done.rounds)) == ('accepted', 1)
    assert done.rounds[0].refinement == 'Use both.'


@pytest.mark.parametrize(('asked', 'got'), [(1, 1), (2, 2), (None, 3), (99, 3)])
@pytest.mark.parametrize('mode', ['single_pass', 'stepwise'])
def test_the_round_limit_ends_the_loop(mode, asked, got):
    loop = talker(['Use both.'] * 9)
    done = run(loop, rounds=asked, mode=mode)[-1]
    assert (done.stop_reason, len(done.rounds)) == ('round_limit', got)
    assert mode == 'stepwise' or loop.prompter.parse(done.trace_ids).complete


def test_first_is_analysis_and_one_motion():
    events = run(talker([]), mode='first')
    assert [type(e) for e in events] == [Analysed, MotionReady, RoundFinished, Finished]
    assert events[-1].stop_reason == 'first_only' and events[-1].selected == 0
    assert events[2].round.assessment == ''


@pytest.mark.parametrize('mode', ['single_pass', 'stepwise'])
def test_the_robot_speaks_in_the_place_of_the_model(mode):
    loop = talker([ACCEPT] * 3)
    verdicts = [FAST, FINE]
    seen = []

    def critic(tokens):
        seen.append(tokens)
        return verdicts[len(seen) - 1]

    events = run(loop, critic=critic, mode=mode)
    assert events[2] == Assessed(0, 'The arm is too fast.', 'Slow down.', 'robot', False)
    done = events[-1]
    assert done.stop_reason == 'accepted' and [r.source for r in done.rounds] == ['robot', 'model']
    assert [r.score_parts['feasibility'] for r in done.rounds] == [0.1, 0.9] and done.selected == 1
    assert seen == [r.tokens for r in done.rounds]
    if mode == 'single_pass':
        text = loop.prompter.tokenizer.decode(list(done.trace_ids))
        assert (
            '[assess]Assessment: The arm is too fast.\nRefinement: Slow down.[/assess]\n' in text
        )
        assert loop.prompter.parse(done.trace_ids).complete


@pytest.mark.parametrize('mode', ['single_pass', 'stepwise'])
def test_a_check_asks_for_another_round_before_the_model_speaks(mode):
    loop = talker([ACCEPT] * 3)
    seen = []

    def checker(analysis, tokens):
        seen.append(analysis)
        return Finding(0.3, 'No clap.', 'Clap.') if len(seen) == 1 else Finding(1.0)

    events = run(loop, checker=checker, mode=mode)
    assert events[2] == Assessed(0, 'No clap.', 'Clap.', 'check', False)
    done = events[-1]
    assert done.stop_reason == 'accepted' and done.selected == 1
    assert [r.source for r in done.rounds] == ['check', 'model']
    assert [r.score_parts['attributes'] for r in done.rounds] == [0.3, 1.0]
    assert seen == [events[0].text] * 2


def test_what_the_checks_saw_outweighs_the_last_round():
    found = iter([Finding(0.45, 'No clap.', 'Clap.'), Finding(0.0, 'Nothing.', 'Wave.')])
    done = run(talker([ACCEPT] * 3), checker=lambda *_: next(found), rounds=2)[-1]
    assert (done.stop_reason, done.selected) == ('round_limit', 0)


def test_the_robot_objects_before_the_check():
    done = run(
        talker([ACCEPT] * 3), critic=lambda tokens: FAST, rounds=1,
        checker=lambda *_: Finding(0.1, 'No clap.', 'Clap.'),
    )[-1]  # fmt: skip
    assert done.rounds[0].source == 'robot' and done.rounds[0].score_parts['attributes'] == 0.1


def test_an_analysis_that_cannot_be_checked_is_left_to_the_model():
    done = run(talker([ACCEPT] * 3), checker=lambda *_: None)[-1]
    assert done.stop_reason == 'accepted' and 'attributes' not in done.rounds[0].score_parts


def test_a_robot_that_refuses_everything_is_reported():
    loop = talker([ACCEPT] * 3)
    done = run(loop, critic=lambda tokens: Feasibility('refused', score=0.0))[-1]
    assert (done.stop_reason, len(done.rounds)) == ('robot_refused', 3)
    assert done.rounds[0].refinement and done.rounds[0].assessment
    assert loop.prompter.parse(done.trace_ids).complete


def test_advice_of_the_robot_asks_for_a_round_without_refusing():
    advice = Feasibility('executable', refinement='Keep the feet still.', score=0.7)
    done = run(talker([ACCEPT] * 3), critic=lambda tokens: advice, rounds=2)[-1]
    assert (done.stop_reason, len(done.rounds)) == ('round_limit', 2)


@pytest.mark.parametrize('mode', ['single_pass', 'stepwise'])
def test_a_given_motion_is_judged_and_refined_in_the_place_of_the_first(mode):
    given = MotionTokens(np.array([[7, 8], [9, 10], [11, 12]]))
    loop = talker(['Use both.', ACCEPT])
    done = run(loop, first_motion=given, mode=mode)[-1]
    assert [r.accepted for r in done.rounds] == [False, True]
    assert done.rounds[0].tokens is given
    # The second round is the model's own: two steps, see `talker`.
    assert len(done.rounds[1].tokens.codes) == 2
    if mode == 'single_pass':
        parsed = loop.prompter.parse(done.trace_ids)
        assert parsed.complete and np.array_equal(parsed.rounds[0].codes, given.codes)


def test_a_given_motion_is_what_the_model_has_seen():
    # A model fed with the motion that it made itself goes on in the same way.
    for seed in range(6):
        loop = random_loop(seed)
        done = run(loop)[-1]
        again = run(loop, first_motion=done.rounds[0].tokens)[-1]
        assert again.trace_ids == done.trace_ids


def test_a_given_motion_of_another_model_is_refused():
    with pytest.raises(MotionError, match='codes'):
        run(random_loop(0), first_motion=MotionTokens(np.array([[1]])))


def test_cancel_after_the_first_motion_leaves_one_round():
    loop = talker(['Use both.'] * 3)
    events = []

    def stop():
        return any(isinstance(event, MotionReady) for event in events)

    for event in loop.run(Request('wave', should_stop=stop)):
        events += [event]
    done = events[-1]
    assert [type(e) for e in events] == [Analysed, MotionReady, RoundFinished, Finished]
    assert done.stop_reason == 'cancelled' and done.selected == 0
    assert done.rounds[0].assessment == '' and done.rounds[0].score > 0


@pytest.mark.parametrize('mode', ['single_pass', 'stepwise', 'first'])
def test_a_deadline_that_is_over_leaves_no_round(mode):
    done = run(random_loop(0), deadline_s=0.0, mode=mode)[-1]
    assert (done.rounds, done.selected, done.stop_reason) == ((), None, 'deadline')


def test_a_deadline_keeps_the_best_finished_round(monkeypatch):
    now = [0.0]
    monkeypatch.setattr('time.monotonic', lambda: now[0])
    events = []
    for event in talker(['Use both.'] * 3).run(Request('wave', deadline_s=10.0)):
        events += [event]
        now[0] += 9.0 if isinstance(event, RoundFinished) else 1.0
    done = events[-1]
    assert (done.stop_reason, len(done.rounds), done.selected) == ('deadline', 1, 0)
    assert done.rounds[0].seconds == 3.0


def test_a_stop_at_any_token_still_finishes():
    loop = random_loop(3)
    polls = []
    run(loop, should_stop=lambda: bool(polls.append(0)))
    for at in range(0, len(polls), 3):
        left = [at]

        def stop(left=left):
            left[0] -= 1
            return left[0] < 0

        done = run(loop, should_stop=stop)[-1]
        assert done.stop_reason == 'cancelled'
        assert (done.selected is None) == (not done.rounds)


def test_captioning_and_assessing_outside_the_loop():
    loop = talker(['Use both.', ACCEPT])
    codes = np.array([[1, 2]])
    assert loop.caption(codes) == 'Wave.'
    assert loop.assess('wave', 'Wave.', codes) == ('Seen.', 'Use both.', False)
    assert loop.assess('wave', 'Wave.', codes) == ('Seen.', ACCEPT, True)


def test_bundles_without_captions_are_scored_by_the_rest():
    loop = talker([ACCEPT])
    tasks = {k: t for k, t in loop.prompter.templates.tasks.items() if k != 'm2t'}
    loop.prompter.templates = replace(loop.prompter.templates, tasks=tasks)
    done = run(loop, critic=lambda tokens: FINE)[-1]
    parts = done.rounds[0].score_parts
    assert parts == {'acceptance': 1.0, 'feasibility': 0.9}
    assert done.rounds[0].score == pytest.approx((0.4 * 0.9 + 0.2) / 0.6)


@pytest.fixture(scope='module')
def real_loop(tiny_bundle):
    return IrmogenLoop.from_bundle(Bundle.load(tiny_bundle))


@pytest.mark.parametrize('seed', [None, 3])
def test_real_graphs_write_complete_traces(real_loop, seed):
    done = run(real_loop, seed=seed, rounds=2)[-1]
    parsed = real_loop.prompter.parse(done.trace_ids)
    assert parsed.complete and len(parsed.rounds) == len(done.rounds) >= 1
    for one, other in zip(parsed.rounds, done.rounds, strict=True):
        assert np.array_equal(one.codes, other.tokens.codes)
        assert 0 <= other.score <= 1
    assert run(real_loop, seed=seed, rounds=2)[-1].trace_ids == done.trace_ids


def test_real_graphs_run_task_by_task(real_loop):
    done = run(real_loop, mode='stepwise', rounds=2)[-1]
    assert 1 <= len(done.rounds) <= 2
    codes = done.rounds[0].tokens.codes
    assert isinstance(real_loop.caption(codes), str)
    assert len(real_loop.assess('wave', 'Wave.', codes)) == 3


def test_a_tokenizer_of_another_bundle_is_refused(tiny_bundle):
    bundle = Bundle.load(tiny_bundle)
    vocabulary = replace(bundle.manifest.vocabulary, motion_offset=7)
    manifest = replace(bundle.manifest, vocabulary=vocabulary)
    with pytest.raises(BundleError, match='motion_offset'):
        IrmogenLoop.from_bundle(replace(bundle, manifest=manifest))
