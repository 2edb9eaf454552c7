# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.spec.inflect import article, plural, verb


@pytest.mark.parametrize(
    ('base', 'third', 'gerund'),
    [
        ('wave', 'waves', 'waving'), ('punch', 'punches', 'punching'), ('do', 'does', 'doing'),
        ('box', 'boxes', 'boxing'), ('squat', 'squats', 'squatting'), ('bow', 'bows', 'bowing'),
        ('back up', 'backs up', 'backing up'), ('run', 'runs', 'running'),
        ('cross', 'crosses', 'crossing'), ('sidestep', 'sidesteps', 'sidestepping'),
        ('say hi', 'says hi', 'saying hi'), ('kneel', 'kneels', 'kneeling'),
        ('tiptoe', 'tiptoes', 'tiptoeing'), ('hurry', 'hurries', 'hurrying'),
        ('sway', 'sways', 'swaying'), ('boogie', 'boogies', 'boogieing'),
        ('nod', 'nods', 'nodding'), ('sit', 'sits', 'sitting'),
        ('lean', 'leans', 'leaning'), ('balance', 'balances', 'balancing'),
    ],
)  # fmt: skip
def test_verbs(base, third, gerund):
    assert (verb(base, 'base'), verb(base, 'third'), verb(base, 'gerund')) == (base, third, gerund)


def test_nouns():
    assert plural('jumping jack') == 'jumping jacks' and plural('crouch') == 'crouches'
    assert article('arm flap') == 'an arm flap' and article('squat') == 'a squat'
