# SPDX-License-Identifier: Apache-2.0
"""Retargeted motions for the tests of the report."""

from __future__ import annotations

import numpy as np

from irgm_ros.motion.skeleton import JOINTS, to_rep103
from irgm_ros.report import Subject
from irgm_ros.retargeting import RobotStage
from irgm_ros.robot import load_robot
from tests.robot.bodies import standing, write_tiny_robot


def lifting(frames: int = 80) -> np.ndarray:
    """(F, 22, 3) a person who lifts the left foot between 1.25 s and 2.75 s; y up."""
    human = standing(frames)
    lift = 0.2 * np.sin(np.linspace(0, np.pi, 30))
    for name in ('left_knee', 'left_ankle', 'left_foot'):
        human[25:55, JOINTS[name], 1] += lift
        human[25:55, JOINTS[name], 2] += lift
    return human


def subject_of(
    human: np.ndarray, folder, title: str = 'lift.npy', mode: str = 'whole_body'
) -> Subject:
    """Retarget a motion to a small humanoid that needs no installed files."""
    robot = load_robot(write_tiny_robot(folder), mode)
    done = RobotStage(robot).run(human)
    return Subject(
        title, (('irgm_ros', '0'),), to_rep103(human), robot, done.path, done.trajectory,
        done.feasibility,
    )  # fmt: skip
