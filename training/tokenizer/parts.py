# SPDX-License-Identifier: Apache-2.0
"""Which feature columns each codebook of the motion tokenizer sees.

One codebook sees the whole person, as the published tokenizer does. Of two, the first sees root,
legs and trunk and the second neck, head, shoulders and arms: a gesture made while walking then
needs no code of its own for each phase of a step. After Zou et al., "ParCo: Part-Coordinating
Text-to-Motion Synthesis", ECCV 2024, which gives six parts a codebook each. Where the root is
lower than a walk takes it, the second sees the gesture as high as on a standing person, so that
nodding on a chair needs no code of its own either.
"""

from __future__ import annotations

import torch
from torch import Tensor

from irgm_ros.motion.layout import layout_of
from irgm_ros.motion.skeleton import JOINT_NAMES

LOWERED_M = 0.895  # root height of a standing person less the bob of a walk

_BODY = tuple(
    joint
    for joint, name in enumerate(JOINT_NAMES)
    if name.endswith(('hip', 'knee', 'ankle', 'foot')) or name.startswith('spine')
)
_GESTURE = tuple(joint for joint in range(1, len(JOINT_NAMES)) if joint not in _BODY)
_CARRIER = (JOINT_NAMES.index('spine3'),)  # what carries neck and arms


def columns_of_parts(codebooks: int, width: int) -> tuple[tuple[int, ...], ...]:
    """Columns of the features (F, ``width``) that the encoder of each codebook sees.

    Raises:
        ValueError: Neither one nor two codebooks, or two for another skeleton than HumanML3D's.
    """
    if codebooks == 1:
        return (tuple(range(width)),)
    if codebooks != 2 or width != layout_of(263).width:
        raise ValueError(
            f'{codebooks} codebooks on {width} columns given; allowed are 1, or 2 on 263 columns'
        )
    return _body_columns(), _gesture_columns()


def carried_by_root(std: Tensor) -> Tensor:
    """How far each normalised column (D,) goes with the root's own where that goes down.

    Args:
        std: (D,) deviations of the features.
    """
    layout = layout_of(263)
    height = layout.root_height.start
    out = torch.zeros_like(std)
    heights = slice(layout.positions.start + 1, layout.positions.stop, 3)
    out[heights] = std[height] / std[heights]
    out[height] = 1.0
    return out


def _body_columns() -> tuple[int, ...]:
    layout = layout_of(263)
    root = range(layout.positions.start)
    contacts = range(layout.contacts.start, layout.contacts.stop)
    return (
        *root,
        *_each(layout.positions.start - 3, 3, _BODY),
        *_each(layout.rotations.start - 6, 6, _BODY),
        *_each(layout.velocities.start, 3, (0, *_BODY)),
        *contacts,
    )


def _gesture_columns() -> tuple[int, ...]:
    """Velocities are left out: they hold the way of the whole body."""
    layout = layout_of(263)
    return (
        layout.root_height.start,
        *_each(layout.positions.start - 3, 3, _CARRIER + _GESTURE),
        *_each(layout.rotations.start - 6, 6, _GESTURE),
    )


def _each(start: int, size: int, joints: tuple[int, ...]) -> tuple[int, ...]:
    """The ``size`` columns of each joint, where those of joint 0 would begin at ``start``."""
    return tuple(start + size * joint + column for joint in joints for column in range(size))
