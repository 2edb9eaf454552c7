# SPDX-License-Identifier: Apache-2.0
"""Persons whom the model does not know as subjects: "the patient hobbles", "our queen is waving".

Things that do something are told from persons by what they do: "the music stops" asks for nothing.
"""

from __future__ import annotations

import re

from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.numerals import is_number
from irgm_ros.language.sentence import CONNECTIVES

_DETERMINERS = frozenset({'a', 'an', 'the', 'this', 'that', 'our', 'each', 'every'})
# What things do as well as people: "the music stops" tells nobody to stop.
_THINGS_DO = frozenset(
    {'stops', 'halts', 'comes', 'goes', 'moves', 'turns', 'runs', 'breaks', 'drops', 'rests',
     'sinks', 'covers', 'forms', 'gets', 'has', 'haves', 'does', 'makes', 'gives', 'takes',
     'keeps', 'remains', 'stays', 'stands', 'points', 'reverses', 'pauses', 'freezes', 'waits',
     'calls', 'beckons', 'spins', 'rotates', 'swings', 'puts', 'beats', 'strikes', 'blocks',
     'approaches'}
)  # fmt: skip
_AGENT = re.compile(
    r'(?!career|water|weather|paper|computer|tower|timer|letter|door|motor|power|answer|order|'
    r'river|laser|elevator|escalator|alert|event|moment|train|wind|cursor|meter)\w\w+(?:[eo]r|'
    r'ist|man|woman|person|ent|ant|ian|een|child|kid|robot|machine)'
)


def of_someone(text: str, lexicon: Lexicon) -> str:
    """The text with a person whom the model does not know at its beginning as "a person".

    "The patient hobbles", "our queen is waving": up to three unknown words before a verb in the
    third person.
    """
    words = text.replace(',', ' ,').split()
    if not words or words[0] not in _DETERMINERS:
        return text
    for at in range(2, min(5, len(words))):
        verb, who = words[at], words[1:at]
        if who[-1] in lexicon.words or not CONNECTIVES.isdisjoint(who) or any(map(is_number, who)):
            return text
        is_doing = verb in ('is', 'are') and at + 1 < len(words) and _doing(words[at + 1], lexicon)
        does = verb.endswith('s') and not verb.endswith('ss') and verb in lexicon.openers
        if is_doing or (does and (verb not in _THINGS_DO or _AGENT.fullmatch(who[-1]))):
            return ' '.join(['a person', *words[at:]]).replace(' ,', ',')
    return text


def _doing(word: str, lexicon: Lexicon) -> bool:
    return word.endswith('ing') and word in lexicon.openers
