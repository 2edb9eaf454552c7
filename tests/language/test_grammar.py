# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.grammar import Grammar, Limits
from tests.language.helpers import prompter


@pytest.mark.parametrize('tags', [True, False])
def test_segments_spell_the_trace(tags):
    p = prompter(tags=tags)
    g = Grammar(p, Limits())
    parts = [
        g.opening, p.tokenizer.encode('A'), g.analysed, g.generate, [p.vocabulary.motion_offset],
        g.generated, g.said('B.', 'No refinements needed.'), g.assessed, g.finish, g.planned,
        g.end,
    ]  # fmt: skip
    assert p.tokenizer.decode([i for part in parts for i in part]) == (
        '<think>[plan]Read the goal.[/plan]\n[analyze]A[/analyze]\n[plan]Make a motion.[/plan]\n'
        '[generate]<Motion><Motion_0></Motion>[/generate]\n[plan]Check the motion.[/plan]\n'
        '[assess]Assessment: B.\nRefinement: No refinements needed.[/assess]\n'
        '[plan]All is right.[/plan]\n</think><eos>'
    )


def test_texts_hold_neither_motions_nor_other_tags():
    p = prompter()
    rule = Grammar(p, Limits()).assessment_text
    v = p.vocabulary
    line, close = p.tokenizer.token_id('\n'), p.tokenizer.token_id('[/assess]')
    assert rule.stop_ids == {v.eos, line, close}
    assert not rule.forbidden[list(rule.stop_ids)].any()
    assert rule.forbidden[v.motion_start : v.motion_offset + 1024].all()
    assert rule.forbidden[[v.bos, v.pad, p.tokenizer.token_id('<think>')]].all()
    assert not rule.forbidden[p.tokenizer.encode('Use the right hand.')].any()


def test_an_analysis_may_have_lines():
    rule = Grammar(prompter(), Limits()).analysis_text
    assert '\n' not in rule.stop_texts and '[/' in rule.stop_texts
