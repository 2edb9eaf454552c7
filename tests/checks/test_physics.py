# SPDX-License-Identifier: Apache-2.0
"""Physical plausibility against motions with one fault each, put there by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from irgm_ros.checks.physics import LIMITS, plausibility
from irgm_ros.motion.skeleton import JOINTS
from tests.checks import puppet
from tests.checks import puppet_moves as moves
from tests.checks.made import MADE

Array = NDArray[Any]


@pytest.mark.parametrize(
    'name', ['walk 4', 'slow', 'punch 3', 'jump high', 'squat deep', 'sit', 'tiptoe 5', 'stand']
)
def test_people_can_do_what_people_do(name: str) -> None:
    """Steps, punches, jumps and a long stand pass; bones and floor are exact."""
    report = plausibility(MADE[name][1])
    assert report.ok, report.failures
    assert report.bone_change_share < 1e-6
    assert report.penetration_m == 0.0


def failing(positions: Array) -> dict[str, tuple[int, ...]]:
    """Names of what fails, with frames."""
    return dict(plausibility(positions).failures)


def test_sliding_while_standing_is_skating() -> None:
    """A body that glides at 1 m/s for a second skates in the frames in which it does."""
    still = puppet.still(80)
    still[30:51, :, 2] += np.linspace(0.0, 1.0, 21)[:, None]
    still[51:, :, 2] += 1.0
    report = plausibility(still)
    assert report.foot_skate_m_s == pytest.approx(1.0, abs=0.02)
    assert set(report.failures) == {'foot_skate_m_s'}
    assert set(range(32, 49)) <= set(report.failures['foot_skate_m_s']) <= set(range(29, 53))


def test_depth_below_the_floor() -> None:
    """Toes are 2 cm over the floor: 8 cm further down they are 6 cm in it."""
    sunk = puppet.still(60)
    sunk[20:30, :, 1] -= 0.08
    report = plausibility(sunk)
    assert report.penetration_m == pytest.approx(0.06)
    assert report.failures['penetration_m'] == tuple(range(20, 30))


def test_floating_is_longer_than_a_flight() -> None:
    """0.2 m over the floor for two seconds is floating, for half a second it may be a jump."""
    for frames, floats in ((40, True), (10, False)):
        high = puppet.still(90)
        high[20 : 20 + frames, :, 1] += 0.2
        assert ('floating_m' in failing(high)) is floats
    high = puppet.still(90)
    high[..., 1] += 0.2
    assert plausibility(high).floating_m == pytest.approx(0.22)


def test_a_cut_is_a_jump_with_jerk() -> None:
    """From one frame to the next everything is 0.8 m further."""
    cut = puppet.still(60)
    cut[30:, :, 0] += 0.8
    report = plausibility(cut)
    assert report.jump_m == pytest.approx(0.8)
    assert report.failures['jump_m'] == (30,)
    assert 30 in report.failures['jerk_m_s3']


def test_a_tremor_is_jerk_alone() -> None:
    """12 cm to and fro at every second frame: four times as much in the third difference."""
    shaking = puppet.still(60)
    shaking[20:40:2, JOINTS['head'], 0] += 0.12
    report = plausibility(shaking)
    assert report.jerk_m_s3 == pytest.approx(4 * 0.12 * 20**3)
    assert set(report.failures) == {'jerk_m_s3'}


def test_bones_keep_their_length() -> None:
    """A forearm that grows by a third is named."""
    grown = MADE['walk 4'][1].copy()
    wrist, elbow = JOINTS['left_wrist'], JOINTS['left_elbow']
    grown[40:45, wrist] += (grown[40:45, wrist] - grown[40:45, elbow]) / 3
    report = plausibility(grown)
    assert report.bone_change_share == pytest.approx(1 / 3, abs=1e-6)
    assert report.failures['bone_change_share'] == tuple(range(40, 45))


def test_knees_bend_backward_only() -> None:
    """A squat is fine, the same knees mirrored to behind the legs are not."""
    squat = puppet.squat(1, 0.3)
    wrong = squat.copy()
    for side in ('left', 'right'):
        hip, knee, ankle = (JOINTS[f'{side}_{joint}'] for joint in ('hip', 'knee', 'ankle'))
        way = squat[:, ankle] - squat[:, hip]
        axis = way / np.linalg.norm(way, axis=1, keepdims=True)
        out = squat[:, knee] - squat[:, hip]
        wrong[:, knee] = squat[:, hip] + 2 * (out * axis).sum(axis=1, keepdims=True) * axis - out
    assert plausibility(squat).overextension_deg == 0.0
    assert plausibility(wrong).overextension_deg > 80
    assert 'overextension_deg' in failing(wrong)


def test_hops_and_limps_do_not_skate() -> None:
    """Feet that land and leave quickly are not taken for feet that slide."""
    for positions in (moves.hop('left', 3, 0.3), moves.limp('right', 6), moves.skip(4)):
        assert 'foot_skate_m_s' not in failing(positions)


def test_limits_name_what_the_report_has() -> None:
    """Every limit has a value, and motions that cannot be measured are refused."""
    report = plausibility(puppet.still())
    assert all(isinstance(getattr(report, name), float) for name in LIMITS)
    with pytest.raises(ValueError, match='expected'):
        plausibility(np.zeros((10, 21, 3)))
    with pytest.raises(ValueError, match='finite'):
        plausibility(np.full((10, 22, 3), np.nan))
