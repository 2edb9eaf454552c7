# SPDX-License-Identifier: Apache-2.0
"""From a sentence to what the model is told, with a parser that says what it is told to."""

from __future__ import annotations

import pytest

from irgm_ros.errors import CommandRefused
from irgm_ros.language.interpreter import Interpretation, Interpreter
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.semantic_parser import Parse
from irgm_ros.spec.notation import parse_command
from training.text.lexicon import lexicon

WORDS = Lexicon.from_dict(lexicon())
UNKNOWN = 'sashay along for three steps'


class Saying:
    """Reads every sentence as one command, and remembers what it was asked."""

    threshold = 0.6

    def __init__(self, means: str | None, probability: float = 0.9) -> None:
        self.found = Parse(None if means is None else parse_command(means), probability)
        self.asked: list[str] = []

    def parse(self, text: str) -> Parse:
        self.asked.append(text)
        return self.found


def test_what_the_grammar_knows_is_not_asked() -> None:
    parser = Saying('bow')
    said = Interpreter(WORDS, parser)('Please wave with your left hand!')
    assert said == Interpretation('wave with your left hand', 'wave the left hand')
    assert not parser.asked


def test_what_it_does_not_know_is_read_and_said_plainly() -> None:
    parser = Saying('walk x3')
    said = Interpreter(WORDS, parser)(UNKNOWN)
    assert said == Interpretation('walk three steps', 'walk three steps')
    assert parser.asked == [UNKNOWN]


def test_bytes_are_read_as_text() -> None:
    assert Interpreter(WORDS, Saying('walk x3'))(UNKNOWN.encode()).caption == 'walk three steps'


def test_where_the_parser_is_not_sure_the_gate_has_the_last_word() -> None:
    with pytest.raises(CommandRefused, match='unknown words: "sashay"'):
        Interpreter(WORDS, Saying(None))(UNKNOWN)
    with pytest.raises(CommandRefused, match='unknown words: "sashay"'):
        Interpreter(WORDS)(UNKNOWN)


@pytest.mark.parametrize(
    'text',
    [
        "don't sashay", 'sashay but never wave', 'sashay, no', 'sashay without hurry or your arms',
        'nobody sashay', 'I do not mind if you do not sashay', 'sashay twenty steps',
        'sashay 100 degrees',
    ],
)  # fmt: skip
def test_what_is_forbidden_or_out_of_range_is_refused_whatever_the_parser_says(text: str) -> None:
    with pytest.raises(CommandRefused) as refusal:
        Interpreter(WORDS, Saying('walk', 0.99))(text)
    assert 'is meant' not in str(refusal.value)


def test_a_reading_that_is_not_sure_is_offered() -> None:
    with pytest.raises(CommandRefused, match=r'if "walk three steps" is meant, say it'):
        Interpreter(WORDS, Saying('walk x3', 0.5))(UNKNOWN)
    with pytest.raises(CommandRefused, match=r'^UNSUPPORTED_COMMAND: unknown words: "sashay"'):
        Interpreter(WORDS, Saying('walk x3', 0.1))(UNKNOWN)


@pytest.mark.parametrize(
    'text',
    ['no rush, sashay along', "sashay but don't be shy", "if it's not too much trouble, sashay"],
)
def test_a_negation_that_forbids_nothing_may_be_overlooked(text: str) -> None:
    assert Interpreter(WORDS, Saying('walk'))(text).caption == 'walk'


@pytest.mark.parametrize('text', ['', 'wave <eos>', 'sashay ' * 100, None, b'\xff'])
def test_what_is_not_safe_to_read_is_not_parsed(text: object) -> None:
    parser = Saying('walk')
    with pytest.raises(CommandRefused):
        Interpreter(WORDS, parser)(text)
    assert not parser.asked


def test_what_is_let_in_but_not_certain_is_asked_too() -> None:
    text = 'wave, and before you bow, clap'
    assert Interpreter(WORDS)(text).caption == text
    said = Interpreter(WORDS, Saying('wave ; clap ; bow'))(text)
    assert said == Interpretation(text, 'wave, then clap, then bow')


def test_a_model_without_lexicon_or_meanings_reads_for_itself() -> None:
    data = lexicon()
    del data['meanings']
    for words in (None, Lexicon.from_dict(data)):
        parser = Saying('bow')
        said = Interpreter(words, parser)('wave before walking')
        assert said == Interpretation('wave before walking', 'wave before walking')
        assert not parser.asked
