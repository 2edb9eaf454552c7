# SPDX-License-Identifier: Apache-2.0
"""Self-corrections of a speaker: "wave your left, no sorry, your right hand" means the right.

The words before a marker ("sorry", "i mean", "no wait") within the same clause give way to those
after it: word by word where both sides say the same kind of thing, else from the word that is
said again, else the clause starts anew. A bare "no" could forbid something ("walk, no waving"),
so it corrects only one word of a kind to another of the same kind.
"""

from __future__ import annotations

from irgm_ros.language.numerals import COUNT_WORDS, SINGLE
from irgm_ros.language.rewrite import merge

_PHRASES = frozenset(
    {('i', 'mean'), ('i', 'meant'), ('make', 'that'), ('scratch', 'that'), ('or', 'rather'),
     ('my', 'mistake')}
)  # fmt: skip
_NO = frozenset({'no', 'nope'})
_CLEAR = frozenset({'sorry', 'oops', 'actually', 'correction'}) | {' '.join(p) for p in _PHRASES}
_SAYING = frozenset({'say', 'says', 'saying'})  # "say no" corrects nothing
_COMPANIONS = frozenset({'wait', ','})
_BORDERS = frozenset(
    {',', 'then', 'and', 'while', 'before', 'after', 'as', 'next', 'finally', 'first', 'second',
     'afterwards', 'followed', 'during', 'lastly', 'simultaneously'}
)  # fmt: skip
_OFTEN = frozenset({'once', 'twice'})
_REACH = 6  # words that a speaker goes back for one that is to be said anew
_COUNTS = frozenset(COUNT_WORDS) | _OFTEN
# Words of one kind; the first kind that two words share decides.
_KINDS = (
    *(
        frozenset(words.split())
        for words in (
            'left right both', 'forward backward back ahead left right up down upward sideways',
            'slowly quickly fast slow rapidly briskly', 'high low', 'deeply slightly deep',
            'hand arm leg foot knee', 'hands arms legs knees', '45 90 135 180 270 360',
        )
    ),
    frozenset(COUNT_WORDS),
    _OFTEN,
)  # fmt: skip
_ANCHORS = (*_KINDS[:-2], _COUNTS)  # "twice, i mean three times" is said anew from "twice"


def corrected(text: str) -> str:
    """The text with the speaker's corrections made; unclear ones stay as they are.

    Args:
        text: Normalised words, commas standing alone.
    """
    words = merge(text.split(), _PHRASES)
    at = 0
    while at < len(words):
        start, stop, clear = _marker(words, at)
        if stop == start:
            at += 1
            continue
        begin = max((i + 1 for i in range(start) if words[i] in _BORDERS), default=0)
        end = next((i for i in range(stop, len(words)) if words[i] in _BORDERS), len(words))
        meant = _meant(words[begin:start], words[stop:end], clear)
        if meant is None:
            at = stop
        else:
            words[begin:end] = meant
            at = begin
    return ' '.join(words)


def _marker(words: list[str], at: int) -> tuple[int, int, bool]:
    """Where a marker with its commas begins and ends (empty: none), and whether it is clear."""
    run = at
    while run < len(words) and words[run] in _NO | _CLEAR | _COMPANIONS:
        run += 1
    if run > at and words[run - 1] == 'wait' and (run == len(words) or words[run] in _BORDERS):
        run -= 1  # "sorry, wait": what is meant is to wait
    said = [word for word in words[at:run] if word != ',']
    if at and words[at - 1] in _SAYING:
        return at, at, False
    if not said or not (_NO | _CLEAR) & set(said):
        return at, at, False
    clear = said[-1] not in _NO and (bool(_CLEAR & set(said)) or said[-1] == 'wait')
    return at, run, clear


def _meant(before: list[str], after: list[str], clear: bool) -> list[str] | None:
    """The clause with the words after the marker in their place; None if that is unclear."""
    if not after:
        return None
    if not before:
        return after if clear else None
    far, before = before[:-_REACH], before[-_REACH:]
    swapped = _swapped(before, after)
    if swapped is not None:
        return far + swapped
    anchor = _last_alike(before, after[0], _ANCHORS)
    if anchor is None and after[0] in before:
        anchor = len(before) - 1 - before[::-1].index(after[0])
    if anchor is None:
        content = next((word for word in after if word not in ('to', 'the', 'your', 'with')), '')
        anchor = None if content == after[0] else _last_alike(before, content, _ANCHORS)
    if anchor is not None:
        return far + before[:anchor] + after
    return after if clear else None


def _swapped(before: list[str], after: list[str]) -> list[str] | None:
    """Each word after the marker takes the place of its like, if every one has a like."""
    places: dict[int, str] = {}
    for word in after:
        place = _last_alike(before, word)
        if place in places or (place is None and word not in before):
            return None
        if place is not None:
            places[place] = word
    return [places.get(i, word) for i, word in enumerate(before)] if places else None


def _last_alike(
    words: list[str], word: str, kinds: tuple[frozenset[str], ...] = _KINDS
) -> int | None:
    """Last place in ``words`` of a word of the same kind as ``word``; "one leg" counts nothing."""
    for kind in kinds:
        for i in reversed(range(len(words))) if word in kind else ():
            which = words[i] == 'one' and not SINGLE.isdisjoint(words[i + 1 : i + 2])
            if words[i] in kind and not which:
                return i
    return None
