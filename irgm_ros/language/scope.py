# SPDX-License-Identifier: Apache-2.0
"""Decides whether a command lies within what the model of a bundle can do.

The gate is closed: every word has to belong to an action that the sentence names, so words that
are known from elsewhere do not open it ("raise the flag", "wave your foot", "walk up").
"""

from __future__ import annotations

import re
from itertools import combinations, product

from irgm_ros.errors import CommandRefused
from irgm_ros.language.lexicon import ActionWords, Lexicon
from irgm_ros.language.normal import COUNT_WORDS
from irgm_ros.language.sentence import CONNECTIVES, Join, Piece, split

NEGATIONS = frozenset(
    {'not', 'no', 'never', 'without', 'nobody', 'nothing', 'none', 'neither', 'nor', 'except',
     'avoid', 'unless', 'refuse'}
)  # fmt: skip
_VALUES = {word: n for n, word in enumerate(COUNT_WORDS, start=1)} | {'once': 1, 'twice': 2}
# Numbers that are never allowed, named in the refusal as numbers.
_LARGE = frozenset(
    {'zero', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'hundred', 'thousand',
     'million', 'dozen'}
)  # fmt: skip
_UNFINISHED = frozenset({'then', 'and', 'while', 'before', 'after', 'as', 'by', 'with'})
_LIMBS = frozenset({'leg', 'foot', 'knee', 'hand', 'arm', 'finger', 'side'})
_LEFT, _RIGHT = frozenset({'left', 'leftward'}), frozenset({'right', 'rightward'})
_FORWARD, _BACK = frozenset({'forward', 'ahead'}), frozenset({'backward', 'back', 'back up'})
_UP = frozenset({'up', 'upward'})
_SLOW, _FAST = frozenset({'slowly', 'slow'}), frozenset({'fast', 'quickly', 'rapidly', 'briskly'})
_ALWAYS_OPPOSED = ((_LEFT, _RIGHT), (_FORWARD, _BACK), (_SLOW, _FAST))
_DIRECTIONS = tuple(combinations((_LEFT, _RIGHT, _FORWARD, _BACK, _UP), 2))

Candidate = tuple[str, ...]


def check_scope(text: str, lexicon: Lexicon) -> None:
    """Refuse a normalised command that the model cannot do.

    Raises:
        CommandRefused: With code UNSUPPORTED and a reason that names the words.
    """
    last = text.rpartition(' ')[2]
    if last in _UNFINISHED:
        raise _refused(f'the sentence breaks off after "{last}"', lexicon)
    pieces = split(text, lexicon)
    _refuse_unknown(pieces, lexicon)
    pieces = _joined(pieces, lexicon)
    candidates = [_candidates(piece.words, lexicon) for piece in pieces]
    if not pieces:
        raise _refused(f'no action in "{text}"', lexicon)
    for piece, names in zip(pieces, candidates, strict=True):
        if not names:
            raise _refused(_misfit(piece.words, lexicon), lexicon)
        _refuse_numbers(piece.words, names, lexicon)
        _refuse_contradiction(piece.words, names, lexicon)
    _refuse_timing(pieces, candidates, lexicon)


def _refused(reason: str, lexicon: Lexicon) -> CommandRefused:
    return CommandRefused(
        CommandRefused.UNSUPPORTED, f'{reason}; the robot can do: {lexicon.abilities()}'
    )


def _refuse_unknown(pieces: list[Piece], lexicon: Lexicon) -> None:
    words = [word for piece in pieces for word in piece.words]
    negated = [word for word in words if word in NEGATIONS]
    if negated:
        raise _refused(f'"{negated[0]}" is not understood: say what to do instead', lexicon)
    known = lexicon.words | CONNECTIVES
    unknown = [word for word in words if word not in known and not _is_number(word)]
    if unknown:
        listed = ', '.join(f'"{word[:40]}"' for word in list(dict.fromkeys(unknown))[:6])
        raise _refused(f'unknown words: {listed}', lexicon)


def _is_number(word: str) -> bool:
    return word in _VALUES or word in _LARGE or re.fullmatch(r'[\d,]+', word) is not None


def numbers(words: list[str]) -> list[str]:
    """The words of a piece that say how many or how far; "one leg" is none."""
    return [
        word
        for word, after in zip(words, [*words[1:], ''], strict=True)
        if _is_number(word) and not (word == 'one' and after in _LIMBS)
    ]


