# SPDX-License-Identifier: Apache-2.0
"""Takes out of a sentence what is said around a request: calls, cheers, remarks, comparisons.

A part goes only where it cannot be a request itself: names and cheers that a table knows, remarks
that begin like a statement and hold no word of an action, a wish or an attribute, reasons, and
what something shall look like ("as if you were late"). Unknown words in any other place stay, so
the gate refuses them.
"""

from __future__ import annotations

import re

from irgm_ros.language.calls import is_cheer, is_name, name_at_end
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.numerals import is_number
from irgm_ros.language.people import of_someone
from irgm_ros.language.sentence import CONNECTIVES

_STATIVE = (
    '(?:is|are|was|were|has|have|had|needs?|wants?|loves|likes|says?|said|looks?|seems?|feels?|'
    'makes?|means?|keeps?|deserves?|awaits?|will|would|can|could|might|does|did|gets?|just|always|'
    'helps?|works?|hurts?|sounds?|takes?|adored?|loved|goes|depends?|expects?|matters?|hates)'
)
# How a remark begins. Whoever else could be told to do something is no subject of a remark.
_REMARK = re.compile(
    rf'(?:i|we|there (?:is|are|was)|here (?:is|are|comes|come)|(?:this|that) {_STATIVE}|'
    rf'(?:these|those) (?:are|were)|it {_STATIVE}(?! \w+ing(?!\S))|it is (?:getting|raining|going|'
    rf'snowing)|you (?:are|were|look|seem|have|had|know|can|will|would|owe|deserve|earned|'
    rf'always)(?! \w+ing(?!\S))|you (?:are|were) \w+ing (?:me|us|great|good|fine|well)|'
    rf'(?:my|our) (?:\w+ )*?{_STATIVE}|your (?:\w+ ){{1,2}}{_STATIVE}|'
    rf'(?:the|everyone|everybody|nobody|people|folks|they|he|she|all eyes)(?: \w+){{0,3}}? '
    rf'{_STATIVE}(?! \w+ing(?!\S))|(?:the|my|our) \w+s (?:asleep|here|late|watching|waiting|'
    rf'coming|'
    rf'looking|leaving|ready|tired|bored|hungry|angry|sad|home|thirsty|orders)|(?:the \w+(?: '
    rf'\w+)?|everyone|everybody|people) (?:is|are) (?:watching|waiting|looking|leaving|'
    rf'sleeping|coming|listening|filming|recording|rolling))(?!\S)'
)
_AHEAD = re.compile(r'(?:(?:before|while|since|because|as|so|but|and|now that|seeing as|cause) )+')
_WISH = re.compile(
    r'(?:want|need|like|love|wish|expect|prefer|demand|order|command|require|ask|should|must|'
    r'ought|shall|let|have to|has to|had to|supposed to|going to|told)(?!\S)'
)
_TOLD = frozenset({'will', 'shall', 'should', 'must', 'ought', 'needs'})
_REASON = re.compile(
    r' (?:because|since|so that|so|as|in case|but|given that|now that|seeing as|while|before) '
    r'(?=(?:i|we|it|he|she|they|this|that|there|my|our|the|everyone|everybody|nobody|people|you '
    r'are|you have|you look|your)(?!\S))'
)
_LIKE = re.compile(
    r'(?<!\S)(?:(?:just|exactly|much|a bit|kind of|sort of|more|something|looking|acting) )*'
    r'(?:like|as if|as though|as when|the way|in the (?:manner|style|way) of|as(?= (?:a|an|the|i|'
    r'we|usual|on|in|at|for|from|during|onto|to|when|after|high|quick|quickly|well|far|one|someone|'
    r'somebody|people|person|those|wings)(?!\S))|as(?= (?:\w+ )?\w+ (?:do|does|did|would)(?!\S))|'
    r'imitating|mimicking|pretending|'
    r'resembling|reminiscent of)(?!\S)'
)
# "Like someone who waits and is not amused" goes on.
_STILL_LIKE = re.compile(r'and (?:is|are|has|does|did|was|can|could|must|wants?|would)(?!\S)')
_WHOSE = frozenset({'his', 'her', 'their', 'its', 'the', 'a', 'an'})
_STYLE = re.compile(
    r'(?<!\S)(?:(?:in )?(?:an? |the |true |real |proper |classic )*(?:\w+ )?\w+ (?:style|fashion|'
    r'manner|mode|like)|(?:in |with )(?:style|feeling|confidence|passion|gusto|pride|joy|energy|'
    r'flair|panache|enthusiasm|conviction|attitude|grace|dignity|a (?:big |wide )?(?:smile|grin)))'
    r'(?= ,|$)'
)
_PRETEND = re.compile(
    r'(?:pretend|imagine|suppose|picture|act|say|behave|assume|you are in|once upon)(?!\S)'
)
_SUBJECT = re.compile(
    r'^(?:(?:an?|the|one|this|our|another) )?(?:[a-z]+ ){0,2}?(?:man|woman|figure|individual|'
    r'actor|'
    r'actress|dancer|boxer|boy|girl|kid|child|guy|lady|human|humanoid|character|athlete|soldier|'
    r'performer|avatar|player|dummy|mannequin|gentleman|adult|male|female|subject|dude|toddler|'
    r'somebody|someone)(?= (?:is|are)(?!\S)| (?:[a-z]+ly )?[a-z]+s(?!\S)| [a-z]+ing(?!\S))'
)
# What a comparison must not hold to be dropped: the body would have to show it.
_SHOWN = frozenset(
    {'leg', 'legs', 'foot', 'ankle', 'knee', 'chair', 'seat', 'hurt', 'hurts', 'injured', 'sore',
     'wings'}
)  # fmt: skip
# Attributes, which change a command wherever they are said.
_ATTRIBUTES = frozenset(
    {'left', 'right', 'forward', 'backward', 'ahead', 'slowly', 'slow', 'quickly', 'fast',
     'rapidly', 'briskly', 'high', 'low', 'deep', 'deeply', 'slightly', 'times', 'steps',
     'degrees', 'twice', 'once', 'both'}
)  # fmt: skip
# Words that name an action in a command, and mean little in a remark.
_COMMON = frozenset(
    {'up', 'above', 'still', 'bad', 'knee', 'waist', 'seat', 'point', 'motion', 'cover', 'cross',
     'box', 'signal', 'come', 'comes', 'coming', 'go', 'goes', 'going', 'hurt', 'hurts', 'sore',
     'wait', 'waiting', 'stop', 'rush', 'hurry', 'pause', 'stay', 'stays', 'move', 'moves',
     'moving', 'stand', 'stands', 'standing', 'side', 'sides', 'guard', 'shoulders', 'face',
     'pace', 'injured', 'toes', 'wings', 'boxing'}
)  # fmt: skip


