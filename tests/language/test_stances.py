# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.stances import stood


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('shift your weight onto your left foot and raise the other', 'stand on your left leg'),
        ('with your right foot tucked up , hop', 'hop on your left leg'),
        ('shift your weight', 'shift your weight'),
        ('shift the blame to the left', 'shift the blame to the left'),
        ('lower your backside onto an invisible bench', 'sit down'),
        ('sit on the chair', 'sit on the chair'),
        ('advance on your toes', 'walk forward on your toes'),
        ('trace a loop on the floor', 'walk in a circle'),
        ('three one legged hops', 'three hops on one leg'),
        ('lower your voice', 'lower your voice'),
    ],
)  # fmt: skip
def test_idioms_of_balance_seat_and_gait_get_their_verb(said, meant):
    assert stood(said) == meant
    assert stood(meant) == meant
