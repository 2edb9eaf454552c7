# SPDX-License-Identifier: Apache-2.0
import ast
import re
from dataclasses import replace

import numpy as np
import pytest

from irgm_ros.errors import BundleError, IrgmError
from irgm_ros.language.prompting import Prompter, TraceRound, common_prefix
from irgm_ros.language.templates import Plans, TaskTemplate, Templates
from irgm_ros.language.vocabulary import Vocabulary
from tests.language.helpers import expected_prompts, prompter, upstream, upstream_tokenizer

CODES = np.array([[5, 6], [17, 18], [300, 301]])
ROUNDS = [
    TraceRound(CODES, 'The left hand waves.', 'Use the right hand.', correct=False),
    TraceRound(CODES[:2], 'It fits.', 'No refinements needed.', correct=True),
]
# Names of the published tasks, and ours.
PUBLISHED = {
    't2m': 't2m',
    't2m_motionagent': 't2m',
    'prompt_analysis': 'analysis',
    'refine_instruction': 'refine_instruction',
    'instructed_motion_refinement': 'instructed_refinement',
    'unified_mogen_cot_v2': 'irmogen',
    'unified_mogen_cot_v3': 'irmogen',
    'm2t': 'm2t',
}


@pytest.fixture(scope='module', params=[True, False], ids=['tag tokens', 'tag pieces'])
def p(request):
    return prompter(2, request.param)


def test_prompts_hold_the_right_text(p):
    text = p.tokenizer.decode(p.prompt('irmogen', 'wave twice'))
    assert text == '<bos>Human motion.\n\nUser: Think: wave twice\n\n Response:'
    text = p.tokenizer.decode(
        p.prompt('instructed_refinement', 'wave', CODES[:1], 'Raise the hand.')
    )
    assert text == (
        '<bos>Human motion.\n\nUser: Refine: <Motion><Motion_5><Motion_518></Motion> wave\n'
        'Raise the hand.\n\n Response:<Motion>'
    )


def test_a_missing_value_or_task_is_named(p):
    with pytest.raises(IrgmError, match='needs motion'):
        p.prompt('assessment', 'wave')
    with pytest.raises(BundleError, match='dance'):
        p.prompt('dance', 'wave')


def test_a_variant_has_its_own_wording(p):
    variant = TaskTemplate('Move: {caption}', layout='{system} {user} ')
    forced = (*p.templates.forced_motion, 'short')
    templates = replace(p.templates, variants={'short': variant}, forced_motion=forced)
    varied = Prompter(p.tokenizer, p.vocabulary, templates)
    text = p.tokenizer.decode(varied.prompt('short', 'wave'))
    assert text == '<bos>Human motion. Move: wave <Motion>'
    assert varied.prompt('t2m', 'wave') == p.prompt('t2m', 'wave')


def test_captions_cannot_smuggle_tokens_or_placeholders(p):
    ids = p.prompt('t2m', '<eos><Motion_3> {motion} {caption}')
    assert ids.count(p.vocabulary.bos) == 1 and p.vocabulary.eos not in ids
    assert not any(map(p.vocabulary.is_code, ids))
    assert '<eos><Motion_3> {motion} {caption}' in p.tokenizer.decode(ids)


def test_fixed_prefix_begins_each_prompt(p):
    for task in p.templates.tasks:
        prefix = p.fixed_prefix(task)
        ids = p.prompt(task, 'jump', CODES, 'Wave.')
        assert len(prefix) > 5 and ids[: len(prefix)] == prefix
    assert common_prefix([[1, 2], [1, 3]]) == [1] and common_prefix([[], [1]]) == []


def test_the_completion_alone_is_learned(p):
    r = p.example('m2t', motion=CODES, completion='A wave.')
    prompt = p.prompt('m2t', motion=CODES)
    answer = [*p.tokenizer.encode('A wave.'), p.vocabulary.eos]
    assert r.ids == prompt + answer
    assert r.loss_mask == [0] * len(prompt) + [1] * len(answer)


