# SPDX-License-Identifier: Apache-2.0
import json
import time
from importlib.resources import files

import pytest

from irgm_ros.errors import CommandRefused
from irgm_ros.language.command import check_command
from irgm_ros.language.lexicon import Lexicon
from training.text import lexicon

LEXICON = Lexicon.from_dict(lexicon())


@pytest.mark.parametrize(
    ('text', 'clauses'),
    [
        ('walk forward turn left', ['walk forward', 'turn left']),
        ('take three steps ahead slowly wave', ['take three steps ahead slowly', 'wave']),
        ('walk forward', ['walk forward']),
        ('go for a walk', ['go for a walk']),
        ('raise your leg kick', ['raise your leg kick']),  # would be complete after "your"
        ('stop waving', ['stop waving']),
        ('wave twice wave six times', ['wave twice', 'wave six times']),
        ('salute give me three bows', ['salute', 'give me three bows']),
        ('walk up jump', ['walk up jump']),
        ('', []),
    ],
)  # fmt: skip
def test_words_without_connectives_are_cut_where_clauses_begin(text, clauses):
    assert [' '.join(words) for words in LEXICON.clauses(text.split())] == clauses


def test_a_trigger_may_need_two_words():
    head = LEXICON.actions['shake_head']
    assert head.named_in({'shake', 'your', 'head'})
    assert not head.named_in({'shake'}) and not head.named_in({'head'})


def test_a_long_wrong_command_is_refused_soon():
    start = time.process_time()
    with pytest.raises(CommandRefused):
        check_command('walk turn jump raise your leg ' * 16, LEXICON)
    assert time.process_time() - start < 2.0


def test_lexicons_of_older_bundles_still_work():
    data = {k: v for k, v in lexicon().items()
            if k not in ('openers', 'things', 'synonyms', 'nearby')}  # fmt: skip
    assert check_command('walk forward, then wave', Lexicon.from_dict(data))
    shipped = files('irgm_ros') / 'data' / 'bundles' / 'default' / 'lexicon.json'
    if shipped.is_file():
        Lexicon.from_dict(json.loads(shipped.read_text(encoding='utf-8')))
