# SPDX-License-Identifier: Apache-2.0
"""Decides whether a command lies within what the model of a bundle can do.

The gate is closed: every word has to belong to an action that the sentence names, so words that
are known from elsewhere do not open it ("raise the flag", "wave your foot", "walk up").
"""

from __future__ import annotations

from itertools import combinations, pairwise, product

from irgm_ros.errors import CommandRefused
from irgm_ros.language.lexicon import Candidate, Lexicon
from irgm_ros.language.numerals import is_number, numbers
from irgm_ros.language.sentence import CONNECTIVES, Join, Piece, split

NEGATIONS = frozenset(
    {'not', 'no', 'never', 'without', 'nobody', 'nothing', 'none', 'neither', 'nor', 'except',
     'avoid', 'avoiding', 'unless', 'refuse', 'refusing', 'forbid', 'forbids', 'forbidden',
     'prohibit', 'prohibited', 'abstain', 'abstaining', 'refrain', 'refraining', 'ban', 'banned',
     'quit', 'cease', 'neglect', 'omit', 'disallow', 'disallowed', 'veto', 'hardly', 'cannot'}
)  # fmt: skip
_UNFINISHED = frozenset(
    {'then', 'and', 'while', 'before', 'after', 'as', 'by', 'with', 'a', 'an', 'the', 'your',
     'their', 'my', 'to', 'of', 'in', 'at', 'for', 'from'}
)  # fmt: skip
_ARTICLES = frozenset({'a', 'an', 'the', 'this', 'that'})
_LEFT, _RIGHT = frozenset({'left', 'leftward'}), frozenset({'right', 'rightward'})
_FORWARD, _BACK = frozenset({'forward', 'ahead'}), frozenset({'backward', 'back', 'back up'})
_UP = frozenset({'up', 'upward'})
_SLOW, _FAST = frozenset({'slowly', 'slow'}), frozenset({'fast', 'quickly', 'rapidly', 'briskly'})
_HIGH, _LOW = frozenset({'high'}), frozenset({'low'})
_DEEP, _SLIGHT = frozenset({'deep', 'deeply'}), frozenset({'slightly', 'shallow'})
_ALWAYS_OPPOSED = (
    (_LEFT, _RIGHT), (_FORWARD, _BACK), (_SLOW, _FAST), (_HIGH, _LOW), (_DEEP, _SLIGHT),
)  # fmt: skip
_DIRECTIONS = tuple(combinations((_LEFT, _RIGHT, _FORWARD, _BACK, _UP), 2))


def check_scope(text: str, lexicon: Lexicon) -> None:
    """Refuse a normalised command that the model cannot do.

    Raises:
        CommandRefused: With code UNSUPPORTED and a reason that names the words, and what can be
            done instead where the lexicon knows.
    """
    try:
        _check(text, lexicon)
    except _OutOfScopeError as error:
        hint = lexicon.instead(text)
        near = f' (possible instead: {hint})' if hint else ''
        raise CommandRefused(
            CommandRefused.UNSUPPORTED,
            f'{error}{near}; the robot can do: {lexicon.abilities()}',
        ) from None


def pieces_of(text: str, lexicon: Lexicon) -> list[Piece]:
    """The clauses of a command, each with an action; see `split`."""
    return _joined(split(text, lexicon), lexicon)


class _OutOfScopeError(Exception):
    """Why a command cannot be done."""


def _check(text: str, lexicon: Lexicon) -> None:
    last = text.rpartition(' ')[2]
    if last in _UNFINISHED:
        raise _OutOfScopeError(f'the sentence breaks off after "{last}"')
    pieces = split(text, lexicon)
    _refuse_unknown(pieces, lexicon)
    pieces = _joined(pieces, lexicon)
    candidates = [lexicon.candidates(piece.words) for piece in pieces]
    if not pieces:
        raise _OutOfScopeError(f'no action in "{text}"')
    for piece, names in zip(pieces, candidates, strict=True):
        if not names:
            raise _OutOfScopeError(_misfit(piece.words, lexicon))
        _refuse_numbers(piece.words, names, lexicon)
        _refuse_contradiction(piece.words, names, lexicon)
    _refuse_timing(pieces, candidates, lexicon)