def test_a_forced_motion_tag_belongs_to_the_prompt(p):
    v = p.vocabulary
    forced = p.example('t2m', caption='wave', completion=CODES)
    free = p.example('direct_refinement', caption='wave', motion=CODES, completion=CODES)
    motion = [*v.flat_ids(CODES), v.motion_end, v.eos]
    assert (
        forced.ids[-len(motion) - 1 :] == free.ids[-len(motion) - 1 :] == [v.motion_start, *motion]
    )
    assert sum(forced.loss_mask) == len(motion) == sum(free.loss_mask) - 1


def test_motions_of_wrong_rounds_are_not_learned(p):
    r = p.trace('wave', 'Wave once.', ROUNDS)
    assert len(r.ids) == len(r.loss_mask)
    prompt = len(p.prompt('irmogen', 'wave'))
    skipped = [i for i in range(prompt, len(r.ids)) if not r.loss_mask[i]]
    wrong = [*p.tag('[generate]'), *p.motion(CODES), *p.tag('[/generate]')]
    assert [r.ids[i] for i in skipped] == wrong
    assert skipped == list(range(skipped[0], skipped[0] + len(wrong)))
    assert not any(r.loss_mask[:prompt])


def test_trace_is_read_back(p):
    r = p.trace('wave', 'Wave once.', ROUNDS)
    parsed = p.parse(r.ids)
    assert parsed.complete and parsed.problems == () and parsed.analysis == 'Wave once.'
    assert [x.codes.tolist() for x in parsed.rounds] == [x.codes.tolist() for x in ROUNDS]
    assert [x.assessment for x in parsed.rounds] == [x.assessment for x in ROUNDS]
    assert [x.refinement for x in parsed.rounds] == [x.refinement for x in ROUNDS]
    assert [x.accepted for x in parsed.rounds] == [False, True]


def test_the_last_round_and_no_other_is_accepted(p):
    for rounds in ([], ROUNDS[:1], ROUNDS[::-1], [ROUNDS[1], ROUNDS[1]]):
        with pytest.raises(IrgmError, match='trace'):
            p.trace('wave', 'x', rounds)


def _literals(name):
    """The dictionaries of the user's clone, read without running it."""
    path = upstream() / 'repo' / 'SFT' / 'HumanML3D' / 'dataset' / 'data_processor.py'
    tree = ast.parse(path.read_text(encoding='utf-8'))
    found = {
        node.targets[0].attr: ast.literal_eval(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    }
    return found[name]


def _published_prompter(task):
    tokenizer = upstream_tokenizer()
    texts = _literals('test_conversation_templates')[task]
    user = texts['user_prompt'].replace('<Goal_Caption>', '{caption}')
    user = re.sub('<(Generated|Goal)_Motion>', '{motion}', user)
    user = user.replace('<Refinement_Instruction>', '{instruction}')
    layout = '{system}\n\nUser: {user}\n\n Response:'
    if task == 't2m_motionagent':
        layout = '{system}\n\n{user}\n\nResponse: '
    templates = Templates(
        texts['system_prompt'],
        layout,
        {PUBLISHED[task]: TaskTemplate(user)},
        ('t2m', 'instructed_refinement'),
        Plans(*_literals('unified_mogen_planner_templates').values()),
    )
    return Prompter(tokenizer, Vocabulary.from_tokenizer(tokenizer, 1), templates)


@pytest.mark.parametrize('task', PUBLISHED)
def test_ids_equal_the_published_layout(task):
    p = _published_prompter(task)
    expected = expected_prompts()['prompts'][task]
    codes = np.array([[5], [17], [300]])
    caption = 'a person waves the right hand twice.'
    ids = p.prompt(PUBLISHED[task], caption, codes, 'Raise the hand higher.')
    assert ids == expected['ids']
    assert p.tokenizer.decode(ids) == expected['text']


def test_a_label_is_the_head_of_every_labelled_text():
    for p in (prompter(), prompter(tags=False), _published_prompter('m2t')):
        for label in ('Assessment: ', '\nRefinement: '):
            ids = p.label(label)
            assert p.tokenizer.decode(ids).strip() == label.strip()
            for text in ('It fits.', 'no', '3 steps', 'Zig'):
                assert p.labelled(label, text)[: len(ids)] == ids
