# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evaluation.benchmark import SPLITS, load_split
from irgm_ros.spec.notation import parse_command
from training.semantic_parser.phrases import FOLDER, OTHERS, YOU, Phrase, read_phrases

BANKS = sorted([*FOLDER.glob('*.txt'), *(FOLDER.parent / 'refused').glob('*.txt')])


def test_slots_bind_words_and_meaning() -> None:
    phrase = Phrase('[swing] POSS {side} hand {times}, not the {other}', 'wave {side} x{n}')
    rng = np.random.default_rng(0)
    assert len(phrase.bindings) == 2 * 7
    binding = {'side': 'left', 'n': 3}
    said = phrase.say(binding, 'third', OTHERS[1], rng)
    assert said in (
        'swings her left hand three times, not the right',
        'swings her left hand 3 times, not the right',
    )
    assert phrase.command(binding) == parse_command('wave left x3')


def test_only_numbers_that_the_action_takes_are_drawn() -> None:
    assert [b['n'] for b in Phrase('[bow] {times}', 'bow x{n}').bindings] == [2, 3]
    angles = [b['deg'] for b in Phrase('[turn] {deg}', 'turn {deg}').bindings]
    assert angles == [45, 90, 135, 180, 270, 360]


@pytest.mark.parametrize(
    ('line', 'problem'),
    [
        ('wave => wave', 'no [verb]'),
        ('[wave] {hand} => wave', "slots ['hand'] unknown"),
        ('[wave] (a|b => wave', 'without its partner'),
        ('[wave] ({side}|) hand => wave {side}', 'slot within alternatives'),
        ('[wave] => wave {side}', "names the slots ['side']"),
        ('[wave] => wafe', 'action "wafe" unknown'),
        ('[run] {times} => run x{n}', 'run'),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / 'bank.txt'
    path.write_text(f'# a bank\n{line}\n')
    with pytest.raises(ValueError, match=r'bank\.txt:2') as error:
        read_phrases(path)
    assert problem in str(error.value)


@pytest.mark.parametrize('path', BANKS, ids=lambda path: path.stem)
def test_the_banks_are_right(path: Path) -> None:
    phrases = read_phrases(path)
    assert len(phrases) >= 40
    assert all(phrase.bindings for phrase in phrases)
    refused = path.parent.name == 'refused'
    assert all((phrase.meaning is None) == refused for phrase in phrases)


def test_no_sentence_of_the_benchmark_is_among_them() -> None:
    """Longer ones only: "take a bow" is nobody's invention."""
    rng = np.random.default_rng(1)

    def words(text: str) -> str:
        return ' '.join(''.join(c if c.isalnum() else ' ' for c in text.lower()).split())

    held_out = {words(e.text) for name in SPLITS for e in load_split(name)}
    said = {
        words(phrase.say(phrase.bindings[int(rng.integers(len(phrase.bindings)))], form, who, rng))
        for path in BANKS
        for phrase in read_phrases(path)
        for form, who in (('base', YOU), ('third', OTHERS[0]))
        for _ in range(10)
    }
    assert not [text for text in said & held_out if len(text.split()) > 4]
