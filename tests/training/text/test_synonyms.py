# SPDX-License-Identifier: Apache-2.0
import numpy as np

from irgm_ros.language.command import Lexicon, normalise
from irgm_ros.language.numerals import is_number
from irgm_ros.language.sentence import CONNECTIVES
from training.text import lexicon, phrase
from training.text.samples import random_command
from training.text.synonyms import nearby, synonyms
from training.text.synonyms.notation import inverted

LEXICON = Lexicon.from_dict(lexicon())


def test_synonyms_lead_to_words_that_the_model_knows():
    for other, known in synonyms().items():
        assert normalise(other) == other, other  # or it would never be met
        assert LEXICON.plain(known) == known, known
        words = {word for word in LEXICON.merge(known.split()) if not is_number(word)}
        assert words <= LEXICON.words | CONNECTIVES, known


def test_the_grammar_uses_no_synonym():
    rng = np.random.default_rng(0)
    for index in range(600):
        style = ('imperative', 'third_person')[index % 2]
        text = normalise(phrase(random_command(rng), rng, style))
        assert LEXICON.plain(text) == text


def test_hints_are_normal_words():
    for asked in nearby():
        assert normalise(asked) == asked


def test_notation_of_the_tables():
    table = {'kick with your SIDE leg': '(boot|punt) with the SIDE one|spare the OTHER (old |)leg'}
    assert inverted(table) == {
        'boot with the left one': 'kick with your left leg',
        'punt with the left one': 'kick with your left leg',
        'boot with the right one': 'kick with your right leg',
        'punt with the right one': 'kick with your right leg',
        'spare the right old leg': 'kick with your left leg',
        'spare the right leg': 'kick with your left leg',
        'spare the left old leg': 'kick with your right leg',
        'spare the left leg': 'kick with your right leg',
    }
