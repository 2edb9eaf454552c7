# SPDX-License-Identifier: Apache-2.0
"""What a speech recogniser makes of a command: no punctuation, fillers, slips of ear and tongue.

The command meant stays the one given: `irgm_ros.language.normal` takes back what is done here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

FILLERS = ('uh', 'um', 'er', 'uhm', 'you know', 'like', 'i guess', 'sort of', 'hmm', 'erm', 'ah')
MARKERS = (
    'no sorry', 'sorry', 'no wait', 'i mean', 'no i mean', 'or rather', 'scratch that',
    'actually', 'make that', 'oops sorry', 'oh no wait', 'no make that',
)  # fmt: skip
_PLURALS = '(?= (?:times|steps|squats|jumps|kicks|punches|lunges|bows|claps|nods)(?!\\S))'
_LIMBS = '(?:hand|arm|leg|foot|knee|fist)'
# What is said (a pattern) and what is heard; each sounds alike and can be told by its place.
_SLIPS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf'(?<!\S){said}(?!\S)'), heard)
    for said, heard in (
        (rf'right(?= {_LIMBS})', ('write', 'rite')), ('(?<=turn )right', ('write',)),
        (f'(?<!side )two{_PLURALS}', ('to', 'too')), (f'(?<!for )four{_PLURALS}', ('for', 'fore')),
        (f'three{_PLURALS}', ('tree',)), (f'eight{_PLURALS}', ('ate',)),
        ('to(?= the (?:left|right))', ('two', 'too')), ('for(?= a (?:walk|run|jog))', ('four',)),
        ('wave', ('waive',)), ('waves', ('waives',)), ('waving', ('waiving',)),
        ('(?<=then )wait', ('weight',)), ('(?<=left )knee|(?<=right )knee', ('need',)),
        ('kneel', ('neel', 'kneal')), ('bow', ('bough',)),
        ('one(?= (?:leg|foot|hand|arm))', ('won',)),
        ('raise', ('raze', 'rays')), ('turn', ('tern',)), ('lean', ('lien',)),
        ('walk', ('wok',)),
        ('forward', ('foreword',)), ('(?<=say )hi', ('high',)), ('(?<=say )bye', ('by', 'buy')),
        ('could you please', ('couldyouplease',)), ('could you', ('couldyou',)),
        ('can you', ('canyou',)), ('would you', ('wouldyou',)),
    )
)  # fmt: skip
_COUNTS = ('two', 'three', 'four', 'five', 'six', 'seven', 'eight')
_OTHERS: Mapping[str, tuple[str, ...]] = {
    'left': ('right',), 'right': ('left',), 'forward': ('backward',), 'backward': ('forward',),
    'slowly': ('quickly',), 'quickly': ('slowly',),
    **{name: tuple(other for other in _COUNTS if other != name) for name in _COUNTS},
}  # fmt: skip
_FALSE_STARTS = ('jump', 'clap', 'wave', 'squat', 'march')
_DETERMINERS = frozenset({'your', 'the'})
_NOUNS = frozenset({'hand', 'arm', 'leg', 'foot', 'knee', 'steps', 'times'})
# Before these "like" compares.
_COMPARED = frozenset({'a', 'an', 'the', 'you', 'to', 'that', 'this', 'wings', 'in'})
_NO_CLAUSE = frozenset(
    {'while', 'as', 'before', 'after', 'first', 'start', 'begin', 'could', 'can', 'would', 'will',
     'i', 'you', 'now', 'ok', 'okay', 'hey', 'hi', 'hello', 'please', 'robot', 'let', 'the', 'go',
     'try', 'it', 'do', 'be', 'how', 'show'}
)  # fmt: skip
_STOPS = re.compile(r'\b(?:stop|halt|freeze)')


def spoken(text: str, rng: np.random.Generator, strength: float) -> str:
    """Give ``text`` as a speech recogniser would write down a hesitating speaker.

    Args:
        text: A command in imperative form.
        rng: Source of all slips.
        strength: 0 for a clear voice (only punctuation and capitals may be lost), 1 for a bad
            case of everything.
    """
    if rng.random() < 0.5 + 0.5 * strength:
        text = _unpunctuated(text)
    if _STOPS.search(text):
        return text  # "then um stop" stops the robot at once
    words = text.split()
    if rng.random() < 0.35 * strength:
        words = _corrected(words, rng)
    words = _misheard(' '.join(words), rng, 0.3 * strength).split()
    if rng.random() < 0.4 * strength:
        words = _repeated(words, rng)
    while rng.random() < 0.5 * strength:
        words = _filled(words, rng)
    return ' '.join(words)


def _unpunctuated(text: str) -> str:
    return ' '.join(re.sub(r'[,.;:!?\-]+(?!\d)', ' ', text.lower()).split())


def _corrected(words: list[str], rng: np.random.Generator) -> list[str]:
    """The speaker says something else first and takes it back."""
    places = [i for i, word in enumerate(words) if word in _OTHERS and _counted(words, i)]
    marker = MARKERS[_below(rng, len(MARKERS))]
    if not places or rng.random() < 0.2:
        if not words or words[0].lower() in _NO_CLAUSE | _OTHERS.keys():
            return words
        wrong = [verb for verb in _FALSE_STARTS if verb not in words]
        return [wrong[_below(rng, len(wrong))], *marker.split(), *words]
    at = places[_below(rng, len(places))]
    others = _OTHERS[words[at]]
    wrong_word = others[_below(rng, len(others))]
    before, after = words[:at], words[at + 1 :]
    way = rng.random()
    if way < 0.35 and before and before[-1] in _DETERMINERS:
        again = [before[-1], words[at]]
        return [*before, wrong_word, *marker.split(), *again, *after]
    if way < 0.65 and after and after[0] in _NOUNS:
        return [*before, wrong_word, after[0], *marker.split(), words[at], *after]
    if rng.random() < 0.3:
        marker = 'no'
    return [*before, wrong_word, *marker.split(), words[at], *after]


def _counted(words: list[str], at: int) -> bool:
    """Whether the word at ``at`` is no number, or one that counts the noun after it."""
    after = words[at + 1] if at + 1 < len(words) else ''
    return words[at] not in _COUNTS or after in _NOUNS


def _misheard(text: str, rng: np.random.Generator, share: float) -> str:
    def slip(heard: tuple[str, ...], said: str) -> str:
        return heard[_below(rng, len(heard))] if rng.random() < share else said

    for pattern, heard in _SLIPS:
        text = pattern.sub(lambda match, heard=heard: slip(heard, match.group()), text)  # type: ignore[misc]
    return text


def _repeated(words: list[str], rng: np.random.Generator) -> list[str]:
    at, size = _below(rng, len(words)), 1 + _below(rng, 2)
    again = words[at : at + size]
    if any(not word.isalnum() for word in again):
        return words
    return [*words[:at], *again, *words[at:]]


def _filled(words: list[str], rng: np.random.Generator) -> list[str]:
    filler, at = FILLERS[_below(rng, len(FILLERS))], _below(rng, len(words))
    if filler == 'like' and _COMPARED & set(words[at : at + 6]):
        filler = 'uh'
    return [*words[:at], *filler.split(), *words[at:]]


def _below(rng: np.random.Generator, count: int) -> int:
    return int(rng.random() * count)
