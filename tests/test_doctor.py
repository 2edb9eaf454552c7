# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from irgm_ros import doctor
from irgm_ros.doctor import Finding, examine


def test_a_sound_installation(tiny_bundle):
    findings = {finding.subject: finding for finding in examine(tiny_bundle)}
    assert findings['bundle'].level == 'ok'
    assert findings['provider'].text == 'CPUExecutionProvider'
    assert findings['packages'].level == 'ok'
    assert {'python', 'robot g1', 'pictures', 'ROS 2'} <= set(findings)


def test_each_failure_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, '_NEEDED', ('numpy', 'no-such-package'))
    failed = [f for f in examine(tmp_path / 'none') if f.level == 'fail']
    assert {f.subject for f in failed} == {'packages', 'bundle'}
    assert all(f.advice for f in failed)


def test_exit_code_follows_the_findings(monkeypatch, capsys):
    monkeypatch.setattr(doctor, 'examine', lambda bundle: [Finding('note', 'a', 'b', 'do c')])
    assert doctor.doctor() == 0
    assert '-> do c' in capsys.readouterr().out
    monkeypatch.setattr(doctor, 'examine', lambda bundle: [Finding('fail', 'a', 'b')])
    assert doctor.doctor() == 1
