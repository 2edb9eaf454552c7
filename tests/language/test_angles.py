# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.angles import angles


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('turn left by three quarters of a circle', 'turn left 270 degrees'),
        ('swivel through two right angles', 'swivel 180 degrees'),
        ('rotate half a right angle to the right', 'rotate 45 degrees to the right'),
        ('spin anti clockwise around your own axis', 'spin to the left'),
        ('turn by three eighths of a revolution', 'turn 135 degrees'),
        ('hang a left', 'turn left'),
        ('alter your heading by 90 degrees', 'turn 90 degrees'),
        ('change the subject', 'change the subject'),
        ('half a dozen steps', 'half a dozen steps'),
    ],
)  # fmt: skip
def test_angles_are_given_in_degrees(said, meant):
    assert angles(said) == meant
    assert angles(meant) == meant
