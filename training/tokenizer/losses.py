# SPDX-License-Identifier: Apache-2.0
"""Loss of the motion tokenizer: features, and what features alone let drift.

A yaw or root error of a hair a frame adds up to a wrong turn: the loss therefore also compares
sums over windows of frames. Hands, feet and head carry the meaning of a gesture and are a small
share of 263 columns: they are compared once more in metres. Bones have one length, and a foot that
stands must stand in the world, where the errors of its place, of the root and of the heading meet.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from irgm_ros.motion.layout import layout_of
from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS, PARENTS
from training.config import TokenizerConfig

_LAGS = (4, 16, 48)
_LIMBS = tuple(
    JOINTS[f'{side}_{joint}']
    for side in ('left', 'right')
    for joint in ('elbow', 'wrist', 'knee', 'ankle', 'foot')
)
_SMALL = (JOINTS['head'], JOINTS['left_shoulder'], JOINTS['right_shoulder'])  # nods and shrugs
_CARRIERS = (JOINTS['neck'], JOINTS['spine3'], JOINTS['spine3'])
_HANDS = (JOINTS['left_wrist'] - 1, JOINTS['right_wrist'] - 1)
# Scales at which an error counts as one unit.
_YAW_RAD, _DRIFT_M, _LIMB_M, _LIMB_STEP_M = 0.05, 0.05, 0.05, 0.02
_BONE_M, _FOOT_STEP_M, _SMALL_M = 0.02, 0.01, 0.005


def column_weights(width: int, config: TokenizerConfig) -> Tensor:
    """Weight (D,) of each feature column in the reconstruction loss."""
    layout = layout_of(width)
    weights = torch.ones(width)
    weights[layout.yaw_velocity] = 20.0
    weights[layout.planar_velocity] = 20.0
    weights[layout.root_height] = 2.0
    weights[layout.rotations] = config.rotation_weight
    weights[layout.velocities] = config.velocity_weight
    return weights


class TokenizerLoss:
    """Reconstruction, drift, limb and body terms on normalised features."""

    def __init__(self, mean: Tensor, std: Tensor, config: TokenizerConfig) -> None:
        """Keep statistics (D,) and weights."""
        self.mean, self.std, self.config = mean, std, config
        self.layout = layout_of(len(mean))
        self.weights = column_weights(len(mean), config)

    def __call__(self, predicted: Tensor, target: Tensor) -> dict[str, Tensor]:
        """Compare (B, F, D) normalised features.

        Returns:
            Weighted terms ``reconstruction``, ``drift``, ``limbs``, ``small``, ``bones`` and
            ``feet``; their sum is the loss.
        """
        config, layout = self.config, self.layout
        error = F.smooth_l1_loss(predicted, target, reduction='none')
        local = slice(layout.positions.start, layout.positions.stop)
        moved = F.smooth_l1_loss(predicted[..., local].diff(dim=1), target[..., local].diff(dim=1))
        reconstruction = (error * self.weights).mean() + 0.5 * error[..., local].mean()
        raw_p, raw_t = predicted * self.std + self.mean, target * self.std + self.mean
        return {
            'reconstruction': reconstruction + 0.1 * moved,
            'drift': config.drift_weight * self._drift(raw_p, raw_t),
            'limbs': config.limb_weight * self._limbs(raw_p, raw_t),
            'small': config.small_weight * self._small(raw_p, raw_t),
            'bones': config.bone_weight * self._bones(raw_p),
            'feet': config.foot_weight * self._feet(raw_p, raw_t),
        }

    def _drift(self, predicted: Tensor, target: Tensor) -> Tensor:
        path = (predicted - target)[..., :3].cumsum(dim=1)
        total = predicted.new_zeros(())
        lags = [lag for lag in _LAGS if lag < path.shape[1]]
        for lag in lags:
            off = path[:, lag:] - path[:, :-lag]
            total = total + F.smooth_l1_loss(
                2.0 * off[..., 0] / _YAW_RAD, torch.zeros_like(off[..., 0])
            )
            total = total + F.smooth_l1_loss(
                off[..., 1:] / _DRIFT_M, torch.zeros_like(off[..., 1:])
            )
        return total / len(lags)

    def _places(self, raw: Tensor) -> Tensor:
        """Joints but the root (B, F, J - 1, 3) [m] in the frame of the heading."""
        return raw[..., self.layout.positions].reshape(*raw.shape[:2], self.layout.joints - 1, 3)

    def _bones(self, predicted: Tensor) -> Tensor:
        """Deviation of the bones from the lengths that every clip has."""
        root = F.pad(predicted[..., self.layout.root_height], (1, 1))[..., None, :]
        joints = torch.cat([root, self._places(predicted)], dim=2)
        bones = joints[:, :, 1:] - joints[:, :, list(PARENTS[1:])]
        lengths = torch.tensor(BONE_LENGTHS[1:], dtype=bones.dtype)
        off = (bones.norm(dim=-1) - lengths) / _BONE_M
        return F.smooth_l1_loss(off, torch.zeros_like(off))

    def _feet(self, predicted: Tensor, target: Tensor) -> Tensor:
        """Ways of ankles and feet over the floor from frame to frame, against the true ones."""
        off = (self._foot_steps(predicted) - self._foot_steps(target)) / _FOOT_STEP_M
        return F.smooth_l1_loss(off, torch.zeros_like(off))

    def _foot_steps(self, raw: Tensor) -> Tensor:
        """World step (B, F - 1, 4, 2) [m] of the contact joints, in the heading after it."""
        feet = self._places(raw)[:, :, [joint - 1 for joint in self.layout.contacts_of]]
        before, after = feet[:, :-1], feet[:, 1:, :, ::2]
        turn = 2.0 * raw[:, :-1, self.layout.yaw_velocity]
        cos, sin = torch.cos(turn), torch.sin(turn)
        x, z = before[..., 0], before[..., 2]
        carried = torch.stack([x * cos + z * sin, z * cos - x * sin], dim=-1)
        return after - carried + raw[:, :-1, None, self.layout.planar_velocity]

    def _limbs(self, predicted: Tensor, target: Tensor) -> Tensor:
        ours, theirs = self._places(predicted), self._places(target)
        limbs = [joint - 1 for joint in _LIMBS]
        off = ours[:, :, limbs] - theirs[:, :, limbs]
        zero = torch.zeros_like(off)
        place = F.smooth_l1_loss(off / _LIMB_M, zero)
        step = F.smooth_l1_loss(off.diff(dim=1) / _LIMB_STEP_M, zero[:, 1:])
        left, right = _HANDS
        hands = (ours[:, :, left] - ours[:, :, right]) - (theirs[:, :, left] - theirs[:, :, right])
        together = F.smooth_l1_loss(hands / _LIMB_M, torch.zeros_like(hands))
        return place + step + 0.25 * together

    def _small(self, predicted: Tensor, target: Tensor) -> Tensor:
        """Head on its neck and shoulders on the chest: small ways that carry a meaning.

        Squares up to 2.5 cm: a nod that is missing outweighs noise on a head at rest.
        """
        off = self._places(predicted) - self._places(target)
        joints, carriers = ([j - 1 for j in some] for some in (_SMALL, _CARRIERS))
        alone = (off[:, :, joints] - off[:, :, carriers]) / _SMALL_M
        return F.huber_loss(alone, torch.zeros_like(alone), delta=5.0)
