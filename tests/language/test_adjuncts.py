# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.errors import CommandRefused
from irgm_ros.language.adjuncts import without_adjuncts
from irgm_ros.language.command import Lexicon, check_command
from training.text.lexicon import lexicon

LEXICON = Lexicon.from_dict(lexicon())


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('During the rehearsal wave slowly', 'wave slowly'),
        ('For the physiotherapist squat twice', 'squat twice'),
        ('For calibration, nod', 'nod'),
        ('As a sign of respect, bow deeply', 'bow deeply'),
        ('Hop twice as in the sports class', 'hop twice'),
        ('Dance at the end of the opera', 'dance'),
        ('In our theater play the knight has to kneel', 'kneel'),
    ],
)
def test_occasions_go(said, meant):
    assert check_command(said, LEXICON) == meant


@pytest.mark.parametrize(
    'said',
    [
        'Walk to the gym', 'March for an hour', 'Wait for the bus', 'Jump for the rope',
        'Wave when the show begins', 'Walk through the park', 'In case of fire, run',
        'For the exam, write your name', 'Kick the ball in the game', 'Jump in the pool',
        'After the concert, clap', 'Reach for the rope',
    ],
)  # fmt: skip
def test_needs_times_and_conditions_stay(said):
    with pytest.raises(CommandRefused):
        check_command(said, LEXICON)


def test_known_words_stay():
    for text in ('reach for the floor', 'bow to the audience', 'stand still for a moment'):
        assert without_adjuncts(text, LEXICON) == text
