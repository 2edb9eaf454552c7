# SPDX-License-Identifier: Apache-2.0
"""The columns of a motion representation as named slices.

HumanML3D (22 joints, 263 columns, 20 fps) and KIT-ML (21 joints, 251 columns, 12.5 fps) share one
layout of 12 (J - 1) + 11 columns. Source: Guo et al., CVPR 2022, section 3.1 and its repository.
"""

from __future__ import annotations

from dataclasses import dataclass

from irgm_ros.errors import MotionError
from irgm_ros.motion.skeleton import CHAINS, FPS, KIT_FPS


@dataclass(frozen=True)
class Layout:
    """Where each quantity stands in a feature row.

    Attributes:
        joints: Number of joints J.
        fps: Frame rate [Hz].
        chains: Kinematic chains, each a tuple of joint indices from its start outwards.
        facing: (right hip, left hip, right shoulder, left shoulder).
        contacts_of: The joints whose floor contact is stored: left ankle, left foot, right ankle,
            right foot.
        contact_threshold: Squared displacement a frame below which a joint counts as in contact.
    """

    joints: int
    fps: float
    chains: tuple[tuple[int, ...], ...]
    facing: tuple[int, int, int, int]
    contacts_of: tuple[int, int, int, int]
    contact_threshold: float

    @property
    def width(self) -> int:
        """Number of columns."""
        return 12 * (self.joints - 1) + 11

    @property
    def yaw_velocity(self) -> slice:
        """Half the yaw angle a frame [rad], sign opposite to the yaw about +y."""
        return slice(0, 1)

    @property
    def planar_velocity(self) -> slice:
        """Root displacement along x and z a frame [m], in the heading frame of the next frame."""
        return slice(1, 3)

    @property
    def root_height(self) -> slice:
        """Height of the root above the floor [m]."""
        return slice(3, 4)

    @property
    def positions(self) -> slice:
        """(J - 1) x 3 positions [m], root x and z removed, in the heading frame."""
        return slice(4, 4 + 3 * (self.joints - 1))

    @property
    def rotations(self) -> slice:
        """(J - 1) x 6: first two columns of each local rotation matrix."""
        return slice(self.positions.stop, self.positions.stop + 6 * (self.joints - 1))

    @property
    def velocities(self) -> slice:
        """J x 3 displacements a frame [m], in the heading frame."""
        return slice(self.rotations.stop, self.rotations.stop + 3 * self.joints)

    @property
    def contacts(self) -> slice:
        """Floor contact (0 or 1) of left ankle, left foot, right ankle, right foot."""
        return slice(self.velocities.stop, self.velocities.stop + 4)


HUMANML3D = Layout(22, FPS, CHAINS, (2, 1, 17, 16), (7, 10, 8, 11), 0.002)
_KIT_CHAINS = (
    (0, 11, 12, 13, 14, 15),
    (0, 16, 17, 18, 19, 20),
    (0, 1, 2, 3, 4),
    (3, 5, 6, 7),
    (3, 8, 9, 10),
)
KIT = Layout(
    joints=21,
    fps=KIT_FPS,
    chains=_KIT_CHAINS,
    facing=(11, 16, 5, 8),
    contacts_of=(19, 20, 14, 15),
    contact_threshold=0.05,
)


def layout_of(width: int) -> Layout:
    """Return the layout with ``width`` columns.

    Raises:
        MotionError: No layout has that many columns.
    """
    for layout in (HUMANML3D, KIT):
        if layout.width == width:
            return layout
    raise MotionError(f'{width} feature columns given; known: 263 (HumanML3D), 251 (KIT-ML)')
