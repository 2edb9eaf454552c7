# SPDX-License-Identifier: Apache-2.0
"""Words of the attributes: sides, counts, directions, angles, speeds, heights and depths."""

from __future__ import annotations

from collections.abc import Mapping

from irgm_ros.spec.inflect import NUMBER_WORDS

Words = tuple[str, ...]
Table = dict[object, Words]

_COUNTS = range(1, 9)
_SIDES = ('left', 'right')


def _times(count: int) -> Words:
    name = NUMBER_WORDS[count]
    if count == 1:
        return ('once', 'one time', 'a single time')
    often = (f'{name} times', f'{name} times', f'{name} times in a row')
    return {2: ('twice', 'two times', 'twice'), 3: (*often, 'thrice')}.get(count, often)


def _steps(count: int) -> Words:
    noun = f'{NUMBER_WORDS[count]} step{"s" if count > 1 else ""}'
    return (noun, noun, f'for {noun}')


def _limb(*names: str, both: Words = ()) -> Table:
    words: Table = {
        side: tuple(f'{owner} {side} {name}' for owner in ('POSS', 'the') for name in names)
        for side in _SIDES
    }
    return {**words, 'both': both} if both else words


def _prefixed(words: Mapping[object, Words], *prefixes: str) -> Table:
    return {
        key: tuple(f'{prefix} {word}' for prefix in prefixes for word in options)
        for key, options in words.items()
    }


_HANDS = _limb('hand', 'arm', both=('both hands', 'both arms', 'POSS hands', 'both of POSS hands'))
_ARMS = _limb('hand', 'arm', both=('both hands', 'both arms', 'POSS arms', 'both of POSS arms'))
_TWO_HANDS = _limb('hand', 'arm', both=('both hands', 'both arms'))
_LEGS = _limb('leg', 'foot')
_KNEES = _limb('knee')

_AHEAD = ('forward', 'forwards', 'ahead', 'straight ahead', 'straight forward')
_BACK = ('backward', 'backwards', 'back')


def _turn_way(side: str) -> Words:
    return (side, f'to the {side}', f'to POSS {side}')


def _aside(side: str) -> Words:
    return (*_turn_way(side), f'{side}ward', f'sideways to the {side}', f'sideways {side}')


def _front(side: str) -> Words:
    return (
        f'diagonally forward to the {side}', f'diagonally forward {side}', f'forward {side}',
        f'to the front {side}', f'diagonally to the front {side}', f'forward to the {side}',
        f'diagonally {side}', f'diagonally to the {side}', f'forward and to the {side}',
    )  # fmt: skip


def _rear(side: str) -> Words:
    return (
        f'diagonally backward to the {side}', f'diagonally backward {side}', f'backward {side}',
        f'to the back {side}', f'diagonally back to the {side}', f'backwards to the {side}',
        f'to the rear {side}', f'backward and to the {side}',
    )  # fmt: skip


_LEFT_RIGHT: Table = {side: _turn_way(side) for side in _SIDES}
_WALK: Table = {
    'forward': (*_AHEAD, 'straight'), 'backward': (*_BACK, 'in reverse'),
    'left': _aside('left'), 'right': _aside('right'),
    'forward_left': _front('left'), 'forward_right': _front('right'),
    'backward_left': _rear('left'), 'backward_right': _rear('right'),
}  # fmt: skip
_UPWARD = ('up', 'upward', 'straight up', 'into the air', 'up in the air')
_ON_THE_SPOT = ('in place', 'on the spot')
_JUMP: Table = {
    'up': (*_UPWARD, *_ON_THE_SPOT, 'up and down'),
    'forward': ('forward', 'forwards', 'ahead'), 'backward': _BACK,
    'left': (*_turn_way('left'), 'sideways to the left'),
    'right': (*_turn_way('right'), 'sideways to the right'),
}  # fmt: skip
_POINT: Table = {
    'forward': (*_AHEAD, 'to the front', 'in front of POSS body'),
    'up': ('up', 'upward', 'upwards', 'at the ceiling', 'to the sky', 'at the sky'),
    **_LEFT_RIGHT,
}
_REACH: Table = {
    'forward': ('forward', 'forwards', 'ahead', 'to the front'),
    'up': ('up', 'upward', 'upwards', 'up high', 'overhead', 'for the ceiling', 'for the sky'),
    'down': ('down', 'downward', 'downwards', 'for the floor', 'toward the floor', 'down low'),
}
_ANGLE_NAMES: Mapping[int, Words] = {
    45: ('forty-five',),
    90: ('ninety',),
    135: ('one hundred thirty-five', 'one thirty-five', 'a hundred and thirty five'),
    180: ('one hundred eighty', 'one eighty', 'a hundred and eighty'),
    270: ('two hundred seventy', 'two seventy', 'two hundred and seventy'),
    360: ('three hundred sixty', 'three sixty', 'three hundred and sixty'),
}
_ANGLES: Table = {
    angle: (
        *(f'{angle} degrees', f'by {angle} degrees', f'{angle} degrees', f'{angle}°'),
        *(f'{name} degrees' for name in names),
    )
    for angle, names in _ANGLE_NAMES.items()
}
_SLOW = ('slowly', 'at a slow pace', 'at a slow speed', 'slowly', 'slow', 'in slow motion')
_NORMAL = (
    'at a normal pace', 'at normal speed', 'at a moderate pace', 'at a normal speed',
    'at a medium pace', 'at a regular pace', 'at an average pace',
)  # fmt: skip
_FAST = (
    'quickly', 'fast', 'at a fast pace', 'at a brisk pace', 'briskly', 'rapidly', 'at high speed',
    'at a quick pace',
)  # fmt: skip
_SPEEDS: Table = {'slow': _SLOW, 'normal': _NORMAL, 'fast': _FAST}
_SLIGHT = ('slightly', 'a little', 'a bit', 'a little bit', 'just a little', 'only slightly')


