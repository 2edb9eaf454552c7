# SPDX-License-Identifier: Apache-2.0
"""The lexicon of the default bundle, collected from the phrasing grammar's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from irgm_ros.language.normal import normalise
from irgm_ros.language.numerals import is_number
from irgm_ros.language.rewrite import merge
from irgm_ros.language.sentence import CONNECTIVE_PHRASES
from irgm_ros.spec.command import ALLOWED, CARRIERS, GESTURES, MAX_STEPS, Action
from irgm_ros.spec.inflect import plural, verb
from training.text.meanings import meanings
from training.text.phrasing import BOOKS, SUBJECTS
from training.text.synonyms import nearby, synonyms
from training.text.templates import FORMS, Template
from training.text.terse import terse_words
from training.text.words import PHRASES, SLOTS

_POSSESSIVES = ('your', 'their', 'his', 'her', 'its', 'the', 'my')
_PRONOUNS = (
    'you', 'they', 'it', 'a robot', 'the human', 'the man', 'a boy', 'the boy', 'a girl',
    'the girl', 'a lady', 'the lady', 'a guy', 'the guy', 'a humanoid', 'the humanoid', 'person',
    'a character', 'the character', 'one person', 'the subject', 'everyone', 'this person',
)  # fmt: skip
# Words that change nothing in what is meant, beside any others.
_GLUE = frozenset({'a', 'an', 'the', *_POSSESSIVES, 'you'})
# Harmless words beside those of the templates.
_EXTRA = {
    Action.WALK: 'out', Action.RUN: 'straight out', Action.TURN: 'degrees', Action.KICK: 'in air',
    Action.BALANCE: 'only', Action.RAISE: 'high in air',
    Action.STAND: 'motionless', Action.CLAP: 'audience', Action.T_POSE: 't pose',
}  # fmt: skip
# Verbs that after an article are things, not actions.
_THINGS = ('block', 'box')


def lexicon() -> dict[str, Any]:
    """The content of ``lexicon.json``, see `irgm_ros.language.lexicon.Lexicon`; deterministic."""
    phrases = {phrase for action in Action for phrase in _phrases(action)}
    phrases.update(CONNECTIVE_PHRASES, PHRASES)
    joined = frozenset(tuple(phrase.split()) for phrase in phrases)
    actions = {action.value: _entry(action, joined) for action in Action}
    return {
        'actions': actions,
        'phrases': sorted(phrases),
        'subjects': sorted({*(subject for subject, _, _ in SUBJECTS), *_PRONOUNS}),
        'carriers': sorted(action.value for action in CARRIERS),
        'gestures': sorted(action.value for action in GESTURES),
        'max_steps': MAX_STEPS,
        'openers': sorted({w for action in Action for w in _openers(action, joined)}),
        'things': list(_THINGS),
        'synonyms': synonyms(),
        'nearby': nearby(),
        'meanings': {action.value: meanings(action) for action in Action},
    }


def _templates(action: Action) -> tuple[Template, ...]:
    entry = BOOKS[action]
    return entry.templates + entry.states + entry.final


def _forms(word: str) -> set[str]:
    """A trigger in all its forms, as verb and as noun, normalised."""
    word = word.replace('_', ' ')
    return {normalise(form) for form in (*(verb(word, f) for f in FORMS), plural(word))}


def _phrases(action: Action) -> set[str]:
    """Words joined by ``_`` in the templates or the triggers, in all their forms."""
    joined = set(re.split(r'[\s+]', BOOKS[action].triggers))
    for template in _templates(action):
        text = re.sub(r'\{[^#}][^}]*\}', ' ', template.text)  # names of slots are no words
        joined.update(re.findall(r'[a-z]+(?:_[a-z]+)+', text))
    return {form for word in joined if '_' in word for form in _forms(word) if ' ' in form}


def _texts(action: Action) -> Iterator[str]:
    """Every choice of words that a clause about ``action`` can hold."""
    entry = BOOKS[action]
    yield from (*entry.terse, entry.noun, 'with' if entry.states else '', *terse_words(action))
    for template in _templates(action):
        yield from template.texts(action)


def _openers(action: Action, joined: frozenset[tuple[str, ...]]) -> Iterator[str]:
    """First words of the verbs that a clause about ``action`` begins with."""
    yield from (word for options in SLOTS['adverb'][1].values() for word in options)
    for template in BOOKS[action].templates:
        verbs = re.match(r'(?:\{\w+!?\} )?\[([^\]]*)\]', template.text)
        if verbs:
            for word, form in product(verbs.group(1).split('|'), FORMS):
                yield _items(normalise(verb(word.replace('_', ' '), form)), joined)[0]


def _entry(action: Action, joined: frozenset[tuple[str, ...]]) -> dict[str, Any]:
    texts = {t.replace('POSS', p) for t in _texts(action) for p in _POSSESSIVES}
    words = {*_EXTRA.get(action, '').split(), *_GLUE}
    for text in texts:
        words.update(_items(normalise(text), joined))
    allowed = ALLOWED[action]
    return {
        'triggers': sorted(t for t in _triggers(action) if set(t.split('+')) <= words),
        'words': sorted(word for word in words if not is_number(word)),
        'counts': list(allowed.counts),
        'angles': list(allowed.angles_deg),
        # A walk may go diagonally: two directions at once are one of its own.
        'one_way': bool(allowed.directions) and not allowed.sides and not _diagonal(action),
    }


def _diagonal(action: Action) -> bool:
    return any('_' in direction for direction in ALLOWED[action].directions)


def _triggers(action: Action) -> Iterator[str]:
    for trigger in BOOKS[action].triggers.split():
        for words in product(*(sorted(_forms(word)) for word in trigger.split('+'))):
            yield '+'.join(words)


def _items(text: str, joined: frozenset[tuple[str, ...]]) -> list[str]:
    """Words of a text, those of a known phrase joined to one item."""
    return merge(text.replace(',', ' ').split(), joined)
