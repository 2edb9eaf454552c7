# SPDX-License-Identifier: Apache-2.0
"""Event tools and kinematic signals of the checkers: small cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from irgm_ros.checks.events import beats, extrema, hysteresis, maxima, spans
from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.limbs import LEFT, RIGHT, bend_deg
from tests.checks import puppet
from tests.checks import puppet_moves as moves


def test_spans_close_gaps_then_drop_short_runs() -> None:
    """Two runs with one frame between them are one; a single frame is too short."""
    mask = np.array([1, 1, 0, 1, 1, 0, 0, 0, 1, 0], dtype=bool)
    assert spans(mask) == [(0, 1), (3, 4), (8, 8)]
    assert spans(mask, shortest=2, bridge=1) == [(0, 4)]


def test_hysteresis_needs_the_high_level() -> None:
    """A run above the low level counts only if it reaches the high one."""
    signal = np.array([0.0, 0.3, 0.6, 0.3, 0.0, 0.3, 0.3, 0.0])
    assert hysteresis(signal, 0.5, 0.2) == [(1, 3)]


def test_extrema_ignore_ripple() -> None:
    """Three periods of a sine have three maxima and minima, whatever small ripple is added."""
    t = np.linspace(0, 3, 121)
    signal = np.sin(2 * np.pi * t) + 0.1 * np.sin(2 * np.pi * 13 * t)
    kinds = [kind for _, kind in extrema(signal, 0.8)]
    assert kinds in ([1, -1] * 3, [1, -1] * 2 + [1])
    assert len(maxima(signal, 0.8, 0.5)) == 3


def test_a_maximum_at_the_end_is_seen() -> None:
    """A move that the end of the clip cuts off still has its peak."""
    assert maxima(np.array([0.0, 0.2, 0.6, 1.0]), 0.3, 0.5) == [3]


def test_beats_are_chains_without_long_pauses() -> None:
    """Two bursts of a sine are two chains of turning points; stillness has none."""
    burst, rest = np.sin(np.linspace(0, 4 * np.pi, 41)), np.zeros(30)
    signal = np.concatenate([rest, burst, rest, burst, rest])
    chains = beats(signal, 0.5, lambda a, b: b - a < 15)
    assert [len(chain) for chain in chains] == [4, 4]
    assert beats(rest, 0.5, lambda a, b: True) == []


def test_heading_grows_to_the_left() -> None:
    """A left turn of 90 degrees from +z ends facing +x, which was the person's left."""
    s = Signals(puppet.turn(90))
    assert np.degrees(s.yaw[-1] - s.yaw[0]) == pytest.approx(90, abs=0.5)
    ahead = s.local(np.tile([1.0, 0.0, 0.0], (s.frames, 1)))
    assert ahead[0] == pytest.approx([1, 0, 0], abs=0.02)
    assert ahead[-1] == pytest.approx([0, 0, 1], abs=0.02)


def test_trunk_angles() -> None:
    """A bow of 45 degrees pitches the trunk forward by as much."""
    pitch, roll = Signals(puppet.bow(1, 45)).trunk
    assert pitch.max() == pytest.approx(45, abs=3)
    assert np.abs(roll).max() < 1


def test_sizes_do_not_matter() -> None:
    """A child of two thirds the size gives the same scaled signals but its own true pace."""
    adult = puppet.walk([0.45, 0.9, 0.9, 0.45])
    one, two = Signals(adult), Signals(adult * 0.66)
    assert two.size == pytest.approx(0.66 * one.size)
    np.testing.assert_allclose(two.positions, one.positions, atol=0.01)
    np.testing.assert_allclose(two.pace, 0.66 * one.pace, atol=0.01)


def test_limbs_are_outward_on_both_sides() -> None:
    """Both hands stretched sideways have positive x in the frame of their own side."""
    s = Signals(puppet.hands('both', [(0.5, 0.0, 0.0)] * 3, 0.4))
    for side in (LEFT, RIGHT):
        assert s.arms[side].wrist[:, 0].max() > 0.45
        assert s.arms[side].lift.max() == pytest.approx(90, abs=3)
        assert s.legs[side].out.mean() == pytest.approx(puppet.HALF_WIDTH, abs=0.01)


def test_joint_angle() -> None:
    """A right angle and a straight limb."""
    a, b = np.array([[0.0, 1.0, 0.0]]), np.zeros((1, 3))
    assert bend_deg(a, b, np.array([[1.0, 0.0, 0.0]]))[0] == pytest.approx(90)
    assert bend_deg(a, b, np.array([[0.0, -2.0, 0.0]]))[0] == pytest.approx(180)


def test_heels_and_thighs() -> None:
    """A flat foot has its heel down, on tiptoe it is up as made; a seat has level thighs."""
    walking, tiptoe = (Signals(moves.stroll(5, 0.35, heels=rise)) for rise in (0.0, 0.065))
    assert np.abs(walking.legs[LEFT].heel).max() < 0.01
    assert np.median(tiptoe.legs[LEFT].heel) == pytest.approx(0.065, abs=0.01)
    assert Signals(moves.sit()).legs[RIGHT].thigh.max() == pytest.approx(80, abs=12)


def test_head_and_shoulders_are_seen_from_the_trunk() -> None:
    """A bow moves neither; a nod moves the head forward, a shrug the shoulders up."""
    bow, nod, shrug = (Signals(p) for p in (puppet.bow(1), moves.nod(1), moves.shrug(1, 0.05)))
    assert np.ptp(bow.shoulders, axis=0).max() < 0.01
    assert np.ptp(nod.head[:, 2]) == pytest.approx(0.046, abs=0.01)
    assert np.ptp(shrug.shoulders, axis=0) == pytest.approx([0.05, 0.05], abs=0.008)