def without_chatter(text: str, lexicon: Lexicon) -> str:
    """The text without what is no request; the text itself if nothing else is in it.

    Args:
        text: A normalised command.
        lexicon: Tells words of actions from others.
    """
    text = of_someone(text, lexicon)
    text = _SUBJECT.sub('a person', text) if not text.startswith('a person ') else text
    text = text.removeprefix('like ') if text.startswith('like a ') else text
    lead = text.split(', ')[0].split()
    told = any(tuple(lead[: len(s)]) == s for s in lexicon.subjects)
    subject = told and names_action(lead, lexicon)
    kept: list[str] = []
    for segment in text.split(', '):
        words = _request(segment.strip(), lexicon, subject)
        if words:
            kept.append(words)
    return ', '.join(kept) or text


def names_action(words: list[str], lexicon: Lexicon) -> bool:
    """Whether a word names an action by itself or begins a clause."""
    merged = set(lexicon.merge(words))
    return any(entry.named_in(merged) for entry in lexicon.actions.values())


def _orders(words: list[str], lexicon: Lexicon) -> bool:
    """Whether one of the words names an action by itself, and means it even in a remark."""
    merged = set(lexicon.merge(words)) - _COMMON
    return any(entry.named_in({word}) for entry in lexicon.actions.values() for word in merged)


