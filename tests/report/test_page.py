# SPDX-License-Identifier: Apache-2.0
"""The page as a whole: complete, closed, escaped, repeatable."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files

import numpy as np
import pytest

from irgm_ros.errors import IrgmError
from irgm_ros.report import write_report
from irgm_ros.report.page import page
from tests.report.subjects import lifting, subject_of
from tests.robot.bodies import standing

HOSTILE = '</h1><script>alert("&1")</script>'


class Reader(HTMLParser):
    """Collects tags and the text of headings."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.inside, self.text = [], [], '', {}

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.inside = tag

    def handle_data(self, data):
        self.text[self.inside] = self.text.get(self.inside, '') + data


def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


@pytest.fixture(scope='module')
def text(lifted):
    return page(lifted)


def plots(text):
    return [ET.fromstring(svg) for svg in re.findall(r'<svg.*?</svg>', text, re.S)]


def test_nothing_is_loaded_from_elsewhere(text):
    reader = read(text)
    assert not {'link', 'img', 'iframe', 'object', 'embed'} & set(reader.tags)
    assert not {'src', 'href', 'data', 'srcset'} & {name for name, _ in reader.attributes}
    for word in ('http:', 'https:', '@import', 'url(', 'fetch('):
        assert word not in text


def test_verdict_reasons_and_measures_are_there(lifted, text):
    assert f'<span class="verdict {lifted.feasibility.verdict}">' in text
    for reason in lifted.feasibility.reasons:
        assert reason in unescape(text)
    # The head, and all measures but that of collisions: this robot has no shapes.
    assert text.count('<tr>') == len(lifted.feasibility.metrics)


def test_plots_are_sound_and_all_axes_have_units(text):
    found = plots(text)
    units = {'rad', 'rad/s', 'mm', 'm/s', 'x [m]', 'y [m]'}
    for plot in found:
        words = {node.text for node in plot.iter('text')}
        over_time = 'data-clock' in plot.attrib
        assert not over_time or 's' in words
        assert words & units or 'left' in words, plot.attrib['aria-label']
        for node in plot.iter():
            assert 'nan' not in ' '.join(node.attrib.values())
    labels = ' '.join(plot.attrib['aria-label'] for plot in found)
    for part in (
        'Contacts',
        'support polygon',
        'Slip',
        'thigh',
        'left_knee_p_joint',
        'from above',
    ):
        assert part in labels


def test_ten_seconds_are_small(tmp_path):
    human = np.concatenate([lifting()] * 3)[:201]
    assert len(page(subject_of(human, tmp_path)).encode()) < 1_000_000


def test_the_same_motion_gives_the_same_bytes(tmp_path, lifted, text):
    again = subject_of(lifting(), tmp_path)
    assert page(again) == text


def test_text_from_outside_is_escaped(lifted):
    feasibility = replace(
        lifted.feasibility, reasons=(HOSTILE,), refinement=HOSTILE, metrics={HOSTILE: 1.0}
    )
    hostile = replace(
        lifted, title=HOSTILE, facts=((HOSTILE, HOSTILE),), feasibility=feasibility,
        robot=replace(lifted.robot, spec=replace(lifted.robot.spec, name=HOSTILE)),
    )  # fmt: skip
    reader, plain = read(page(hostile)), read(page(lifted))
    assert reader.tags.count('script') == plain.tags.count('script') == 2
    assert reader.text['h1'].startswith(f'{HOSTILE} on {HOSTILE}')
    data = re.search(r'id="motion">(.*?)</script>', page(hostile), re.S).group(1)
    assert json.loads(data)['figures'][1]['name'] == HOSTILE


def test_a_motion_without_a_trajectory_has_a_page(lifted):
    refused = replace(
        lifted, trajectory=None,
        feasibility=replace(lifted.feasibility, verdict='refused', metrics={}),
    )  # fmt: skip
    text = page(refused)
    assert 'There is no trajectory' in text
    assert 'Nothing was measured' in text
    assert 'data-clock="robot"' not in text


def test_two_frames_have_a_page(tmp_path):
    assert len(plots(page(subject_of(standing(2), tmp_path)))) > 10


def test_the_file_appears_whole_or_not_at_all(lifted, tmp_path):
    (tmp_path / 'file').write_text('')
    with pytest.raises(IrgmError, match='cannot write'):
        write_report(lifted, tmp_path / 'file' / 'a.html')
    write_report(replace(lifted, title='\udcff.npy'), tmp_path / 'a.html')
    assert r'\udcff.npy' in (tmp_path / 'a.html').read_text(encoding='utf-8')
    assert sorted(p.name for p in tmp_path.iterdir()) == ['a.html', 'file']


@pytest.mark.skipif(shutil.which('node') is None, reason='no node here')
def test_the_player_is_sound_javascript():
    player = str(files('irgm_ros') / 'data' / 'report' / 'player.js')
    done = subprocess.run(['node', '--check', player], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
