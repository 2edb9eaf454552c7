# SPDX-License-Identifier: Apache-2.0
"""Signals that all detectors read: heading, trunk, feet, legs and arms of one motion.

Lengths are divided by the person's size, so that all thresholds are those of an adult of 1.70 m.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import savgol_filter

from irgm_ros.checks.events import Signal
from irgm_ros.checks.limbs import LEFT, LEG, RIGHT, SIDES, Arm, Leg, bend_deg, heel_rise, speed
from irgm_ros.motion.skeleton import JOINTS

# Highest that ankle and toe joint are over the floor under a foot that stands flat [m]: a motion
# that never has the foot down must not make its lowest height the rest.
_ANKLE_REST, _TOE_REST = 0.10, 0.05


class Signals:
    """Everything the detectors need from one motion, computed on first use.

    Args:
        positions: (F, 22, 3) joint positions [m], y up, x to the person's left at a heading of
            +z, 20 fps.
    """

    def __init__(self, positions: NDArray[Any]) -> None:
        """Smooth, scale to an adult of 1.70 m and put the floor at zero."""
        raw = np.asarray(positions, dtype=np.float64)
        if raw.ndim != 3 or raw.shape[1:] != (22, 3) or len(raw) < 2:
            raise ValueError(f'positions: shape {raw.shape} given, (F >= 2, 22, 3) expected')
        if not np.isfinite(raw).all():
            raise ValueError('positions: non-finite numbers given, all must be finite')
        window = 5 if len(raw) >= 5 else 1
        smooth = savgol_filter(raw, window, min(2, window - 1), axis=0, mode='nearest')
        hip, knee, ankle = (raw[:, [JOINTS[f'{s}_{j}'] for s in SIDES]] for j in _LEG_JOINTS)
        length = np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1)
        self.size = float(np.median(length)) / LEG
        smooth /= max(self.size, 1e-3)
        toes = smooth[:, [JOINTS['left_foot'], JOINTS['right_foot']], 1]
        smooth[..., 1] -= np.percentile(toes.min(axis=1), 10) - 0.02
        self.positions: Signal = smooth
        self.frames = len(smooth)

    def joint(self, name: str) -> Signal:
        """Path (F, 3) of a joint [m], scaled."""
        return np.asarray(self.positions[:, JOINTS[name]])

    @cached_property
    def yaw(self) -> Signal:
        """Heading (F,) [rad], unwrapped; grows when turning left (counter-clockwise from above).

        Hips and shoulders count alike: a swing of one of them alone is no turn.
        """
        across = np.zeros((self.frames, 2))
        for pair in ('hip', 'shoulder'):
            line = (self.joint(f'left_{pair}') - self.joint(f'right_{pair}'))[:, [0, 2]]
            across += line / np.maximum(np.linalg.norm(line, axis=1, keepdims=True), 1e-6)
        yaw = np.unwrap(np.arctan2(-across[:, 1], across[:, 0]))
        return np.asarray(gaussian_filter1d(yaw, 2.0, mode='nearest'))

    @cached_property
    def _ahead(self) -> tuple[Signal, Signal]:
        """Cosine and sine of the heading (F,)."""
        return np.cos(self.yaw), np.sin(self.yaw)

    def local(self, vectors: Signal) -> Signal:
        """Turn world vectors (F, 3) into the heading frame: x left, y up, z forward."""
        c, s = self._ahead
        x, z = vectors[:, 0], vectors[:, 2]
        return np.stack([c * x - s * z, vectors[:, 1], s * x + c * z], axis=1)

    @cached_property
    def root(self) -> Signal:
        """Pelvis on the ground plane (F, 2): x, z, world [m]."""
        return self.joint('pelvis')[:, [0, 2]]

    @cached_property
    def pace(self) -> Signal:
        """Ground speed of the pelvis (F,) [m/s], smoothed over about half a second, true size."""
        return speed(self.root, 2.5) * self.size

    @cached_property
    def drop(self) -> Signal:
        """How far the pelvis is below its standing height (F,) [m]; negative above."""
        height = self.joint('pelvis')[:, 1]
        legs = np.maximum(self.legs[LEFT].bend, self.legs[RIGHT].bend)
        standing = height[legs > 160]
        top = np.percentile(standing if len(standing) > 4 else height, 70)
        return np.asarray(min(float(top), LEG + 0.15) - height)

    @cached_property
    def trunk(self) -> tuple[Signal, Signal]:
        """Pitch (forward positive) and roll (to the left positive) of the trunk (F,) [deg]."""
        axis = self.local(self.joint('neck') - self.joint('pelvis'))
        pitch = np.degrees(np.arctan2(axis[:, 2], axis[:, 1]))
        roll = np.degrees(np.arctan2(axis[:, 0], np.hypot(axis[:, 1], axis[:, 2])))
        return pitch, roll

    @cached_property
    def legs(self) -> tuple[Leg, Leg]:
        """Left and right leg."""
        return self._leg('left', 1.0), self._leg('right', -1.0)

    @cached_property
    def arms(self) -> tuple[Arm, Arm]:
        """Left and right arm."""
        return self._arm('left', 1.0), self._arm('right', -1.0)

    @cached_property
    def stride(self) -> Signal:
        """Left ankle in front of the right one (F,) [m], heading frame."""
        return self.legs[LEFT].ahead - self.legs[RIGHT].ahead

    @cached_property
    def spread(self) -> Signal:
        """Distance between the ankles sideways (F,) [m], heading frame."""
        return self.legs[LEFT].out + self.legs[RIGHT].out

    @cached_property
    def sway(self) -> Signal:
        """Pelvis to the left of the middle between the ankles (F,) [m], heading frame."""
        return 0.5 * (self.legs[RIGHT].out - self.legs[LEFT].out)

    @cached_property
    def chest(self) -> Signal:
        """Axes of the upper trunk (F, 3, 3) as rows: left, up along the trunk, forward."""
        up = self.joint('neck') - self.joint('spine1')
        left = self.joint('left_shoulder') - self.joint('right_shoulder')
        up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-6)
        left -= (left * up).sum(axis=1, keepdims=True) * up
        left /= np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-6)
        return np.stack([left, up, np.cross(left, up)], axis=1)

    @cached_property
    def head(self) -> Signal:
        """Head joint from the neck joint in the axes of the upper trunk (F, 3) [m]."""
        bone = self.joint('head') - self.joint('neck')
        return np.asarray(
            gaussian_filter1d(np.einsum('fij,fj->fi', self.chest, bone), 1.0, axis=0)
        )

    @cached_property
    def shoulders(self) -> Signal:
        """Left and right shoulder over the chest, along the trunk (F, 2) [m]."""
        middle = np.mean([self.joint(name) for name in ('spine2', 'spine3', 'neck')], axis=0)
        rise = [
            ((self.joint(f'{side}_shoulder') - middle) * self.chest[:, 1]).sum(axis=1)
            for side in SIDES
        ]
        return np.asarray(gaussian_filter1d(np.stack(rise, axis=1), 1.0, axis=0))

    def _leg(self, side: str, outward: float) -> Leg:
        ankle, toes = self.joint(f'{side}_ankle'), self.joint(f'{side}_foot')
        knee, hip = self.joint(f'{side}_knee'), self.joint(f'{side}_hip')
        rest_ankle = min(float(np.percentile(ankle[:, 1], 10)), _ANKLE_REST)
        rest_toes = min(float(np.percentile(toes[:, 1], 10)), _TOE_REST)
        from_root = self.local(ankle - self.joint('pelvis'))
        foot = 0.5 * (ankle + toes)[:, [0, 2]]
        lift = np.minimum(ankle[:, 1] - rest_ankle, toes[:, 1] - rest_toes)
        thigh = knee - hip
        return Leg(
            foot=foot,
            moving=speed(foot),
            lift=lift,
            ankle=ankle[:, 1] - rest_ankle,
            top=0.5 * (ankle + toes)[:, 1],
            heel=heel_rise((ankle - toes)[:, 1], lift),
            ahead=from_root[:, 2],
            out=outward * from_root[:, 0],
            knee=knee[:, 1],
            shin_ahead=self.local(ankle - knee)[:, 2],
            bend=bend_deg(hip, knee, ankle),
            thigh=np.degrees(np.arctan2(np.hypot(thigh[:, 0], thigh[:, 2]), -thigh[:, 1])),
        )

    def _arm(self, side: str, outward: float) -> Arm:
        wrist, elbow = self.joint(f'{side}_wrist'), self.joint(f'{side}_elbow')
        shoulder, flip = self.joint(f'{side}_shoulder'), np.array([outward, 1.0, 1.0])
        hand, bone = self.local(wrist - shoulder) * flip, self.local(wrist - elbow) * flip
        arm = float(np.median(np.linalg.norm(wrist - elbow, axis=1)))
        arm += float(np.median(np.linalg.norm(elbow - shoulder, axis=1)))
        reach = np.linalg.norm(hand, axis=1) / max(arm, 1e-3)
        lift = np.degrees(np.arctan2(np.hypot(hand[:, 0], hand[:, 2]), -hand[:, 1]))
        hip = self.local(wrist - self.joint('pelvis')) * flip
        return Arm(
            wrist=hand,
            elbow=self.local(elbow - shoulder) * flip,
            across=hip[:, 0],
            reach=reach,
            bend=bend_deg(shoulder, elbow, wrist),
            lift=lift,
            sway=np.degrees(np.arctan2(bone[:, 0], np.maximum(np.abs(bone[:, 1]), 0.03))),
            moving=speed(hand),
            head=self.local(wrist - self.joint('head')) * flip,
            hip=hip,
        )


_LEG_JOINTS = ('hip', 'knee', 'ankle')
