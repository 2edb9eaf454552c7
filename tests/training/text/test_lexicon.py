# SPDX-License-Identifier: Apache-2.0
import json

from irgm_ros.language.lexicon import Lexicon
from irgm_ros.spec.command import ALLOWED, MAX_STEPS, Action
from training.text import lexicon


def test_lexicon_is_json_and_the_runtime_reads_it():
    data = lexicon()
    assert json.loads(json.dumps(data)) == data == lexicon()
    words = Lexicon.from_dict(data)
    assert words.actions.keys() == {action.value for action in Action}
    assert 'back up' in words.actions['walk'].words
    assert 'up' not in words.actions['walk'].words
    assert words.max_steps == MAX_STEPS


def test_numbers_come_from_the_specification():
    words = Lexicon.from_dict(lexicon())
    for action, allowed in ALLOWED.items():
        assert words.actions[action.value].counts == allowed.counts
        assert words.actions[action.value].angles == allowed.angles_deg


def test_every_action_can_be_named():
    for name, entry in lexicon()['actions'].items():
        assert entry['triggers'], name
        named = {word for trigger in entry['triggers'] for word in trigger.split('+')}
        assert named <= set(entry['words'])
