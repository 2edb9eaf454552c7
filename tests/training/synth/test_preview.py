# SPDX-License-Identifier: Apache-2.0
"""The strip of stick figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from irgm_ros.spec.command import Action, Command, Part, Step
from training.synth.preview import describe, main


def test_description_names_what_is_set() -> None:
    walk = Part(Action.WALK, count=3, speed='slow')
    command = Command((Step(body=walk, gesture=Part(Action.WAVE)), Step(body=Part(Action.BOW))))
    assert describe(command) == 'walk 3 slow while wave, then bow'


def test_preview_writes_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / 'strip.png'
    main(['--command-seed', '3', '--out', str(out)])
    assert out.read_bytes().startswith(b'\x89PNG')
    assert '22, 3' in capsys.readouterr().out
