# SPDX-License-Identifier: Apache-2.0
"""Validation of the checkers: labels, figures by hand, and a small collection from end to end."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from evaluation.cmu_labels import LABELS, Label
from evaluation.validate import Clip, label_of, main, markdown, summarise
from irgm_ros.spec.command import Action
from tests.checks import puppet
from tests.shared import shared_file

KICK = Label('kick', frozenset({Action.KICK}), frozenset({Action.WAVE}))
REST = Label('rest', frozenset(), frozenset({Action.KICK}))


def clip(name: str, label: Label, *seen: Action) -> Clip:
    return Clip(name, label.pattern, label, frozenset(seen))


def test_recall_false_alarms_and_precision_by_hand() -> None:
    clips = [
        clip('a', KICK, Action.KICK, Action.WALK),
        clip('b', KICK, Action.WAVE),
        clip('c', REST),
        clip('d', REST, Action.KICK),
        clip('e', REST, Action.WAVE),  # open there: not judged
    ]
    table = summarise(clips)
    assert list(table) == ['kick', 'wave']
    kick, wave = table['kick'], table['wave']
    assert (kick['recall']['share'], kick['recall']['n'], kick['missed']) == (0.5, 2, ['b'])
    assert kick['false_alarms']['share'] == pytest.approx(1 / 3, abs=1e-4)
    assert kick['mistaken'] == ['d'] and kick['precision'] == 0.5
    assert wave['recall']['n'] == 0 and wave['mistaken'] == ['b'] and wave['precision'] is None
    text = markdown(table, clips, 'COMMAND')
    assert '| kick | 1 of 2 | kick | 1 of 3 | rest | 50 % |' in text


def test_labels_do_not_contradict_themselves() -> None:
    for label in LABELS:
        assert not label.shows & label.lacks, label.pattern


def test_descriptions_get_the_label_that_fits_as_a_whole() -> None:
    walk = label_of('slow walk')
    assert walk is not None and walk.shows == {Action.WALK} and Action.RUN in walk.lacks
    assert label_of('walk the dog') is None


def test_every_label_has_a_recording() -> None:
    with shared_file('data/cmu_mocap/clips.csv').open(encoding='utf-8') as table:
        described = {row['description'] for row in csv.DictReader(table)}
    idle = [x.pattern for x in LABELS if not any(re.fullmatch(x.pattern, d) for d in described)]
    assert not idle


def test_command_looks_at_labelled_recordings(tmp_path: Path) -> None:
    walking, still = puppet.walk([0.6] * 6), puppet.still()
    np.savez(tmp_path / 'positions_20fps.npz', one=walking, two=still, three=still)
    (tmp_path / 'clips.csv').write_text('clip,description\none,walk\ntwo,walk\nthree,sing\n')
    assert main(['--data', str(tmp_path), '--out', str(tmp_path / 'out')]) == 0
    found = json.loads((tmp_path / 'out' / 'checkers_cmu.json').read_text())
    assert list(found['clips']) == ['one', 'two']  # singing has no label
    assert found['actions']['walk']['missed'] == ['two']
    assert found['actions']['run']['mistaken'] == []
    assert '| walk | 1 of 2 | walk |' in (tmp_path / 'out' / 'checkers_cmu.md').read_text()


def test_missing_recordings_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['--data', str(tmp_path), '--out', str(tmp_path)]) == 1
    assert 'positions_20fps.npz' in capsys.readouterr().err
