# SPDX-License-Identifier: Apache-2.0
"""A pinhole camera with MuJoCo's free-camera parameters, so that both panels share one view."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FOVY_DEG = 45.0
NEAR_M = 0.2


@dataclass(frozen=True)
class Camera:
    """Where the viewer stands; REP-103 axes, z up.

    Attributes:
        target: (3,) point in the middle of the picture [m].
        distance: From the viewer to ``target`` [m].
        azimuth_deg: Direction of view around z; 0 looks along +x, 180 looks a person who faces
            +x in the face, as MuJoCo defines it.
        elevation_deg: Direction of view against the horizon; negative looks down.
        size: Width and height of the picture [pixel].
    """

    target: tuple[float, float, float] = (0.0, 0.0, 0.9)
    distance: float = 3.4
    azimuth_deg: float = 150.0
    elevation_deg: float = -14.0
    size: tuple[int, int] = (320, 360)

    @property
    def focal(self) -> float:
        """Focal length [pixel]."""
        return float(self.size[1] / 2 / np.tan(np.radians(FOVY_DEG) / 2))

    def axes(self) -> NDArray[np.float64]:
        """Return (3, 3): rows right, up and forward of the camera in the world."""
        azimuth, elevation = np.radians([self.azimuth_deg, self.elevation_deg])
        flat = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
        forward = np.cos(elevation) * flat + np.array([0.0, 0.0, np.sin(elevation)])
        right = np.array([np.sin(azimuth), -np.cos(azimuth), 0.0])
        return np.stack([right, np.cross(right, forward), forward])

    def project(
        self, points: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Project points onto the picture.

        Args:
            points: (..., 3) in the world [m].

        Returns:
            (..., 2) pixels with y down, and (...,) depth along the view [m]; points nearer than
            ``NEAR_M`` (or behind the viewer) must not be drawn.
        """
        axes = self.axes()
        seen = (points - np.array(self.target)) @ axes.T
        depth = seen[..., 2] + self.distance
        scale = self.focal / np.maximum(depth, NEAR_M)
        middle = np.array(self.size) / 2
        pixels = middle + seen[..., :2] * scale[..., None] * np.array([1.0, -1.0])
        return pixels, depth

    def at(self, ground: NDArray[np.float64]) -> Camera:
        """Return the same view of another place.

        Args:
            ground: (2,) x and y of the new target [m]; its height stays.
        """
        return replace(self, target=(float(ground[0]), float(ground[1]), self.target[2]))

    def nearer(self, factor: float) -> Camera:
        """Return the view of a figure ``factor`` times as tall, which looks as large."""
        x, y, z = self.target
        return replace(self, distance=self.distance * factor, target=(x, y, z * factor))

    def scaled(self, factor: int) -> Camera:
        """Return the same view on a picture ``factor`` times as large."""
        return replace(self, size=(self.size[0] * factor, self.size[1] * factor))


def follow(roots: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """Return a smooth path for the camera's target.

    Args:
        roots: (F, 3) root positions, z up [m].
        fps: Frame rate [Hz].

    Returns:
        (F, 2) x and y, without the sway of single steps [m].
    """
    from scipy.ndimage import gaussian_filter1d

    smooth: NDArray[np.float64] = gaussian_filter1d(
        np.asarray(roots[:, :2], dtype=np.float64), 0.4 * fps, axis=0, mode='nearest'
    )
    return smooth
