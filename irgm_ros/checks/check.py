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

__all__ = ['Inspection', 'attributes_seen', 'check', 'shown_command']


class Inspection:
    """One motion; what is measured on it once serves all questions."""

    def __init__(self, positions: NDArray[Any]) -> None:
        """Take a motion.

        Args:
            positions: (F, 22, 3) as in `check`.

        Raises:
            ValueError: If the positions have another shape or are not finite.
        """
        self._observed = Observed(Signals(positions))

    def check(self, command: Command) -> CheckReport:
        """Compare the motion with a command, see `check`."""
        return CheckReport(tuple(results(command, self._observed)))

    def seen(self) -> list[tuple[Any, Part]]:
        """Events of the motion and the parts of a command that they are."""
        return [(event, as_part(event)) for event in seen_events(self._observed)]

    def shown_command(self) -> Command | None:
        """What the motion shows, see `shown_command`."""
        return as_command(self.seen())


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
    return Inspection(positions).check(command)


def attributes_seen(positions: NDArray[Any]) -> tuple[Part, ...]:
    """What a motion shows, as parts in the order in which they begin.

    Args:
        positions: (F, 22, 3) as in `check`.
    """
    return tuple(part for _, part in Inspection(positions).seen())


def shown_command(positions: NDArray[Any]) -> Command | None:
    """What a motion shows, as the command that it would fulfil; None if nothing is recognised.

    Args:
        positions: (F, 22, 3) as in `check`.
    """
    return Inspection(positions).shown_command()
