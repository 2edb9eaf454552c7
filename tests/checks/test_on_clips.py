# SPDX-License-Identifier: Apache-2.0
"""Checkers against synthesised clips (labelled by construction) and real recordings."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from irgm_ros.checks.check import check
from irgm_ros.spec.command import GESTURES, Action, Command, Part, Step, attributes_of
from tests.checks import puppet

synth = pytest.importorskip('training.synth')
SMALL = {Action.NOD, Action.SHAKE_HEAD, Action.SHRUG}  # moves of a few centimetres
Clips = list[tuple[Command, NDArray[Any]]]


@pytest.fixture(scope='module')
def clips() -> Clips:
    """60 commands of the training distribution with their motions."""
    rng = np.random.default_rng(2025)
    commands = [synth.sample_command(rng) for _ in range(60)]
    return [(command, synth.synthesise(command, rng).positions) for command in commands]


def one_wrong(command: Command) -> Iterator[Command]:
    """Commands that differ from another one in exactly one asked attribute."""
    for k, step in enumerate(command.steps):
        for slot in ('body', 'gesture'):
            part: Part | None = getattr(step, slot)
            if part is None:
                continue
            for field, options in attributes_of(part.action).items():
                asked: Any = getattr(part, field)
                wrong = [x for x in options if asked is not None and x != asked]
                if field == 'count':
                    wrong = [x for x in wrong if x in (asked - 1, asked + 1)]
                for other in wrong:
                    try:
                        changed = replace(step, **{slot: replace(part, **{field: other})})
                    except ValueError:  # an arm points to its own side only
                        continue
                    yield Command((*command.steps[:k], changed, *command.steps[k + 1 :]))


def test_accepts_the_generator(clips: Clips) -> None:
    """At least 59 of 60 clips fulfil the command that they were made for."""
    failed = [(c, check(c, p).failures) for c, p in clips if not check(c, p).ok]
    assert len(failed) <= 1, failed


def test_accepts_the_generator_with_jitter(clips: Clips) -> None:
    """20 mm of slow jitter costs at most 3 of 60, those aside in which all happens in 50 mm."""
    big = [(c, p) for c, p in clips if not SMALL & {part.action for part in c.parts}]
    noisy = [(c, puppet.trembling(p, seed)) for seed, (c, p) in enumerate(big)]
    failed = [(c, check(c, p).failures) for c, p in noisy if not check(c, p).ok]
    assert len(failed) <= 3, failed


def test_refuses_one_wrong_attribute(clips: Clips) -> None:
    """Less than 3 % of the motions with one wrong attribute pass."""
    verdicts = [check(wrong, p).ok for c, p in clips[:30] for wrong in one_wrong(c)]
    assert len(verdicts) > 80
    assert np.mean(verdicts) < 0.03


def test_refuses_the_wrong_order(clips: Clips) -> None:
    """Two different steps in the other order are refused."""
    two = [(c, p) for c, p in clips if len(c.steps) == 2 and c.steps[0] != c.steps[1]]
    verdicts = [check(Command(c.steps[::-1]), p).ok for c, p in two]
    assert len(verdicts) > 10
    assert np.mean(verdicts) < 0.05


def test_accepts_every_action_of_the_generator() -> None:
    """Each action alone, with all its attributes drawn, fulfils its command; one may fail."""
    rng = np.random.default_rng(41)
    failed = []
    for action in Action:
        allowed = attributes_of(action)
        values: dict[str, Any] = {k: v[int(rng.integers(len(v)))] for k, v in allowed.items()}
        if action is Action.POINT and values['direction'] in ('left', 'right'):
            values['side'] = values['direction']
        if 'count' in values:
            values['count'] = min(allowed['count'], key=lambda n: abs(n - 3))  # type: ignore
        part = Part(action, **values)
        command = Command((Step(gesture=part) if action in GESTURES else Step(body=part),))
        report = check(command, synth.synthesise(command, rng).positions)
        failed += [(part, report.failures)] if not report.ok else []
    assert len(failed) <= 1, failed


SHARED = Path(os.environ.get('IRGM_SHARED', Path(__file__).parents[3] / 'shared'))
RECORDED = SHARED / 'data' / 'cmu_mocap'
# Words of a description, and the least share of such recordings in which the action is seen.
WORDS = [
    ('walk', Action.WALK, 0.95), ('slow walk', Action.WALK, 1.0), ('run', Action.RUN, 1.0),
    ('jump', Action.JUMP, 1.0), ('forward jump', Action.JUMP, 1.0),
    ('soccer - kick ball', Action.KICK, 0.5), ('punch/strike', Action.PUNCH, 1.0),
    ('boxing', Action.PUNCH, 1.0), ('direct traffic, wave', Action.WAVE, 1.0),
    ('jump up to grab, reach for, tiptoe', Action.TIPTOE, 1.0),
    ('jump up to grab, reach for, tiptoe', Action.REACH, 1.0),
    ('sit on stepstool, stand up', Action.SIT, 1.0),
]  # fmt: skip


@pytest.mark.skipif(not RECORDED.is_dir(), reason='recorded motions are not there')
@pytest.mark.parametrize(('words', 'action', 'least'), WORDS)
def test_sees_what_people_did(words: str, action: Action, least: float) -> None:
    """Recordings described with an action show it."""
    with (RECORDED / 'clips.csv').open(encoding='utf-8') as table:
        names = [row['clip'] for row in csv.DictReader(table) if row['description'] == words]
    part = Part(action)
    step = Step(gesture=part) if action in GESTURES else Step(body=part)
    with np.load(RECORDED / 'positions_20fps.npz') as recordings:
        reports = [check(Command((step,)), recordings[name]) for name in names]
    # People wander while they wave; only the action itself is asked here.
    seen = [report.results[0].measured is not None for report in reports]
    assert np.mean(seen) >= least
