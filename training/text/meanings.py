# SPDX-License-Identifier: Apache-2.0
"""What the words of the phrasing grammar say about an action's attributes, for the reader.

The grammar writes attributes as words; this is its inverse, phrase by phrase: "to the left" gives
a walk the direction left, "a deep squat" a squat the depth deep and the count one. Phrases that
could mean two things for one action are left out, so that the reader gives up where they occur.
Counts and angles in numbers are left to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

from irgm_ros.language.normal import normalise
from irgm_ros.language.numerals import is_number
from irgm_ros.spec.command import Action, attributes_of
from irgm_ros.spec.inflect import article, plural, verb
from training.text.phrasing import BOOKS
from training.text.templates import FORMS, PIECE, Template
from training.text.terse import terse_options
from training.text.words import SLOTS

Meaning = Mapping[str, object]  # attribute -> value
# Parts of templates that mean something with the rest of them only.
_OPEN = frozenset({'in a', 'of a turn', 'from me', 'down into a squat'})
_ADJECTIVES = (
    ('speed', 'fast', 'quick rapid swift brisk'), ('speed', 'slow', 'slow'),
    ('depth', 'slight', 'small slight shallow'), ('depth', 'deep', 'deep'),
    ('height', 'low', 'low'), ('height', 'high', 'high'),
)  # fmt: skip
_NUMERIC = ('count', 'angle_deg')
_OWNERS = ('your', 'the')  # the reader takes every possessive for "your"


def meanings(action: Action) -> dict[str, dict[str, object]]:
    """Phrases of ``action`` in normalised words -> attribute -> value; deterministic."""
    said: dict[str, list[Meaning]] = defaultdict(list)
    for text, meaning in (*_slots(action), *_implied(action), *_counted(action), *_sized(action)):
        phrase = normalise(text)
        if phrase and phrase not in _OPEN and not is_number(phrase):
            said[phrase].append(meaning)
    found = {phrase: _one(each) for phrase, each in said.items()}
    kept = {phrase: meaning for phrase, meaning in found.items() if meaning}
    return dict(sorted({**dict(_numberless(action, kept)), **kept}.items()))


def _numberless(
    action: Action, kept: Mapping[str, Meaning]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Phrases with a number in them that count nothing: "into a squat", "one after the other"."""
    for phrase, meaning in kept.items():
        if 'count' in meaning:
            rest = {name: value for name, value in meaning.items() if name != 'count'}
            yield from ((f'{place} {phrase}', rest) for place in ('in', 'into'))
    for template in BOOKS[action].templates:
        for _, texts in _units(template):
            yield from ((t, {}) for t in map(normalise, texts) if ' ' in t and _numbered(t))


def _numbered(phrase: str) -> bool:
    return any(is_number(word) for word in phrase.split())


def _sized(action: Action) -> Iterator[tuple[str, Meaning]]:
    """Adjectives that stand before whatever the action is called."""
    takes = attributes_of(action)
    for name, value, words in _ADJECTIVES:
        if value in takes.get(name, ()):
            yield from ((word, {name: value}) for word in words.split())


def _one(meanings: list[Meaning]) -> dict[str, object]:
    """All that a phrase says; nothing where it could mean two things."""
    merged: dict[str, object] = {}
    for meaning in meanings:
        if any(merged.setdefault(name, value) != value for name, value in meaning.items()):
            return {}
    return merged


def _slots(action: Action) -> Iterator[tuple[str, Meaning]]:
    """Words of the slots of all templates, and those of clipped speech."""
    for template in BOOKS[action].templates + BOOKS[action].states:
        for attribute, table in (SLOTS[slot] for slot in _slot_names(template)):
            for value in () if attribute in _NUMERIC else attributes_of(action)[attribute]:
                for text in table.get(value, ()):
                    yield from ((owned, {attribute: value}) for owned in _owned(text))
    for name, values in attributes_of(action).items():
        for value in () if name in _NUMERIC else values:
            yield from ((text, {name: value}) for text in terse_options(action, name, value))


def _slot_names(template: Template) -> list[str]:
    found = (slot.rstrip('!') for _, _, slot, _ in PIECE.findall(template.text))
    return [slot for slot in found if slot and slot[0] != '#']


def _counted(action: Action) -> Iterator[tuple[str, Meaning]]:
    """An article before a countable noun: "a squat" is one."""
    for template in BOOKS[action].templates:
        for _, _, slot, _ in PIECE.findall(template.text):
            for noun in slot[1:].replace('_', ' ').split('|') if slot[:1] == '#' else ():
                for one in (article(noun), f'one {noun}'):  # "one arm flap" is no arm
                    yield one, {'count': 1, **template.implied}


def _implied(action: Action) -> Iterator[tuple[str, Meaning]]:
    """Words that stand only in templates which imply the same; a verb with what follows last."""
    units: dict[str, set[frozenset[tuple[str, object]]]] = defaultdict(set)
    joined: dict[str, set[frozenset[tuple[str, object]]]] = defaultdict(set)
    for template in BOOKS[action].templates:
        implied = frozenset(template.implied.items())
        before: tuple[str, ...] = ()
        for verbal, texts in _units(template):
            for text in texts:
                units[text].add(implied)
            for one, other in product(before, texts):
                joined[f'{one} {other}'].add(implied)
            before = texts if verbal else ()
    alone = {text for text, found in units.items() if len(found) == 1}
    for text in sorted(alone):
        for bare in {text, re.sub('^an? (?=[^ ]+ )', '', text)}:  # "an about face", "about face"
            yield bare, dict(next(iter(units[text])))
    for text, found in sorted(joined.items()):
        if len(found) == 1 and text.split(' ', 1)[1] not in alone:
            yield text, dict(next(iter(found)))


def _units(template: Template) -> Iterator[tuple[bool, tuple[str, ...]]]:
    """Verbs in all forms, groups, counted nouns and runs of plain words; slots give nothing."""
    run: list[str] = []
    for verbs, options, slot, word in PIECE.findall(template.text + ' {}'):
        if word:
            run.append(word.replace('_', ' '))
            continue
        if run:
            yield False, _owned(' '.join(run))
            run = []
        if verbs:
            words = verbs.replace('_', ' ').split('|')
            yield True, tuple(verb(w, form) for w, form in product(words, FORMS))
        elif options:
            groups = filter(None, options.replace('_', ' ').split('|'))
            yield False, tuple(text for group in groups for text in _owned(group))
        elif slot.startswith('#'):
            nouns = slot[1:].replace('_', ' ').split('|')
            yield False, tuple(text for noun in nouns for text in (noun, plural(noun)))
        else:
            yield False, ()


def _owned(text: str) -> tuple[str, ...]:
    """A text with every owner in the place of its own."""
    return tuple(text.replace('POSS', o) for o in _OWNERS) if 'POSS' in text else (text,)
