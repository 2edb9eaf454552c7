# SPDX-License-Identifier: Apache-2.0
"""What is known of one leg and of one arm, and the small geometry behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from irgm_ros.checks.events import FPS, Signal
from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS

LEG = float(BONE_LENGTHS[JOINTS['left_knee']] + BONE_LENGTHS[JOINTS['left_ankle']])
ARM = float(BONE_LENGTHS[JOINTS['left_elbow']] + BONE_LENGTHS[JOINTS['left_wrist']])
FOREARM = float(BONE_LENGTHS[JOINTS['left_wrist']])
LEFT, RIGHT = 0, 1
SIDES = ('left', 'right')
_FLAT = (0.03, 0.075)  # [m] ankle joint over toe joint of a flat foot, from small feet to big ones


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


def heel_rise(over_toes: Signal, lift: Signal) -> Signal:
    """Rise of the heel from the height of the ankle over the toes (F,) and the foot's lift."""
    standing = over_toes[lift < 0.03]
    flat = np.percentile(standing, 25) if len(standing) else 0.0
    return np.asarray(over_toes - np.clip(flat, *_FLAT))


@dataclass(frozen=True)
class Leg:
    """One leg; heights are above what the joint has when the foot stands.

    Attributes:
        foot: (F, 2) middle of ankle and toes on the ground plane (x, z), world [m].
        moving: (F,) ground speed of the foot [m/s].
        lift: (F,) height of the lower one of ankle and toes above its rest [m].
        ankle: (F,) height of the ankle above its rest [m].
        top: (F,) height of the middle of the foot over the floor [m].
        heel: (F,) how much higher the heel is over the toes than in a flat foot [m].
        ahead: (F,) ankle in front of the pelvis [m].
        out: (F,) ankle sideways of the pelvis, positive away from the other leg [m].
        knee: (F,) height of the knee over the floor [m].
        shin_ahead: (F,) ankle in front of the knee [m].
        bend: (F,) knee angle [deg], 180 is straight.
        thigh: (F,) inclination of the thigh [deg]: 0 hangs, 90 level.
    """

    foot: Signal
    moving: Signal
    lift: Signal
    ankle: Signal
    top: Signal
    heel: Signal
    ahead: Signal
    out: Signal
    knee: Signal
    shin_ahead: Signal
    bend: Signal
    thigh: Signal


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
