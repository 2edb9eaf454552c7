# SPDX-License-Identifier: Apache-2.0
"""Shares with their 95 % confidence intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964


@dataclass(frozen=True)
class Share:
    """A share of ``count`` cases.

    Attributes:
        hits: Cases that count.
        count: All cases.
    """

    hits: int
    count: int

    @property
    def value(self) -> float:
        """Hits over count; 0 where there are no cases."""
        return self.hits / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (Wilson, 1927)."""
        if not self.count:
            return 0.0, 1.0
        n, p = self.count, self.value
        centre = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        """Percentage with its interval."""
        low, high = self.interval
        return f'{100 * self.value:.1f} % ({100 * low:.1f} to {100 * high:.1f}, n = {self.count})'


def share(flags: list[bool]) -> Share:
    """Share of true flags."""
    return Share(sum(flags), len(flags))


def paired_gain(before: list[bool], after: list[bool]) -> tuple[float, float, float]:
    """Gain of paired shares with its 95 % interval (normal approximation of the differences).

    Args:
        before: Outcome of each case before.
        after: Outcome of the same cases after.

    Returns:
        Gain, lower and upper bound, as shares.
    """
    differences = [int(b) - int(a) for a, b in zip(before, after, strict=True)]
    n = len(differences)
    mean = sum(differences) / n
    spread = sqrt(sum((d - mean) ** 2 for d in differences) / max(1, n - 1) / n)
    return mean, mean - _Z * spread, mean + _Z * spread
