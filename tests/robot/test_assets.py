# SPDX-License-Identifier: Apache-2.0
"""Presets are listed; installation checks the hash and needs no network for what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from irgm_ros.errors import RobotError
from irgm_ros.robot import assets, install_robot, list_robots


def test_listing_says_licence_size_and_status() -> None:
    robots = {robot.name: robot for robot in list_robots()}
    assert {'g1', 'jvrc1'} <= robots.keys()
    assert robots['g1'].licence == 'Apache-2.0' and robots['g1'].size_mb > 40
    assert robots['jvrc1'].source == 'jvrc-description==1.1.1'
    assert all(robot.status in ('installed', 'missing') for robot in robots.values())


def test_installing_what_is_there_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here = [robot for robot in list_robots() if robot.status == 'installed']
    if not here:
        pytest.skip('no robot is installed')

    def never(*arguments: str) -> None:
        raise AssertionError(f'pip was called: {arguments}')

    monkeypatch.setattr(assets, '_pip', never)
    assert install_robot(here[0].name) == here[0]


def test_a_wheel_with_another_hash_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheel = tmp_path / 'robot.whl'
    wheel.write_bytes(b'something else')
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(assets, 'asset_root', lambda asset: None)
    monkeypatch.setattr(assets, '_download', lambda asset, folder: wheel)
    monkeypatch.setattr(assets, '_pip', lambda *arguments: ran.append(arguments))
    with pytest.raises(RobotError, match='nothing was installed'):
        install_robot('jvrc1')
    assert ran == []


def test_unknown_robot() -> None:
    with pytest.raises(RobotError, match='known: g1, g1_43, gr1t2, h1, icub, jvrc1'):
        install_robot('nobody')
