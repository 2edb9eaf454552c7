# SPDX-License-Identifier: Apache-2.0
"""Fixtures that lie beside the repository and are never part of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_file(relative: str | Path) -> Path:
    """Path of a file in ``../shared`` (or ``$IRGM_SHARED``); skips the test where it is absent."""
    root = Path(os.environ.get('IRGM_SHARED', Path(__file__).parents[2] / 'shared'))
    path = root / relative
    if not path.exists():
        pytest.skip(f'{relative} is not beside this checkout')
    return path
