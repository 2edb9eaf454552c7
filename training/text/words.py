# SPDX-License-Identifier: Apache-2.0
"""Words of the attributes: sides, counts, directions, angles and speeds."""

from __future__ import annotations

from collections.abc import Mapping

NUMBER_WORDS: Mapping[int, str] = dict(
    enumerate(
        ('zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten')
    )
)

_COUNTS = range(1, 9)


def _times(count: int) -> tuple[str, ...]:
    name = NUMBER_WORDS[count]
    return {1: ('once', 'one time'), 2: ('twice', 'two times')}.get(count, (f'{name} times',))


def _steps(count: int) -> tuple[str, ...]:
    noun = f'{NUMBER_WORDS[count]} step{"s" if count > 1 else ""}'
    return (noun, noun, f'for {noun}')


def _limb(*names: str, both: tuple[str, ...] = ()) -> dict[object, tuple[str, ...]]:
    words: dict[object, tuple[str, ...]] = {
        side: tuple(f'POSS {side} {name}' for name in names) for side in ('left', 'right')
    }
    return {**words, 'both': both} if both else words


def _prefixed(
    prefix: str, words: Mapping[object, tuple[str, ...]]
) -> dict[object, tuple[str, ...]]:
    return {key: tuple(f'{prefix} {word}' for word in options) for key, options in words.items()}


_HANDS = _limb('hand', 'arm', both=('both hands', 'both arms', 'POSS hands', 'both POSS hands'))
_ARMS = _limb('hand', 'arm', both=('both hands', 'both arms', 'POSS arms', 'both of POSS arms'))
_TWO_HANDS = _limb('hand', 'arm', both=('both hands', 'both arms'))
_LEGS = _limb('leg', 'foot')
_KNEES = _limb('knee')

_AHEAD = ('forward', 'forwards', 'ahead', 'straight ahead')
_BACK = ('backward', 'backwards', 'back')


def _turn_way(side: str) -> tuple[str, ...]:
    return (side, f'to the {side}', f'to POSS {side}')


def _walk_way(side: str) -> tuple[str, ...]:
    return (*_turn_way(side), f'{side}ward', f'sideways to the {side}')


_LEFT_RIGHT: dict[object, tuple[str, ...]] = {s: _turn_way(s) for s in ('left', 'right')}
_WALK: dict[object, tuple[str, ...]] = {
    'forward': _AHEAD, 'backward': _BACK, 'left': _walk_way('left'), 'right': _walk_way('right'),
}  # fmt: skip
_JUMP: dict[object, tuple[str, ...]] = {
    'up': ('up', 'upward', 'straight up', 'into the air', 'up in the air'),
    'forward': ('forward', 'forwards', 'ahead'), 'backward': _BACK,
    'left': (*_turn_way('left'), 'sideways to the left'),
    'right': (*_turn_way('right'), 'sideways to the right'),
}  # fmt: skip
_POINT: dict[object, tuple[str, ...]] = {
    'forward': (*_AHEAD, 'to the front'),
    'up': ('up', 'upward', 'upwards', 'at the ceiling', 'to the sky'),
    'left': _turn_way('left'), 'right': _turn_way('right'),
}  # fmt: skip
_ANGLE_NAMES = {45: 'forty-five', 90: 'ninety', 180: 'one hundred eighty', 360: 'three sixty'}
_ANGLES: dict[object, tuple[str, ...]] = {
    angle: (f'{angle} degrees', f'by {angle} degrees', f'{name} degrees', f'{angle} degrees')
    for angle, name in _ANGLE_NAMES.items()
}
_SPEEDS: dict[object, tuple[str, ...]] = {
    'slow': ('slowly', 'at a slow pace', 'at a slow speed', 'slowly'),
    'normal': ('at a normal pace', 'at normal speed', 'at a moderate pace', 'at a normal speed'),
    'fast': ('quickly', 'fast', 'at a fast pace', 'at a brisk pace', 'briskly', 'rapidly'),
}

# Slot name -> (attribute, value -> its words).
SLOTS: Mapping[str, tuple[str, Mapping[object, tuple[str, ...]]]] = {
    'times': ('count', {n: _times(n) for n in _COUNTS}),
    'steps': ('count', {n: _steps(n) for n in _COUNTS}),
    'hand': ('side', _HANDS),
    'arm': ('side', _ARMS),
    'with_hand': ('side', _prefixed('with', _TWO_HANDS)),
    'with_fist': ('side', _prefixed('with', _limb('fist', 'hand', 'arm'))),
    'leg': ('side', _LEGS),
    'with_leg': ('side', _prefixed('with', _LEGS)),
    'knee': ('side', _KNEES),
    'on_knee': ('side', _prefixed('on', _KNEES)),
    'which': ('side', {'left': ('left',), 'right': ('right',)}),
    'walk': ('direction', _WALK),
    'lr': ('direction', _LEFT_RIGHT),
    'way': ('direction', {'left': ('left',), 'right': ('right',)}),
    'ahead': ('direction', {'forward': _AHEAD}),
    'jump': ('direction', _JUMP),
    'point': ('direction', _POINT),
    'deg': ('angle_deg', _ANGLES),
    'degree': ('angle_deg', {angle: (f'{angle} degree',) for angle in _ANGLE_NAMES}),
    'speed': ('speed', _SPEEDS),
    'adverb': ('speed', {'slow': ('slowly',), 'fast': ('quickly', 'rapidly', 'briskly')}),
}
