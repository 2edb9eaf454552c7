# SPDX-License-Identifier: Apache-2.0
"""Keyed control channels with a smooth, overshoot-free curve through the keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_MIN_GAP = 0.5  # frames; keys closer than this would make a jerk


class Track:
    """A vector-valued curve over time, given by keys [frames].

    Between keys runs a monotone cubic (Fritsch and Butland 1984): once differentiable, at rest at
    every extremum, and exactly constant between equal keys, so a planted foot does not creep.
    """

    def __init__(self, value: Sequence[float]) -> None:
        """Start at time 0 with a value (D,)."""
        self._times: list[float] = [0.0]
        self._values: list[tuple[float, ...]] = [tuple(value)]

    @property
    def time(self) -> float:
        """Time of the last key [frames]."""
        return self._times[-1]

    @property
    def last(self) -> tuple[float, ...]:
        """Value of the last key."""
        return self._values[-1]

    def to(self, time: float, value: Sequence[float]) -> None:
        """Add a key; one that is too close to the last key replaces it (the first one stays)."""
        if time < self._times[-1] + _MIN_GAP:
            if len(self._times) > 1:
                self._values[-1] = tuple(value)
            return
        self._times.append(time)
        self._values.append(tuple(value))

    def hold(self, time: float) -> None:
        """Keep the last value until a time."""
        if time >= self._times[-1] + _MIN_GAP:
            self.to(time, self._values[-1])

    def sample(self, frames: int) -> NDArray[np.float64]:
        """Values (frames, D) at whole frames; the last value holds after the last key."""
        last = max(float(frames), self._times[-1] + 1.0)
        times = np.array([*self._times, last])
        values = np.array([*self._values, self._values[-1]])
        return _hermite(times, values, np.arange(frames, dtype=np.float64))


def _slopes(steps: NDArray[np.float64], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted harmonic means of neighbouring rates (K, D); zero at extrema and at both ends."""
    before, after = rates[:-1], rates[1:]
    w1 = (2.0 * steps[1:] + steps[:-1])[:, None]
    w2 = (steps[1:] + 2.0 * steps[:-1])[:, None]
    same = before * after > 0.0
    denominator = np.where(same, w1 * after + w2 * before, 1.0)
    inner = np.where(same, (w1 + w2) * before * after / denominator, 0.0)
    edge = np.zeros((1, rates.shape[1]))
    return np.concatenate([edge, inner, edge])


def _hermite(
    times: NDArray[np.float64], values: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    steps = np.diff(times)
    rises = np.diff(values, axis=0)
    slopes = _slopes(steps, rises / steps[:, None])
    k = np.clip(np.searchsorted(times, at, side='right') - 1, 0, len(steps) - 1)
    h = steps[k][:, None]
    u = ((at - times[k])[:, None]) / h
    start, end = slopes[k] * h, slopes[k + 1] * h
    return (
        values[k]
        + rises[k] * (u * u * (3.0 - 2.0 * u))
        + start * (u * (1.0 - u) ** 2)
        + end * (u * u * (u - 1.0))
    )
