# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

import numpy as np
import pytest

from irgm_ros.report.page import page
from irgm_ros.report.walking import base_view, twist_plots
from tests.report.subjects import subject_of
from tests.robot.bodies import standing


@pytest.fixture(scope='module')
def walked(tmp_path_factory):
    """A person who glides one metre forward, on a robot with a walking controller."""
    human = standing(60)
    human[:, :, 2] += np.linspace(0.0, 1.0, 60)[:, None]
    return subject_of(human, tmp_path_factory.mktemp('walked'), mode='upper_body')


def test_the_twist_is_drawn_between_the_limits(walked):
    shown = twist_plots(walked)
    assert shown.count('<svg') == 3
    assert shown.count('class="limit"') == 6
    assert 'Forward' in shown and 'rad/s' in shown


def test_the_way_of_the_base_is_as_long_as_it_is(walked):
    x = [float(pair.split()[0]) for pair in re.findall(r'd="M([^"]+)"', base_view(walked))[:1]]
    assert x
    assert np.ptp(walked.path.base_positions[:, 0]) > 0.7


def test_the_page_has_walking_in_the_place_of_feet(walked, lifted):
    upper, whole = page(walked), page(lifted)
    assert 'cmd_vel' in upper and 'Contacts of the feet' not in upper
    assert 'cmd_vel' not in whole and 'Contacts of the feet' in whole
    assert upper.count('id="top"') == whole.count('id="top"') == 1
    assert 'zero-moment point' in whole


def test_without_a_walk_there_is_no_twist(lifted):
    assert twist_plots(lifted) == ''
