# SPDX-License-Identifier: Apache-2.0
"""Where, before whom and for what something is done, where no action of the robot needs it.

"For the rehabilitation", "during the rehearsal", "in the gymnastics class", "at the end of the
show": with words that the model does not know these go. What an action reaches for, stands before
or goes to does not, nor does a time, a condition, a side or a number.
"""

from __future__ import annotations

import re

from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.means import EVENT
from irgm_ros.language.numerals import is_number

# No border of another clause, nothing that an action shows, no duration.
_KEPT = frozenset(
    {'and', 'then', 'while', 'before', 'after', 'with', 'using', 'on', 'to', 'by', 'as', 'left',
     'right', 'forward', 'backward', 'ahead', 'slowly', 'quickly', 'fast', 'twice', 'once', 'high',
     'low', 'deep', 'deeply', 'slightly', 'not', 'no', 'never', 'until', 'if', 'when', 'like',
     'times', 'steps', 'degrees', 'we', 'you', 'i', 'at', 'in', 'for', 'during', 'from', 'meters',
     'both', 'following', 'first', 'next'}
)  # fmt: skip
_TIMES = frozenset(
    {'second', 'seconds', 'minute', 'minutes', 'hour', 'hours', 'day', 'days', 'night', 'week',
     'month', 'year', 'ever', 'long', 'longer', 'forever', 'good', 'eternity', 'ages', 'duration',
     'time', 'meter', 'metres', 'metre', 'centimeters', 'centimetres', 'cm', 'miles', 'mile',
     'feet', 'foot', 'inches', 'yards', 'blocks', 'kilometers', 'kilometres', 'km', 'rest',
     'while', 'tomorrow', 'later', 'half', 'signal', 'order', 'command', 'word', 'bus', 'train',
     'turn', 'bell', 'music', 'me', 'cue'}
)  # fmt: skip
_DET = '(?:the|our|your|a|an|my|this|todays|every|some|his|her|their)'
_MORE = r'(?: [a-z]+){0,2}?'
_EVENTS = re.compile(
    rf'(?:as |like |just |for )?(?:in|at|during|for|within|on|inside)(?: {_DET})?{_MORE} '
    rf'{EVENT}(?: {EVENT})*(?: (?:hall|room|today|now|here))?(?!\S)'
)
_PURPOSES = re.compile(rf'(?:for|for the (?:sake|purpose|benefit) of) (?:{_DET} )?')
_SIGNS = re.compile(
    r'(?:as|in|for) (?:an? |the )?(?:\w+ )?(?:sign|token|gesture|mark|symbol|signal|expression|'
    r'greeting|salutation|show|display|gesture) (?:of|for) |(?:signifying|meaning|signalling|'
    r'signaling|indicating|expressing|which means|that means|to signify|to indicate|to signal|'
    r'to express|to mean|as if saying|as if to say)(?: that)? |to (?:have|get|demand|'
    r'ask for) (?:silence|quiet|attention|order) ?'
)
_BEFORE = re.compile(rf'before (?:{_DET}|an?) (?:[a-z]+ )?[a-z]+(?=$)')
# These go without a thing that they need.
_NEEDY = frozenset(
    {'reach', 'jump', 'stand', 'walk', 'run', 'point', 'turn', 'kick', 'punch', 'circle'}
)
_TITLE = re.compile(
    rf'(?:as |like |just )?(?:for|in|at|from|during|on|within)(?: {_DET})?(?: [a-z]+){{1,3}}'
)


def without_adjuncts(text: str, lexicon: Lexicon) -> str:
    """The text without what an action does not need to know.

    Args:
        text: A normalised command.
        lexicon: Tells words of actions from others.
    """
    segments = text.split(', ')
    found: list[str] = []
    for at, segment in enumerate(segments):
        last = at == len(segments) - 1
        if not last and _is_title(segment.split(), lexicon):
            continue
        bare = _stripped(segment, lexicon)
        if bare or last:
            found.append(bare)
    return ', '.join(part for part in found if part) or text


def _names(words: list[str], lexicon: Lexicon) -> set[str]:
    said = set(lexicon.merge(words))
    return {name for name, entry in lexicon.actions.items() if entry.named_in(said)}


def _is_title(words: list[str], lexicon: Lexicon) -> bool:
    """Whether a segment before others only names an occasion ("for the calibration")."""
    plain = _KEPT - {'for', 'in', 'at', 'from', 'we', 'as', 'during', 'on', 'first', 'next'}
    if not words or not _TITLE.fullmatch(' '.join(words)) or not plain.isdisjoint(words):
        return False
    return (
        _TIMES.isdisjoint(words)
        and not any(map(is_number, words))
        and not _names(words, lexicon)
        and words[0:2] != ['in', 'case']
    )


def _stripped(segment: str, lexicon: Lexicon) -> str:
    """A segment without its adjuncts, where an action is left."""
    for pattern in (_SIGNS, _EVENTS, _PURPOSES, _BEFORE):
        for adjunct in pattern.finditer(segment):
            if adjunct.start() and segment[adjunct.start() - 1] != ' ':
                continue
            end = _end(segment, adjunct, pattern is _PURPOSES or pattern is _SIGNS, lexicon)
            said = segment[adjunct.start() : end]
            rest = f'{segment[: adjunct.start()]} {segment[end:]}'.split()
            if _may_go(said.split(), rest, pattern is _PURPOSES, lexicon):
                return _stripped(' '.join(rest), lexicon)
    return segment


def _end(segment: str, adjunct: re.Match[str], grows: bool, lexicon: Lexicon) -> int:
    """Where an adjunct ends: for some, before the next word that says something of its own."""
    if not grows:
        return adjunct.end()
    end = adjunct.end()
    for word in segment[end:].split():
        if word in _KEPT or word in lexicon.openers or is_number(word):
            break
        end += len(word) + 1
    return min(end, len(segment))


def _may_go(said: list[str], rest: list[str], purpose: bool, lexicon: Lexicon) -> bool:
    """Whether an adjunct has a word that the model does not know and none that it shows."""
    named = _names(rest, lexicon)
    if not named or (purpose and named & _NEEDY) or not _TIMES.isdisjoint(said):
        return False
    if any(map(is_number, said)) or not {'left', 'right', 'not', 'no'}.isdisjoint(said):
        return False
    return not set(lexicon.merge(said)) <= lexicon.words
