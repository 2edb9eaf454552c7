# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.normal import normalise


@pytest.mark.parametrize(
    ('said', 'meant'),
    [
        ('a pair of squats', 'two squats'), ('a triple clap', 'three claps'),
        ('half a dozen steps', 'six steps'), ('nod, and do it four times', 'nod four times'),
        ('clap three times in a row', 'clap three times'),
        ('squat, five reps', 'squat five times'),
        ('wave not once but three times', 'wave three times'), ('clap, make it three',
                                                                'clap three times'),
        ('jump twice over', 'jump twice'),
    ],
)  # fmt: skip
def test_counts_become_those_of_the_grammar(said, meant):
    assert normalise(said) == meant
    assert normalise(meant) == meant
