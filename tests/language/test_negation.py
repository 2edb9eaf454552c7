# SPDX-License-Identifier: Apache-2.0
"""What is forbidden is not done: with the shipped parser, and with one that reads anything."""

from __future__ import annotations

import pytest

from irgm_ros.backends import Bundle
from irgm_ros.errors import CommandRefused
from irgm_ros.language.interpreter import Interpreter
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.negation import forbids, is_harmless
from irgm_ros.spec.command import Action, Command
from irgm_ros.spec.notation import parse_command
from training.text.lexicon import lexicon

WORDS = Lexicon.from_dict(lexicon())
SAID = {
    'walk forward': 'walking forward', 'run': 'running', 'turn left': 'turning left',
    'squat': 'squatting', 'jump up': 'jumping up', 'kick with your right leg': 'kicking',
    'kneel down': 'kneeling down', 'bow': 'bowing', 'lean to the left': 'leaning to the left',
    'hop on one leg': 'hopping on one leg', 'sit down': 'sitting down', 'dance': 'dancing',
    'wave your hand': 'waving your hand', 'raise your arm': 'raising your arm',
    'punch': 'punching', 'clap your hands': 'clapping your hands', 'salute': 'saluting',
    'reach forward': 'reaching forward', 'nod': 'nodding', 'march in place': 'marching in place',
}  # fmt: skip
FORBIDDEN = (
    "don't {0}", 'do not {0}, please', 'never {0}', 'you must not {0}', 'robot, do not {0}',
    'no {1}', 'avoid {1}', 'refrain from {1}', 'I forbid you to {0}', 'abstain from {1}',
    "I don't want you to {0}", '{0}, no', '{0}... no, do not', 'no {1} and no dancing',
    'under no circumstances {0}', 'nobody should {0}', '{1} is forbidden, do not do it',
)  # fmt: skip


@pytest.fixture(scope='module')
def interpret() -> Interpreter:
    return Interpreter.from_bundle(Bundle.load(None))


@pytest.mark.parametrize('frame', FORBIDDEN)
def test_no_plain_prohibition_moves_the_robot(interpret: Interpreter, frame: str) -> None:
    let_in = []
    for said, gerund in SAID.items():
        text = frame.format(said, gerund)
        try:
            let_in.append((text, interpret(text).caption))
        except CommandRefused:
            continue
    assert not let_in


@pytest.mark.parametrize(
    ('text', 'caption'),
    [
        ('shake your head no', 'shake the head'),
        ('say no without a word, just with your head', 'shake the head'),
        ("Don't move.", 'stand still'),
        ("One wave will do, we aren't the royal family.", 'wave once'),
        ('shrug your shoulders as if you had no idea', 'shrug'),
    ],
)
def test_a_negation_may_be_part_of_what_is_asked(
    interpret: Interpreter, text: str, caption: str
) -> None:
    assert interpret(text).caption == caption


def _read(text: str) -> Command | None:
    """Reads "bow" and "wave" wherever they are said, in their order."""
    found = [word for word in text.replace(',', ' ').split() if word in ('bow', 'wave')]
    return parse_command(' ; '.join(found)) if found else None


@pytest.mark.parametrize(
    ('text', 'forbidden'),
    [
        ('do not bow', True),
        ('bow , no', True),
        ('bow , do not do that', True),
        ('do not tell him to bow', True),
        ('no , bow', False),
        ('wave , no , bow', True),  # read as both
        ('do not wave , bow', True),  # read as both
        ('without a word bow', True),  # it governs all that follows
        ('without a word , bow', False),
        ('bow without a word', False),
        ('do not sing , bow', False),
    ],
)
def test_what_a_negation_governs_is_not_done(text: str, forbidden: bool) -> None:
    reading = _read(text)
    assert reading is not None
    assert forbids(text.split(), reading, _read, WORDS) == forbidden


def test_standing_still_is_never_forbidden() -> None:
    assert not forbids(['do', 'not', 'move'], parse_command('stand'), _read, WORDS)


def test_an_answer_that_the_head_gives_forbids_nothing() -> None:
    words = ['shake', 'your', 'head', 'no', 'then', 'bow']
    reading = parse_command('shake_head ; bow')
    assert not forbids(words, reading, _read, WORDS)
    assert forbids(['no', *words], parse_command('bow'), _read, WORDS)


def test_harmless_words() -> None:
    assert is_harmless(['bow', ',', 'no', 'rush'])
    assert is_harmless(['bow'])
    assert not is_harmless(['no', 'dancing'])
    assert not is_harmless(['bow', ',', 'no'])


def test_every_action_has_words_to_be_known_by() -> None:
    assert all(WORDS.actions[action].triggers for action in Action)
