# SPDX-License-Identifier: Apache-2.0
"""Whether a sentence with a negation forbids what it was read as.

"Say no without a word" asks for something, "do not wave" must never become a wave. The semantic
parser has learned the difference, but a slip of it moves a machine near people. So its reading of
such a sentence counts only where it is all but certain, and where nothing that a negation governs
names an action of the reading: neither by the words of the grammar nor as the parser reads it
alone. "Don't sit until you have bowed" is refused by that, which costs a question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.scope import NEGATIONS
from irgm_ros.spec.command import Action, Command

Reader = Callable[[str], Command | None]
CERTAIN = 0.9  # least certainty of a reading in spite of a negation
_MOST = 4  # negations in a sentence that anybody can follow
_BEGINNINGS = 6  # words of a governed clause that its action may begin with
_BORDERS = frozenset({',', 'but', 'just', 'only', 'instead'})
_NARROW_BORDERS = _BORDERS | {'and', 'so', 'then'}
# What a negation may govern without forbidding a movement: "no rush", "do not be shy".
_HARMLESS = frozenset(
    {'a', 'about', 'afraid', 'all', 'any', 'anyone', 'anything', 'arguing', 'asking', 'at',
     'backchat', 'be', 'being', 'better', 'big', 'bother', 'complaints', 'deal', 'else',
     'excuses', 'fancy', 'for', 'fuss', 'have', 'hesitate', 'hurry', 'hurrying', 'i', 'if',
     'in', 'is', 'it', 'long', 'me', 'mind', 'more', 'much', 'need', 'nervous', 'of',
     'pressure', 'problem', 'problems', 'rude', 'rush', 'rushing', 'scared', 'shame', 'shy',
     'special', 'stress', 'the', 'there', 'time', 'to', 'too', 'trouble', 'us', 'waste',
     'wasting', 'we', 'will', 'worried', 'worries', 'worry', 'would', 'you', 'your'}
)  # fmt: skip
# Words that make a negation one of all that was said before it: "do not do that".
_TAKING_BACK = frozenset(
    {'again', 'all', 'any', 'at', 'chance', 'do', 'does', 'either', 'even', 'ever', 'it', 'now',
     'of', 'ok', 'okay', 'please', 'really', 'so', 'thank', 'thanks', 'that', 'them', 'these',
     'this', 'those', 'today', 'want', 'way', 'yet', 'you'}
)  # fmt: skip
_BEFORE_AN_ANSWER = frozenset(
    {'head', 'heads', 'say', 'says', 'saying', 'a', 'for', 'signal', 'mean', 'means', 'of'}
)


def is_harmless(words: Sequence[str]) -> bool:
    """Whether the negations in normalised words, commas apart, govern harmless words only."""
    return all(
        (governed := _until(words[at + 1 :], _NARROW_BORDERS))
        and set(governed) <= _HARMLESS | NEGATIONS
        for at, word in enumerate(words)
        if word in NEGATIONS
    )


def forbids(words: Sequence[str], reading: Command, read: Reader, lexicon: Lexicon) -> bool:
    """Whether a negation may forbid any of what a sentence was read as.

    Args:
        words: Of the sentence, normalised, commas apart.
        reading: What the whole sentence was read as.
        read: Reads a part of a sentence; None for no command.
        lexicon: Words of the actions.
    """
    if sum(word in NEGATIONS for word in words) > _MOST:
        return True
    if asked_for(reading) == {Action.STAND}:
        return False  # "don't move": standing still is the least that can be done
    for at, word in enumerate(words):
        if word not in NEGATIONS or _is_an_answer(words[: at + 1], reading):
            continue
        governed = _until(words[at + 1 :], _BORDERS)
        rest = words[at + 1 + len(governed) :]
        if set(governed) <= _TAKING_BACK | NEGATIONS:  # "wave, no": only what follows counts
            if not _means(rest, reading, read):
                return True
            continue
        named = _actions_in([w for w in governed if w not in NEGATIONS], read, lexicon)
        if named & asked_for(reading):
            return True
        if named and not _means([*words[:at], *rest], reading, read):
            return True
    return False


def asked_for(command: Command) -> set[str]:
    """The actions of a command."""
    return {part.action for part in command.parts}


def _is_an_answer(words: Sequence[str], reading: Command) -> bool:
    """Whether the last word is a "no" that the head is to give: "shake your head no"."""
    return (
        Action.SHAKE_HEAD in asked_for(reading)
        and words[-1] == 'no'
        and len(words) > 1
        and words[-2] in _BEFORE_AN_ANSWER
    )


def _actions_in(words: list[str], read: Reader, lexicon: Lexicon) -> set[str]:
    """All actions that a clause may be about, wherever in it their words begin."""
    said = {*words, *lexicon.merge(words)}
    found = {action for action, entry in lexicon.actions.items() if entry.named_in(said)}
    for first in range(min(len(words), _BEGINNINGS)):
        alone = read(' '.join(words[first:]))
        found |= asked_for(alone) if alone is not None else set()
    return found


def _means(words: Sequence[str], reading: Command, read: Reader) -> bool:
    """Whether words alone are read as the whole sentence was."""
    text = ' '.join(words).replace(' ,', ',').strip(' ,')
    return bool(text) and read(text) == reading


def _until(words: Sequence[str], borders: frozenset[str]) -> list[str]:
    return list(takewhile(lambda word: word not in borders, words))
