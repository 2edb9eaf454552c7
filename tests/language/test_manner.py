# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.manner import mannered


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('walk at a very leisurely tempo', 'walk slowly'),
        ('clap with great speed', 'clap quickly'),
        ('go in an unhurried manner', 'go slowly'),
        ('clap at a fast pace', 'clap at a fast pace'),
        ('squat as far down as your knees permit', 'squat deeply'),
        ('lean right as much as you can', 'lean right deeply'),
        ('reach up as far as you are able to', 'reach up'),
        ('raise your hand as high as possible', 'raise your hand high'),
        ('bow just the tiniest bit', 'bow slightly'),
        ('walk a bit', 'walk a bit'),
        ('kick at waist level', 'kick at hip height'),
        ('kick ankle high', 'kick low'),
        ('punch at the level of the nose', 'punch at face height'),
        ('jump hardly off the ground', 'jump low'),
        ('lift the box to knee level', 'lift the box to knee level'),
    ],
)  # fmt: skip
def test_pace_extent_and_height_get_one_name(said, meant):
    assert mannered(said) == meant
    assert mannered(meant) == meant
