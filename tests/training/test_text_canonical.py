# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from evaluation.spec import Action, Command, Part, Step
from training.text import canonical, parse_canonical
from training.text.canonical import all_parts, clause
from training.text.samples import random_command


def test_one_example_in_full():
    command = Command(
        (
            Step(Part(Action.WALK, count=3, direction='forward', speed='slow')),
            Step(Part(Action.SQUAT, count=1), Part(Action.WAVE, side='left', count=2)),
        )
    )
    assert canonical(command) == (
        'A person walks forward three steps slowly, then squats one time while waving the left '
        'hand two times.'
    )


def test_round_trip():
    rng = np.random.default_rng(0)
    for _ in range(5000):
        command = random_command(rng)
        assert parse_canonical(canonical(command)) == command


def test_every_part_has_a_text_of_its_own():
    parts = [part for action in Action for part in all_parts(action)]
    assert len({clause(part) for part in parts}) == len(parts)


def test_an_analysis_is_short():
    rng = np.random.default_rng(1)
    lengths = [len(canonical(c).split()) / len(c.parts) for c in map(random_command, [rng] * 500)]
    assert np.mean(lengths) < 9


@pytest.mark.parametrize(
    'text',
    [
        '', 'A person', 'A person .', 'A person flies.', 'walks forward.', 'A person walks',
        'A person walks while squatting.', 'A person waving.', 'A person walks, then .',
        'A person claps while waving.', 'A person walks while waves.', 'A person  walks.',
    ],
)  # fmt: skip
def test_other_texts_are_no_analysis(text):
    assert parse_canonical(text) is None
