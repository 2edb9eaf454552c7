# SPDX-License-Identifier: Apache-2.0
"""More of what the stick person of `puppet` does: on one leg, round a circle, with the head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.checks.puppet import HALF_WIDTH, HANGING, SOLE, STANDING, Array, Pose, film, mix

Point = tuple[float, float, float]
GROUND = {'left': (HALF_WIDTH, SOLE, 0.0), 'right': (-HALF_WIDTH, SOLE, 0.0)}


@dataclass
class Tread:
    """One step: which foot goes to (x, z), the heading [rad] and the seconds that it takes."""

    foot: str
    x: float
    z: float
    yaw: float = 0.0
    seconds: float = 0.6


def tread(steps: list[Tread], heels: float = 0.0) -> Array:
    """Steps in turn; pelvis and heading follow the feet, heels are up between the ends."""
    feet = {side: [x, z] for side, (x, _, z) in GROUND.items()}
    yaw = 0.0
    poses = [Pose(height=0.86 + heels * i / 8, heels=heels * i / 8, feet=GROUND) for i in range(9)]
    for step in steps:
        n = round(step.seconds * 20)
        begin, before = list(feet[step.foot]), yaw
        for i in range(1, n + 1):
            u = (1 - np.cos(np.pi * i / n)) / 2
            feet[step.foot] = [
                b + u * (e - b) for b, e in zip(begin, (step.x, step.z), strict=True)
            ]
            yaw = before + u * (step.yaw - before)
            up = 0.08 * np.sin(np.pi * i / n)
            places = {
                side: (x, SOLE + (up if side == step.foot else 0.0), z)
                for side, (x, z) in feet.items()
            }
            x, z = np.mean(list(feet.values()), axis=0)
            height = 0.86 + heels
            poses.append(Pose(x=x, z=z, height=height, yaw=yaw, heels=heels, feet=places))
    last = poses[-1]
    down = [
        Pose(last.x, last.z, 0.86 + heels * i / 8, last.yaw, feet=last.feet) for i in (6, 4, 0)
    ]
    for pose, share in zip(down, (0.75, 0.5, 0.0), strict=True):
        pose.heels = heels * share
    return film(poses + down)


def stroll(count: int, length: float, bearing_deg: float = 0.0, heels: float = 0.0) -> Array:
    """A walk of ``count`` steps towards a bearing (left positive), the heading stays."""
    way = np.radians(bearing_deg)
    ahead = [length * (0.5 + k) for k in range(count)]
    ahead[-1] = ahead[-2]
    order = ('left', 'right') if bearing_deg > 0 else ('right', 'left')
    steps = []
    for k, far in enumerate(ahead):
        foot = order[k % 2]
        steps.append(Tread(foot, GROUND[foot][0] + far * np.sin(way), far * np.cos(way)))
    return tread(steps, heels)


def limp(hurt: str, count: int) -> Array:
    """Walk and hurry off one leg: the other one lands soon and hardly ahead of it."""
    good = 'left' if hurt == 'right' else 'right'
    steps, far = [], 0.0
    for k in range(count):
        foot = good if k % 2 else hurt
        far += 0.0 if k == count - 1 else 0.12 if foot == good else 0.42
        seconds = 0.4 if foot == good else 0.75
        steps.append(Tread(foot, GROUND[foot][0], far, seconds=seconds))
    return tread(steps)


def circle(radius: float, count: int = 12) -> Array:
    """Once round to the left in ``count`` steps and one that closes the feet."""
    steps = []
    for k in range(1, count + 2):
        angle = 2 * np.pi * min(k, count) / count
        foot = 'right' if k % 2 else 'left'
        out = GROUND[foot][0]
        x = radius + (out - radius) * np.cos(angle)
        z = (radius - out) * np.sin(angle)
        steps.append(Tread(foot, float(x), float(z), float(angle), 0.5))
    return tread(steps)


def _flight(
    stand: str, z: float, far: float, high: float, other: Point, seconds: float = 0.35
) -> list[Pose]:
    """One hop on a foot from ``z`` by ``far``; the other foot goes along at a place beside it."""
    poses, n = [], round(seconds * 20)
    free = 'left' if stand == 'right' else 'right'
    for i in range(1, n + 1):
        t = i / n
        up, at = high * 4 * t * (1 - t), z + far * t
        feet = {
            stand: (GROUND[stand][0], SOLE + up, at),
            free: (other[0], other[1] + up, other[2] + at),
        }
        poses.append(Pose(z=at, height=0.87 + up, feet=feet))
    return poses


def hop(side: str, count: int, far: float = 0.0) -> Array:
    """Hops on one leg, the other foot behind in the air all the time."""
    free = 'left' if side == 'right' else 'right'
    down, up = GROUND[free], (GROUND[free][0], SOLE + 0.2, -0.1)
    poses = [Pose(height=0.87, feet={**GROUND, free: mix(down, up, i / 8)}) for i in range(9)]
    z = 0.0
    for _ in range(count):
        poses += _flight(side, z, far, 0.09, up)
        z += far
        stand = poses[-1]
        poses += [Pose(z=z, height=0.83 + 0.01 * i, feet=stand.feet) for i in range(5)]
    end = {side: (GROUND[side][0], SOLE, z)}
    up, down = (up[0], up[1], up[2] + z), (down[0], down[1], z)
    for i in range(1, 9):
        poses.append(Pose(z=z, height=0.87, feet={**end, free: mix(up, down, i / 8)}))
    return film(poses)


def skip(count: int) -> Array:
    """A step and a hop on the same foot, then the other foot: ``count`` hops in all."""
    poses: list[Pose] = []
    feet: dict[str, Point] = dict(GROUND)
    root = 0.0

    def go(
        seconds: float, to: float, ends: dict[str, Point], up: float = 0.0, swing: float = 0.0
    ) -> None:
        """Move the pelvis and the named feet, all in flight by ``up``, the feet by ``swing``."""
        nonlocal root
        n, begin, start = round(seconds * 20), dict(feet), root
        for i in range(1, n + 1):
            arc = 4 * i / n * (1 - i / n)
            for side, end in ends.items():
                x, y, z = mix(begin[side], end, i / n)
                feet[side] = (x, y + (up + swing) * arc, z)
            root = start + (to - start) * i / n
            poses.append(Pose(z=root, height=0.86 + up * arc, feet=dict(feet)))

    z = 0.0
    for k in range(count):
        stand, free = ('right', 'left') if k % 2 == 0 else ('left', 'right')
        z += 0.35
        go(0.3, z - 0.1, {stand: (GROUND[stand][0], SOLE, z)}, swing=0.06)
        lifted = (GROUND[free][0], SOLE + 0.18, z + 0.05)
        go(0.2, z, {free: lifted})
        z += 0.2
        on = {stand: (GROUND[stand][0], SOLE, z), free: (*lifted[:2], z + 0.05)}
        go(0.3, z, on, up=0.08)
        go(0.1, z, {})
    go(0.4, z, {free: (GROUND[free][0], SOLE, z)})
    return film(poses)


def lunge(side: str, far: float, height: float) -> Array:
    """A foot goes far ahead, the pelvis down between the feet, and all back again."""
    x, _, _ = GROUND[side]
    ways = [i / 14 for i in range(15)]
    poses = []
    for share in ways + [1.0] * 6 + ways[::-1]:
        _, up, z = mix((0, STANDING, 0), (0, height, 0.5 * far), share)
        lift = 0.06 * np.sin(np.pi * share)
        foot = (x, SOLE + lift, mix((0, 0, 0), (0, 0, far), share)[2])
        poses.append(Pose(z=z, height=up, feet={**GROUND, side: foot}))
    return film(poses)


def sit(seconds: float = 1.2, height: float = 0.5) -> Array:
    """Down onto a chair that is not there, with the trunk upright, and up again."""
    path = [i / 20 for i in range(21)]
    shares = path + [1.0] * round(seconds * 20) + path[::-1]
    poses = []
    for share in shares:
        _, up, back = mix((0, STANDING, 0), (0, height, -0.36), share)
        poses.append(Pose(z=back, height=up, pitch=0.2 * share, feet=GROUND))
    return film(poses)


def dance(beats: int, arms: bool = True) -> Array:
    """The hips go to the left and to the right in turn, hands up and down with them."""
    poses = []
    for i in range(beats * 10):
        phase = np.pi * i / 10
        swing = float(np.sin(phase)) if arms else 0.0
        places = {
            side: (0.15, -0.28 + 0.15 * out * swing, 0.28)
            for side, out in (('left', 1.0), ('right', -1.0))
        }
        hands = places if arms else {}
        poses.append(Pose(x=0.07 * float(np.sin(phase)), height=0.86, feet=GROUND, hands=hands))
    return film(poses)


def posed(pose: Pose, seconds: float = 0.8, way: float = 0.6, back: bool = True) -> Array:
    """Go from standing to a pose, hold it and come back."""
    n = round(way * 20)
    shares = [i / n for i in range(n + 1)]
    shares += [1.0] * round(seconds * 20) + (shares[::-1] if back else [])
    poses = []
    for share in shares:
        hands = {side: mix(HANGING, at, share) for side, at in pose.hands.items()}
        _, height, z = mix((0, STANDING, 0), (0, pose.height, pose.z), share)
        poses.append(
            Pose(
                z=z,
                height=height,
                pitch=pose.pitch * share,
                roll=pose.roll * share,
                heels=pose.heels * share,
                feet=GROUND,
                hands=hands,
                pole=pose.pole,
            )
        )
    return film(poses)


def reach(direction: str, sides: tuple[str, ...], pitch_deg: float = 30.0) -> Array:
    """Stretch out hands: forward with the trunk, up on the toes, or down below the knees."""
    if direction == 'forward':
        pose = Pose(pitch=np.radians(pitch_deg), z=-0.05)
        at = (0.0, -0.05, 0.51)
    elif direction == 'up':
        pose = Pose(heels=0.07, height=STANDING + 0.07)
        at = (0.05, 0.5, 0.05)
    else:
        pose = Pose(pitch=np.radians(85), height=0.8, z=-0.2)
        at = (0.0, -0.51, 0.05)
    pose.hands = dict.fromkeys(sides, at)
    return posed(pose)


def beckon(side: str, count: int) -> Array:
    """The forearm in front goes up towards the shoulder and down ``count`` times."""
    elbow = np.array([0.05, -0.25, 0.04])

    def hand(angle_deg: float) -> Point:
        angle = np.radians(angle_deg)
        x, y, z = elbow + 0.26 * np.array([0.0, np.sin(angle), np.cos(angle)])
        return float(x), float(y), float(z)

    angles = [10.0 + 62.0 * (1 - np.cos(2 * np.pi * i / 14)) / 2 for i in range(14 * count + 1)]
    ways = [mix(HANGING, hand(10.0), i / 10) for i in range(11)]
    path = ways + [hand(a) for a in angles] + ways[::-1]
    return film([Pose(hands={side: at}, pole=(0.0, -1.0, 0.0)) for at in path])


def block() -> Array:
    """Both forearms upright before the face."""
    at = (-0.1, 0.13, 0.27)
    return posed(Pose(hands={'left': at, 'right': at}, pole=(0.0, -1.0, 0.0)), 1.0)


def shrug(count: int, size: float = 0.06) -> Array:
    """Shoulders up and down ``count`` times, arms hanging."""
    waves = [(1 - np.cos(2 * np.pi * i / 20)) / 2 for i in range(20 * count)]
    return film([Pose(shrug=size * wave) for wave in waves])


def nod(count: int, angle_deg: float = 30.0) -> Array:
    """The head down and up ``count`` times."""
    waves = [(1 - np.cos(2 * np.pi * i / 16)) / 2 for i in range(16 * count)]
    return film([Pose(nod=np.radians(angle_deg) * wave) for wave in waves])


def shake_head(count: int, angle_deg: float = 40.0) -> Array:
    """The head to the left, to the right and back ``count`` times."""
    waves = [np.sin(2 * np.pi * i / 16) for i in range(16 * count + 1)]
    return film([Pose(face=np.radians(angle_deg) * wave) for wave in waves])


def march(count: int, seconds: float) -> Array:
    """Knees lifted in turn on the spot, each in a given time."""
    poses, n = [], round(seconds * 20)
    for k in range(count):
        foot = 'right' if k % 2 == 0 else 'left'
        x, _, z = GROUND[foot]
        for i in range(n + 1):
            up = float(np.sin(np.pi * i / n))
            feet = {**GROUND, foot: (x, SOLE + 0.36 * up, z + 0.05 * up)}
            poses.append(Pose(height=0.88, feet=feet))
    return film(poses)
