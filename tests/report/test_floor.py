# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from irgm_ros.motion.skeleton import from_rep103
from irgm_ros.report.floor import contact_plot, margin_plot, slip_plot, top_view
from irgm_ros.report.subject import Clock
from irgm_ros.report.svg import LEFT_PX, RIGHT_PX
from irgm_ros.robot.series import measure_frames


@pytest.fixture(scope='module')
def series(lifted):
    return measure_frames(lifted.robot, lifted.path, from_rep103(lifted.positions))


@pytest.fixture(scope='module')
def clock(lifted):
    return Clock.of_motion(lifted.path)


def drawn(svg, css):
    return [node for node in ET.fromstring(svg).iter() if node.attrib.get('class') == css]


def test_bars_are_the_contacts(series, clock):
    svg = contact_plot(series, clock)
    assert len(drawn(svg, 'bar right')) == 1
    left = drawn(svg, 'bar left')
    assert len(left) == 2
    width = float(ET.fromstring(svg).attrib['viewBox'].split()[2]) - LEFT_PX - RIGHT_PX
    ends = float(left[0].attrib['x']) + float(left[0].attrib['width']) - LEFT_PX
    assert 1.2 < ends / width * clock.times[-1] < 1.6  # the foot leaves the floor after 1.25 s


def test_soles_say_when_they_stand(series, clock):
    soles = drawn(top_view(series, clock), 'sole left')
    assert float(soles[0].attrib['data-from']) == 0.0
    assert float(soles[0].attrib['data-to']) < float(soles[1].attrib['data-from'])


def test_the_support_polygon_is_that_of_the_least_margin(series, clock):
    worst = clock.times[np.argmin(series.support_margin)]
    assert f'support polygon at {worst:.2f} s' in top_view(series, clock)
    assert len(drawn(top_view(series, clock), 'support')) == 1


def test_flight_leaves_gaps(series, clock):
    flying = replace(
        series, contact=np.zeros_like(series.contact),
        support_margin=np.full_like(series.support_margin, -np.inf),
    )  # fmt: skip
    assert not drawn(margin_plot(flying, clock), 'curve middle')
    assert not drawn(slip_plot(flying, clock), 'curve left')
    assert not drawn(top_view(flying, clock), 'support')
    assert drawn(margin_plot(series, clock), 'curve middle')


def test_slip_is_of_standing_feet_only(series):
    assert np.isnan(series.slip[~series.contact[1:]]).all()
    assert np.isfinite(series.slip[:, 1]).all()
