# SPDX-License-Identifier: Apache-2.0
"""Words for sizes: borders, and that both words fit near them."""

from __future__ import annotations

import pytest

from irgm_ros.checks.events import Event
from irgm_ros.checks.levels import (
    DEPTHS,
    HEIGHTS,
    SPEEDS,
    Scale,
    compass_names,
    names,
)
from irgm_ros.spec.command import ALLOWED, Action

SCALE = Scale(('small', 'middle', 'big'), 1.0, 2.0, 0.1)


@pytest.mark.parametrize(
    ('value', 'words'),
    [
        (0.5, ('small',)),
        (0.95, ('small', 'middle')),
        (1.05, ('middle', 'small')),
        (1.5, ('middle',)),
        (2.05, ('big', 'middle')),
        (3.0, ('big',)),
    ],
)
def test_words_of_a_scale(value: float, words: tuple[str, ...]) -> None:
    """The exact word comes first; within the slack its neighbour fits too."""
    assert SCALE.names(value) == words


def test_every_attribute_with_words_has_a_scale() -> None:
    """Whatever a command may ask for can be measured, in the words of the command."""
    for action, allowed in ALLOWED.items():
        for options, scales in (
            (allowed.speeds, SPEEDS), (allowed.heights, HEIGHTS), (allowed.depths, DEPTHS),
        ):  # fmt: skip
            assert set(options) <= set(scales[action].words if options else ())


@pytest.mark.parametrize(
    ('bearing', 'directions'),
    [
        (0.0, ('forward',)),
        (20.0, ('forward', 'forward_left')),
        (45.0, ('forward_left',)),
        (-93.0, ('right',)),
        (179.0, ('backward',)),
        (-155.0, ('backward_right', 'backward')),
        (-160.0, ('backward', 'backward_right')),
    ],
)
def test_compass_names(bearing: float, directions: tuple[str, ...]) -> None:
    """Eight directions, left is positive; two of them near the border of two sectors."""
    assert compass_names(bearing) == directions


def test_what_was_not_measured_has_no_word() -> None:
    """A kick without a height is neither high nor low."""
    assert names('height', Event(Action.KICK, 0, 9)) == ()
    assert names('height', Event(Action.KICK, 0, 9, height=0.9)) == ('high',)
    assert names('height', Event(Action.KICK, 0, 9, height=0.65)) == ('middle',)
