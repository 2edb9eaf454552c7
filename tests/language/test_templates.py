# SPDX-License-Identifier: Apache-2.0
import json

import pytest

from irgm_ros.errors import BundleError
from irgm_ros.language.templates import DEFAULT_PROMPTS, TASKS, Templates, is_acceptance

DEFAULT = json.loads(DEFAULT_PROMPTS.read_text(encoding='utf-8'))


def test_default_has_every_task():
    templates = Templates.default()
    assert set(templates.tasks) == set(TASKS)
    assert all(2 <= len(s.split()) <= 4 for s in vars(templates.plans).values())


@pytest.mark.parametrize(
    ('change', 'says'),
    [
        ({'sistem': 'x'}, 'sistem'),
        ({'tasks': {'t2m': {'usr': 'x'}}}, 'usr'),
        ({'tasks': {'dance': {'user': 'x'}}}, 'dance'),
        ({'forced_motion': ['dance']}, 'dance'),
        ({'plans': {**DEFAULT['plans'], 'sixth': 'x'}}, 'sixth'),
        ({'plans': {**DEFAULT['plans'], 'finish': 'Make a motion.'}}, 'differ'),
        ({'plans': {'finish': 'x'}}, 'analysis'),
        ({'layout': '{user}'}, 'system'),
        ({'layout': '{system}{user}{user}'}, 'user'),
        ({'accepted': 'Fine.'}, 'Fine'),
        ({'scored_text': 'title'}, 'title'),
        ({'tasks': 3}, 'prompts'),
        ({'variants': {'t2m': {'user': 'x'}}}, "variant 't2m'"),
        ({'variants': {'v2': {'usr': 'x'}}}, 'variants.v2'),
        ({'variants': {'v2': {'user': 'x', 'layout': '{user}'}}}, 'system'),
    ],
)
def test_unusable_templates_are_refused(change, says):
    with pytest.raises(BundleError, match=says):
        Templates.from_json(json.dumps({**DEFAULT, **change}))


def test_missing_or_damaged_file_is_refused(tmp_path):
    with pytest.raises(BundleError, match=r'prompts\.json'):
        Templates.from_file(tmp_path / 'absent')
    with pytest.raises(BundleError, match='prompts'):
        Templates.from_json('[')
    with pytest.raises(BundleError, match='prompts'):
        Templates.from_json('[1]')


@pytest.mark.parametrize(
    'text',
    [
        'No refinements needed.', 'no refinement needed', ' No Refinements  Needed!! ',
        'No further refinement is required.', 'No refinements are necessary', 'No refinements.',
    ],
)  # fmt: skip
def test_acceptance_in_any_spelling(text):
    assert is_acceptance(text)


@pytest.mark.parametrize(
    'text',
    ['', 'Refinements needed.', 'No.', 'No refinements needed but raise the arm.', 'Not needed.'],
)
def test_anything_else_is_no_acceptance(text):
    assert not is_acceptance(text)
