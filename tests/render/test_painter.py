# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np

from irgm_ros.motion.skeleton import to_rep103
from irgm_ros.render.camera import Camera
from irgm_ros.render.human import colour_of, human_capsules
from irgm_ros.render.painter import LEFT, MIDDLE, RIGHT, Capsule, paint
from tests.people import standing

CAMERA = Camera(size=(160, 180))


def near(picture, colour):
    """Mask of pixels of about that colour."""
    return (np.abs(np.asarray(picture).astype(int) - np.array(colour)).max(axis=-1)) < 12


def test_person_is_drawn_with_left_in_blue_and_right_in_red():
    picture = paint(CAMERA, human_capsules(to_rep103(standing())), label='0.0 s')
    assert picture.size == (160, 180)
    blue, red = near(picture, LEFT), near(picture, RIGHT)
    assert blue.sum() > 100
    assert red.sum() > 100
    # Seen from the front the person's left is on the right of the picture.
    assert np.nonzero(blue)[1].mean() > np.nonzero(red)[1].mean()


def test_the_nearer_capsule_hides_the_farther():
    def ball(x, colour):
        place = np.array([x, 0.0, 0.9])
        return Capsule(place, place, 0.15, colour)

    camera = Camera(azimuth_deg=180.0, elevation_deg=0.0, size=(120, 120))
    for order in ((0, 1), (1, 0)):
        pair = [ball(0.3, LEFT), ball(-0.3, RIGHT)]
        picture = paint(camera, [pair[i] for i in order])
        assert near(picture, LEFT).sum() > near(picture, RIGHT).sum()


def test_points_behind_the_viewer_are_not_drawn():
    behind = np.array([10.0, -6.0, 0.9])
    empty = np.asarray(paint(CAMERA, []))
    drawn = paint(CAMERA, [Capsule(behind, behind, 0.1, LEFT)], trail=np.array([behind, behind]))
    np.testing.assert_array_equal(np.asarray(drawn), empty)


def test_capsules_and_colours_of_a_person():
    capsules = human_capsules(to_rep103(standing()))
    assert len(capsules) == 21 + 1 + 2  # bones, head, hands
    assert colour_of('left_knee_joint') == LEFT
    assert colour_of('R_ELBOW_Y') == RIGHT
    assert colour_of('waist_yaw_link') == MIDDLE
