# SPDX-License-Identifier: Apache-2.0
"""Fixtures that several test folders share."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

# A background job of a shell ignores Ctrl-C, and so would every process that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope='session')
def tiny_bundle() -> Path:
    """Folder of a small exported bundle with random weights; see ``tests.tiny_bundle``."""
    return Path(__file__).parent / 'data' / 'tiny_bundle'


@pytest.fixture(scope='session')
def half_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that computes in float16, ``neutral`` beside it; see ``tests.loud_bundle``."""
    pytest.importorskip('torch', reason='export needs torch: make test-export')
    from tests.loud_bundle import make_loud_bundle

    return make_loud_bundle(tmp_path_factory.mktemp('half'))
