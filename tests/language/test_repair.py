# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.repair import corrected


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('wave your left no sorry your right hand twice', 'wave your right hand twice'),
        ('wave your left hand twice no sorry right hand', 'wave your right hand twice'),
        ('turn left no right 90 degrees', 'turn right 90 degrees'),
        ('turn left , no wait , right', 'turn right'),
        ('take two no i mean three steps forward', 'take three steps forward'),
        ('jump three times i mean twice', 'jump twice'),
        ('jump twice make that three times', 'jump three times'),
        ('turn 90 degrees sorry 45', 'turn 45 degrees'),
        ('walk forward slowly no quickly', 'walk forward quickly'),
        ('walk to the left or rather to the right', 'walk to the right'),
        ('point to the left with your right sorry left hand',
         'point to the left with your left hand'),
        ('raise your left arm no sorry your right arm up', 'raise your right arm up'),
        ('jump no sorry squat twice', 'squat twice'),
        ('walk forward then jump scratch that bow', 'walk forward then bow'),
        ('raise your left arm no leg', 'raise your left leg'),
        ('actually wave', 'wave'),
        ('clap no make that wait', 'wait'),
        ('jump on one leg twice i mean four times', 'jump on one leg four times'),
        ('take one no sorry two steps ahead', 'take two steps ahead'),
        ('bow and then sorry clap', 'bow and then clap'),
    ],
)  # fmt: skip
def test_what_is_taken_back_goes(said, meant):
    assert corrected(said) == meant


@pytest.mark.parametrize(
    'text',
    [
        'walk forward no waving', 'no kicking', 'walk forward , no , jumping', 'wave sorry',
        'walk forward no wait', 'say no with your head', 'shake your head to say no three times',
        'wait then turn left', 'no',
    ],
)  # fmt: skip
def test_what_may_forbid_something_stays(text):
    assert corrected(text) == text
