# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.errors import CommandRefused
from irgm_ros.language.command import Lexicon, check_command
from training.text.lexicon import lexicon

LEXICON = Lexicon.from_dict(lexicon())


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('Kick twice by the right foot', 'kick twice with your right foot'),
        ('Kneel using the left knee', 'kneel on your left knee'),
        ('Lunge, leading with the right', 'lunge, with your right foot'),
        ('Reach up employing both hands', 'reach up with both hands'),
        ('Rotate a half turn by the right side', 'rotate 180 degrees to the right'),
        ('Show your joy by clapping twice', 'clapping twice'),
        ('Welcome the visitors with two bows', 'do two bows'),
        ('Raise a hand, the left one', 'raise your left hand'),
    ],
)
def test_instruments(said, meant):
    assert check_command(said, LEXICON) == meant


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('Jump as high as your springs permit', 'jump as high as possible'),
        ('Lean left as far as you possibly can', 'lean left deeply'),
        ('Squat until your thighs are level with the floor', 'squat deep'),
    ],
)
def test_extents(said, meant):
    assert check_command(said, LEXICON) == meant


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('Squat twice, over and out', 'squat twice'),
        ('All units, turn around, over', 'turn around'),
        ('Roger, sit down, how copy', 'sit down'),
        ('March, as ordered by the captain', 'march'),
    ],
)
def test_radio(said, meant):
    assert check_command(said, LEXICON) == meant


def test_a_participle_ahead_of_a_gesture_is_meanwhile():
    meant = 'while standing on one leg, wave'
    assert check_command('Standing on one leg, wave', LEXICON) == meant
    assert check_command('Standing on one leg, then wave', LEXICON) != meant


@pytest.mark.parametrize(
    'said',
    [
        'Kick by your left hand', 'Wave by the right foot', 'Jump as high as the house',
        'March until the bell rings', 'Squat until your knees hurt', 'Say hello by letter',
        'Call a taxi by waving', 'Turn by the left wall', 'Shut down, over',
    ],
)  # fmt: skip
def test_means_do_not_open_the_gate(said):
    with pytest.raises(CommandRefused):
        check_command(said, LEXICON)
