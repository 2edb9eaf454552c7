# SPDX-License-Identifier: Apache-2.0
"""A stick person moved by hand, frame by frame, for tests with known answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import BONE_LENGTHS, JOINTS

Array = NDArray[Any]
STANDING, HALF_WIDTH, SOLE = 0.89, 0.105, 0.08
HANGING = (0.05, -0.5, 0.02)


def _bend(root: Array, target: Array, upper: float, lower: float, pole: Array) -> Array:
    """Middle joint of a two-bone limb that bends towards ``pole``."""
    way = target - root
    d = min(float(np.linalg.norm(way)), upper + lower - 1e-4)
    axis = way / max(float(np.linalg.norm(way)), 1e-9)
    along = (upper**2 - lower**2 + d**2) / (2 * d)
    side = pole - axis * float(pole @ axis)
    side = side / max(float(np.linalg.norm(side)), 1e-9)
    return np.asarray(root + axis * along + side * np.sqrt(max(upper**2 - along**2, 0.0)))


@dataclass
class Pose:
    """One frame: root and feet in the world, hands from the shoulders (outward, up, forward).

    ``heels`` and ``shrug`` are heights over the rest [m]; ``nod`` and ``face`` turn the head down
    and to the left [rad]; elbows point to ``pole`` (outward, up, forward).
    """

    x: float = 0.0
    z: float = 0.0
    height: float = STANDING
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    heels: float = 0.0
    shrug: float = 0.0
    nod: float = 0.0
    face: float = 0.0
    pole: tuple[float, float, float] = (0.6, -0.6, -0.5)
    feet: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    hands: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def joints(self) -> Array:
        """Positions (22, 3)."""
        c, s = np.cos(self.yaw), np.sin(self.yaw)
        turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
        tilt = np.array([np.sin(self.roll), np.cos(self.pitch), np.sin(self.pitch)])
        tilt[1] *= np.cos(self.roll)
        p = np.zeros((22, 3))
        length = {name: float(BONE_LENGTHS[i]) for name, i in JOINTS.items()}
        origin = np.array([self.x, self.height, self.z])

        def put(name: str, at: Array) -> Array:
            p[JOINTS[name]] = at
            return at

        at = put('pelvis', origin)
        for name in ('spine1', 'spine2', 'spine3', 'neck'):
            at = put(name, at + turn @ tilt * length[name])
        put('head', at + turn @ (tilt * 0.1 + np.array([0, 0, 0.03]) + self._head()))
        for side, out in (('left', 1.0), ('right', -1.0)):
            hip = put(f'{side}_hip', origin + turn @ np.array([out * HALF_WIDTH, 0, 0]))
            foot = self.feet.get(side)
            default = origin + turn @ np.array([out * HALF_WIDTH, 0, 0])
            ankle = np.array(foot if foot else (default[0], SOLE, default[2]))
            ankle[1] += self.heels
            knee = _bend(hip, ankle, 0.385, 0.43, turn @ np.array([0, 0, 1.0]))
            put(f'{side}_knee', knee)
            put(f'{side}_ankle', ankle)
            drop = 0.06 + self.heels
            put(f'{side}_foot', ankle + turn @ np.array([0, -drop, np.sqrt(0.0193 - drop**2)]))
            chest = p[JOINTS['spine3']]
            put(f'{side}_collar', chest + turn @ np.array([out * 0.07, 0.12, 0]))
            across = np.array([tilt[1], -tilt[0], 0.0]) / np.hypot(tilt[0], tilt[1])
            at = across * out * 0.18 + tilt * (0.15 + self.shrug)
            shoulder = put(f'{side}_shoulder', chest + turn @ at)
            hand = np.array(self.hands.get(side, HANGING)) * np.array([out, 1, 1])
            wrist = put(f'{side}_wrist', shoulder + turn @ hand)
            pole = turn @ (np.array(self.pole) * np.array([out, 1, 1]))
            put(f'{side}_elbow', _bend(shoulder, wrist, 0.26, 0.26, pole))
        return p

    def _head(self) -> Array:
        """How far nodding and turning move the head joint from its place over the neck."""
        down, up = 0.03 * np.sin(self.nod), 0.1 * (np.cos(self.nod) - 1)
        ahead = 0.1 * np.sin(self.nod) + 0.03 * (np.cos(self.nod) - 1)
        return np.array([0.05 * np.sin(self.face), up - down, ahead])


def mix(a: tuple[float, ...], b: tuple[float, ...], t: float) -> tuple[float, float, float]:
    """Point between two points with a soft start and end."""
    u = (1 - np.cos(np.pi * min(max(t, 0.0), 1.0))) / 2
    x, y, z = ((1 - u) * p + u * q for p, q in zip(a, b, strict=True))
    return float(x), float(y), float(z)


def film(poses: list[Pose]) -> Array:
    """Positions (F, 22, 3) with half a second of rest at both ends."""
    frames = [pose.joints() for pose in poses]
    return np.stack([frames[0]] * 10 + frames + [frames[-1]] * 10)


def mirrored(positions: Array) -> Array:
    """The same motion with left and right exchanged."""
    flipped = positions.copy()
    for name, i in JOINTS.items():
        if name.startswith('left_'):
            j = JOINTS[name.replace('left_', 'right_')]
            flipped[:, [i, j]] = flipped[:, [j, i]]
    flipped[..., 0] *= -1
    return flipped


def still(frames: int = 60) -> Array:
    """Somebody who just stands."""
    return film([Pose() for _ in range(frames - 20)])


def walk(lengths: list[float], seconds: float = 0.6, sideways: bool = False) -> Array:
    """Steps in turn, each by its signed length [m]: +z, or +x sideways; right (left) foot first.

    The feet meet again if the lengths say so; the pelvis stays over their middle.
    """
    n = max(4, round(seconds * 20))
    feet = {'left': [HALF_WIDTH, 0.0], 'right': [-HALF_WIDTH, 0.0]}
    axis = 0 if sideways else 1
    order = ['left', 'right'] if sideways and lengths[0] > 0 else ['right', 'left']
    poses = []
    for k, length in enumerate(lengths):
        foot = order[k % 2]
        begin = feet[foot][axis]
        for i in range(1, n + 1):
            u = (1 - np.cos(np.pi * i / n)) / 2
            feet[foot][axis] = begin + u * length
            up = 0.08 * np.sin(np.pi * i / n)
            places = {
                side: (at[0], SOLE + (up if side == foot else 0.0), at[1])
                for side, at in feet.items()
            }
            x = (feet['left'][0] + feet['right'][0]) / 2
            z = (feet['left'][1] + feet['right'][1]) / 2
            poses.append(Pose(x=x, z=z, height=0.86, feet=places))
    return film(poses)


def hands(side: str, path: list[tuple[float, float, float]], seconds: float) -> Array:
    """A hand goes through points (from its shoulder), ``seconds`` each; it starts hanging."""
    n = round(seconds * 20)
    stops: list[tuple[float, ...]] = [HANGING, *path, HANGING]
    poses = []
    for a, b in pairwise(stops):
        for i in range(1, n + 1):
            at = mix(a, b, i / n)
            sides = ('left', 'right') if side == 'both' else (side,)
            poses.append(Pose(hands={one: at for one in sides}))
    return film(poses)


def wave(side: str, count: int, seconds: float = 0.6) -> Array:
    """A raised hand goes out and back ``count`` times, in ``seconds`` each."""
    up, out = (0.02, 0.2, 0.2), (0.3, 0.2, 0.2)
    return hands(side, [up] + [out, up] * count, seconds / 2)


def punch(side: str, count: int, up: float = 0.0) -> Array:
    """A fist goes from the guard to the front and back ``count`` times, ``up`` the shoulder."""
    guard, front = (0.0, -0.1 + 0.7 * up, 0.2), (-0.05, up, float(np.sqrt(0.25 - up**2)))
    return hands(side, [guard] + [front, guard] * count, 0.25)


def clap(count: int, seconds: float = 0.5) -> Array:
    """Hands meet in front of the chest ``count`` times, in ``seconds`` each."""
    apart, together = (0.05, -0.15, 0.35), (-0.13, -0.15, 0.35)
    return hands('both', [apart] + [together, apart] * count, seconds / 2)


def squat(count: int, depth: float = 0.3, seconds: float = 1.2) -> Array:
    """Down and up ``count`` times in ``seconds`` each."""
    feet = {'left': (HALF_WIDTH, SOLE, 0.0), 'right': (-HALF_WIDTH, SOLE, 0.0)}
    phase = np.linspace(0, 2 * np.pi * count, round(20 * seconds) * count)
    return film([Pose(height=STANDING - depth * (1 - np.cos(a)) / 2, feet=feet) for a in phase])


def turn(angle_deg: float, seconds: float = 1.5) -> Array:
    """Turn on the spot, positive to the left, feet carried along."""
    n = round(20 * seconds)
    shares = [(1 - np.cos(np.pi * i / n)) / 2 for i in range(n + 1)]
    return film([Pose(yaw=np.radians(angle_deg) * share) for share in shares])


def bow(count: int, angle_deg: float = 45.0) -> Array:
    """Trunk down and up ``count`` times."""
    phase = np.linspace(0, 2 * np.pi * count, 28 * count)
    return film([Pose(pitch=np.radians(angle_deg) * (1 - np.cos(a)) / 2) for a in phase])


def lift_leg(side: str, seconds: float, forward: float, up: float) -> Array:
    """A foot goes ``up`` and ``forward`` [m], stays for a time and comes back."""
    out = 1.0 if side == 'left' else -1.0
    ground, top = (out * HALF_WIDTH, SOLE, 0.0), (out * HALF_WIDTH, SOLE + up, forward)
    stay = round(seconds * 20)
    path = [mix(ground, top, i / 7) for i in range(8)] + [top] * stay
    path += [mix(top, ground, i / 7) for i in range(8)]
    return film([Pose(feet={side: at}) for at in path])


def jump(height: float, forward: float) -> Array:
    """Both feet off the floor together, with a crouch before and after."""
    poses = []
    for i in range(41):
        t = i / 40
        air = max(0.0, np.sin(np.pi * (t - 0.3) / 0.4)) if 0.3 < t < 0.7 else 0.0
        crouch = 0.15 * (np.sin(np.pi * t / 0.3) if t < 0.3 else 0.0)
        crouch += 0.15 * (np.sin(np.pi * (t - 0.7) / 0.3) if t > 0.7 else 0.0)
        z = forward * min(max((t - 0.3) / 0.4, 0.0), 1.0)
        up = height * air
        feet = {s: (o * HALF_WIDTH, SOLE + up, z) for s, o in (('left', 1.0), ('right', -1.0))}
        poses.append(Pose(z=z, height=STANDING + up - crouch, feet=feet))
    return film(poses)


def trembling(positions: Array, seed: int, size: float = 0.02) -> Array:
    """Add slow jitter of all joints with a mean length of about ``size`` [m]."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(positions.shape)
    kernel = np.exp(-0.5 * (np.arange(-6, 7) / 2.0) ** 2)
    noise = np.apply_along_axis(lambda x: np.convolve(x, kernel, 'same'), 0, noise)
    return np.asarray(positions + noise * size / np.sqrt(3) / noise.std())
