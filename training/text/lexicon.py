# SPDX-License-Identifier: Apache-2.0
"""The lexicon of the default bundle, collected from the phrasing grammar's own words."""

from __future__ import annotations

import re
from typing import Any

from evaluation.spec import ALLOWED, CARRIERS, GESTURES, Action
from irgm_ros.language.lexicon import merge
from irgm_ros.language.normal import COUNT_WORDS, normalise
from irgm_ros.language.sentence import CONNECTIVE_PHRASES
from training.text.canonical import all_parts
from training.text.inflect import Form, plural, verb
from training.text.phrasing import BOOKS, SUBJECTS
from training.text.templates import Template

MAX_STEPS = 3
_POSSESSIVES = ('your', 'their', 'his', 'her', 'its', 'the', 'my')
_FORMS: tuple[Form, ...] = ('base', 'third', 'gerund')
_PRONOUNS = ('you', 'he', 'she', 'they', 'it', 'somebody', 'a robot', 'the human', 'a human')
_NUMBERS = frozenset({*COUNT_WORDS, 'once', 'twice', '45', '90', '180', '360'})
# Harmless words beside those of the templates: they change nothing in what is meant.
_EXTRA = {
    Action.WALK: 'straight',
    Action.RUN: 'straight',
    Action.TURN: 'degrees body',
    Action.SQUAT: 'deep deeply',
    Action.KICK: 'high front air in the',
    Action.LUNGE: 'deep',
    Action.BOW: 'deep deeply slightly',
    Action.LEAN: 'slightly',
    Action.BALANCE: 'only',
    Action.WAVE: 'everybody',
    Action.RAISE: 'high in the air',
    Action.STAND: 'quietly motionless',
    Action.CLAP: 'the audience',
    Action.T_POSE: 't pose',
}


def lexicon() -> dict[str, Any]:
    """The content of ``lexicon.json``, see `irgm_ros.language.lexicon.Lexicon`; deterministic."""
    phrases = {phrase for action in Action for phrase in _phrases(action)}
    phrases.update(CONNECTIVE_PHRASES)
    actions = {action.value: _entry(action, phrases) for action in Action}
    return {
        'actions': actions,
        'phrases': sorted(phrases),
        'subjects': sorted({*(subject for subject, _ in SUBJECTS), *_PRONOUNS}),
        'carriers': sorted(action.value for action in CARRIERS),
        'gestures': sorted(action.value for action in GESTURES),
        'max_steps': MAX_STEPS,
    }


def _templates(action: Action) -> tuple[Template, ...]:
    entry = BOOKS[action]
    return entry.templates + entry.states + entry.final


def _forms(word: str) -> set[str]:
    """A trigger in all its forms, as verb and as noun, normalised."""
    return {normalise(form) for form in (*(verb(word, f) for f in _FORMS), plural(word))}


def _phrases(action: Action) -> set[str]:
    """Words joined by ``_`` in the templates or the triggers, in all their forms."""
    joined = set(BOOKS[action].triggers.split())
    for template in _templates(action):
        text = re.sub(r'\{[^#}][^}]*\}', ' ', template.text)  # names of slots are no words
        joined.update(re.findall(r'[a-z]+(?:_[a-z]+)+', text))
    words = {word.replace('_', ' ') for word in joined if '_' in word}
    return {form for word in words for form in _forms(word) if ' ' in form}


def _texts(action: Action) -> set[str]:
    """Every choice of words that a clause about ``action`` can hold."""
    texts = {'with'} if BOOKS[action].states else set()
    for template in _templates(action):
        for part in all_parts(action):
            if not template.serves(part):
                continue
            for form in _FORMS:
                for choices in template.clause(part, form):
                    texts.update(choices)
    return texts


def _entry(action: Action, phrases: set[str]) -> dict[str, Any]:
    texts = {t.replace('POSS', p) for t in _texts(action) for p in _POSSESSIVES}
    words = set(_EXTRA.get(action, '').split())
    for text in texts:
        words.update(_items(normalise(text), phrases))
    triggers = {
        form for word in BOOKS[action].triggers.split() for form in _forms(word.replace('_', ' '))
    }
    triggers &= words
    allowed = ALLOWED[action]
    return {
        'triggers': sorted(triggers),
        'words': sorted(words - _NUMBERS),
        'counts': list(allowed.counts),
        'angles': list(allowed.angles_deg),
        'one_way': bool(allowed.directions) and not allowed.sides,
    }


def _items(text: str, phrases: set[str]) -> list[str]:
    """Words of a text, those of a known phrase joined to one item."""
    joined = frozenset(tuple(phrase.split()) for phrase in phrases)
    return merge(text.replace(',', ' ').split(), joined)
