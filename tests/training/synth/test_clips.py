# SPDX-License-Identifier: Apache-2.0
"""Properties that every synthesised clip has."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS, PARENTS
from irgm_ros.spec.command import ALLOWED, GESTURES, Action, Command, Part, Step, attributes_of
from training.synth import MAX_FRAMES, MIN_FRAMES, Clip, sample_command, synthesise

_CLIPS = 60


def _facing(positions: np.ndarray) -> np.ndarray:
    """Unwrapped yaw (F,) of the hips [deg], counter-clockwise from above."""
    across = positions[:, JOINTS['left_hip']] - positions[:, JOINTS['right_hip']]
    return np.degrees(np.unwrap(np.arctan2(-across[:, 2], across[:, 0])))


def _alone(part: Part, seed: int = 3) -> Clip:
    step = Step(gesture=part) if part.action in GESTURES else Step(body=part)
    return synthesise(Command((step,)), np.random.default_rng(seed))


@pytest.fixture(scope='module')
def clips() -> list[Clip]:
    """Clips of drawn commands, of every action and of every attribute alone."""
    rng = np.random.default_rng(11)
    drawn = [synthesise(sample_command(rng), rng) for _ in range(_CLIPS)]
    every = [
        Part(action, **{name: value})  # type: ignore[arg-type]
        for action in Action
        for name, values in (('side', (None,)), *attributes_of(action).items())
        for value in values
    ]
    return drawn + [_alone(part) for part in every]


def test_bones_are_constant(clips: list[Clip]) -> None:
    for clip in clips:
        bones = clip.positions[:, 1:] - clip.positions[:, list(PARENTS[1:])]
        lengths = np.linalg.norm(bones, axis=-1)
        np.testing.assert_allclose(
            lengths, BONE_LENGTHS[None, 1:].repeat(len(lengths), 0), atol=1e-6
        )


def test_length_and_start(clips: list[Clip]) -> None:
    for clip in clips:
        frames = len(clip.positions)
        assert MIN_FRAMES <= frames <= MAX_FRAMES
        assert (frames - 1) % 4 == 0
        np.testing.assert_allclose(clip.positions[0, 0, [0, 2]], 0.0, atol=1e-9)
        assert abs(_facing(clip.positions)[0]) < 1e-6


def test_nothing_goes_through_the_floor(clips: list[Clip]) -> None:
    assert min(clip.positions[..., 1].min() for clip in clips) > -0.01


def test_a_flat_foot_is_still(clips: list[Clip]) -> None:
    """While ankle and foot joint are at their planted height, neither slides."""
    for clip in clips:
        for side in ('left', 'right'):
            pair = clip.positions[:, [JOINTS[f'{side}_ankle'], JOINTS[f'{side}_foot']]]
            flat = np.abs(pair[:, :, 1] - [0.08, 0.02]).max(axis=1) < 1e-6
            both = flat[1:] & flat[:-1]
            slide = np.linalg.norm(np.diff(pair, axis=0), axis=-1).max(axis=1)
            assert slide[both].max(initial=0.0) < 1e-6


def test_motion_is_smooth(clips: list[Clip]) -> None:
    """No joint jumps: less than 9 m/s, and its velocity changes by less than 6 m/s a frame."""
    for clip in clips:
        velocity = np.linalg.norm(np.diff(clip.positions, axis=0), axis=-1) * 20.0
        assert velocity.max() < 9.0
        change = np.linalg.norm(np.diff(clip.positions, 2, axis=0), axis=-1) * 20.0
        assert change.max() < 6.0


def test_idle_at_both_ends(clips: list[Clip]) -> None:
    for clip in clips:
        for end in (clip.positions[:8], clip.positions[-8:]):
            assert np.ptp(end, axis=0).max() < 0.06


def test_spans_are_ordered(clips: list[Clip]) -> None:
    for clip in clips:
        assert [span[0] for span in clip.spans] == list(range(len(clip.command.steps)))
        edges = [edge for _, first, last in clip.spans for edge in (first, last)]
        assert all(a < b for a, b in pairwise(edges))
        assert edges[0] >= 8
        assert edges[-1] <= len(clip.positions) - 8


def test_same_seed_same_clip() -> None:
    command = sample_command(np.random.default_rng(5))
    one, two = (synthesise(command, np.random.default_rng(8)).positions for _ in range(2))
    other = synthesise(command, np.random.default_rng(9)).positions
    np.testing.assert_array_equal(one, two)
    assert one.shape != other.shape or np.abs(one - other).max() > 1e-3


@pytest.mark.parametrize('angle', ALLOWED[Action.TURN].angles_deg)
@pytest.mark.parametrize(('direction', 'sign'), [('left', 1.0), ('right', -1.0)])
def test_turn_is_exact(angle: int, direction: str, sign: float) -> None:
    clip = _alone(Part(Action.TURN, direction=direction, angle_deg=angle))  # type: ignore[arg-type]
    assert _facing(clip.positions)[-1] == pytest.approx(sign * angle, abs=0.5)


def test_an_open_turn_is_a_quarter() -> None:
    assert abs(_facing(_alone(Part(Action.TURN)).positions)[-1]) == pytest.approx(90.0, abs=0.5)


def _swings(clip: Clip, side: str) -> int:
    """How often a foot leaves its place for another one."""
    foot = clip.positions[:, JOINTS[f'{side}_foot']]
    moving = np.linalg.norm(np.diff(foot, axis=0), axis=-1) > 1e-4
    return int(np.sum(moving[1:] & ~moving[:-1]))


_DIAGONALS = {
    'forward_left': (1, 1), 'forward_right': (-1, 1),
    'backward_left': (1, -1), 'backward_right': (-1, -1),
}  # fmt: skip


@pytest.mark.parametrize('direction', _DIAGONALS)
def test_a_diagonal_walk_is_45_degrees_off_and_keeps_the_heading(direction: str) -> None:
    clip = _alone(Part(Action.WALK, count=5, direction=direction))  # type: ignore[arg-type]
    assert _swings(clip, 'left') + _swings(clip, 'right') == 5
    left, ahead = clip.positions[-1, 0, 0], clip.positions[-1, 0, 2]
    assert abs(left) == pytest.approx(abs(ahead), rel=0.05)
    assert (np.sign(left), np.sign(ahead)) == _DIAGONALS[direction]
    assert np.abs(_facing(clip.positions)).max() < 12.0


@pytest.mark.parametrize('count', ALLOWED[Action.WALK].counts)
@pytest.mark.parametrize('direction', ['forward', 'backward'])
def test_walk_has_the_steps_asked_for(count: int, direction: str) -> None:
    clip = _alone(Part(Action.WALK, count=count, direction=direction))  # type: ignore[arg-type]
    assert _swings(clip, 'left') + _swings(clip, 'right') == count
    travel = clip.positions[-1, 0, 2]
    assert np.sign(travel) == (1.0 if direction == 'forward' else -1.0)
    assert abs(travel) > 0.12 * count


@pytest.mark.parametrize(('direction', 'sign'), [('left', 1.0), ('right', -1.0)])
def test_sidesteps_close_the_feet(direction: str, sign: float) -> None:
    clip = _alone(Part(Action.WALK, count=3, direction=direction))  # type: ignore[arg-type]
    assert _swings(clip, 'left') == _swings(clip, 'right') == 3
    assert sign * clip.positions[-1, 0, 0] > 0.8


def test_paces_are_distinct() -> None:
    speeds = []
    for pace in ('slow', 'normal', 'fast'):
        clip = _alone(Part(Action.WALK, count=8, speed=pace))  # type: ignore[arg-type]
        _, first, last = clip.spans[0]
        way = np.linalg.norm(clip.positions[last, 0] - clip.positions[first, 0])
        speeds.append(way / (last - first) * 20.0)
    assert speeds[0] < 0.55 < 0.65 < speeds[1] < 0.95 < 1.05 < speeds[2]


def test_a_jump_leaves_the_floor() -> None:
    for seed in range(4):
        clip = _alone(Part(Action.JUMP, direction='forward'), seed)
        feet = clip.positions[:, [JOINTS['left_foot'], JOINTS['right_foot']], 1].min(axis=1)
        assert (feet > 0.14).sum() >= 4
        assert clip.positions[-1, 0, 2] > 0.3


def test_named_knee_goes_down() -> None:
    for side, other in (('left', 'right'), ('right', 'left')):
        clip = _alone(Part(Action.KNEEL, side=side))  # type: ignore[arg-type]
        assert clip.positions[:, JOINTS[f'{side}_knee'], 1].min() < 0.11
        assert clip.positions[:, JOINTS[f'{other}_knee'], 1].min() > 0.35


def test_too_long_a_command_is_refused() -> None:
    step = Step(body=Part(Action.JUMPING_JACK, count=5))
    with pytest.raises(ValueError, match='196'):
        synthesise(Command((step, step, step)), np.random.default_rng(0))
