# SPDX-License-Identifier: Apache-2.0
"""Positions -> HumanML3D features and back, vectorised in float64.

Method: Guo et al., CVPR 2022, repository EricGuo5513/HumanML3D (MIT), restated here with two
facts kept on purpose because published statistics and models depend on them: the hip vector of
the heading is opposed to the shoulder vector, and the first heading is the identity.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import MotionError
from irgm_ros.motion.layout import HUMANML3D, KIT, Layout, layout_of
from irgm_ros.motion.skeleton import UNIT_OFFSETS

Array = NDArray[np.float64]
PUBLISHED_HEADING_SIGMA = 20.0

_KIT_OFFSETS: Array = np.array(
    [
        [0, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0], [1, 0, 0], [0, -1, 0], [0, -1, 0],
        [-1, 0, 0], [0, -1, 0], [0, -1, 0], [1, 0, 0], [0, -1, 0], [0, -1, 0], [0, 0, 1],
        [0, 0, 1], [-1, 0, 0], [0, -1, 0], [0, -1, 0], [0, 0, 1], [0, 0, 1],
    ],
    dtype=np.float64,
)  # fmt: skip


def positions_from_features(features: NDArray[Any]) -> Array:
    """Recover joint positions from the root columns and the local positions.

    Args:
        features: (F, 263) or (F, 251), not normalised.

    Returns:
        (F, J, 3) positions, y up, root at x = z = 0 and facing +z at frame 0.

    Raises:
        MotionError: Wrong shape or non-finite numbers.
    """
    data = _checked(features, 2)
    layout = layout_of(data.shape[1])
    half_yaw = np.concatenate([[0.0], np.cumsum(data[:-1, 0])])
    cos, sin = np.cos(2 * half_yaw), np.sin(2 * half_yaw)
    step = np.zeros((len(data), 3))
    step[1:, [0, 2]] = data[:-1, layout.planar_velocity]
    root = np.cumsum(_yaw_rotated(step, cos, -sin), axis=0)
    local = data[:, layout.positions].reshape(len(data), -1, 3)
    positions = np.empty((len(data), layout.joints, 3))
    positions[:, 1:] = _yaw_rotated(local, cos[:, None], -sin[:, None])
    positions[:, 1:, [0, 2]] += root[:, None, [0, 2]]
    positions[:, 0] = root
    positions[:, 0, 1] = data[:, 3]
    return positions


def features_from_positions(
    positions: NDArray[Any], heading_sigma: float = PUBLISHED_HEADING_SIGMA
) -> Array:
    """Encode joint positions.

    Args:
        positions: (F, 22, 3) or (F, 21, 3), y up, F >= 2; any place and heading.
        heading_sigma: Gaussian smoothing of the heading [frames]; 20 in the published data.

    Returns:
        (F - 1, 263) or (F - 1, 251) features.

    Raises:
        MotionError: Wrong shape or non-finite numbers.
    """
    points = _checked(positions, 3)
    layout, offsets = (HUMANML3D, UNIT_OFFSETS) if points.shape[1] == 22 else (KIT, _KIT_OFFSETS)
    if points.shape[1:] != (layout.joints, 3) or len(points) < 2:
        raise MotionError(
            f'positions of shape {points.shape} given; (F, 22, 3) or (F, 21, 3) with F >= 2 '
            'expected'
        )
    points = canonical(points, layout)
    cos, sin = _smoothed_heading(points, layout, heading_sigma)
    step = np.diff(points, axis=0)
    local = points.copy()
    local[..., [0, 2]] -= points[:, :1, [0, 2]]
    local = _yaw_rotated(local, cos[:, None], sin[:, None])
    velocity = _yaw_rotated(step, cos[:-1, None], sin[:-1, None])
    planar = _yaw_rotated(step[:, 0], cos[1:], sin[1:])
    turn = np.arctan2(
        sin[1:] * cos[:-1] - cos[1:] * sin[:-1], cos[1:] * cos[:-1] + sin[1:] * sin[:-1]
    )
    moved = np.square(step[:, layout.contacts_of]).sum(-1)
    frames = len(step)
    out = np.empty((frames, layout.width))
    out[:, 0] = turn / 2
    out[:, layout.planar_velocity] = planar[:, [0, 2]]
    out[:, 3] = points[:-1, 0, 1]
    out[:, layout.positions] = local[:-1, 1:].reshape(frames, -1)
    out[:, layout.rotations] = _rotations(points[:-1], cos[:-1], sin[:-1], layout, offsets)
    out[:, layout.velocities] = velocity.reshape(frames, -1)
    out[:, layout.contacts] = moved < layout.contact_threshold
    return out


def canonical(points: Array, layout: Layout = HUMANML3D) -> Array:
    """Put the lowest point on the floor, the first root at x = z = 0 and let it face +z.

    Args:
        points: (F, J, 3), y up.
        layout: Which skeleton.

    Returns:
        (F, J, 3), a copy.
    """
    moved = points - np.array([points[0, 0, 0], points[..., 1].min(), points[0, 0, 2]])
    right_hip, left_hip, right_shoulder, left_shoulder = layout.facing
    first = moved[0]
    across = first[right_hip] - first[left_hip] + first[right_shoulder] - first[left_shoulder]
    forward = _unit(np.array([across[2], 0.0, -across[0]]))
    return _yaw_rotated(moved, forward[2], -forward[0])


def _checked(values: NDArray[Any], dimensions: int) -> Array:
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != dimensions or len(data) == 0:
        raise MotionError(f'array of shape {data.shape} given; {dimensions} dimensions expected')
    if not np.isfinite(data).all():
        frame = int(np.argwhere(~np.isfinite(data))[0, 0])
        raise MotionError(f'non-finite number in frame {frame}; all must be finite')
    return data


def _unit(vectors: Array) -> Array:
    norm = np.sqrt(np.square(vectors).sum(-1, keepdims=True))
    unit: Array = vectors / np.maximum(norm, 1e-12)
    return unit


def _yaw_rotated(vectors: Array, cos: Any, sin: Any) -> Array:
    """Rotate (..., 3) about +y by the angle whose cosine and sine are given."""
    out = vectors.copy()
    out[..., 0] = cos * vectors[..., 0] + sin * vectors[..., 2]
    out[..., 2] = cos * vectors[..., 2] - sin * vectors[..., 0]
    return out


def _smoothed_heading(points: Array, layout: Layout, sigma: float) -> tuple[Array, Array]:
    """Cosine and sine (F,) of the rotation about +y that brings the heading to +z."""
    right_hip, left_hip, right_shoulder, left_shoulder = layout.facing
    # Here, because it takes two thirds of the pipeline's import time.
    from scipy.ndimage import gaussian_filter1d

    across = points[:, left_hip] - points[:, right_hip]  # opposed to the shoulders, as published
    across = _unit(across + points[:, right_shoulder] - points[:, left_shoulder])
    forward = np.stack([across[:, 2], -across[:, 0]], axis=1)  # x and z of y cross across
    forward = _unit(gaussian_filter1d(forward, sigma, axis=0, mode='nearest'))
    cos, sin = forward[:, 1].copy(), -forward[:, 0]
    cos[0], sin[0] = 1.0, 0.0
    return cos, sin


def _rotations(points: Array, cos: Array, sin: Array, layout: Layout, offsets: Array) -> Array:
    """Local rotations along the chains: (F, 6 (J - 1)), first two columns of each matrix."""
    root = np.zeros((len(points), 3, 3))
    root[:, 0, 0] = root[:, 2, 2] = cos
    root[:, 1, 1] = 1.0
    root[:, 0, 2], root[:, 2, 0] = sin, -sin
    children = np.array([j for chain in layout.chains for j in chain[1:]])
    starts = np.array([j for chain in layout.chains for j in chain[:-1]])
    bones = _shortest_arc(offsets[children], _unit(points[:, children] - points[:, starts]))
    parents = np.empty_like(bones)
    first = np.cumsum([0] + [len(chain) - 1 for chain in layout.chains[:-1]])
    parents[:, 1:] = bones[:, :-1]
    parents[:, first] = root[:, None]
    # Columns 0 and 1 of parent^T @ bone.
    columns = np.matmul(parents.swapaxes(-1, -2), bones[..., :2])
    out = np.empty((len(points), layout.joints - 1, 6))
    out[:, children - 1] = columns.swapaxes(-1, -2).reshape(len(points), len(children), 6)
    flat: Array = out.reshape(len(points), -1)
    return flat


def _shortest_arc(start: Array, end: Array) -> Array:
    """Rotation matrices (F, N, 3, 3) that turn unit vectors start (N, 3) into end (F, N, 3)."""
    axis = np.cross(start[None], end)
    w = 1.0 + (start[None] * end).sum(-1)
    scale = 1.0 / np.maximum(w, 1e-9)
    x, y, z = axis[..., 0], axis[..., 1], axis[..., 2]
    out: Array = axis[..., :, None] * axis[..., None, :] * scale[..., None, None]
    cosine = w - 1.0
    for i in range(3):
        out[..., i, i] += cosine
    out[..., 0, 1] -= z
    out[..., 0, 2] += y
    out[..., 1, 0] += z
    out[..., 1, 2] -= x
    out[..., 2, 0] -= y
    out[..., 2, 1] += x
    return out
