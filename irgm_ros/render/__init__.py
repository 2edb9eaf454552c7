# SPDX-License-Identifier: Apache-2.0
"""Pictures of motions: strips and animations of the human, and of the robot beside it."""

from irgm_ros.render.scenes import make_view, render_motion, render_side_by_side

__all__ = ['make_view', 'render_motion', 'render_side_by_side']
