# SPDX-License-Identifier: Apache-2.0
"""The semantic parser of the default bundle."""

from __future__ import annotations

import pytest

from irgm_ros.backends import Bundle
from irgm_ros.errors import CommandRefused
from irgm_ros.language.interpreter import Interpreter
from irgm_ros.language.semantic_parser import (
    MAX_WORDS,
    UNKNOWN,
    Parse,
    SemanticParser,
    word_ids,
    words_of,
)
from irgm_ros.language.slots import SLOTS
from irgm_ros.spec.canonical import plainly
from irgm_ros.spec.notation import parse_command


@pytest.fixture(scope='module')
def bundle() -> Bundle:
    return Bundle.load()


@pytest.fixture(scope='module')
def parser(bundle: Bundle) -> SemanticParser:
    found = SemanticParser.from_bundle(bundle)
    assert found is not None
    return found


@pytest.fixture(scope='module')
def interpret(bundle: Bundle) -> Interpreter:
    return Interpreter.from_bundle(bundle)


def test_words_are_lower_case_with_numbers_and_punctuation_apart() -> None:
    assert words_of('Don\u2019t turn 90\u00b0, 3x!') == [
        "don't", 'turn', '90', 'degrees', ',', '3', 'x', '!',
    ]  # fmt: skip
    assert words_of('\uff37ave step-by-step') == ['wave', 'step', 'by', 'step']


def test_other_words_are_unknown_and_the_rest_of_a_long_text_is_dropped() -> None:
    assert word_ids('wave zzz', {'wave': 7}) == [7, UNKNOWN]
    assert word_ids('', {}) == [UNKNOWN]
    assert len(word_ids('wave ' * 500, {'wave': 7})) == MAX_WORDS


@pytest.mark.parametrize(
    ('text', 'means'),
    [
        ('say hello with your left hand thrice', 'wave left x3'),
        ('pop a squat', 'squat'),
        (
            'sort of lift both your arms up and then uh clap like two times',
            'raise both ; clap x2',
        ),
    ],
)
def test_natural_wordings_are_read(parser: SemanticParser, text: str, means: str) -> None:
    found = parser.parse(text)
    assert found.command == parse_command(means)
    assert 0.5 < found.probability <= 1.0


@pytest.mark.parametrize(
    'text', ['kick the bucket', 'throw the ball', 'march over to the window', 'tell me a joke']
)
def test_what_is_out_of_scope_is_refused_with_the_words_of_the_gate(
    parser: SemanticParser, interpret: Interpreter, text: str
) -> None:
    assert parser.parse(text).command is None
    with pytest.raises(CommandRefused) as refusal:
        interpret(text)
    assert refusal.value.code == CommandRefused.UNSUPPORTED


def test_whatever_it_is_given_it_ends_with_a_command_or_none(parser: SemanticParser) -> None:
    for text in ('', '!' * 400, 'wave ' * 100, '\u6325\u624b', 'left right ' * 40):
        found = parser.parse(text)
        assert 0.0 < found.probability <= 1.0
        if found.command is not None:
            assert plainly(found.command)


def test_slots_are_those_of_the_bundle(bundle: Bundle) -> None:
    assert tuple(bundle.json('parser_words.json')['slots']) == SLOTS


def test_a_long_command_is_as_sure_as_its_parts() -> None:
    """Three parts of 0.8 each."""
    command = parse_command('walk forward + wave ; bow')
    assert Parse(command, 0.8**3).certainty == pytest.approx(0.8)
    assert Parse(parse_command('bow'), 0.8).certainty == 0.8
    assert Parse(None, 0.3).certainty == 0.3
