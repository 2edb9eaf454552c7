# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.errors import CommandRefused
from irgm_ros.language.command import Lexicon, check_command
from training.text.lexicon import lexicon

LEXICON = Lexicon.from_dict(lexicon())


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('The violinist bows', 'a person bows'),
        ('Our patient is marching in place', 'a person is marching in place'),
        ('A wizard raises his left arm', 'a person raises his left arm'),
    ],
)
def test_unknown_persons_are_persons(said, meant):
    assert check_command(said, LEXICON) == meant


@pytest.mark.parametrize(
    'said', ['The music stops', 'A new career beckons', 'The goalkeeper dives', 'The phone rings']
)
def test_things_and_unknown_verbs_stay(said):
    with pytest.raises(CommandRefused):
        check_command(said, LEXICON)
