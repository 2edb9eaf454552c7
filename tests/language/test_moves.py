# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.moves import moved


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('crouching down and getting back up', 'crouching'),
        ('sink down into a deep squat', 'squat deep'),
        ('launch yourself off the floor', 'jump'),
        ('swinging your left leg forward', 'kicking with your left foot'),
        ('drops to one knee', 'kneels on one knee'),
        ('tilt to the left with your torso', 'lean to the left'),
        ('tip your trunk to the right', 'lean your body to the right'),
        ('do five side straddle hops', 'do five jumping jacks'),
        ('list the files', 'list the files'),
        ('swing the door out', 'swing the door out'),
        ('throw your left hand up', 'throw your left hand up'),
    ],
)  # fmt: skip
def test_idioms_of_legs_and_trunk_get_their_verb(said, meant):
    assert moved(said) == meant
    assert moved(meant) == meant
