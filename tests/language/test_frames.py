# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.errors import CommandRefused
from irgm_ros.language.command import Lexicon, check_command
from irgm_ros.language.normal import normalise
from training.text.lexicon import lexicon

LEXICON = Lexicon.from_dict(lexicon())


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('The nurse has to kneel on her right knee', 'kneel on her right knee'),
        ('The trainee is to do three lunges', 'do three lunges'),
        ('You ought to be walking backward', 'walking backward'),
        ('It is required that you sit down', 'sit down'),
        ('I demand that you squat twice', 'squat twice'),
        ('What we would like to see is a deep bow', 'a deep bow'),
        ('The jury expects a wave', 'a wave'),
        ('Let me see how the robot dances', 'dances'),
        ('We begin with a bow', 'a bow'),
    ],
)
def test_frames_of_obliging_go(said, meant):
    assert check_command(said, LEXICON) == meant


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('Your right arm must be raised', 'raise your right arm'),
        ('Your hands are to be placed on your hips', 'place your hands on your hips'),
        ('I need your arms crossed', 'cross your arms'),
        ('I would like you turned around', 'turn around'),
        ('Two squats are to be done', 'do two squats'),
        ('One high kick is expected', 'do one high kick'),
    ],
)
def test_passives_become_orders(said, meant):
    assert check_command(said, LEXICON) == meant


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('Let your right hand wave', 'wave your right hand'),
        ('Your torso should lean to the left', 'lean your torso to the left'),
        ('Your head should say yes', 'nod'),
        ('Let your shoulders go up and down', 'shrug your shoulders'),
        ('Let both arms go up', 'raise both arms'),
    ],
)
def test_a_part_of_the_body_is_moved(said, meant):
    assert check_command(said, LEXICON) == meant


@pytest.mark.parametrize(
    'said',
    [
        'The robot has to open the gate', 'You must not walk', 'The dancer should never kick',
        'I want that you cartwheel', 'Let your left hand grab the rail', 'Let the dog out',
        'Three backflips are required', 'The box has to be lifted', 'What I want is a pizza',
        'The light is to be turned on', 'The guests want a drink', 'The nurse has walked',
        'My brother can jump', 'Your left foot must kick the ball', 'A meal is required',
    ],
)  # fmt: skip
def test_a_frame_does_not_open_the_gate(said):
    with pytest.raises(CommandRefused):
        check_command(said, LEXICON)


def test_stable():
    for said in ('The nurse has to kneel', 'Let your hand wave', 'Three bows are required'):
        assert normalise(normalise(said)) == normalise(said)
