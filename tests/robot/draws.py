# SPDX-License-Identifier: Apache-2.0
"""What property tests of the robot layer draw from."""

from __future__ import annotations

from functools import partial

import pytest

st = pytest.importorskip('hypothesis.strategies', reason='hypothesis is in the extra dev')
# Libraries in the same process flush subnormal numbers to zero, which hypothesis would refuse.
floats = partial(st.floats, allow_subnormal=False)
