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
        ('jump twice over', 'jump twice'), ('bow twice only', 'bow twice'),
        ('two sets of three squats', 'six squats'), ('kick: count=3', 'kick three times'),
        ('limp 6x', 'limp six steps'), ('skip for five hops', 'skip five times'),
    ],
)  # fmt: skip
def test_counts_become_those_of_the_grammar(said, meant):
    assert normalise(said) == meant
    assert normalise(meant) == meant
