# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from irgm_ros.robot import list_robots

ROOT = Path(__file__).resolve().parents[1]
HAS_G1 = any(info.name == 'g1' and info.status == 'installed' for info in list_robots())

FIRST_MOTION = """
import sys
from irgm_ros.retargeting import RobotStage
from irgm_ros.robot import load_robot
from tests.people import waving
stage = RobotStage(load_robot('g1'))
loaded = set(sys.modules)
stage.run(waving())
heavy = {'scipy', 'ruckig', 'pinocchio', 'coal'}
print({name for name in set(sys.modules) - loaded if name in heavy or name.count('.') == 1
       and name.startswith('scipy.') and not name.startswith('scipy._')})
"""


@pytest.mark.skipif(not HAS_G1, reason='the files of g1 are not installed')
def test_the_first_motion_waits_for_no_import():
    done = subprocess.run(
        [sys.executable, '-c', FIRST_MOTION], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == 'set()\n'
