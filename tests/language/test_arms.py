# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.arms import armed


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('form a t with your arms', 'make a t pose'),
        ('forearms up in front of your face', 'hold both forearms in front of your face'),
        ('beat your arms like a bird', 'flap your arms'),
        ('thrust your left fist forward', 'punch with your left fist'),
        ('strike high', 'punch high'),
        ('strike a deal', 'strike a deal'),
        ('throw your hat', 'throw your hat'),
        ('point out the error', 'point out the error'),
        ('fold your arms before your chest', 'fold your arms in front of your chest'),
        ('bow, followed by pointing up', 'bow, followed by pointing up'),
        ('let your left hand go down to the floor', 'reach down with your left hand'),
    ],
)  # fmt: skip
def test_idioms_of_the_arms_get_their_verb(said, meant):
    assert armed(said) == meant
    assert armed(meant) == meant
