# SPDX-License-Identifier: Apache-2.0
"""Draws capsules, a checkered floor, shadows and trails with Pillow: a few ms a frame, no GPU."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from irgm_ros.render.camera import NEAR_M, Camera

Colour = tuple[int, int, int]

LEFT: Colour = (42, 104, 196)
RIGHT: Colour = (204, 58, 50)
MIDDLE: Colour = (74, 80, 92)
INK: Colour = (30, 34, 42)
PAPER: Colour = (250, 250, 252)
_TILES: tuple[Colour, Colour] = ((236, 238, 242), (224, 227, 233))
_SHADOW: Colour = (196, 200, 208)
_TRAIL: Colour = (240, 158, 52)
_SUPERSAMPLING = 2
_TILE_M = 0.5
_FLOOR_RADIUS_M = 4.0


@dataclass(frozen=True)
class Capsule:
    """A rounded limb between two points.

    Attributes:
        start: (3,) [m].
        end: (3,) [m]; equal to ``start`` for a ball.
        radius: [m].
        colour: Fill.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    radius: float
    colour: Colour


def paint(
    camera: Camera,
    capsules: Sequence[Capsule],
    trail: NDArray[np.float64] | None = None,
    label: str = '',
) -> Image.Image:
    """Draw one picture.

    Args:
        camera: The view; its size is the size of the picture.
        capsules: The figure, z up [m].
        trail: (N, 3) path on the floor so far [m]; None for none.
        label: Text in the upper left corner.

    Returns:
        RGB picture of ``camera.size``.
    """
    fine = camera.scaled(_SUPERSAMPLING)
    picture = Image.new('RGB', fine.size, PAPER)
    draw = ImageDraw.Draw(picture)
    _floor(draw, fine)
    for capsule in capsules:
        _shadow(draw, fine, capsule)
    if trail is not None and len(trail) > 1:
        _polyline(draw, fine, trail, _TRAIL, 2 * _SUPERSAMPLING)
    middles = np.array([(c.start + c.end) / 2 for c in capsules]).reshape(-1, 3)
    for index in np.argsort(-fine.project(middles)[1], kind='stable'):
        _capsule(draw, fine, capsules[index])
    small = picture.resize(camera.size, Image.Resampling.BOX)
    return write_label(small, label) if label else small


def write_label(picture: Image.Image, label: str) -> Image.Image:
    """Write ``label`` into the upper left corner of ``picture`` and return it."""
    draw = ImageDraw.Draw(picture)
    draw.text((7, 4), label, fill=INK, font=ImageFont.load_default(14))
    return picture


def _floor(draw: ImageDraw.ImageDraw, camera: Camera) -> None:
    """Draw tiles of half a metre around the camera's target, fixed to the world."""
    middle = np.floor(np.array(camera.target[:2]) / _TILE_M).astype(int)
    reach = int(_FLOOR_RADIUS_M / _TILE_M)
    cells = np.stack(
        np.meshgrid(np.arange(-reach, reach), np.arange(-reach, reach)), axis=-1
    ).reshape(-1, 2)
    cells = cells[np.hypot(*(cells + 0.5).T) <= reach] + middle
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    flat = (cells[:, None] + corners) * _TILE_M
    pixels, depth = camera.project(np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=-1))
    away = np.hypot(*((cells + 0.5) * _TILE_M - np.array(camera.target[:2])).T) / _FLOOR_RADIUS_M
    for cell, polygon, depths, fade in zip(cells, pixels, depth, away, strict=True):
        if depths.min() > NEAR_M:
            tint = _mix(_TILES[int(cell.sum() % 2)], PAPER, float(fade) ** 2)
            draw.polygon([tuple(p) for p in polygon], fill=tint)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    """Blend two colours; ``share`` of the second, clipped to [0, 1]."""
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(a + share * (b - a)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _shadow(draw: ImageDraw.ImageDraw, camera: Camera, capsule: Capsule) -> None:
    """Draw the capsule's vertical projection on the floor."""
    ground = np.array([capsule.start, capsule.end]) * np.array([1.0, 1.0, 0.0])
    pixels, depth = camera.project(ground)
    if depth.min() <= NEAR_M:
        return
    radius = capsule.radius * camera.focal / float(depth.mean())
    _rounded(draw, pixels, (radius, radius), 0.45, _SHADOW)


def _polyline(
    draw: ImageDraw.ImageDraw,
    camera: Camera,
    points: NDArray[np.float64],
    colour: Colour,
    width: int,
) -> None:
    """Draw a path on the floor; segments behind the viewer are left out."""
    pixels, depth = camera.project(points * np.array([1.0, 1.0, 0.0]))
    for k in np.flatnonzero((depth[:-1] > NEAR_M) & (depth[1:] > NEAR_M)):
        draw.line([tuple(pixels[k]), tuple(pixels[k + 1])], fill=colour, width=width)


def _capsule(draw: ImageDraw.ImageDraw, camera: Camera, capsule: Capsule) -> None:
    """Draw a capsule with a dark rim and a light side: cheap, and overlaps stay readable."""
    pixels, depth = camera.project(np.array([capsule.start, capsule.end]))
    if depth.min() <= NEAR_M:
        return
    radii = capsule.radius * camera.focal / depth
    rim = _mix(capsule.colour, (0, 0, 0), 0.45)
    light = _mix(capsule.colour, (255, 255, 255), 0.35)
    edge = 1.2 * _SUPERSAMPLING
    outer, inner = tuple(radii + edge), tuple(radii)
    _rounded(draw, pixels, (outer[0], outer[1]), 1.0, rim)
    _rounded(draw, pixels, (inner[0], inner[1]), 1.0, capsule.colour)
    offset = np.array([-0.3, -0.3]) * radii.mean()
    _rounded(draw, pixels + offset, (inner[0] * 0.35, inner[1] * 0.35), 1.0, light)


def _rounded(
    draw: ImageDraw.ImageDraw,
    pixels: NDArray[np.float64],
    radii: tuple[float, float],
    flatness: float,
    colour: Colour,
) -> None:
    """Fill the tapered hull of two ellipses, ``flatness`` times as high as wide."""
    (x0, y0), (x1, y1) = pixels
    for (x, y), r in zip(pixels, radii, strict=True):
        draw.ellipse([x - r, y - r * flatness, x + r, y + r * flatness], fill=colour)
    # Work in a space where the ellipses are circles.
    along = np.array([x1 - x0, (y1 - y0) / flatness])
    length = float(np.hypot(*along))
    if length < 1e-6:
        return
    side = np.array([-along[1], along[0] * flatness]) / length
    polygon = [
        pixels[0] + side * radii[0],
        pixels[1] + side * radii[1],
        pixels[1] - side * radii[1],
        pixels[0] - side * radii[0],
    ]
    draw.polygon([tuple(p) for p in polygon], fill=colour)
