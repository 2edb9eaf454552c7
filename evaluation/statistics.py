# SPDX-License-Identifier: Apache-2.0
"""Shares and paired gains with their 95 % confidence intervals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb, sqrt
from typing import Any

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


def cell(flags: Iterable[bool]) -> dict[str, Any]:
    """Share of true flags as plain data.

    Args:
        flags: One for each case.

    Returns:
        ``share``, its ``interval`` and ``n``.
    """
    value = share(list(flags))
    return {'share': round(value.value, 4), 'interval': value.interval, 'n': value.count}


@dataclass(frozen=True)
class PairedGain:
    """What a change does to the same cases.

    Attributes:
        won: Cases that hold after and did not before.
        lost: Cases that held before and do not after.
        count: All cases.
    """

    won: int
    lost: int
    count: int

    @property
    def value(self) -> float:
        """Gain as a share of all cases; 0 where there are none."""
        return (self.won - self.lost) / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval, adjusted Wald (Bonett and Price, 2012): wider than zero at zero gain."""
        n = self.count + 2
        won, lost = (self.won + 1) / n, (self.lost + 1) / n
        half = _Z * sqrt((won + lost - (won - lost) ** 2) / n)
        return max(-1.0, won - lost - half), min(1.0, won - lost + half)

    @property
    def p_value(self) -> float:
        """Exact two-sided McNemar test: chance of such an unequal split by a fair coin."""
        changed = self.won + self.lost
        if not changed:
            return 1.0
        tail = sum(comb(changed, k) for k in range(min(self.won, self.lost) + 1))
        return min(1.0, 2 * tail / (1 << changed))


def paired_gain(before: list[bool], after: list[bool]) -> PairedGain:
    """Gain of paired outcomes.

    Args:
        before: Outcome of each case before.
        after: Outcome of the same cases after.
    """
    pairs = list(zip(before, after, strict=True))
    return PairedGain(pairs.count((False, True)), pairs.count((True, False)), len(pairs))
