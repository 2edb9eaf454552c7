# SPDX-License-Identifier: Apache-2.0
"""Clauses that only say what is different: "kick with the right foot and next with the left".

After "then" or "next" a clause without a verb repeats the one before it with the side, the
direction or the count that it says; "the other leg" and "the left one" get the words that they
stand for.
"""

from __future__ import annotations

import re

from irgm_ros.language.fragments import END, ITS, N

_OFTEN = rf'(?:{N} times|once|twice)'
_LIMB = '(?:hand|arm|leg|foot|knee|fist)'
_OTHER = {'left': 'right', 'right': 'left'}
# Verbs by the limb that "with the left" means.
_LIMBS = {
    'foot': 'kick|lunge|hop|balance|limp|stand', 'knee': 'kneel',
    'hand': 'wave|salute|point|punch|jab|reach|raise|lift|beckon|box',
}  # fmt: skip
_JOIN = (
    r'(?P<join>(?: ,)?(?: and| but)?(?: ,)? (?:then|next|after that|afterwards|finally)(?: ,)?)'
)
_AND = r'(?P<join>(?: ,)? and)'
_SAME = '(?:do |repeat |again )*(?:the same(?: thing| again)?|that|it|this|again|one|once more)'
_WAY = (
    rf'(?:(?:to|on|with|using) )?(?:{ITS} )?(?P<side>left|right|other)(?: (?:{_LIMB}|one|side))?'
)
_NUMBER = re.compile(rf'(?<!\S){N}(?!\S)')
_A_SINGLE = re.compile(r'(?<!\S)one (?:with|on|to)(?!\S)')
_STOP = r'(?!(?:,|and|then|next|afterwards|while|before|after)(?!\S))'
_WORDS = rf'(?P<said>{_STOP}[^\s,]+(?: {_STOP}[^\s,]+)*?)'
_NEXT = re.compile(
    rf'(?<!\S){_WORDS}{_JOIN} (?:(?P<often>{_OFTEN}) )?(?:{_SAME} )?(?:back |over )?'
    rf'{_WAY}(?: (?P<late>{_OFTEN}))?(?: again| as well| too)?{END}'
)
_LIST = re.compile(
    rf'(?<!\S){_WORDS}{_AND} (?:(?:{_SAME} )?(?P<way>(?:to|on|with) (?:{ITS} )?'
    rf'(?P<side>left|right|other)(?: (?:{_LIMB}|one|side))?)){END}'
)
# "The left one" is a limb; "back left one step" is not.
_ONE = re.compile(
    rf'(?<!\S)(?P<mine>{ITS} )?(?P<side>left|right|other) one'
    r'(?! (?:small |big |slow |quick )?(?:steps?|paces?|strides?|times?)(?!\S))(?!\S)'
)
_THE_OTHER = re.compile(rf'(?<!\S)(?:(?<=with )|(?<=using ))(?P<mine>{ITS} )(?P<side>other){END}')
_OTHER_LIMB = re.compile(rf'(?<!\S)(?P<mine>{ITS}) other (?P<limb>{_LIMB}|side)(?!\S)')
_BARE = re.compile(
    rf'(?<!\S)(?P<with>with|using|on) (?P<mine>{ITS} )?(?P<side>left|right){END}'
    rf'(?! and (?:{ITS} )?(?:left|right)(?!\S))'
)
_COUNT = re.compile(rf'(?<!\S){_OFTEN}(?!\S) ?')
_SIDED = re.compile(rf'(?<!\S)(left|right)(?: ({_LIMB}))?(?!\S)')


def completed(text: str) -> str:
    """The text with what its clauses leave out.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    if 'left' not in text and 'right' not in text:
        return text
    text = _OTHER_LIMB.sub(_opposite, text)
    text = _ONE.sub(_named, text)
    text = _THE_OTHER.sub(_named, text)
    text = _NEXT.sub(_repeated, text)
    text = _LIST.sub(_repeated, text)
    return _BARE.sub(_limbed, text)


def _opposite(match: re.Match[str]) -> str:
    """Read "the other leg" after a side that has been said."""
    before = _SIDED.findall(match.string[: match.start()])
    if not before:
        return match.group()
    return f'{match.group("mine")} {_OTHER[before[-1][0]]} {match.group("limb")}'


def _named(match: re.Match[str]) -> str:
    """Read "the left one" after a limb that has been said."""
    before = [entry for entry in _SIDED.findall(match.string[: match.start()]) if entry[1]]
    if not before:
        return match.group()
    side = match.group('side')
    side = _OTHER[before[-1][0]] if side == 'other' else side
    return f'{match.group("mine") or "your "}{side} {before[-1][1]}'


def _repeated(match: re.Match[str]) -> str:
    """The clause once more, with the other side and count."""
    found = match.groupdict()
    said = found['said'].strip()
    sides = _SIDED.findall(said)
    side = found['side']
    if len(sides) != 1 or (side != 'other' and side == sides[0][0]):
        return match.group()
    if _NUMBER.search(said) and _A_SINGLE.search(match.group(), len(found['said'])):
        return match.group()  # "two punches with the right and one with the left"
    clause = _SIDED.sub(lambda m: m.group().replace(m.group(1), _OTHER[m.group(1)]), said)
    often = found.get('often') or found.get('late')
    if often:
        clause = f'{_COUNT.sub("", clause).strip()} {often}'
    join = found['join'] if re.search('then|next|after|finally', found['join']) else ' , then'
    return f'{said}{join} {clause}'


def _limbed(match: re.Match[str]) -> str:
    """Read "with the left" with the limb that the verb means."""
    before = match.string[: match.start()]
    verbs = [
        (at.start(), limb)
        for limb, names in _LIMBS.items()
        for at in re.finditer(rf'(?<!\S)(?:{names})(?:s|es|ing|ting|ning|ping)?(?!\S)', before)
    ]
    if not verbs or (match.group('with') == 'on' and max(verbs)[1] == 'hand'):
        return match.group()
    return (
        f'{match.group("with")} {match.group("mine") or ""}{match.group("side")} {max(verbs)[1]}'
    )
