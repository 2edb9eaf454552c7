# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.language.decoding import Decoder, Sampler, Sampling, Watch
from irgm_ros.language.grammar import Grammar, Limits
from irgm_ros.language.speakers import StepwiseSpeaker, TraceSpeaker
from tests.language.doubles import random_model
from tests.language.helpers import prompter

LIMITS = Limits(min_steps=2, max_steps=4, max_text=9)


def make(kind, tags=True, seed=0):
    p = prompter(2, tags, codebook_size=16)
    model = random_model(p.vocabulary, seed)
    decoder = Decoder(model, p.tokenizer, p.vocabulary, Sampler(Sampling()), Watch())
    return kind(decoder, Grammar(p, LIMITS), p, 'wave'), p


@pytest.mark.parametrize('tags', [True, False], ids=['tag tokens', 'tag pieces'])
def test_the_model_has_read_what_the_trace_says(tags):
    """Whatever was rewound or left pending, the cache is a head of prompt and trace."""
    for seed in range(8):
        speaker, p = make(TraceSpeaker, tags, seed)
        speaker.analyse()
        speaker.generate()
        speaker.assess()
        whole = [*p.prompt('irmogen', 'wave'), *speaker.trace_ids]
        model, cache = speaker._decoder.model, speaker._cache
        read = model._embed(np.array(whole[: cache.length]))
        assert np.array_equal(cache.arrays[0][0, 0], read)
        assert cache.length + len(speaker._pending) == len(whole)


def test_the_words_of_the_robot_are_rendered_as_in_training():
    speaker, p = make(TraceSpeaker)
    speaker.analyse()
    speaker.generate()
    speaker.inject('Too fast.', 'Slow down.')
    text = p.tokenizer.decode(list(speaker.trace_ids))
    assert text.endswith(
        '[assess]Assessment: Too fast.\nRefinement: Slow down.[/assess]\n'
        '[plan]Change the motion.[/plan]\n'
    )
    speaker.close()
    assert p.parse(speaker.trace_ids).complete


def test_a_stepwise_refinement_reads_motion_and_instruction():
    speaker, p = make(StepwiseSpeaker)
    first = speaker.generate()
    speaker.inject('Too fast.', 'Slow down.')
    asked = []
    prompt = p.prompt
    p.prompt = lambda *given: asked.append(given) or prompt(*given)
    speaker.generate()
    task, caption, motion, instruction = asked[0]
    assert (task, caption, instruction) == ('instructed_refinement', 'wave', 'Slow down.')
    assert np.array_equal(motion, first)
    assert speaker.trace_ids == ()


def test_tasks_that_the_model_lacks_are_left_out():
    speaker, p = make(StepwiseSpeaker)
    tasks = {k: v for k, v in p.templates.tasks.items() if k in ('t2m', 'refine_instruction')}
    object.__setattr__(p.templates, 'tasks', tasks)
    assert speaker.analyse() == ''
    speaker.generate()
    assert speaker.assess()[0] == ''
