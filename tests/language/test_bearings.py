# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.bearings import bearings


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('step sidewards to the left', 'step sideways to the left'),
        ('move to starboard', 'move to the right'),
        ('two steps astern', 'two steps backward'),
        ('walk to your rear', 'walk backward'),
        ('walk at an angle to the left', 'walk diagonally to the left'),
        ('go back , at an angle to the right', 'go diagonally backward right'),
        ('retreat diagonally to your left', 'walk diagonally backward left'),
        ('step forward with your left foot', 'step forward with your left foot'),
        ('on your right hand side', 'to your right'),
        ('walk in the backward direction', 'walk backward'),
        ('pivot to your nine oclock', 'pivot to the left 90 degrees'),
    ],
)  # fmt: skip
def test_directions_get_the_names_of_the_grammar(said, meant):
    assert bearings(said) == meant
    assert bearings(meant) == meant
