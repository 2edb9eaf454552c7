# SPDX-License-Identifier: Apache-2.0
import hashlib

import pytest

pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

from export import upstream_prompts
from export.upstream_prompts import read_prompts
from irgm_ros.errors import BundleError
from tests.export.published import write_repository

SOURCE = 'SFT/HumanML3D/dataset/data_processor.py'


@pytest.fixture
def repository(tmp_path):
    write_repository(tmp_path)
    return tmp_path


def edit(repository, old, new):
    path = repository / SOURCE
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_tasks_variants_and_plans(repository):
    templates, _ = read_prompts(repository)
    assert templates.tasks['irmogen'].user == 'unified_mogen_cot_v3: {caption}'
    assert templates.tasks['m2t'].user == '{motion}\nSay what it is.'
    assert templates.tasks['assessment'].user == 'Judge {motion}.'
    assert set(templates.variants) == {'unified_mogen_cot_v2', 't2m_motionagent'}
    assert templates.forced_motion == ('t2m', 'instructed_refinement', 't2m_motionagent')
    assert templates.plans.finish == 'Plan 4.' and templates.system == 'Be brief.'


def test_a_system_sentence_of_its_own_stays_with_its_task(repository):
    edit(repository, "'m2t': {'system_prompt': 'Be brief.'", "'m2t': {'system_prompt': 'Talk.'")
    templates, _ = read_prompts(repository)
    assert templates.tasks['m2t'].system == 'Talk.' and templates.tasks['t2m'].system is None


def test_every_published_text_is_compared(repository):
    _, hashes = read_prompts(repository)
    assert len(hashes) == 16
    assert hashes['t2m'] == hashes['plan finish'] == 'mismatch'
    assert hashes['unified_mogen_cot_v3_wo_assess_refine'] == 'absent'


@pytest.mark.parametrize(
    ('name', 'text'),
    [
        ('system', 'Be brief.'),
        ('t2m', 't2m: <Goal_Caption>'),
        ('plan finish', 'Plan 4.'),
    ],
)
def test_a_text_with_the_listed_hash_matches(repository, monkeypatch, name, text):
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    monkeypatch.setitem(upstream_prompts._HASHES, name, digest)
    _, hashes = read_prompts(repository)
    assert [key for key, verdict in hashes.items() if verdict == 'match'] == [name]
    edit(repository, text, text + ' ')
    _, hashes = read_prompts(repository)
    assert hashes[name] == 'mismatch'


def test_nothing_is_executed(tmp_path):
    write_repository(tmp_path, extra=f'open({str(tmp_path / "trace")!r}, "w")')
    read_prompts(tmp_path)
    assert not (tmp_path / 'trace').exists()


@pytest.mark.parametrize(
    ('old', 'new', 'says'),
    [
        ("'Plan 0.'", 'open("x")', 'no plain literal'),
        ('self.test_conversation_templates', 'self.others', 'no test_conversation_templates'),
        ('class P:', 'class P', 'no Python file'),
        ("'user_prompt': 't2m: <Goal_Caption>'", "'user': ''", 'user_prompt'),
        ('t2m: <Goal_Caption>', 't2m: <Goal_Colour>', 'Goal_Colour'),
        ('<generation_plan>', '<other_plan>', 'generation_plan'),
    ],
)
def test_another_repository_is_refused(repository, old, new, says):
    edit(repository, old, new)
    with pytest.raises(BundleError, match=says):
        read_prompts(repository)


@pytest.mark.parametrize('text', ['[', '[]', '{"<Direct_Motion_Refinement_Template>": "x"}'])
def test_a_damaged_bank_is_refused(repository, text):
    (repository / SOURCE).with_name('prompt_template-2.json').write_text(text)
    with pytest.raises(BundleError, match='prompt_template-2'):
        read_prompts(repository)
