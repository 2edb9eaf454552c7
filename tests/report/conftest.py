# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from tests.report.subjects import lifting, subject_of


@pytest.fixture(scope='session')
def lifted(tmp_path_factory):
    """A motion of the tiny robot in which the left foot leaves the floor once."""
    return subject_of(lifting(), tmp_path_factory.mktemp('lifted'))