def _refuse_unknown(pieces: list[Piece], lexicon: Lexicon) -> None:
    words = [word for piece in pieces for word in piece.words]
    negated = [word for word in words if word in NEGATIONS]
    if negated:
        raise _OutOfScopeError(f'"{negated[0]}" is not understood: say what to do instead')
    known = lexicon.words | CONNECTIVES
    unknown = [word for word in words if word not in known and not is_number(word)]
    unknown += [b for a, b in pairwise(words) if a in _ARTICLES and b in lexicon.things]
    if unknown:
        listed = ', '.join(f'"{word[:40]}"' for word in list(dict.fromkeys(unknown))[:6])
        raise _OutOfScopeError(f'unknown words: {listed}')


def _joined(pieces: list[Piece], lexicon: Lexicon) -> list[Piece]:
    """Add a piece that names no action ("walk forward, slowly") to the one before it."""
    found: list[Piece] = []
    orphan: list[str] = []
    for piece in pieces:
        named = _names_action(piece.words, lexicon)
        if named or (found and piece.join is not Join.WEAK):
            found.append(Piece([*orphan, *piece.words], piece.join, piece.run))
            orphan = []
        elif found:
            found[-1].words += piece.words
        else:
            orphan += piece.words
    return found


def _names_action(words: list[str], lexicon: Lexicon) -> bool:
    return any(entry.named_in(set(words)) for entry in lexicon.actions.values())


def _misfit(words: list[str], lexicon: Lexicon) -> str:
    """Why no action accounts for all the words."""
    said = set(words) - set(numbers(words))
    named = {n: e for n, e in lexicon.actions.items() if e.named_in(said)}
    phrase = ' '.join(words)
    if not named:
        return f'no action in "{phrase}"'
    name, entry = min(named.items(), key=lambda item: len(said - item[1].words))
    extra = ', '.join(f'"{word}"' for word in words if word in said - entry.words)
    return f'"{phrase}" is not possible: {name.replace("_", " ")} does not go with {extra}'


def _refuse_numbers(words: list[str], names: list[Candidate], lexicon: Lexicon) -> None:
    said = numbers(words)
    for number in said:
        entries = [lexicon.actions[name] for candidate in names for name in candidate]
        if not any(entry.allows(number) for entry in entries):
            name = names[0][-1].replace('_', ' ')
            raise _OutOfScopeError(
                f'"{number}" is out of range in "{" ".join(words)}": {name} takes '
                f'{entries[0].range_words()}'
            )
    if len(said) > 1:
        raise _OutOfScopeError(f'two numbers, "{said[0]}" and "{said[1]}", in "{" ".join(words)}"')


def _refuse_contradiction(words: list[str], names: list[Candidate], lexicon: Lexicon) -> None:
    if any(len(candidate) > 1 for candidate in names):
        return  # "stand on your left leg with your right arm raised"
    said = set(words)
    one_way = all(lexicon.actions[name].one_way for (name,) in names)
    for one, other in (*_ALWAYS_OPPOSED, *(_DIRECTIONS if one_way else ())):
        if said & one and said & other:
            pair = f'"{min(said & one)}" and "{min(said & other)}"'
            raise _OutOfScopeError(
                f'{pair} do not go together in "{" ".join(words)}"; say one of them at a time'
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
            raise _OutOfScopeError(f'{phrase} is not possible: gestures go with {carriers}')
        together = True
    if steps > lexicon.max_steps:
        raise _OutOfScopeError(f'{steps} steps in one command, at most {lexicon.max_steps}')


def _compatible(one: Candidate, other: Candidate, lexicon: Lexicon) -> bool:
    both = {*one, *other}
    return len(both) == 2 and bool(both & lexicon.carriers) and bool(both & lexicon.gestures)
