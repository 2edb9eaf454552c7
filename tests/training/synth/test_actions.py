# SPDX-License-Identifier: Apache-2.0
"""Actions and attributes show what the specification says they mean, well inside of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.spec.command import GESTURES, Action, Command, Part, Step
from training.synth import Clip, synthesise

_SEEDS = range(3)


def _clips(action: Action, **values: Any) -> list[Clip]:
    part = Part(action, **values)
    step = Step(gesture=part) if action in GESTURES else Step(body=part)
    return [synthesise(Command((step,)), np.random.default_rng(seed)) for seed in _SEEDS]


def _joint(clip: Clip, name: str) -> np.ndarray:
    return clip.positions[:, JOINTS[name]]


def _thigh_deg(clip: Clip, side: str) -> float:
    """Lowest inclination of a thigh against the horizontal."""
    bone = _joint(clip, f'{side}_hip') - _joint(clip, f'{side}_knee')
    return float(np.degrees(np.arcsin(bone[:, 1] / np.linalg.norm(bone, axis=1))).min())


def _trunk_deg(clip: Clip) -> tuple[np.ndarray, np.ndarray]:
    """Pitch forward and roll to the left of the line from pelvis to neck."""
    line = _joint(clip, 'neck') - _joint(clip, 'pelvis')
    pitch, roll = (np.degrees(np.arctan2(line[:, axis], line[:, 1])) for axis in (2, 0))
    return pitch, roll


@pytest.mark.parametrize('action', [Action.SQUAT, Action.LUNGE])
def test_depth_of_the_thigh(action: Action) -> None:
    side = {} if action is Action.SQUAT else {'side': 'left'}
    deep, middle, slight = (
        [_thigh_deg(clip, 'left') for clip in _clips(action, depth=depth, **side)]
        for depth in ('deep', None, 'slight')
    )
    assert max(deep) < 8.0
    assert 20.0 < min(middle) < max(middle) < 32.0
    assert min(slight) > 40.0


def test_depth_of_a_bow() -> None:
    deep, middle, slight = (
        [_trunk_deg(clip)[0].max() for clip in _clips(Action.BOW, depth=depth)]
        for depth in ('deep', None, 'slight')
    )
    assert min(deep) > 68.0
    assert 39.0 < min(middle) < max(middle) < 53.0
    assert 20.0 < min(slight) < max(slight) < 31.0


def test_depth_of_a_lean() -> None:
    deep, middle, slight = (
        [_trunk_deg(clip)[1].max() for clip in _clips(Action.LEAN, direction='left', depth=depth)]
        for depth in ('deep', None, 'slight')
    )
    assert min(deep) > 32.0
    assert 20.0 < min(middle) < max(middle) < 26.0
    assert 11.5 < min(slight) < max(slight) < 16.5


def test_height_of_a_kick() -> None:
    high, middle, low = (
        [_joint(clip, 'left_foot')[:, 1].max() for clip in _clips(Action.KICK, **kick)]
        for kick in ({'side': 'left', 'height': h} for h in ('high', None, 'low'))
    )
    assert min(high) > 1.0  # the hip is 0.88 m up
    assert 0.57 < min(middle) < max(middle) < 0.76
    assert max(low) < 0.43  # the knee is 0.50 m up


def test_height_of_a_jump() -> None:
    def lift(clip: Clip) -> float:
        feet = clip.positions[:, [JOINTS['left_foot'], JOINTS['right_foot']], 1]
        return float(feet.min(axis=1).max() - 0.02)

    high, middle, low = (
        [lift(clip) for clip in _clips(Action.JUMP, height=h)] for h in ('high', None, 'low')
    )
    assert min(high) > 0.29
    assert 0.17 < min(middle) < max(middle) < 0.22
    assert 0.08 < min(low) < max(low) < 0.13


def test_height_of_a_punch() -> None:
    def hit(clip: Clip) -> float:
        fist, head = _joint(clip, 'left_wrist'), _joint(clip, 'head')
        out = int((fist - _joint(clip, 'left_shoulder'))[:, 2].argmax())
        return float(fist[out, 1] - head[out, 1])

    high, middle, low = (
        [hit(clip) for clip in _clips(Action.PUNCH, side='left', height=h)]
        for h in ('high', None, 'low')
    )
    assert -0.05 < min(high) < max(high) < 0.1
    assert -0.22 < min(middle) < max(middle) < -0.1
    assert max(low) < -0.38


@pytest.mark.parametrize(
    ('action', 'values'),
    [
        (Action.MARCH, {'count': 8}), (Action.SQUAT, {'count': 2}), (Action.WAVE, {'count': 5}),
        (Action.CLAP, {'count': 5}), (Action.TURN, {'angle_deg': 180}),
        (Action.TURN, {'angle_deg': 45}),
    ],
)  # fmt: skip
def test_paces_of_repetitions_are_far_apart(action: Action, values: dict[str, Any]) -> None:
    slow, natural, fast = (
        [clip.spans[0][2] - clip.spans[0][1] for clip in _clips(action, **values, speed=speed)]
        for speed in ('slow', None, 'fast')
    )
    assert min(slow) > 1.25 * max(natural)
    assert min(natural) > 1.15 * max(fast)


def _landings(clip: Clip, side: str) -> int:
    foot = _joint(clip, f'{side}_foot')
    moving = np.linalg.norm(np.diff(foot, axis=0), axis=-1) > 1e-4
    return int(np.sum(moving[:-1] & ~moving[1:]))


@pytest.mark.parametrize('direction', ['forward', 'backward'])
def test_tiptoe_keeps_the_heels_up(direction: str) -> None:
    for clip in _clips(Action.TIPTOE, count=5, direction=direction):
        assert _landings(clip, 'left') + _landings(clip, 'right') == 5
        feet = clip.positions[:, [JOINTS['left_foot'], JOINTS['right_foot']]]
        stepping = np.flatnonzero(np.abs(np.diff(feet, axis=0)).max(axis=(1, 2)) > 1e-4)
        ankles = clip.positions[stepping][:, [JOINTS['left_ankle'], JOINTS['right_ankle']], 1]
        assert ankles.min() > 0.13
        assert np.sign(clip.positions[-1, 0, 2]) == (1.0 if direction == 'forward' else -1.0)


@pytest.mark.parametrize(('hurt', 'good'), [('left', 'right'), ('right', 'left')])
def test_a_limp_hurries_off_the_hurt_leg(hurt: str, good: str) -> None:
    for clip in _clips(Action.LIMP, side=hurt, count=8):
        assert _landings(clip, 'left') + _landings(clip, 'right') == 8
        stand, ahead = {}, {}
        for side, other in ((hurt, good), (good, hurt)):
            foot = _joint(clip, f'{side}_foot')
            still = np.linalg.norm(np.diff(foot, axis=0), axis=-1) < 1e-4
            edges = np.flatnonzero(np.diff(still.astype(int)))
            rests = [(a, b) for a, b in pairwise(edges) if still[a + 1]]
            stand[side] = np.median([b - a for a, b in rests])
            beyond = [foot[a + 1, 2] - _joint(clip, f'{other}_foot')[a + 1, 2] for a, _ in rests]
            ahead[side] = np.median(beyond)
        assert stand[hurt] < 0.7 * stand[good]
        assert ahead[good] < 0.7 * ahead[hurt]


@pytest.mark.parametrize(('direction', 'sign'), [('left', 1.0), ('right', -1.0)])
def test_a_circle_comes_back(direction: str, sign: float) -> None:
    for clip in _clips(Action.CIRCLE, direction=direction):
        root = _joint(clip, 'pelvis')
        hips = _joint(clip, 'left_hip') - _joint(clip, 'right_hip')
        yaw = np.unwrap(np.arctan2(-hips[:, 2], hips[:, 0]))
        assert yaw[-1] == pytest.approx(sign * 2.0 * np.pi, abs=0.01)
        assert np.linalg.norm(root[-1] - root[0]) < 0.02
        assert np.ptp(root[:, [0, 2]], axis=0).min() > 1.0
        assert sign * root[:, 0].mean() > 0.3  # the centre is on that side


@pytest.mark.parametrize(('side', 'free'), [('left', 'right'), ('right', 'left')])
@pytest.mark.parametrize('direction', ['up', 'forward'])
def test_hops_on_the_named_leg(side: str, free: str, direction: str) -> None:
    for clip in _clips(Action.HOP, side=side, count=3, direction=direction):
        foot, other = _joint(clip, f'{side}_foot'), _joint(clip, f'{free}_foot')
        aloft = foot[:, 1] > 0.06
        assert int(np.sum(aloft[1:] & ~aloft[:-1])) == 3
        tops = np.flatnonzero(aloft)
        assert other[tops[0] - 3 : tops[-1] + 4, 1].min() > 0.15
        travel = float(clip.positions[-1, 0, 2])
        assert travel > 0.6 if direction == 'forward' else abs(travel) < 0.05
        pelvis = _joint(clip, 'pelvis')[:, 1]
        assert pelvis[aloft].max() > pelvis[0] + 0.04  # not only the foot goes up


@pytest.mark.parametrize('count', [2, 3, 6])
def test_skips_hop_on_each_foot_in_turn(count: int) -> None:
    for clip in _clips(Action.SKIP, count=count):
        feet = clip.positions[:, [JOINTS['left_foot'], JOINTS['right_foot']], 1]
        flights = feet.min(axis=1) > 0.06
        starts = np.flatnonzero(flights[1:] & ~flights[:-1]) + 1
        assert len(starts) == count
        hopping = [int(feet[k].argmin()) for k in starts]
        assert all(a != b for a, b in pairwise(hopping))
        assert clip.positions[-1, 0, 2] > 0.4 * count


def test_sitting_is_level_upright_and_held() -> None:
    for clip in _clips(Action.SIT):
        bone = _joint(clip, 'left_hip') - _joint(clip, 'left_knee')
        level = np.abs(np.degrees(np.arcsin(bone[:, 1] / np.linalg.norm(bone, axis=1)))) < 10.0
        low = _joint(clip, 'pelvis')[:, 1] < 0.6
        seated = level & low & (np.abs(_trunk_deg(clip)[0]) < 12.0)
        assert seated.sum() >= 20
        assert _joint(clip, 'pelvis')[-1, 1] > 0.9


def test_a_gesture_plays_while_somebody_sits() -> None:
    step = Step(body=Part(Action.SIT), gesture=Part(Action.WAVE, side='left', count=3))
    clip = synthesise(Command((step,)), np.random.default_rng(0))
    raised = _joint(clip, 'left_wrist')[:, 1] > _joint(clip, 'left_shoulder')[:, 1] + 0.1
    assert raised.sum() > 30
    assert _joint(clip, 'pelvis')[raised, 1].max() < 0.7


def test_a_dance_sways_the_hips_and_the_arms() -> None:
    for clip in _clips(Action.DANCE):
        aside = _joint(clip, 'pelvis')[:, 0]
        sides = np.sign(aside[np.abs(aside) > 0.05])
        assert np.sum(sides[1:] != sides[:-1]) >= 3
        for side in ('left', 'right'):
            hand = _joint(clip, f'{side}_wrist') - _joint(clip, f'{side}_shoulder')
            assert np.ptp(hand, axis=0).max() > 0.2


def test_reaching_forward_takes_the_trunk_along() -> None:
    for clip in _clips(Action.REACH, direction='forward', side='right'):
        hand = _joint(clip, 'right_wrist') - _joint(clip, 'right_shoulder')
        out = (hand[:, 2] > 0.47) & (_trunk_deg(clip)[0] > 18.0)
        assert out.sum() >= 14


def test_reaching_up_lifts_the_heels() -> None:
    for clip in _clips(Action.REACH, direction='up', side='both'):
        heels = clip.positions[:, [JOINTS['left_ankle'], JOINTS['right_ankle']], 1].min(axis=1)
        hands = clip.positions[:, [JOINTS['left_wrist'], JOINTS['right_wrist']], 1].min(axis=1)
        assert ((heels > 0.12) & (hands > 1.85)).sum() >= 14


def test_reaching_down_gets_one_hand_below_the_knee() -> None:
    for clip in _clips(Action.REACH, direction='down', side='left'):
        knee = _joint(clip, 'left_knee')[:, 1]
        assert (_joint(clip, 'left_wrist')[:, 1] < 0.85 * knee).sum() >= 14
        assert (_joint(clip, 'right_wrist')[:, 1] > 1.1 * knee).all()


@pytest.mark.parametrize('count', [1, 4])
def test_a_beckoning_forearm_folds(count: int) -> None:
    for clip in _clips(Action.BECKON, side='left', count=count):
        hand = _joint(clip, 'left_wrist') - _joint(clip, 'left_shoulder')
        folded = np.linalg.norm(hand, axis=1) < 0.2
        assert int(np.sum(folded[1:] & ~folded[:-1])) == count
        still = _joint(clip, 'right_wrist') - _joint(clip, 'right_shoulder')
        assert np.ptp(still, axis=0).max() < 0.1


def test_a_block_is_before_the_face() -> None:
    for clip in _clips(Action.BLOCK):
        hands = [_joint(clip, f'{side}_wrist') for side in ('left', 'right')]
        elbows = [_joint(clip, f'{side}_elbow') for side in ('left', 'right')]
        head = _joint(clip, 'head')
        good = np.linalg.norm(hands[0] - hands[1], axis=1) < 0.25
        for hand, elbow in zip(hands, elbows, strict=True):
            upright = (hand - elbow)[:, 1] > 0.85 * 0.26
            good &= upright & (np.abs(hand[:, 1] - head[:, 1]) < 0.12)
            good &= (hand[:, 2] - head[:, 2]) > 0.1
        assert good.sum() >= 18


def _excursions(signal: np.ndarray, least: float) -> int:
    """How often a signal that starts at rest goes beyond a size."""
    out = signal - signal[0] > least
    return int(np.sum(out[1:] & ~out[:-1]))


@pytest.mark.parametrize('count', [1, 3])
def test_head_and_shoulders_move_as_often_as_asked_for(count: int) -> None:
    for clip in _clips(Action.NOD, count=count):
        head = _joint(clip, 'head') - _joint(clip, 'neck')
        assert _excursions(-head[:, 1], 0.03) == _excursions(head[:, 2], 0.03) == count
    for clip in _clips(Action.SHAKE_HEAD, count=count):
        head = _joint(clip, 'head') - _joint(clip, 'neck')
        assert _excursions(head[:, 0], 0.03) == _excursions(-head[:, 0], 0.03) == count
    for clip in _clips(Action.SHRUG, count=count):
        for side in ('left', 'right'):
            rise = _joint(clip, f'{side}_shoulder')[:, 1] - _joint(clip, 'neck')[:, 1]
            assert _excursions(rise, 0.045) == count
            hang = _joint(clip, f'{side}_wrist')[:, 1] - _joint(clip, f'{side}_shoulder')[:, 1]
            assert hang.max() < -0.4


def test_a_nod_leaves_the_arms_to_the_march() -> None:
    step = Step(body=Part(Action.MARCH, count=4), gesture=Part(Action.NOD, count=2))
    clip = synthesise(Command((step,)), np.random.default_rng(0))
    hand = _joint(clip, 'left_wrist') - _joint(clip, 'left_shoulder')
    assert np.ptp(hand[:, 2]) > 0.3