def _counts(*open_count: str) -> Table:
    return {None: open_count}


# Words of the slots that count as one, lest "as" were heard as "while" or "high" as a height.
PHRASES = ('as high as possible', 'as high as the hips', 'as far as possible', 'at high speed')
# Slot name -> (attribute, value -> its words); words of None belong to an open attribute.
SLOTS: Mapping[str, tuple[str, Table]] = {
    'times': ('count', {n: _times(n) for n in _COUNTS}),
    'steps': ('count', {n: _steps(n) for n in _COUNTS}),
    'few_times': (
        'count',
        _counts('a few times', 'several times', 'repeatedly', 'some times'),
    ),
    'a_bit': ('count', _counts('a bit', 'a little', 'a little bit')),
    'few_steps': ('count', _counts('a few steps', 'several steps')),
    'hand': ('side', _HANDS),
    'arm': ('side', _ARMS),
    'with_hand': ('side', _prefixed(_TWO_HANDS, 'with', 'using')),
    'with_arm': ('side', _prefixed(_TWO_HANDS, 'with')),
    'with_fist': ('side', _prefixed(_limb('fist', 'hand', 'arm'), 'with', 'using')),
    'leg': ('side', _LEGS),
    'with_leg': ('side', _prefixed(_LEGS, 'with', 'using')),
    'on_leg': ('side', _prefixed(_LEGS, 'on')),
    'foot': ('side', _limb('foot')),
    'knee': ('side', _KNEES),
    'on_knee': ('side', _prefixed(_KNEES, 'on')),
    'walk': ('direction', _WALK),
    'lr': ('direction', _LEFT_RIGHT),
    'way': ('direction', {side: (side,) for side in _SIDES}),
    'ahead': ('direction', {'forward': _AHEAD}),
    'straight': ('direction', {'forward': _AHEAD, 'backward': _BACK}),
    'jump': ('direction', _JUMP),
    'jump_away': ('direction', {way: _JUMP[way] for way in ('backward', 'left', 'right')}),
    'hop': ('direction', {'up': ('up', *_ON_THE_SPOT), 'forward': _JUMP['forward']}),
    'point': ('direction', _POINT),
    'reach': ('direction', _REACH),
    'deg': ('angle_deg', _ANGLES),
    'degree': ('angle_deg', {angle: (f'{angle} degree',) for angle in _ANGLE_NAMES}),
    'bare_deg': ('angle_deg', {angle: (f'{angle}',) for angle in _ANGLE_NAMES}),
    'speed': ('speed', _SPEEDS),
    'adverb': (
        'speed',
        {'slow': ('slowly',), 'fast': ('quickly', 'rapidly', 'briskly', 'swiftly')},
    ),
    'kick_height': (
        'height',
        {
            'high': ('high', 'up high', 'at hip height', 'as high as the hips', 'hip high'),
            'low': ('low', 'down low', 'below the knee', 'at shin height', 'close to the floor'),
        },
    ),
    'jump_height': (
        'height',
        {
            'high': ('high', 'really high', 'as high as possible', 'very high'),
            'low': ('low', 'just a little', 'a little', 'a little bit', 'very low'),
        },
    ),
    'punch_height': (
        'height',
        {
            'high': ('high', 'at face height', 'at head height', 'to the face', 'to the head'),
            'low': ('low', 'at belly height', 'to the belly', 'to the stomach', 'to the body'),
        },
    ),
    'squat_depth': (
        'depth',
        {'deep': ('deeply', 'deep', 'all the way down', 'low', 'very low'), 'slight': _SLIGHT},
    ),
    'lunge': (
        'depth',
        {'deep': ('deeply', 'deep', 'low', 'very deep', 'far'), 'slight': _SLIGHT},
    ),
    'bow_depth': (
        'depth',
        {'deep': ('deeply', 'low', 'very low', 'all the way down', 'deep'), 'slight': _SLIGHT},
    ),
    'lean_depth': (
        'depth',
        {'deep': ('far', 'a lot', 'deeply', 'very far', 'as far as possible'), 'slight': _SLIGHT},
    ),
}
