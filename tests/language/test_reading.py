# SPDX-License-Identifier: Apache-2.0
"""The reader against the lexicon of the phrasing grammar: what is read is what was meant."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.language.command import check_command
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.normal import normalise
from irgm_ros.language.reading import read
from irgm_ros.spec.notation import parse_command
from training.synth.sampling import sample_command
from training.text.lexicon import lexicon
from training.text.phrasing import phrase


@pytest.fixture(scope='module')
def words() -> Lexicon:
    return Lexicon.from_dict(lexicon())


@pytest.mark.parametrize(
    ('text', 'means'),
    [
        ('walk forward three steps, then wave your left hand', 'walk forward x3 ; wave left'),
        ('wave before walking', 'wave ; walk'),
        ('before you bow, clap twice', 'clap x2 ; bow'),
        ('bow after clapping twice', 'clap x2 ; bow'),
        ('after turning left, kick high', 'turn left ; kick high'),
        ('squat deeply while waving both hands', 'squat deep + wave both'),
        ('stand on your left leg with your arms crossed', 'balance left + cross_arms'),
        ('march with your knees high', 'march'),
        ('point to the left with your left hand', 'point direction:left side:left'),
        ('do a deep squat, then three slow claps', 'squat deep x1 ; clap slow x3'),
        ('step to the left', 'walk left x1'),
        ('turn around to the right', 'turn right 180deg'),
        ('turn three quarters of a turn', 'turn 270deg'),
        ('lift your knees one after the other five times', 'march x5'),
        ('walk once around in a circle', 'circle'),
        ('clap both hands', 'clap'),
        ('finish by bowing, start by waving', 'wave ; bow'),
        ('nod, and after nodding, bow', 'nod ; bow'),
        ('clap, five claps', 'clap x5'),
        ('jump, jump, jump', 'jump x3'),
        ('reach up with your left', 'reach left up'),
        ('lunge left twice', 'lunge left x2'),
        ('retreat diagonally backward right', 'walk backward_right'),
        ('go on tiptoe first, and afterwards skip', 'tiptoe ; skip'),
        ('dance, dance', 'dance'),
        ('with your hands on your hips, march', 'march + hands_on_hips'),
        ('step back right two steps', 'walk backward_right x2'),
        ('turn left, turn left', 'turn left ; turn left'),
        ('march slowly, march fast', 'march slow ; march fast'),
        ('walk forward, your hands on your hips', 'walk forward + hands_on_hips'),
        ('turn left, hands on hips', 'turn left ; hands_on_hips'),
    ],
)
def test_commands_are_read(words: Lexicon, text: str, means: str) -> None:
    assert read(check_command(text, words), words) == parse_command(means)


def test_an_order_that_is_not_sure_stays_as_it_was_said(words: Lexicon) -> None:
    normal = check_command('wave, and before you bow, clap', words)
    assert read(normal, words) is None


def test_plain_words_are_read_as_themselves(words: Lexicon) -> None:
    rng = np.random.default_rng(11)
    for _ in range(200):
        command = sample_command(rng)
        plain = phrase(command, rng, 'plain')
        normal = check_command(plain, words)
        assert normal == normalise(plain)
        assert read(normal, words) == command, plain


@pytest.mark.parametrize('style', ['imperative', 'polite', 'third_person'])
def test_nearly_every_sentence_of_the_grammar_is_read_as_meant(words: Lexicon, style) -> None:
    rng = np.random.default_rng(12)
    right = 0
    for _ in range(200):
        command = sample_command(rng)
        text = check_command(phrase(command, rng, style), words)
        right += read(text, words) == command
    assert right >= 196
