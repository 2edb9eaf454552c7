# SPDX-License-Identifier: Apache-2.0
"""Contacts from height and speed; soles that stay where they stand."""

from __future__ import annotations

import numpy as np

from irgm_ros.motion.skeleton import JOINTS, to_rep103
from irgm_ros.robot.contacts import detect_contacts, lock_soles, runs
from tests.robot.bodies import standing


def test_runs_by_hand() -> None:
    assert runs(np.array([1, 1, 0, 0, 1, 0, 1], dtype=bool)) == [(0, 2), (4, 5), (6, 7)]
    assert runs(np.zeros(3, dtype=bool)) == []


def test_standing_feet_touch() -> None:
    assert detect_contacts(to_rep103(standing(20)), 20.0).all()


def test_a_lifted_foot_does_not_touch() -> None:
    human = standing(40)
    legs = [JOINTS[n] for n in ('left_knee', 'left_ankle', 'left_foot')]
    human[10:30, legs, 1] += 0.2
    contact = detect_contacts(to_rep103(human), 20.0)
    assert contact[:, 1].all()
    assert not contact[10:30, 0].any() and contact[:9, 0].all() and contact[31:, 0].all()


def test_a_pivoting_foot_does_not_touch() -> None:
    human = standing(40)
    angle = np.linspace(0, np.pi, 40)
    ankle = human[:, JOINTS['left_ankle']]
    swing = np.stack([np.sin(angle), 0 * angle, np.cos(angle)], axis=1) * 0.13
    human[:, JOINTS['left_foot']] = ankle + swing - [0, 0.06, 0]
    assert detect_contacts(to_rep103(human), 20.0)[:, 1].all()
    slow = detect_contacts(to_rep103(human), 20.0)[:, 0]
    fast = detect_contacts(to_rep103(human[::4]), 20.0)[:, 0]
    assert slow.all() and not fast.any()  # 0.2 and 0.8 m/s at the toe


def test_locked_soles_are_still_and_continuous() -> None:
    soles = np.zeros((30, 2, 3))
    soles[:, 0, 0] = np.linspace(0.0, 0.3, 30)
    soles[..., 2] = 0.01
    contact = np.zeros((30, 2), dtype=bool)
    contact[5:12, 0] = contact[20:25, 0] = True
    locked = lock_soles(soles, contact)
    for first, last in ((5, 12), (20, 25)):
        assert np.ptp(locked[first:last, 0], axis=0).max() < 1e-12
        assert np.allclose(locked[first:last, 0, 2], 0.0)
    assert np.allclose(locked[:, 1], soles[:, 1])  # never in contact: unchanged
    assert np.abs(np.diff(locked[:, 0, 0])).max() < 0.03
