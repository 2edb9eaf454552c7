# SPDX-License-Identifier: Apache-2.0
"""Mean and deviation of the feature columns: one deviation a group, as HumanML3D does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.layout import layout_of


def statistics(
    features: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean (D,) and deviation (D,) of features (F, D), the deviation averaged over each group.

    Args:
        features: Feature rows of all training clips.

    Returns:
        Mean and deviation; no deviation is below 1e-4.
    """
    layout = layout_of(features.shape[1])
    mean, std = features.mean(0, dtype=np.float64), features.std(0, dtype=np.float64)
    groups = (
        layout.yaw_velocity, layout.planar_velocity, layout.root_height, layout.positions,
        layout.rotations, layout.velocities, layout.contacts,
    )  # fmt: skip
    for group in groups:
        std[group] = std[group].mean()
    return mean.astype(np.float32), np.maximum(std, 1e-4).astype(np.float32)
