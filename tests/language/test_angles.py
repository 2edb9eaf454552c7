# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.angles import angles


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('turn one hundred and thirty five degrees', 'turn 135 degrees'),
        ('spin anti clockwise', 'spin to the left'),
        ('rotate in a clockwise direction', 'rotate to the right'),
        ('do a full 360', 'do a 360 degrees turn'),
        ('make a 90 degrees turn', 'make a 90 degrees turn'),
        ('half a dozen steps', 'half a dozen steps'),
    ],
)
def test_angles_are_given_in_degrees(said, meant):
    assert angles(said) == meant
    assert angles(meant) == meant
