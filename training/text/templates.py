# SPDX-License-Identifier: Apache-2.0
"""The small template language of the phrasing grammar.

A template is one clause without its subject, for example
``'[raise|lift] {arm!} (up|high|)'``:

* ``[a|b]`` one of the verbs, inflected for the sentence;
* ``(a|b|)`` one of the word groups, the last one here being nothing;
* ``{slot}`` the words for an attribute, nothing when the attribute is None; ``{slot!}`` the same
  but the template is used only when the attribute is given;
* ``{#noun}`` the count with a noun (``a squat``, ``three squats``); needs a count;
* a slot whose words belong to None (``{few_times}``) needs the attribute to be open;
* ``POSS`` the possessive of the subject; ``_`` joins words that belong together for the lexicon
  (``back_up``) and is printed as a space.

A template may imply attributes ("retreat" is walking backward); it serves a part if it expresses
exactly the attributes which that part gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from irgm_ros.spec.command import Action, Part, attributes_of
from irgm_ros.spec.inflect import NUMBER_WORDS, Form, article, plural, verb
from training.text.words import SLOTS

FORMS: tuple[Form, ...] = ('base', 'third', 'gerund')
PIECE = re.compile(r'\[([^\]]*)\]|\(([^)]*)\)|\{([^}]*)\}|([^\s\[({]+)')

Choices = tuple[str, ...]
Clause = tuple[Choices, ...]


@dataclass(frozen=True)
class Template:
    """One phrasing of an action.

    Attributes:
        text: In the language of this module.
        implied: Attributes that the words of the template already say.
        base_only: Fits the imperative only (a form without verb, or with inverted order).
    """

    text: str
    implied: Mapping[str, object] = field(default_factory=dict)
    base_only: bool = False

    @property
    def slots(self) -> tuple[tuple[str, bool], ...]:
        """Attribute and "required" of each slot."""
        found = []
        for name in self._names():
            if name.startswith('#'):
                found.append(('count', True))
            else:
                found.append((SLOTS[name.rstrip('!')][0], name.endswith('!')))
        return tuple(found)

    def serves(self, part: Part) -> bool:
        """Whether this template says all that ``part`` asks for and nothing more."""
        named = {name: getattr(part, name) for name in attributes_of(part.action)}
        given = {name: value for name, value in named.items() if value is not None}
        if any(given.get(name) != value for name, value in self.implied.items()):
            return False
        if any(required and name not in given for name, required in self.slots):
            return False
        if not given.keys() <= self.implied.keys() | {name for name, _ in self.slots}:
            return False
        return all(_speaks(name.rstrip('!'), part) for name in self._names() if name[0] != '#')

    def clause(self, part: Part, form: Form) -> Clause:
        """The choices of words in their order; empty strings stand for nothing."""
        pieces = []
        for verbs, options, slot, word in PIECE.findall(self.text):
            if verbs:
                pieces.append(tuple(verb(v.replace('_', ' '), form) for v in verbs.split('|')))
            elif slot:
                pieces.append(slot_words(slot, part))
            else:
                pieces.append(tuple((options or word).replace('_', ' ').split('|')))
        return tuple(piece for piece in pieces if piece != ('',))

    def texts(self, action: Action) -> Iterator[str]:
        """Everything that any piece may say about ``action``, for the lexicon."""
        for verbs, options, slot, word in PIECE.findall(self.text):
            if verbs:
                yield from (verb(v.replace('_', ' '), f) for v in verbs.split('|') for f in FORMS)
            elif slot.startswith('#'):
                for count in attributes_of(action)['count']:
                    yield from _counted(slot[1:].replace('_', ' '), int(str(count)))
            elif slot:
                attribute, words = SLOTS[slot.rstrip('!')]
                for value in (None, *attributes_of(action)[attribute]):
                    yield from words.get(value, ())
            else:
                yield from (options or word).replace('_', ' ').split('|')

    def _names(self) -> list[str]:
        return re.findall(r'\{([^}]*)\}', self.text)


def _speaks(slot: str, part: Part) -> bool:
    """Whether a slot has words for what ``part`` gives, or means that nothing is given."""
    attribute, words = SLOTS[slot]
    value = getattr(part, attribute)
    return value in words or (value is None and None not in words)


def slot_words(slot: str, part: Part) -> Choices:
    """Words of one slot for ``part``; ``('',)`` when the attribute is None."""
    if slot.startswith('#'):
        return _counted(slot[1:].replace('_', ' '), part.count)
    attribute, words = SLOTS[slot.rstrip('!')]
    return words.get(getattr(part, attribute), ('',))


def _counted(nouns: str, count: int | None) -> Choices:
    words: list[str] = []
    for noun in nouns.split('|'):
        if count == 1:
            words += [f'one {noun}', article(noun), f'a single {noun}']
        elif count is not None:
            words += [f'{NUMBER_WORDS[count]} {plural(noun)}']
    return tuple(words)


@dataclass(frozen=True)
class Phrasebook:
    """How one action is said.

    Attributes:
        action: The action.
        triggers: Words and joined words that name the action by themselves; base forms of verbs
            and nouns, of which all inflections count.
        templates: Its phrasings.
        terse: Its name in clipped speech ("wave x3 left").
        states: Phrases of a held gesture after ``with`` ("walk with your arms crossed").
        final: Phrasings only for the last step of several ("then stop").
        noun: Its name after ``during the``, for a body action without attributes.
    """

    action: Action
    triggers: str
    templates: tuple[Template, ...]
    terse: tuple[str, ...]
    states: tuple[Template, ...] = ()
    final: tuple[Template, ...] = ()
    noun: str = ''


def book(
    action: Action,
    triggers: str,
    *lines: str | tuple[str, Mapping[str, object]],
    terse: str = '',
    states: tuple[str, ...] = (),
    final: tuple[str, ...] = (),
    noun: str = '',
) -> Phrasebook:
    """Build a phrasebook from template texts; a leading ``!`` marks an imperative-only one.

    Args:
        action: The action.
        triggers: See `Phrasebook`; ``bend+knees`` needs both words.
        lines: Texts of templates, or pairs with the attributes that they imply.
        terse: Names in clipped speech with ``|`` between them; the action's own name if empty.
        states: See `Phrasebook`.
        final: See `Phrasebook`.
        noun: See `Phrasebook`.
    """
    templates = []
    for line in lines:
        text, implied = (line, {}) if isinstance(line, str) else line
        templates.append(Template(text.removeprefix('!'), implied, text.startswith('!')))
    return Phrasebook(
        action,
        triggers,
        tuple(templates),
        tuple((terse or action.value).replace('_', ' ').split('|')),
        tuple(Template(text) for text in states),
        tuple(Template(text) for text in final),
        noun,
    )
