# SPDX-License-Identifier: Apache-2.0
"""The human motion as a row of skeletons for RViz."""

from __future__ import annotations

import numpy as np
from geometry_msgs.msg import Point
from numpy.typing import NDArray
from std_msgs.msg import ColorRGBA
from visualization_msgs.msg import Marker, MarkerArray

from irgm_ros.motion.skeleton import PARENTS

_SKELETONS = 10
_WIDTH_M = 0.02


def skeleton_markers(positions: NDArray[np.floating], frame: str) -> MarkerArray:
    """Return up to ten skeletons spread over a motion, older ones fainter.

    Args:
        positions: (F, 22, 3) in REP-103 axes [m].
        frame: Frame of the markers, e.g. ``odom``.
    """
    wipe = Marker(action=Marker.DELETEALL)
    wipe.header.frame_id = frame
    markers = [wipe]
    count = min(_SKELETONS, len(positions))
    for number, index in enumerate(np.linspace(0, len(positions) - 1, count).round().astype(int)):
        marker = Marker(ns='human', id=number, type=Marker.LINE_LIST, action=Marker.ADD)
        marker.header.frame_id = frame
        marker.scale.x = _WIDTH_M
        marker.pose.orientation.w = 1.0
        marker.color = ColorRGBA(r=0.1, g=0.45, b=0.9, a=0.3 + 0.7 * (number + 1) / count)
        for joint, parent in enumerate(PARENTS):
            if parent >= 0:
                ends = positions[index, [parent, joint]].tolist()
                marker.points += [Point(x=x, y=y, z=z) for x, y, z in ends]
        markers.append(marker)
    return MarkerArray(markers=markers)
