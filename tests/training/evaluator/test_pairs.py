# SPDX-License-Identifier: Apache-2.0
"""Which pairs meet in a batch of the evaluator, and what makes a near miss."""

from __future__ import annotations

import numpy as np

from irgm_ros.spec.command import Action, Command, Part, Step
from irgm_ros.spec.compare import entails
from training.data.clips import ClipStore, make_clip
from training.evaluator.pairs import PairSource, difference, split

WALK = Part(Action.WALK, count=3, direction='forward')


def command(*parts: Part) -> Command:
    gestures = (Action.WAVE, Action.CLAP)
    return Command(tuple(Step(gesture=p) if p.action in gestures else Step(body=p) for p in parts))


def store(count: int) -> ClipStore:
    commands = tuple(make_clip(index, 5).command for index in range(count))
    rows = np.zeros((8 * count, 263), np.float32)
    return ClipStore((rows,), np.full(count, 8), commands)


def test_kinds_of_difference() -> None:
    wave = Part(Action.WAVE, side='left', count=2)
    assert difference(command(WALK, wave), command(wave, WALK)) == 'order'
    assert difference(command(wave), command(Part(Action.WAVE, side='right', count=2))) == 'side'
    assert difference(command(wave), command(Part(Action.WAVE, side='left', count=3))) == 'count'
    assert difference(command(wave), command(Part(Action.CLAP, count=2))) == 'action'


def test_no_command_of_the_validation_is_trained_on() -> None:
    clips = store(60)
    train, validation = split(clips, 0.2)
    assert len(validation) == 12
    assert validation[0] % 3 == 0  # near misses stay with what they are near to
    shown = {clips.commands[i] for i in validation}
    assert all(clips.commands[i] not in shown for i in train)
    assert 40 <= len(train) <= 48


def test_batches_hold_near_misses_and_hide_what_is_true_as_well() -> None:
    clips = store(60)
    source = PairSource(clips, np.arange(60), 2, np.random.default_rng(0))
    batch = source.draw(12)
    assert len(set(batch.indices.tolist())) == 12
    assert batch.also_true.diagonal().all()
    assert all(len(row) == 2 for row in batch.misses)
    for index, row in zip(batch.indices, batch.near, strict=True):
        assert not any(entails(clips.commands[index], miss) for miss in row)
    near = [i for i in batch.indices if i % 3 == 2 and i - 1 in batch.indices]
    assert len(near) >= 3


def test_a_near_miss_is_mostly_one_thing_off() -> None:
    clips = store(30)
    source = PairSource(clips, np.arange(30), 1, np.random.default_rng(1))
    batch = source.batch(np.arange(30))
    kinds = [difference(clips.commands[i], row[0]) for i, row in enumerate(batch.near)]
    assert {'count', 'side', 'direction'} & set(kinds)
    assert all(kinds)


def test_equal_commands_are_no_negatives_of_each_other() -> None:
    wave = command(Part(Action.WAVE, side='left'))
    clips = ClipStore((np.zeros((16, 263), np.float32),), np.array([8, 8]), (wave, wave))
    batch = PairSource(clips, np.arange(2), 1, np.random.default_rng(0)).draw(8)
    assert batch.also_true.all()
