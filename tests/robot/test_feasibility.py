# SPDX-License-Identifier: Apache-2.0
"""Verdicts and metrics of motions whose answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from irgm_ros.motion.skeleton import JOINTS
from irgm_ros.robot import Retargeter, Robot, assess_feasibility, load_robot, time_trajectory
from irgm_ros.types import Feasibility, as_plain
from tests.robot.bodies import Array, rising_arm, standing, write_tiny_robot


def judge(robot: Robot, positions: Array) -> Feasibility:
    """Run the whole robot layer."""
    path = Retargeter(robot).retarget(positions)
    return assess_feasibility(robot, path, time_trajectory(robot, path), positions)


def test_standing_with_a_raised_arm_is_executable(g1: Robot) -> None:
    result = judge(g1, rising_arm('left', 61))
    assert result.verdict == 'executable' and result.reasons == ()
    assert result.assessment == '' and result.refinement == '' and result.score > 0.95
    assert 0.0 <= result.metrics['velocity_margin_min'] <= 1.0
    assert result.metrics['foot_slip_max_m_s'] < 0.05
    assert result.metrics['com_support_margin_min_m'] > 0.01


def test_lifting_a_foot_needs_balance(g1: Robot) -> None:
    human = standing(60)
    lift = 0.15 * np.sin(np.linspace(0, np.pi, 60))
    for name in ('left_knee', 'left_ankle', 'left_foot'):
        human[:, JOINTS[name], 1] += lift
        human[:, JOINTS[name], 2] += lift
    result = judge(g1, human)
    assert result.verdict == 'fixed_base_only'
    assert 'balance' in ' '.join(result.reasons)


def test_frantic_motion_is_refused_with_a_refinement(g1: Robot) -> None:
    human = standing(60)
    shake = np.where(np.arange(60) % 2 == 0, 1.0, -1.0)[:, None]
    for side, across in (('left', 1.0), ('right', -1.0)):
        arm = np.concatenate([across * 0.7 + 0 * shake, 0.7 * shake, 0.1 + 0 * shake], axis=1)
        human[:, JOINTS[f'{side}_elbow']] = human[:, JOINTS[f'{side}_shoulder']] + 0.26 * arm
        human[:, JOINTS[f'{side}_wrist']] = human[:, JOINTS[f'{side}_shoulder']] + 0.5 * arm
    result = judge(g1, human)
    assert result.metrics['stretch_factor'] > 1.6
    assert result.refinement == 'Lower the speed of the motion.'
    assert result.assessment


def test_the_report_is_plain_data(tiny: Robot) -> None:
    plain = as_plain(judge(tiny, standing(30)))
    assert all(isinstance(value, float) for value in plain['metrics'].values())
    assert np.isfinite(list(plain['metrics'].values())).all()


def test_balance_without_masses_is_not_judged(tmp_path: Path) -> None:
    path = write_tiny_robot(tmp_path)
    urdf = path.with_name('tiny.urdf')
    urdf.write_text(urdf.read_text().replace('mass value="1"', 'mass value="0"'))
    result = judge(load_robot(path), standing(5))
    assert result.verdict == 'fixed_base_only'
    assert 'The URDF gives no masses: balance is not judged.' in result.reasons
    assert np.isfinite([*result.metrics.values()]).all()


def test_what_is_no_human_motion_is_refused(tiny: Robot) -> None:
    """A jump of 2 m between frames, and legs of 8 m."""
    jumping = standing(10)
    jumping[6:, :, 0] += 2.0
    for motion, words in (
        (jumping, 'The motion jumps at 0.30 s: its root moves at 40 m/s.'),
        (10 * standing(3), 'The legs of the motion are 7.9'),
    ):
        result = judge(tiny, motion)
        assert result.verdict == 'refused' and result.score == 0.0
        assert result.reasons[0].startswith(words)
        assert result.assessment and result.refinement


def test_a_lying_body_is_not_carried_by_its_feet(tiny: Robot) -> None:
    result = judge(tiny, standing(10)[..., [0, 2, 1]] * [1.0, 1.0, -1.0])
    assert result.verdict == 'fixed_base_only'
    assert any('tips by 90 degrees' in reason for reason in result.reasons)
