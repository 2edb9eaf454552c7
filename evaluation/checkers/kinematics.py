# SPDX-License-Identifier: Apache-2.0
"""Signals that all detectors read: heading, trunk, feet, legs and arms of one motion.

Lengths are divided by the person's size, so that all thresholds are those of an adult of 1.70 m.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import savgol_filter

from evaluation.checkers.events import FPS, Signal
from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS

LEG = float(BONE_LENGTHS[JOINTS['left_knee']] + BONE_LENGTHS[JOINTS['left_ankle']])
ARM = float(BONE_LENGTHS[JOINTS['left_elbow']] + BONE_LENGTHS[JOINTS['left_wrist']])
LEFT, RIGHT = 0, 1
SIDES = ('left', 'right')
_UP = np.array([0.0, 1.0, 0.0])


def bend_deg(a: Signal, b: Signal, c: Signal) -> Signal:
    """Angle at ``b`` between the bones to ``a`` and ``c`` (..., 3) [deg]; 180 is straight."""
    u, v = a - b, c - b
    norm = np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1)
    cosine = (u * v).sum(-1) / np.maximum(norm, 1e-9)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def speed(points: Signal, sigma: float = 1.0) -> Signal:
    """Smoothed speed [m/s] of points (F, k) at 20 fps."""
    smooth = gaussian_filter1d(points, sigma, axis=0, mode='nearest')
    return np.asarray(np.linalg.norm(np.gradient(smooth, axis=0), axis=-1) * FPS)


@dataclass(frozen=True)
class Leg:
    """One leg; heights are above what the joint has when the foot stands.

    Attributes:
        foot: (F, 2) middle of ankle and toes on the ground plane (x, z), world [m].
        moving: (F,) ground speed of the foot [m/s].
        lift: (F,) height of the lower one of ankle and toes above its rest [m].
        ankle: (F,) height of the ankle above its rest [m].
        ahead: (F,) ankle in front of the pelvis [m].
        out: (F,) ankle sideways of the pelvis, positive away from the other leg [m].
        knee: (F,) height of the knee over the floor [m].
        shin_ahead: (F,) ankle in front of the knee [m].
        bend: (F,) knee angle [deg], 180 is straight.
    """

    foot: Signal
    moving: Signal
    lift: Signal
    ankle: Signal
    ahead: Signal
    out: Signal
    knee: Signal
    shin_ahead: Signal
    bend: Signal


@dataclass(frozen=True)
class Arm:
    """One arm in the heading frame of the chest: x away from the body, y up, z forward.

    Attributes:
        wrist: (F, 3) from the shoulder [m].
        elbow: (F, 3) from the shoulder [m].
        across: (F,) wrist sideways of the body's middle, negative on the other side [m].
        reach: (F,) distance of the wrist from the shoulder, as a part of the arm length.
        bend: (F,) elbow angle [deg], 180 is straight.
        lift: (F,) elevation of the arm [deg]: 0 hangs, 90 level, 180 straight up.
        sway: (F,) tilt of the forearm sideways [deg]: positive away from the body.
        moving: (F,) speed of the wrist in the chest frame [m/s].
        head: (F, 3) wrist from the head joint, same axes [m].
        hip: (F, 3) wrist from the pelvis, same axes [m].
    """

    wrist: Signal
    elbow: Signal
    across: Signal
    reach: Signal
    bend: Signal
    lift: Signal
    sway: Signal
    moving: Signal
    head: Signal
    hip: Signal


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

    def local(self, vectors: Signal) -> Signal:
        """Turn world vectors (F, 3) into the heading frame: x left, y up, z forward."""
        c, s = np.cos(self.yaw), np.sin(self.yaw)
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

    def _leg(self, side: str, outward: float) -> Leg:
        ankle, toes = self.joint(f'{side}_ankle'), self.joint(f'{side}_foot')
        knee, hip = self.joint(f'{side}_knee'), self.joint(f'{side}_hip')
        rest_ankle, rest_toes = np.percentile(ankle[:, 1], 10), np.percentile(toes[:, 1], 10)
        from_root = self.local(ankle - self.joint('pelvis'))
        foot = 0.5 * (ankle + toes)[:, [0, 2]]
        return Leg(
            foot=foot,
            moving=speed(foot),
            lift=np.minimum(ankle[:, 1] - rest_ankle, toes[:, 1] - rest_toes),
            ankle=ankle[:, 1] - rest_ankle,
            ahead=from_root[:, 2],
            out=outward * from_root[:, 0],
            knee=knee[:, 1],
            shin_ahead=self.local(ankle - knee)[:, 2],
            bend=bend_deg(hip, knee, ankle),
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
