# SPDX-License-Identifier: Apache-2.0
"""IRGM-Commands: its notation, its files, and that what they ask for can be done."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.benchmark import (
    SPLITS,
    BenchmarkError,
    as_text,
    load_split,
    parse_command,
    read_entries,
)
from irgm_ros.language.command import is_stop
from irgm_ros.spec.command import ALLOWED, GESTURES, Action, Command, Part, Step, attributes_of

IN_SCOPE = tuple(split for split in SPLITS if split != 'out_of_scope')


def test_notation_of_steps_parts_and_attributes() -> None:
    walk = Part(Action.WALK, count=3, direction='forward', speed='slow')
    squat, wave = Part(Action.SQUAT, depth='deep'), Part(Action.WAVE, side='left', count=2)
    turn = Part(Action.TURN, direction='left', angle_deg=90)
    read = parse_command('walk slow x3 forward ; wave x2 left + squat deep;turn 90deg left')
    assert read == Command((Step(walk), Step(squat, wave), Step(turn)))


def test_left_and_right_of_a_pointing_arm_are_named() -> None:
    assert parse_command('point side:left').parts[0] == Part(Action.POINT, side='left')
    assert parse_command('point direction:left').parts[0] == Part(Action.POINT, direction='left')
    with pytest.raises(ValueError, match='side:left or direction:left'):
        parse_command('point left')


@pytest.mark.parametrize('action', list(Action))
def test_every_value_of_every_action_can_be_written_and_read(action: Action) -> None:
    for name, values in attributes_of(action).items():
        for value in values:
            part = Part(action, **{name: value})
            slot = 'gesture' if action in GESTURES else 'body'
            written = Command((Step(**{slot: part}),))
            assert parse_command(as_text(written)) == written


@pytest.mark.parametrize(
    ('text', 'says'),
    [
        ('wobble', 'action "wobble" unknown'),
        ('', 'action "" unknown'),
        ('walk x9', 'count 9'),
        ('walk x2 x3', 'count given twice'),
        ('turn 60deg', 'angle_deg 60'),
        ('bow fast', '"fast" unknown'),
        ('kneel x2', 'count 2'),
        ('walk side:left', '"side:left" unknown'),
        ('wave + clap', 'one gesture'),
        ('walk + squat', 'one body action'),
        ('run + wave', 'arms free'),
        ('nod;nod;nod;nod;nod', '5 steps'),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_command(text)


def test_errors_name_file_and_line_of_every_problem(tmp_path: Path) -> None:
    path = tmp_path / 'wrong.yaml'
    path.write_text(
        '- text: bow\n  means: bow\n'
        '- text: leap\n  means: leap\n'
        '- text: BOW\n  means: bow\n'
        '- text: sit\n'
        '- text: fly\n  why: ""\n'
        '- text: [a]\n  means: nod\n'
        '- nod\n'
    )
    with pytest.raises(BenchmarkError) as caught:
        read_entries(path)
    lines = str(caught.value).splitlines()
    assert [line.split(':')[1] for line in lines] == ['3', '5', '7', '8', '10', '12']
    assert all(line.startswith('wrong.yaml:') for line in lines)
    assert 'leap' in lines[0] and 'same text as in line 1' in lines[1]


def test_broken_yaml_and_unknown_splits_are_named(tmp_path: Path) -> None:
    (tmp_path / 'a.yaml').write_text('- text: "bow\n')
    with pytest.raises(BenchmarkError, match=r'a\.yaml'):
        read_entries(tmp_path / 'a.yaml')
    (tmp_path / 'b.yaml').write_text('text: bow\n')
    with pytest.raises(BenchmarkError, match='list of entries'):
        read_entries(tmp_path / 'b.yaml')
    with pytest.raises(BenchmarkError, match='paraphrase'):
        load_split('poems')


def test_numbers_and_words_of_yaml_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / 'texts.yaml'
    path.write_text('- text: 12\n  why: number\n- text: no\n  why: negation\n')
    assert [entry.text for entry in read_entries(path)] == ['12', 'no']


@pytest.mark.parametrize('split', SPLITS)
def test_a_split_has_a_hundred_entries_of_one_kind(split: str) -> None:
    entries = load_split(split)
    assert len(entries) >= 100
    assert all((entry.command is None) == (split == 'out_of_scope') for entry in entries)


def test_no_text_stands_in_two_splits() -> None:
    texts = [e.text.lower().strip(' .!?') for split in SPLITS for e in load_split(split)]
    doubled = {text for text in texts if text and texts.count(text) > 1}
    assert not doubled


def test_paraphrases_are_short_and_cover_every_action() -> None:
    commands = [entry.command for entry in load_split('paraphrase') if entry.command]
    assert max(len(command.steps) for command in commands) <= 2
    assert {part.action for command in commands for part in command.parts} == set(Action)


def test_compositions_compose() -> None:
    commands = [entry.command for entry in load_split('composition') if entry.command]
    assert all(len(command.parts) >= 2 for command in commands)
    assert {len(command.steps) for command in commands} == {1, 2, 3, 4}


def test_numbers_are_in_every_entry_of_their_split() -> None:
    for entry in load_split('number'):
        assert entry.command is not None
        assert any(p.count or p.angle_deg for p in entry.command.parts), entry
    counts = {p.count for e in load_split('number') if e.command for p in e.command.parts}
    angles = {p.angle_deg for e in load_split('number') if e.command for p in e.command.parts}
    assert counts >= set(range(1, 9))
    assert angles >= set(ALLOWED[Action.TURN].angles_deg)


@pytest.mark.parametrize('split', SPLITS)
def test_no_text_is_an_order_to_stop(split: str) -> None:
    assert not [entry.text for entry in load_split(split) if is_stop(entry.text)]


@pytest.mark.parametrize('split', IN_SCOPE)
def test_every_command_fits_into_a_clip(split: str) -> None:
    synth = pytest.importorskip('training.synth')
    long = [e.text for e in load_split(split) if e.command and not synth.fits(e.command)]
    assert not long
