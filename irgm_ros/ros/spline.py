# SPDX-License-Identifier: Apache-2.0
"""Interpolation between points as joint_trajectory_controller does it; no ROS needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from irgm_ros.types import FloatArray


@dataclass(frozen=True)
class Spline:
    """Points in time; what is given decides the order of the polynomials between them.

    Positions alone are joined by lines, positions and velocities by cubics, accelerations as well
    by quintics.

    Attributes:
        times: (K,) strictly increasing [s].
        positions: (K, n) [rad].
        velocities: (K, n) [rad/s] or None.
        accelerations: (K, n) [rad/s^2] or None; used only with velocities.
    """

    times: FloatArray
    positions: FloatArray
    velocities: FloatArray | None = None
    accelerations: FloatArray | None = None

    def sample(self, time: float) -> tuple[FloatArray, FloatArray]:
        """Return position and velocity at ``time``; outside the points the nearest one, at rest.

        Args:
            time: In the time base of ``times`` [s].

        Returns:
            (n,) positions [rad] and (n,) velocities [rad/s].
        """
        if time < self.times[0] or time >= self.times[-1]:
            nearest = self.positions[0 if time < self.times[0] else -1]
            return nearest, np.zeros_like(nearest)
        index = int(np.searchsorted(self.times, time, side='right')) - 1
        duration = float(self.times[index + 1] - self.times[index])
        coefficients = self._coefficients(index, duration)
        powers = (time - self.times[index]) ** np.arange(len(coefficients))
        slopes = np.arange(1, len(coefficients)) * powers[:-1]
        return powers @ coefficients, slopes @ coefficients[1:]

    def _coefficients(self, i: int, d: float) -> FloatArray:
        """Return segment ``i`` of duration ``d``: (order + 1, n) coefficients from order 0 on."""
        p0, p1 = self.positions[i], self.positions[i + 1]
        step = p1 - p0
        if self.velocities is None:
            return np.stack([p0, step / d])
        v0, v1 = self.velocities[i], self.velocities[i + 1]
        if self.accelerations is None:
            quadratic = (3 * step - (2 * v0 + v1) * d) / d**2
            return np.stack([p0, v0, quadratic, (-2 * step + (v0 + v1) * d) / d**3])
        a0, a1 = self.accelerations[i], self.accelerations[i + 1]
        cubic = (20 * step - (8 * v1 + 12 * v0) * d - (3 * a0 - a1) * d**2) / (2 * d**3)
        quartic = (-30 * step + (14 * v1 + 16 * v0) * d + (3 * a0 - 2 * a1) * d**2) / (2 * d**4)
        quintic = (12 * step - 6 * (v1 + v0) * d - (a0 - a1) * d**2) / (2 * d**5)
        return np.stack([p0, v0, a0 / 2, cubic, quartic, quintic])
