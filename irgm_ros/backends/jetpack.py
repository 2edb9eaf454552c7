# SPDX-License-Identifier: Apache-2.0
"""Which JetPack this machine runs, read from what NVIDIA installs."""

from __future__ import annotations

import re
from pathlib import Path

NONE = 'none'
_RELEASE = re.compile(r'# R(\d+) \(release\), REVISION: ([\d.]+)')
_PACKAGE = re.compile(r'^Package: nvidia-l4t-core\n(?:.+\n)*?Version: ([\w.]+)', re.MULTILINE)


def jetpack_release(root: Path = Path('/')) -> str:
    """Release of Jetson Linux, which each release of JetPack has its own of.

    Args:
        root: Root of the file system.

    Returns:
        E.g. ``L4T 36.4.3`` for JetPack 6.2; ``none`` on another machine.
    """
    found = _RELEASE.search(_text(root / 'etc' / 'nv_tegra_release'))
    if found is not None:
        return f'L4T {found[1]}.{found[2]}'
    found = _PACKAGE.search(_text(root / 'var' / 'lib' / 'dpkg' / 'status'))
    return f'L4T {found[1]}' if found is not None else NONE


def device_model(root: Path = Path('/')) -> str:
    """Name of the board as its device tree gives it; empty where there is none."""
    return _text(root / 'proc' / 'device-tree' / 'model').strip('\0\n ')


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding='utf-8', errors='replace')
    except OSError:
        return ''
