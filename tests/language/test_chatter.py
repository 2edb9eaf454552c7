# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.errors import CommandRefused
from irgm_ros.language.command import Lexicon, check_command
from irgm_ros.language.normal import normalise
from irgm_ros.language.request import request
from training.text.lexicon import lexicon

LEXICON = Lexicon.from_dict(lexicon())
# Talk that may stand around a request, with the request in the place of "{}".
TALK = (
    'Come on, {}', '{}, mate', '{}, you silly goose', 'Your majesty, {}', 'Wow, ok then, {}',
    '{}, on the double!', '{}, there is a puddle', "The general is here, so {}",
    "I'm cold, {}", '{} because my friends are watching', 'It is hot in here, {}',
    'I would be obliged if you could {}', 'Would it be possible for you to {}?',
    'I was wondering whether you could {}', 'See if you can {}', 'Your task is to {}',
    'Would you care to {}?', '{}, no rush', '{}, nothing fancy', '{}, if you do not mind',
    '{} as if you were late for a meeting', '{} like a tired pirate', '{}, superhero style',
    'Pretend the bus is leaving and {}', '{}, well done', '{}, thank you so much',
)  # fmt: skip
POSSIBLE = ('jump', 'wave', 'squat twice', 'turn left')
IMPOSSIBLE = (
    'cartwheel', 'juggle', 'kick the ball', 'walk to the kitchen', 'point at the door',
    'reach for the handle', 'punch him', 'lick the wall', 'turn yourself off', 'jump nine times',
    'do not jump', 'walk without waving', 'turn on the light', 'nod off', 'wave, then cartwheel',
)  # fmt: skip


@pytest.mark.parametrize('talk', TALK)
def test_talk_around_a_request_goes(talk):
    for possible in POSSIBLE:
        assert check_command(talk.format(possible), LEXICON) == possible


@pytest.mark.parametrize('talk', ['{}', *TALK])
def test_talk_does_not_open_the_gate(talk):
    for impossible in IMPOSSIBLE:
        with pytest.raises(CommandRefused):
            check_command(talk.format(impossible), LEXICON)


@pytest.mark.parametrize('talk', TALK)
def test_what_remains_is_stable(talk):
    for words in (*POSSIBLE, *IMPOSSIBLE):
        text = normalise(talk.format(words))
        assert normalise(text) == text
        bare = request(text, LEXICON)
        assert request(bare, LEXICON) == bare


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('wave merrily at the nice lady', 'wave'), ('salute the captain', 'salute'),
        ('give the captain a salute', 'give a salute'), ('bow to my grandmother', 'bow'),
        ('show me your best limp', 'limp'), ('walk in a small circle', 'walk in a circle'),
        ('hold your arms out to the sides like a scarecrow', 'hold your arms out to the sides'),
        ('flap your arms like a big penguin', 'flap your arms'),
        ('an individual applauds', 'a person applauds'), ('really cheerfully clap', 'clap'),
        ("don't move a muscle", 'stand still'), ('clap, not moving', 'clap'),
    ],
)  # fmt: skip
def test_words_that_the_body_does_not_show(said, meant):
    assert check_command(said, LEXICON) == meant


@pytest.mark.parametrize(
    'text',
    [
        'punch the wall merrily', 'kick him', 'point at the lady', 'walk to my grandmother',
        'turn to the audience and cartwheel', 'I love dancing', 'I want to walk',
        'If you see me, wave', 'wave when the king comes in', 'shrug infinitely',
        'I am a robot and I jump', 'you look tired today', 'good morning, robot',
        'my son can already jump three times', "I'd rather you didn't kneel", 'walk and',
        'raise your', 'Nice kick earlier, that was great!', 'the robot is juggling, then it waves',
    ],
)  # fmt: skip
def test_what_could_be_meant_otherwise_is_refused(text):
    with pytest.raises(CommandRefused):
        check_command(text, LEXICON)


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('Clap as spectators do', 'clap'),
        ('Fold your arms like somebody who waits and is not amused', 'fold your arms'),
        ('Get down on your left knee, like a knight before his king', 'kneel on your left knee'),
    ],
)
def test_longer_comparisons_go(said, meant):
    assert check_command(said, LEXICON) == meant
