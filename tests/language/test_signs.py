# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.signs import signed


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('putting your right hand to your temple', 'saluting with your right hand'),
        ('slap your palms together', 'clap your hands'),
        ('lift your shoulders and let them drop', 'shrug your shoulders'),
        ('say no with your head', 'shake your head'),
        ('move your head down and up', 'nod your head'),
        ('make the come here sign', 'beckon'),
        ('call me later', 'call me later'),
        ('do not move a muscle', 'stand still'),
        ('do not move forward', 'do not move forward'),
        ('let your hips swing', 'sway your hips'),
        ('give me a hand', 'give me a hand'),
    ],
)  # fmt: skip
def test_idioms_of_gestures_get_their_verb(said, meant):
    assert signed(said) == meant
    assert signed(meant) == meant
