# SPDX-License-Identifier: Apache-2.0
"""Faults break what their name says, where they say it, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS, PARENTS
from irgm_ros.spec.command import Action, Command, Part, Step
from training.synth import synthesise
from training.synth.faults import Fault, FaultKind, add_fault, draw_fault

_FEET = [JOINTS['left_foot'], JOINTS['right_foot']]


@pytest.fixture(scope='module')
def motion() -> np.ndarray:
    """(F, 22, 3) a squat, then three steps."""
    steps = (Step(body=Part(Action.SQUAT, count=2)), Step(body=Part(Action.WALK, count=3)))
    return synthesise(Command(steps), np.random.default_rng(3)).positions


def _broken(motion: np.ndarray, kind: FaultKind) -> list[tuple[np.ndarray, Fault]]:
    results = [add_fault(motion, kind, np.random.default_rng(seed)) for seed in range(8)]
    return [result for result in results if result is not None]


def _fastest(positions: np.ndarray) -> np.ndarray:
    """Highest speed of any joint (F - 1,) [m/s]."""
    return np.linalg.norm(np.diff(positions, axis=0), axis=-1).max(axis=1) * 20.0


@pytest.mark.parametrize('kind', FaultKind)
def test_a_fault_has_its_place_and_leaves_bones_and_the_original_alone(
    motion: np.ndarray, kind: FaultKind
) -> None:
    before = motion.copy()
    results = _broken(motion, kind)
    assert len(results) == 8
    np.testing.assert_array_equal(motion, before)
    for positions, fault in results:
        assert fault.kind is kind
        assert 0 < fault.first <= fault.last < len(motion)
        np.testing.assert_allclose(positions[: fault.first], motion[: fault.first], atol=1e-12)
        # Afterwards the motion goes on as before, perhaps elsewhere on the floor.
        after = positions[fault.last + 1 :] - positions[fault.last + 1 :, :1]
        np.testing.assert_allclose(after, (motion - motion[:, :1])[fault.last + 1 :], atol=1e-9)
        bones = np.linalg.norm(positions[:, 1:] - positions[:, list(PARENTS[1:])], axis=-1)
        np.testing.assert_allclose(bones, BONE_LENGTHS[None, 1:].repeat(len(bones), 0), atol=1e-6)


def test_a_skating_foot_slides_on_the_floor(motion: np.ndarray) -> None:
    for positions, fault in _broken(motion, FaultKind.FOOT_SKATE):
        feet = _FEET if fault.side == 'both' else [JOINTS[f'{fault.side}_foot']]
        path = positions[fault.first : fault.last + 1, feet]
        assert path[..., 1].max() < 0.03
        slide = np.linalg.norm(path[-1] - path[0], axis=-1)
        assert slide.min() > 0.15


def test_feet_sink_or_hover(motion: np.ndarray) -> None:
    for positions, fault in _broken(motion, FaultKind.PENETRATION):
        assert positions[fault.first : fault.last + 1, _FEET, 1].min() < -0.04
    for positions, fault in _broken(motion, FaultKind.FLOATING):
        middle = (fault.first + fault.last) // 2
        assert positions[middle, _FEET, 1].min() > 0.08


def test_a_jump_cut_takes_one_frame(motion: np.ndarray) -> None:
    for positions, fault in _broken(motion, FaultKind.JUMP_CUT):
        root = np.linalg.norm(np.diff(positions[:, 0], axis=0), axis=-1)
        assert int(root.argmax()) == fault.first - 1
        assert root.max() > 0.15


def test_tremor_and_whip_are_faster_than_the_motion(motion: np.ndarray) -> None:
    shaking = np.abs(np.diff(motion, 2, axis=0)).max()
    for positions, fault in _broken(motion, FaultKind.TREMOR):
        change = np.abs(np.diff(positions, 2, axis=0)).max(axis=(1, 2))
        assert np.median(change[fault.first + 2 : fault.last - 3]) > 1.2 * shaking
    for positions, fault in _broken(motion, FaultKind.SPEED):
        assert int(_fastest(positions).argmax()) in range(fault.first - 1, fault.last + 1)
        assert _fastest(positions).max() > 7.0 > _fastest(motion).max()


def test_an_overextended_knee_is_behind_the_leg(motion: np.ndarray) -> None:
    for positions, fault in _broken(motion, FaultKind.OVEREXTENSION):
        hip, knee, ankle = (JOINTS[f'{fault.side}_{name}'] for name in ('hip', 'knee', 'ankle'))
        middle = (fault.first + fault.last) // 2
        line = 0.5 * (positions[middle, hip] + positions[middle, ankle])
        ahead = motion[middle, knee] - line
        behind = positions[middle, knee] - line
        assert ahead[2] > 0.03
        assert behind[2] < ahead[2] - 0.1
        assert fault.size > 30.0


def test_straight_legs_offer_no_place() -> None:
    still = synthesise(
        Command((Step(body=Part(Action.STAND)),)), np.random.default_rng(0)
    ).positions
    assert add_fault(still, FaultKind.OVEREXTENSION, np.random.default_rng(0)) is None
    kinds = {draw_fault(still, np.random.default_rng(seed))[1].kind for seed in range(40)}
    assert kinds == set(FaultKind) - {FaultKind.OVEREXTENSION}
