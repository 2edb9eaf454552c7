# SPDX-License-Identifier: Apache-2.0
"""Reads a command that the gate has let through, and says it in plain words.

A small model that knows one grammar stumbles over orders told backwards, lists and unusual word
order, all of which can be read off the words: which clauses there are, what each says about its
action (`Lexicon.meanings`) and how they follow each other. What is read with certainty reaches the
model in one plain form, "walk forward three steps, then wave the left hand". Where words are left
over that could mean something, nothing is changed and the model reads for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from irgm_ros.language.lexicon import Candidate, Lexicon
from irgm_ros.language.numerals import SINGLE, VALUES, is_number, numbers
from irgm_ros.language.scope import pieces_of
from irgm_ros.language.sentence import Join, Piece
from irgm_ros.language.sequence import Said, joined, ordered
from irgm_ros.spec.command import GESTURES, Action, Command, Part, attributes_of

_POSSESSIVES = {word: 'your' for word in ('their', 'his', 'her', 'its', 'my')}
# Words that say something about an attribute; where no phrase accounts for them, it is not sure.
_TELLING = {
    'side': 'left right both', 'count': '', 'direction': 'left right', 'speed': 'slow fast',
    'angle_deg': 'half quarter full', 'height': 'high low', 'depth': 'deep low',
}  # fmt: skip
_ASIDE = frozenset({'left', 'right'})
_STEP = frozenset({'step', 'steps', 'stepping'})
# Of two actions that the same words may name, the one that is meant unless more is said.
_USUAL = (
    (Action.STAND, Action.BALANCE), (Action.HOP, Action.JUMP), (Action.BOW, Action.LEAN),
)  # fmt: skip
_LIMBS = frozenset({'hands', 'arms', 'both', 'forearms'})
_OWNERS = frozenset({'your', 'the'})


def read(text: str, lexicon: Lexicon) -> Command | None:
    """What a command asks for; None if that is not certain.

    Args:
        text: What `check_command` has returned.
        lexicon: What the model can do.
    """
    said: list[Said] = []
    for piece in pieces_of(text, lexicon):
        parts = _parts(piece, lexicon)
        if parts is None:
            return None
        together = piece.join is Join.TOGETHER or _held(piece, parts, said, lexicon)
        if together and said:
            said[-1].parts.extend(parts)
        else:
            said.append(Said(piece.run, parts, piece.words[:1] == ['with']))
    in_time = ordered(said)
    if in_time is None:
        return None
    with suppress(ValueError):
        return Command(tuple(joined(in_time)))
    return None


def _held(piece: Piece, parts: list[Part], said: list[Said], lexicon: Lexicon) -> bool:
    """Whether a clause or the one before it says how the arms are meanwhile.

    "Squat, your arms stretched out"; "with your hands on your hips, march".
    """
    if not said or piece.run or len(said[-1].parts) != 1 or len(parts) != 1:
        return False
    before, now = said[-1].parts[0], parts[0]
    ahead = said[-1].state and before.action in GESTURES
    body, gesture = (now, before) if ahead else (before, now)
    return (
        (ahead or _is_state(piece))
        and gesture.action in GESTURES
        and body.action in lexicon.carriers
        and body.action not in GESTURES
    )


def _is_state(piece: Piece) -> bool:
    """Whether a clause has no verb of its own: "with your arms crossed"."""
    words = [w for w in piece.words if w not in _POSSESSIVES and w not in _OWNERS and w != 'with']
    return piece.words[:1] == ['with'] or (words[:1] != [] and words[0] in _LIMBS)


def _parts(piece: Piece, lexicon: Lexicon) -> list[Part] | None:
    """The one or two actions of a clause; None unless one reading alone is possible."""
    readings = {}
    for candidate in lexicon.candidates(piece.words):
        parts = _reading(candidate, piece.words, lexicon)
        if parts is not None:
            readings[candidate] = parts
    for usual, other in _USUAL:
        for candidate in [c for c in readings if c[0] == usual]:
            readings.pop((other, *candidate[1:]), None)
    return next(iter(readings.values())) if len(readings) == 1 else None


def _reading(candidate: Candidate, words: list[str], lexicon: Lexicon) -> list[Part] | None:
    """A clause read as one action, or around "with" as a body action and a gesture."""
    if len(candidate) == 1:
        clauses = [words]
    elif words.count('with') == 1:
        at = words.index('with')
        clauses = [words[:at], words[at + 1 :]]
    else:
        return None
    if not all(clauses):  # "with your arms crossed, walk"
        return None
    found = []
    for name, clause in zip(candidate, clauses, strict=True):
        if not set(clause) - {*numbers(clause), 'one'} <= lexicon.actions[name].words:
            return None
        plain = [_POSSESSIVES.get(word, word) for item in clause for word in item.split()]
        said = _attributes(plain, Action(name), lexicon.meanings.get(name, {}))
        if said is None:
            return None
        with suppress(ValueError):
            found.append(Part(Action(name), **said))
    return found if len(found) == len(candidate) else None


def _attributes(
    words: list[str], action: Action, meanings: Mapping[tuple[str, ...], Mapping[str, Any]]
) -> dict[str, Any] | None:
    """What the words of a clause say about its action; None if that is not certain."""
    takes = attributes_of(action)
    telling = frozenset(word for name in takes for word in _TELLING[name].split())
    longest = max((len(phrase) for phrase in meanings), default=1)
    found: dict[str, Any] = {}
    at, once = 0, False
    while at < len(words):
        size = next((n for n in range(longest, 0, -1) if tuple(words[at : at + n]) in meanings), 0)
        said = dict(meanings[tuple(words[at : at + size])] if size else _number(words, at))
        if not size and words[at] in telling:
            if not _is_side(words, at, takes):
                return None
            said = {'side': words[at]}
        once |= size > 0 and said.pop('count', None) == 1  # the article of "a kick"
        for name in takes.keys() & said:
            value = _both_ways(found.get(name), said[name])
            if value not in takes[name]:
                return None
            found[name] = value
        at += max(size, 1)
    once |= action is Action.WALK and words[0] in _STEP and 'direction' in found
    return found if not once or 'count' not in takes else {'count': 1, **found}


def _is_side(words: list[str], at: int, takes: Mapping[str, tuple[object, ...]]) -> bool:
    """Whether "left" names a limb: "with your left", "lunge left", "right foot"."""
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ''
    if word not in takes.get('side', ()):
        return False
    return after in SINGLE or word not in takes.get('direction', ())


def _both_ways(one: object, other: object) -> object:
    """Two values of an attribute in one: back and right are a diagonal; None if they exclude."""
    if one is None or one == other:
        return other
    for a, b in ((str(one), str(other)), (str(other), str(one))):
        if b in _ASIDE or b.startswith(f'{a}_'):
            return b if b.startswith(f'{a}_') else f'{a}_{b}'
    return None


def _number(words: list[str], at: int) -> dict[str, int]:
    """A count or an angle; "one leg" is neither."""
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ''
    if not is_number(word) or (word == 'one' and after in SINGLE):
        return {}
    return {'count': VALUES[word]} if word in VALUES else {'angle_deg': int(word)}
