# SPDX-License-Identifier: Apache-2.0
"""Kinematic checkers: does a motion do what a command asks for?

Everything is measured on joint positions alone with definitions that a person would use (a wave
is a raised hand going there and back sideways, a step is a foot that leaves the floor and lands
elsewhere), independent of what produced the motion.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from irgm_ros.checks.kinematics import Signals
from irgm_ros.checks.matching import results
from irgm_ros.checks.observed import Observed, as_command, as_part, seen_events
from irgm_ros.spec.command import CheckReport, Command, Part

__all__ = ['attributes_seen', 'check', 'shown_command']


def check(command: Command, positions: NDArray[Any]) -> CheckReport:
    """Compare a motion with a command, attribute by attribute.

    Args:
        command: What is wanted.
        positions: (F, 22, 3) joint positions [m], y up, +z forward and +x to the person's left
            at the start, 20 fps.

    Returns:
        Wanted against measured for every attribute that the command names.

    Raises:
        ValueError: If the positions have another shape or are not finite.
    """
    return CheckReport(tuple(results(command, Observed(Signals(positions)))))


def attributes_seen(positions: NDArray[Any]) -> tuple[Part, ...]:
    """What a motion shows, as parts in the order in which they begin.

    Args:
        positions: (F, 22, 3) as in `check`.
    """
    return tuple(part for _, part in _seen(positions))


def shown_command(positions: NDArray[Any]) -> Command | None:
    """What a motion shows, as the command that it would fulfil; None if nothing is recognised.

    Args:
        positions: (F, 22, 3) as in `check`.
    """
    return as_command(_seen(positions))


def _seen(positions: NDArray[Any]) -> list[tuple[Any, Part]]:
    events = seen_events(Observed(Signals(positions)))
    return [(event, as_part(event)) for event in events]