def _request(segment: str, lexicon: Lexicon, subject: bool) -> str:
    """What remains of a part between two commas."""
    if not subject and _AHEAD.match(segment) and _said(_AHEAD.sub('', segment), lexicon):
        return ''
    if is_name(segment.split()) or is_cheer(segment):
        return ''
    if not subject and _said(segment, lexicon):
        return ''
    pretend = _PRETEND.match(segment)
    if pretend:
        scene, _, rest = segment.partition(' and ')
        if _orders(scene.split(), lexicon) or not _SHOWN.isdisjoint(scene.split()):
            return segment
        return rest
    segment = _without_reason(segment, lexicon)
    segment = _without_comparison(segment, lexicon)
    return _uncalled(segment, lexicon)


def _said(segment: str, lexicon: Lexicon) -> bool:
    """Whether a segment is a remark that asks for nothing."""
    words = segment.split()
    start = _REMARK.match(segment)
    if start is None or not _ATTRIBUTES.isdisjoint(words) or any(map(is_number, words)):
        return False
    if not _TOLD.isdisjoint(words):
        return False  # "you will cartwheel" tells somebody to
    if words[0] in ('i', 'we', 'you') and any(_WISH.match(' '.join(words[i:])) for i in (1, 2)):
        return False
    third = [s for s in lexicon.subjects if len(s) > 1 and tuple(words[: len(s)]) == s]
    rest = words[1:]
    return not third and not _orders(rest, lexicon) and CONNECTIVES.isdisjoint(words)


def _without_reason(segment: str, lexicon: Lexicon) -> str:
    """The segment up to a clause that only says why."""
    for reason in _REASON.finditer(segment):
        rest = segment[reason.end() :]
        if _said(rest, lexicon) and names_action(segment[: reason.start()].split(), lexicon):
            return segment[: reason.start()]
    return segment


def _without_comparison(segment: str, lexicon: Lexicon) -> str:
    """The segment without "like a scarecrow", which ends where another clause begins."""
    style = _STYLE.search(segment)
    if style:
        bare = (segment[: style.start()] + segment[style.end() :]).strip()
        if not names_action(style.group().split(), lexicon) and not is_known(
            style.group(), lexicon
        ):
            return bare
    like = _LIKE.search(segment)
    if like is None:
        return segment
    after = segment[like.end() :].split()
    end = next((i for i in range(len(after)) if _goes_on(after[i:])), len(after))
    while _still_like(after[end:], lexicon):
        rest = range(end + 2, len(after))
        end = next((i for i in rest if _goes_on(after[i:])), len(after))
    compared = after[:end]
    before = segment[: like.start()].split()
    limps = 'limp' in before or 'limping' in before
    shown = not limps and not _SHOWN.isdisjoint(compared)
    if shown or is_known(' '.join(compared), lexicon):
        return segment
    if before and not names_action(before, lexicon):
        return segment
    return ' '.join(before + after[end:])


def _still_like(words: list[str], lexicon: Lexicon) -> bool:
    """Whether a comparison goes on after a connective: "and is glad", "before his king"."""
    before_whom = len(words) == 3 and words[0] == 'before' and words[1] in _WHOSE
    if before_whom and words[2] not in lexicon.words:
        return True
    return _STILL_LIKE.match(' '.join(words)) is not None


def _goes_on(words: list[str]) -> bool:
    """Whether a comparison is over: a connective, a count, an attribute, "with your left hand"."""
    counted = is_number(words[0]) and words[0] != 'one'
    limb = words[0] in ('with', 'using') and not _ATTRIBUTES.isdisjoint(words[:4])
    return counted or limb or words[0] in CONNECTIVES or words[0] in _ATTRIBUTES


def is_known(phrase: str, lexicon: Lexicon) -> bool:
    """Whether the model knows all the words."""
    return set(lexicon.merge(phrase.split())) <= lexicon.words


def _uncalled(segment: str, lexicon: Lexicon) -> str:
    """The segment without a cheer at its beginning and a name at its end."""
    words = segment.split()
    for size in range(min(5, len(words) - 1), 0, -1):
        start = ' '.join(words[:size])
        if is_cheer(start) and (size > 2 or not is_known(start, lexicon)):
            words = words[size + (words[size] == 'and') :]
            break
    size = name_at_end(words)
    if 0 < size < len(words) and not is_known(' '.join(words[-size:]), lexicon):
        words = words[:-size]
    return ' '.join(words)
