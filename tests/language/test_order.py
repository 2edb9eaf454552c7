# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.normal import normalise


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('bow, but first wave', 'wave, then bow'),
        ('a bow preceded by a jump', 'a jump, then a bow'),
        ('Step one: wave. Step two: bow.', 'first wave, then bow'),
        ('wave; that done, bow', 'wave, then bow'),
        ('1) walk 2) wave', 'walk, then wave'),
        ('jump to the left, then to the right', 'jump to the left, then jump to the right'),
        ('kick off with a bow', 'start with a bow'),
    ],
)  # fmt: skip
def test_clauses_stand_in_the_order_in_which_they_are_done(said, meant):
    assert normalise(said) == meant
    assert normalise(meant) == meant
