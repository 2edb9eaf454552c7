# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.spec import canonical, parse_canonical
from irgm_ros.spec.canonical import all_parts, clause
from irgm_ros.spec.command import Action, Command, Part, Step
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


@pytest.mark.parametrize(
    ('part', 'text'),
    [
        (Part(Action.WALK, direction='backward_left', count=2), 'walks backward left two steps'),
        (Part(Action.KICK, side='left', height='high', count=2),
         'kicks with the left leg high two times'),
        (Part(Action.JUMP, direction='up', height='low'), 'jumps up low'),
        (Part(Action.SQUAT, depth='deep', count=1, speed='slow'), 'squats deeply one time slowly'),
        (Part(Action.LEAN, direction='left', depth='slight'), 'leans to the left slightly'),
        (Part(Action.TURN, direction='left', angle_deg=135, speed='fast'),
         'turns left 135 degrees fast'),
        (Part(Action.TIPTOE, count=3), 'tiptoes three steps'),
        (Part(Action.LIMP, side='left', count=4), 'limps on the left leg four steps'),
        (Part(Action.CIRCLE, direction='left'), 'walks in a circle to the left'),
        (Part(Action.HOP, count=2), 'hops on one leg two times'),
        (Part(Action.HOP, side='left', direction='up'), 'hops on the left leg up'),
        (Part(Action.SKIP, count=4), 'skips four times'),
        (Part(Action.SIT), 'sits down'),
        (Part(Action.DANCE), 'dances'),
        (Part(Action.REACH, side='both', direction='down'), 'reaches with both arms down'),
        (Part(Action.BECKON, side='right', count=1), 'beckons with the right hand one time'),
        (Part(Action.BLOCK), 'blocks'),
        (Part(Action.SHRUG, count=1), 'shrugs one time'),
        (Part(Action.NOD, count=2), 'nods two times'),
        (Part(Action.SHAKE_HEAD), 'shakes the head'),
    ],
)  # fmt: skip
def test_texts_of_the_attributes(part, text):
    assert clause(part) == text


def test_texts_that_a_model_was_trained_on_stay():
    assert clause(Part(Action.TURN, direction='right', angle_deg=90)) == 'turns right 90 degrees'
    assert clause(Part(Action.MARCH, count=3), 'gerund') == 'marching in place three steps'
    assert clause(Part(Action.JUMPING_JACK, count=2)) == 'does jumping jacks two times'


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