def _joined(pieces: list[Piece], lexicon: Lexicon) -> list[Piece]:
    """Add a piece that names no action ("walk forward, slowly") to the one before it."""
    found: list[Piece] = []
    orphan: list[str] = []
    for piece in pieces:
        named = _names_action(piece.words, lexicon)
        if named or (found and piece.join is not Join.WEAK):
            found.append(Piece([*orphan, *piece.words], piece.join))
            orphan = []
        elif found:
            found[-1].words += piece.words
        else:
            orphan += piece.words
    return found


def _names_action(words: list[str], lexicon: Lexicon) -> bool:
    return any(entry.triggers & set(words) for entry in lexicon.actions.values())


def _candidates(words: list[str], lexicon: Lexicon) -> list[Candidate]:
    """Actions, or pairs of a body action with a gesture, that account for every word."""
    said = set(words) - set(numbers(words)) - {'one'}
    named = {n: e for n, e in lexicon.actions.items() if e.triggers & said}
    single: list[Candidate] = [(n,) for n, e in named.items() if said <= e.words]
    if single or 'with' not in said:
        return single  # two actions in one piece only as "stand with your arms crossed"
    pairs = product(named.keys() & lexicon.carriers, named.keys() & lexicon.gestures)
    return sorted(pair for pair in pairs if said <= named[pair[0]].words | named[pair[1]].words)


def _misfit(words: list[str], lexicon: Lexicon) -> str:
    """Why no action accounts for all the words."""
    said = set(words) - set(numbers(words))
    named = {n: e for n, e in lexicon.actions.items() if e.triggers & said}
    phrase = ' '.join(words)
    if not named:
        return f'no action in "{phrase}"'
    name, entry = min(named.items(), key=lambda item: len(said - item[1].words))
    extra = ', '.join(f'"{word}"' for word in words if word in said - entry.words)
    return f'"{phrase}" is not possible: {name.replace("_", " ")} does not go with {extra}'


def _refuse_numbers(words: list[str], names: list[Candidate], lexicon: Lexicon) -> None:
    for number in numbers(words):
        entries = [lexicon.actions[name] for candidate in names for name in candidate]
        if not any(_allows(entry, number) for entry in entries):
            name = names[0][-1].replace('_', ' ')
            raise _refused(
                f'"{number}" is out of range in "{" ".join(words)}": {name} takes '
                f'{entries[0].range_words()}',
                lexicon,
            )


def _allows(entry: ActionWords, number: str) -> bool:
    if number in _VALUES:
        return _VALUES[number] in entry.counts
    return number.isdecimal() and number.isascii() and int(number[:9]) in entry.angles


def _refuse_contradiction(words: list[str], names: list[Candidate], lexicon: Lexicon) -> None:
    if any(len(candidate) > 1 for candidate in names):
        return  # "stand on your left leg with your right arm raised"
    said = set(words)
    one_way = all(lexicon.actions[name].one_way for (name,) in names)
    for one, other in (*_ALWAYS_OPPOSED, *(_DIRECTIONS if one_way else ())):
        if said & one and said & other:
            pair = f'"{min(said & one)}" and "{min(said & other)}"'
            raise CommandRefused(
                CommandRefused.UNSUPPORTED,
                f'{pair} do not go together in "{" ".join(words)}"; say one of them at a time',
            )


def _refuse_timing(
    pieces: list[Piece], candidates: list[list[Candidate]], lexicon: Lexicon
) -> None:
    """At most so many steps; only a gesture goes together with a body action."""
    steps = 0
    together = False
    for index, piece in enumerate(pieces):
        if piece.join is not Join.TOGETHER or index == 0:
            steps, together = steps + 1, False
            continue
        pairs = product(candidates[index - 1], candidates[index])
        if together or not any(_compatible(a, b, lexicon) for a, b in pairs):
            phrase = f'"{" ".join(pieces[index - 1].words)}" while "{" ".join(piece.words)}"'
            carriers = ', '.join(sorted(lexicon.carriers))
            raise _refused(f'{phrase} is not possible: gestures go with {carriers}', lexicon)
        together = True
    if steps > lexicon.max_steps:
        raise _refused(f'{steps} steps in one command, at most {lexicon.max_steps}', lexicon)


def _compatible(one: Candidate, other: Candidate, lexicon: Lexicon) -> bool:
    both = {*one, *other}
    return len(both) == 2 and bool(both & lexicon.carriers) and bool(both & lexicon.gestures)
