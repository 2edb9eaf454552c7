# SPDX-License-Identifier: Apache-2.0
"""Words for measured sizes: slow and fast, high and low, deep and slight, where a walk goes.

The borders come from how people move and talk; near a border both words fit.
"""

from __future__ import annotations

from dataclasses import dataclass

from irgm_ros.checks.events import Event
from irgm_ros.spec.command import Action, Direction


@dataclass(frozen=True)
class Scale:
    """Three words for a size and the borders between them.

    Attributes:
        words: For a small, a middling and a large size.
        low: Border between the first two.
        high: Border between the last two.
        slack: Half width of the zone around a border in which both words fit.
    """

    words: tuple[str, str, str]
    low: float
    high: float
    slack: float

    def names(self, value: float) -> tuple[str, ...]:
        """All words that fit a value, the one that fits without slack first."""
        exact = self.words[(value > self.low) + (value > self.high)]
        ranges = (
            (-float('inf'), self.low),
            (self.low, self.high),
            (self.high, float('inf')),
        )
        near = [
            word
            for word, (least, most) in zip(self.words, ranges, strict=True)
            if least - self.slack <= value <= most + self.slack and word != exact
        ]
        return (exact, *near)


_PACE = ('slow', 'normal', 'fast')
_PERIOD = ('fast', 'normal', 'slow')
_HEIGHT = ('low', 'middle', 'high')
_DEPTH = ('slight', 'middle', 'deep')
SPEEDS: dict[Action, Scale] = {
    # [m/s]; indoors people stroll below 0.6 m/s and stride out above about 1 m/s.
    Action.WALK: Scale(_PACE, 0.6, 1.02, 0.04),
    # [s] for one knee; armies march 120 to the minute, the slow march 60 and double time 180.
    Action.MARCH: Scale(_PERIOD, 0.42, 0.75, 0.025),
    # [s] for 90 degrees without the slow ends; people turn at about 100 degrees a second.
    Action.TURN: Scale(_PERIOD, 0.78, 1.45, 0.06),
    # [s]; exercise at one's own pace is two seconds a squat, quick chair stands 1.2.
    Action.SQUAT: Scale(_PERIOD, 1.2, 2.2, 0.12),
    # [s]; hands wave about once a second, twice when excited.
    Action.WAVE: Scale(_PERIOD, 0.65, 1.15, 0.04),
    # [s]; claps that somebody counts come every half second or second, applause is faster.
    Action.CLAP: Scale(_PERIOD, 0.52, 1.05, 0.04),
}
HEIGHTS: dict[Action, Scale] = {
    # [m] middle of the foot: the knee of a standing adult is at 0.5, the hip at 0.9.
    Action.KICK: Scale(_HEIGHT, 0.52, 0.80, 0.04),
    # [m] of both feet over the floor.
    Action.JUMP: Scale(_HEIGHT, 0.15, 0.25, 0.015),
    # [m] wrist over the shoulder: the chin is 0.1 above it, the lower ribs 0.2 below.
    Action.PUNCH: Scale(_HEIGHT, -0.19, 0.08, 0.03),
}
DEPTHS: dict[Action, Scale] = {
    # [deg] of the thigh; soft parts make 70 look level, halfway down is not a little any more.
    Action.SQUAT: Scale(_DEPTH, 50.0, 70.0, 3.0),
    Action.LUNGE: Scale(_DEPTH, 50.0, 70.0, 3.0),
    Action.BOW: Scale(_DEPTH, 35.0, 60.0, 3.0),  # [deg] of the trunk
    Action.LEAN: Scale(_DEPTH, 18.0, 28.0, 2.0),
}
_COMPASS: tuple[Direction, ...] = (
    'forward', 'forward_left', 'left', 'backward_left', 'backward', 'backward_right', 'right',
    'forward_right',
)  # fmt: skip
_SECTOR_SLACK = 7.5  # [deg]; a third of half a sector


def compass_names(bearing: float) -> tuple[Direction, ...]:
    """Directions of the eight that fit a bearing [deg], left positive; the nearest one first."""
    off = [abs((bearing - 45.0 * k + 180.0) % 360.0 - 180.0) for k in range(8)]
    order = sorted(range(8), key=lambda k: off[k])
    return tuple(_COMPASS[k] for k in order if off[k] <= 22.5 + _SECTOR_SLACK)


def names(attribute: str, event: Event) -> tuple[object, ...]:
    """Values of an attribute that an event shows, the best one first; empty if it has none.

    Args:
        attribute: Name of an attribute of `irgm_ros.spec.command.Part`.
        event: What happened.
    """
    if attribute == 'side':
        return ('both' if event.side == 'mixed' else event.side,)
    if attribute == 'count':
        return (event.count,)
    if attribute == 'angle_deg':
        return (round(event.angle),)
    if attribute == 'direction':
        return (event.direction,) if event.bearing is None else compass_names(event.bearing)
    walking = event.action is Action.WALK
    scales, value = {
        'speed': (SPEEDS, event.pace if walking else event.period),
        'height': (HEIGHTS, event.height),
        'depth': (DEPTHS, event.depth),
    }[attribute]
    return () if value is None else scales[event.action].names(value)
