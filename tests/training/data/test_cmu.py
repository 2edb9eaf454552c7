# SPDX-License-Identifier: Apache-2.0
"""Captured motion: bones, floor, facing, pieces and the split; on made-up captures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from irgm_ros.motion.features import positions_from_features
from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS
from tests.people import standing, waving
from tests.shared import shared_file
from training.config import RealConfig
from training.data.cmu import (
    at_pace,
    bone_lengths,
    cut,
    held_out_clips,
    mirrored,
    note_use,
    passes,
    retargeted,
    train_clips,
)

CAPTURES = 'data/cmu_mocap/positions_20fps.npz'


def captured(frames: int, scale: float = 1.1) -> np.ndarray:
    """A larger person with narrow hips, somewhere, turned, pelvis at the level of the hips."""
    motion = scale * waving(frames)
    for inward, leg in ((-0.02, (1, 4, 7, 10)), (0.02, (2, 5, 8, 11))):
        motion[:, leg, 0] += scale * inward
    motion[:, 0] = motion[:, [1, 2]].mean(1)
    turned = motion[..., [2, 1, 0]] * [1.0, 1.0, -1.0]  # a quarter turn to the left
    return turned + np.array([3.0, 0.4, -2.0])


@pytest.fixture
def folder(tmp_path: Path) -> RealConfig:
    climbing = captured(60) + np.linspace(0, 2, 60)[:, None, None] * [0.0, 1.0, 0.0]
    broken = captured(50)
    broken[7, 3, 0] = np.nan
    clips = {'02_01': captured(60), '05_01': captured(300), '05_02': captured(30)}
    path = tmp_path / 'captured.npz'
    np.savez(path, **clips, **{'05_03': climbing, '05_04': broken})
    return RealConfig(path=path, test_subjects=('02',))


def test_retargeted_motion_has_our_bones_on_the_floor_facing_ahead() -> None:
    motion = retargeted(captured(50))
    np.testing.assert_allclose(bone_lengths(motion) - BONE_LENGTHS[1:], 0.0, atol=1e-9)
    assert motion[..., 1].min() == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(motion[0, 0, [0, 2]], 0.0, atol=1e-9)
    across = motion[0, JOINTS['left_hip']] - motion[0, JOINTS['right_hip']]
    assert across[0] > 0.1
    assert abs(across[2]) < 1e-9
    assert passes(motion)


def test_the_wave_is_still_there_after_retargeting() -> None:
    arm = [JOINTS['right_elbow'], JOINTS['right_wrist']]
    wanted, got = (
        np.diff(m[:, arm], axis=1)[:, 0] for m in (waving(50), retargeted(captured(50)))
    )
    np.testing.assert_allclose(got, wanted, atol=1e-9)


def test_the_pelvis_is_raised_above_the_hips() -> None:
    motion = retargeted(captured(40))
    middle = motion[:, [1, 2], 1].mean(1)
    half = 0.5 * np.linalg.norm(motion[0, 1] - motion[0, 2])
    wanted = np.sqrt(BONE_LENGTHS[1] ** 2 - half**2)
    np.testing.assert_allclose(motion[:, 0, 1] - middle, wanted, atol=1e-9)


def test_the_path_is_scaled_by_the_legs() -> None:
    walking = captured(40, scale=2.0)
    walking += np.linspace(0.0, 1.0, 40)[:, None, None] * [1.0, 0.0, 0.0]
    path = retargeted(walking)[:, 0]
    assert np.linalg.norm(path[-1] - path[0]) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize(('frames', 'pieces'), [(40, []), (41, [41]), (300, [150, 150])])
def test_pieces_are_neither_too_short_nor_too_long(frames: int, pieces: list[int]) -> None:
    assert [len(piece) for piece in cut(waving(frames))] == pieces


def test_mirror_image_waves_with_the_other_hand() -> None:
    motion = waving(40)
    image = mirrored(motion)
    swing = np.ptp(image[:, [JOINTS['left_wrist'], JOINTS['right_wrist']]], axis=0).max(1)
    assert swing[0] > 0.1
    assert swing[1] < 1e-9
    np.testing.assert_array_equal(mirrored(image), motion)


def test_what_does_not_pass() -> None:
    short = waving(50)
    short[:, JOINTS['head'], 1] -= 0.01
    assert not passes(short)
    assert not passes(np.full((50, 22, 3), np.nan))
    assert not passes(np.repeat(standing()[None], 50, 0) + np.array([0.0, 0.3, 0.0]))


def test_pace_changes_the_length_and_not_the_way() -> None:
    motion = waving(60)
    slow, fast = at_pace(motion, 0.8), at_pace(motion, 1.25)
    assert (len(slow), len(fast)) == (74, 48)
    np.testing.assert_allclose(slow[::5][:10], motion[::4][:10], atol=1e-9)
    np.testing.assert_allclose(fast[::4], motion[::5], atol=1e-9)


def test_split_by_subject_and_only_what_passes(folder: RealConfig, tmp_path: Path) -> None:
    train = train_clips(folder, 4.0)
    assert train is not None
    # 05_01 in two pieces and their mirror images, each at three paces; the short, climbing and
    # broken ones are out.
    assert [len(train.clip(i)) for i in range(len(train))] == [148, 176, 124] * 4
    test = held_out_clips(folder, 4.0)
    assert list(test) == ['02_01.0']
    assert test['02_01.0'].shape == (59, 263)
    assert np.isfinite(positions_from_features(test['02_01.0'])).all()


def test_a_model_that_begins_with_another_has_seen_what_that_saw(
    folder: RealConfig, tmp_path: Path
) -> None:
    first, second, third = (tmp_path / name for name in 'abc')
    for run in (first, second, third):
        run.mkdir()
    note_use(first, train_clips(folder, 4.0), 0.25)
    note_use(second, None, 0.0, first / 'tokenizer.pt')
    assert json.loads((second / 'real.json').read_text())['clips'] == 12
    note_use(third, train_clips(folder, 4.0), 0.0, third / 'tokenizer.pt')
    assert not (third / 'real.json').exists()


def test_without_data_there_is_a_notice_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = RealConfig(path=tmp_path / 'none.npz')
    assert train_clips(config, 4.0) is None
    assert held_out_clips(config, 4.0) == {}
    assert 'none.npz' in capsys.readouterr().err


def test_real_captures_give_clips_of_both_parts() -> None:
    config = RealConfig(path=shared_file(CAPTURES))
    train, test = train_clips(config, 4.0), held_out_clips(config, 4.0)
    assert train is not None
    assert len(train) > 150
    assert len(test) > 15
    heights = [features[:, 3].max() for features in test.values()]
    assert 0.85 < np.median(heights) < 1.05
