# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.heard import understood


@pytest.mark.parametrize(
    ('heard', 'meant'),
    [
        ('uh walk um forward', 'walk forward'),
        ('wave you know i guess your hand', 'wave your hand'),
        ('walk like forward', 'walk forward'),
        ('flap your arms like a bird', 'flap your arms like a bird'),
        ('i would like you to wave', 'i would like you to wave'),
        ('flap like uh wings', 'flap like wings'),
        ('walk walk forward', 'walk forward'),
        ('your left your left hand', 'your left hand'),
        ('left left left', 'left'),
        ('walk , walk', 'walk , walk'),
        ('step left step right', 'step left step right'),
        ('waive and waiving', 'wave and waving'),
        ('jump to times', 'jump two times'),
        ('go to the left', 'go to the left'),
        ('turn two the left', 'turn to the left'),
        ('take for steps', 'take four steps'),
        ('walk for three steps', 'walk for three steps'),
        ('go four a walk', 'go for a walk'),
        ('clap ate times', 'clap eight times'),
        ('your write hand', 'your right hand'),
        ('turn write', 'turn right'),
        ('write your name', 'write your name'),
        ('weight', 'wait'),
        ('walk then weight', 'walk then wait'),
        ('shift your weight', 'shift your weight'),
        ('your left need', 'your left knee'),
        ('i need you to wave', 'i need you to wave'),
        ('bough', 'bow'),
        ('on won leg', 'on one leg'),
        ('say high', 'say hi'),
        ('raise your hand high', 'raise your hand high'),
        ('work forward', 'walk forward'),
        ('work on it', 'work on it'),
        ('marsh on the spot', 'march on the spot'),
        ('jumping jax', 'jumping jacks'),
        ('couldyouplease wave', 'could you wave'),
    ],
)  # fmt: skip
def test_slips_are_taken_back_where_the_place_tells(heard, meant):
    assert understood(heard) == meant
    assert understood(meant) == meant
