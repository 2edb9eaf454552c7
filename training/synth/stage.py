# SPDX-License-Identifier: Apache-2.0
"""The clip under construction: one track per channel, a clock and where the person stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from irgm_ros.motion.skeleton import FPS
from training.synth.arms import REST, ArmPose
from training.synth.kinematics import TOE_HEIGHT
from training.synth.manner import LARGEST, SMALLEST, Manner
from training.synth.tracks import Track

TOKEN_FRAMES = 4.0  # frames of features per motion token
_PACE_SHARE = 0.4  # of the tempo, where slow, normal and fast must stay apart
_TOE_AHEAD = 0.095  # foot joint ahead of the pelvis when standing [m]
SIGN = (1.0, -1.0)  # +x is to the left


@dataclass(frozen=True)
class Foot:
    """A planted foot: place of the foot joint [m] and yaw [rad]."""

    x: float
    z: float
    yaw: float


def on_grid(frames: float, grid: float = TOKEN_FRAMES) -> float:
    """The multiple of `grid` nearest to a duration, at least one."""
    return max(grid, round(frames / grid) * grid)


class Stage:
    """Tracks of a clip, written by the actions in order of time [frames]."""

    def __init__(self, manner: Manner, rng: np.random.Generator) -> None:
        """Set up a person at the origin, facing +z, arms hanging."""
        self.manner = manner
        self.rng = rng
        self.time = 0.0
        self.free: frozenset[int] = frozenset({0, 1})
        self.until = 0.0  # a body action that holds should last this long [frames]
        self.root = Track((0.0, 0.0, 0.0))
        self.shift = Track((0.0, 0.0, 0.0))
        self.trunk = Track((0.0, 0.0, 0.0))
        self.gesture_trunk = Track((0.0, 0.0, 0.0))
        self.head = Track((0.0, 0.0, 0.0))
        self.gesture_head = Track((0.0, 0.0, 0.0))
        self.shoulders = Track((0.0,))
        self.arms = (Track(REST.channel), Track(REST.channel))
        homes = (self.home(0), self.home(1))
        self.feet = tuple(Track((h.x, TOE_HEIGHT, h.z, h.yaw, 0.0)) for h in homes)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Every track."""
        own = (self.root, self.shift, self.trunk, self.head, self.shoulders)
        return (*own, self.gesture_trunk, self.gesture_head, *self.arms, *self.feet)

    def begin(self) -> float:
        """Hold everything that the body moves until now; returns the time."""
        for track in (self.root, self.shift, self.trunk, self.head, *self.feet):
            track.hold(self.time)
        for index in self.free:
            self.arms[index].hold(self.time)
        return self.time

    def frames(self, seconds: float, jitter: float = 0.02, share: float = 1.0) -> float:
        """Duration in frames at this person's tempo.

        Args:
            seconds: Natural duration [s].
            jitter: Relative chance on top.
            share: How much of the tempo counts; less where the pace is part of the command.
        """
        wobble = float(self.rng.uniform(1.0 - jitter, 1.0 + jitter))
        return float(seconds * FPS * self.manner.tempo**share * wobble)

    def cycle(
        self,
        seconds: float,
        jitter: float = 0.02,
        share: float = 1.0,
        grid: float = TOKEN_FRAMES,
        brisk: bool = False,
    ) -> float:
        """Duration in frames of one repetition, a multiple of `grid`.

        Repetitions that last whole tokens look alike as tokens, so that they can be counted; for
        steps of alternating feet it is enough that two of them do (`grid` of half a token).

        Args:
            seconds: Natural duration [s].
            jitter: As in `frames`.
            share: As in `frames`.
            grid: What the duration is a multiple of [frames].
            brisk: Whether a slow person is not slower than the natural duration.
        """
        natural = self.frames(seconds, jitter, share)
        if brisk:
            natural /= max(1.0, self.manner.tempo)
        return on_grid(natural, grid)

    def paced(self, seconds: float, grid: float = TOKEN_FRAMES) -> float:
        """A `cycle` whose pace is part of the command: only a little of the tempo counts."""
        return self.cycle(seconds, 0.02, _PACE_SHARE, grid)

    def vary(self, value: float, share: float = 0.02) -> float:
        """A size at this person's amplitude, with a little of chance."""
        return value * self.manner.size * float(self.rng.uniform(1.0 - share, 1.0 + share))

    def between(self, low: float, high: float) -> float:
        """A size well inside of two bounds; large movements go with the upper one."""
        trait = (self.manner.size - SMALLEST) / (LARGEST - SMALLEST)
        share = 0.6 * min(max(trait, 0.0), 1.0) + 0.4 * float(self.rng.random())
        return low + (0.35 + 0.3 * share) * (high - low)

    def at(self, left: float, ahead: float) -> tuple[float, float]:
        """Point of the floor (x, z) relative to the last root key."""
        x, z, yaw = self.root.last
        return (
            x + left * np.cos(yaw) + ahead * np.sin(yaw),
            z - left * np.sin(yaw) + ahead * np.cos(yaw),
        )

    def home(self, index: int, left: float = 0.0, ahead: float = 0.0, turn: float = 0.0) -> Foot:
        """Place of a foot under the pelvis, after moving and turning from the last root key."""
        return self.foot_at(index, (*self.at(left, ahead), self.root.last[2] + turn))

    def foot_at(self, index: int, root: tuple[float, float, float]) -> Foot:
        """Place of a foot under a pelvis that stands at a root pose (x, z, yaw)."""
        x, z, yaw = root
        side = SIGN[index] * self.manner.stance
        return Foot(
            x + side * np.cos(yaw) + _TOE_AHEAD * np.sin(yaw),
            z - side * np.sin(yaw) + _TOE_AHEAD * np.cos(yaw),
            yaw + SIGN[index] * self.manner.toe_out,
        )

    def centre(self) -> tuple[float, float, float]:
        """Root (x, z, yaw) over both planted feet, with the heading of the last root key."""
        x, z, yaw = self.root.last
        feet, homes = ([place(index) for index in (0, 1)] for place in (self.stance, self.home))
        return (
            x + 0.5 * sum(f.x - h.x for f, h in zip(feet, homes, strict=True)),
            z + 0.5 * sum(f.z - h.z for f, h in zip(feet, homes, strict=True)),
            yaw,
        )

    def stance(self, index: int) -> Foot:
        """Where a foot stands now."""
        x, _, z, yaw, _ = self.feet[index].last
        return Foot(x, z, yaw)

    def plant(self, index: int, time: float, foot: Foot, heel: float = 0.0) -> None:
        """Key a foot on the floor, flat or on its ball with the heel raised [deg]."""
        self.feet[index].to(time, (foot.x, TOE_HEIGHT, foot.z, foot.yaw, np.radians(heel)))

    def swing(
        self,
        index: int,
        start: float,
        end: float,
        foot: Foot,
        lift: float = 0.05,
        roll: float = 28.0,
        heel: float = 0.0,
    ) -> None:
        """Move a foot through the air to a new place: heel off, swing, land.

        Args:
            index: 0 left, 1 right.
            start: Time of leaving the floor [frames].
            end: Time of landing [frames].
            foot: The new place.
            lift: Height of the foot joint above its planted height [m].
            roll: Pitch of the foot while leaving the floor, beyond that of landing [deg].
            heel: Pitch of the foot on landing [deg]; 0 lands flat.
        """
        track = self.feet[index]
        track.hold(start)
        old = self.stance(index)
        for share, progress, height, pitch in (
            (0.28, 0.16, 0.55, heel + roll), (0.6, 0.66, 1.0, heel + 0.2 * roll)
        ):  # fmt: skip
            track.to(
                start + share * (end - start),
                (
                    old.x + progress * (foot.x - old.x),
                    TOE_HEIGHT + height * lift,
                    old.z + progress * (foot.z - old.z),
                    old.yaw + progress * (foot.yaw - old.yaw),
                    float(np.radians(pitch)),
                ),
            )
        self.plant(index, end, foot, heel)

    def hover(
        self, index: int, time: float, left: float, up: float, ahead: float, pitch: float
    ) -> None:
        """Key a lifted foot by its joint relative to the last root key; pitch in degrees."""
        x, z = self.at(left, ahead)
        yaw = self.root.last[2] + SIGN[index] * 0.5 * self.manner.toe_out
        self.feet[index].to(time, (x, up, z, yaw, float(np.radians(pitch))))

    def arm(self, index: int, time: float, pose: ArmPose) -> None:
        """Key an arm for the body action, unless a gesture has it."""
        if index in self.free:
            self.arms[index].to(time, pose.channel)

    def both_arms(self, time: float, pose: ArmPose) -> None:
        """Key both arms for the body action, as far as they are free."""
        for index in (0, 1):
            self.arm(index, time, pose)

    def rest_arms(self, time: float) -> None:
        """Bring the free arms to hang at a time."""
        for index in self.free:
            self.arms[index].to(time, REST.channel)

    def lean(self, time: float, bend: float = 0.0, lean: float = 0.0, twist: float = 0.0) -> None:
        """Key the trunk, degrees: forward, to the left, twisted to the left."""
        self.trunk.to(time, (np.radians(bend), np.radians(lean), np.radians(twist)))

    def look(self, time: float, down: float) -> None:
        """Key the pitch of the head for the body action; degrees, positive looks down."""
        self.head.to(time, (np.radians(down), 0.0, 0.0))

    def upright(self, time: float) -> None:
        """Key a natural stand for everything but the feet."""
        self.shift.to(time, (0.0, 0.0, 0.0))
        self.lean(time)
        self.look(time, 0.0)
        self.rest_arms(time)

    def twist(self, time: float, bend: float, lean: float, twist: float) -> None:
        """Key the trunk's part of a gesture, degrees."""
        self.gesture_trunk.to(time, (np.radians(bend), np.radians(lean), np.radians(twist)))


def lead(side: str | None, default: int) -> int:
    """Index of a named side, or the default."""
    return {'left': 0, 'right': 1}.get(str(side), default)
