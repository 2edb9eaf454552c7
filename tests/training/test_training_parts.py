# SPDX-License-Identifier: Apache-2.0
"""Clips, near misses, statistics and budgets: the parts of training that need no torch run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from irgm_ros.motion.features import features_from_positions
from irgm_ros.motion.layout import HUMANML3D
from training.config import SynthConfig
from training.data.clips import NEAR_MISS_EVERY, load_clips, make_clip, make_clips
from training.data.held_out import held_out
from training.data.mutation import mutate
from training.synth import fits, sample_command
from training.tokenizer.normalisation import statistics

CONFIG = SynthConfig(clips=6, shard_clips=3, workers=1)


def test_clips_are_the_same_again_and_shards_are_kept(tmp_path: Path) -> None:
    make_clips(CONFIG, 0, tmp_path / 'a')
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / 'a').iterdir()}
    make_clips(CONFIG, 0, tmp_path / 'a')
    make_clips(CONFIG, 0, tmp_path / 'b')
    for path in (tmp_path / 'a').glob('shard_*'):
        assert path.stat().st_mtime_ns == before[path.name]
    first, second = load_clips(tmp_path / 'a'), load_clips(tmp_path / 'b')
    assert all(map(np.array_equal, first.blocks, second.blocks))
    assert first.commands == second.commands
    assert len(first.commands) == CONFIG.clips
    for index in range(CONFIG.clips):
        made = features_from_positions(make_clip(index, 0).positions, CONFIG.heading_sigma)
        kept = first.clip(index)
        assert len(kept) == len(made) // 4 * 4
        assert np.array_equal(kept, made[: len(kept)].astype(np.float32))


def test_other_settings_in_the_same_folder_are_refused(tmp_path: Path) -> None:
    make_clips(CONFIG, 0, tmp_path)
    with pytest.raises(ValueError, match='other settings'):
        make_clips(CONFIG, 1, tmp_path)


def test_no_clips_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='--stage synth'):
        load_clips(tmp_path)


def test_each_third_clip_is_a_near_miss_of_the_one_before() -> None:
    place = NEAR_MISS_EVERY - 1
    before, near = make_clip(place - 1, 0).command, make_clip(place, 0).command
    changed = {*before.parts} ^ {*near.parts}
    assert near != before
    assert len(changed) <= 2 or {*before.parts} == {*near.parts}


def test_mutations_differ_in_one_place_and_fit() -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        command = sample_command(rng)
        other = mutate(command, rng)
        assert fits(other)
        assert len(other.steps) == len(command.steps)
        if {*other.parts} != {*command.parts}:
            differing = sum(a != b for a, b in zip(command.parts, other.parts, strict=True))
            assert differing <= 1


def test_deviation_is_shared_inside_a_group() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(100, 263)).astype(np.float32)
    features[:, 0] = 3.0
    mean, std = statistics(features)
    assert mean[0] == pytest.approx(3.0)
    assert std[0] == pytest.approx(1e-4)
    positions = std[HUMANML3D.positions]
    assert (positions == positions[0]).all()
    assert positions[0] == pytest.approx(features[:, HUMANML3D.positions].std(0).mean(), rel=1e-5)


def test_held_out_set_is_the_same_again() -> None:
    first, second = list(held_out(3)), list(held_out(3))
    for a, b in zip(first, second, strict=True):
        assert a.text == b.text
        assert np.array_equal(a.positions, b.positions)


def test_budget_ends_by_steps_or_minutes_and_survives_a_resume() -> None:
    pytest.importorskip('torch', reason='training extra is not installed')
    from training.checkpoint import Budget

    assert Budget(10, 60).progress(5) == pytest.approx(0.5, abs=0.01)
    assert Budget(1000, 1, used_s=60).progress(0) == 1.0
    assert Budget(1000, 60).rate(0) == pytest.approx(0.01)  # the first of 100 warm-up steps
