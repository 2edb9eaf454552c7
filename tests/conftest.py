# SPDX-License-Identifier: Apache-2.0
"""Fixtures that several test folders share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope='session')
def tiny_bundle() -> Path:
    """Folder of a small exported bundle with random weights; see ``tests.tiny_bundle``."""
    return Path(__file__).parent / 'data' / 'tiny_bundle'
