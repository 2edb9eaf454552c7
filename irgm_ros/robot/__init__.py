# SPDX-License-Identifier: Apache-2.0
"""Human motion -> joint trajectories of a humanoid. Knows nothing of language models.

``load_robot`` -> ``Retargeter.retarget`` -> ``time_trajectory`` -> ``assess_feasibility``.
"""

from irgm_ros.robot.assets import RobotInfo, install_robot, list_robots
from irgm_ros.robot.description import Robot, load_robot
from irgm_ros.robot.feasibility import assess_feasibility
from irgm_ros.robot.retarget import Retargeter
from irgm_ros.robot.trajectory import time_trajectory

__all__ = [
    'Retargeter',
    'Robot',
    'RobotInfo',
    'assess_feasibility',
    'install_robot',
    'list_robots',
    'load_robot',
    'time_trajectory',
]
