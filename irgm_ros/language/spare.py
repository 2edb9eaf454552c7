# SPDX-License-Identifier: Apache-2.0
"""Words within a clause that the body does not show, left out where the clause fits without.

"wave your hand merrily at the nice lady" is "wave your hand". Only words of a table, adverbs of
manner and whom a gesture is meant for may go, and only from a clause that the gate would refuse.
"""

from __future__ import annotations

import re

from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.rewrite import Rule, rewritten, rules
from irgm_ros.language.sentence import CONNECTIVES, split

# Words that never matter, where the model does not know them.
_EMPTY = frozenset(
    {'it', 'that', 'those', 'these', 'any', 'some', 'really', 'quite', 'nice', 'good', 'proper',
     'best', 'exactly', 'own', 'again', 'over', 'ever', 'such', 'well', 'very', 'super', 'so',
     'more', 'most', 'indeed', 'maybe', 'perhaps', 'possibly', 'entire', 'whole', 'actual', 'real',
     'single', 'usual', 'everyday', 'regular', 'normal', 'fine', 'lovely', 'beautiful', 'great',
     'brilliant', 'perfect', 'elegant', 'fancy', 'friendly', 'cheerful', 'happy', 'jolly', 'brave',
     'big', 'huge', 'tiny', 'wee', 'teeny', 'mini', 'giant', 'massive', 'mighty', 'enormous',
     'crisp', 'sharp', 'clean', 'solid', 'steady', 'firm', 'quiet', 'gentle', 'loud', 'hearty',
     'warm', 'royal', 'grand', 'magnificent', 'majestic', 'stately', 'respectful', 'humble',
     'formal', 'informal', 'casual', 'cheeky', 'sassy', 'funny', 'silly', 'goofy', 'famous',
     'signature', 'classic', 'double', 'little', 'out', 'away', 'there', 'then', 'too', 'also',
     'accordingly', 'straight', 'yet', 'even', 'now', 'each', 'please', 'still', 'anyway', 'dear',
     'graceful', 'snappy', 'smart', 'handsome', 'theatrical', 'dramatic', 'exaggerated',
     'sarcastic', 'ironic', 'awkward', 'shy', 'confident', 'courageous', 'energetic', 'lively',
     'enthusiastic', 'standard', 'basic', 'simple', 'plain', 'ordinary', 'typical', 'traditional',
     'old', 'fashioned', 'military', 'martial', 'arts', 'crazy', 'wild', 'awesome', 'cool',
     'rhythmic', 'imaginary', 'invisible', 'pretend', 'virtual', 'bouncy', 'springy'}
)  # fmt: skip
# Known to some actions, but nothing is lost where another action does not know them.
_SOFT = frozenset(
    {'there', 'out', 'again', 'over', 'little', 'big', 'small', 'polite', 'politely', 'quietly',
     'softly', 'cheerfully', 'together', 'only', 'standing', 'away', 'along', 'simple', 'short',
     'tall', 'me', 'us', 'great', 'full', 'complete', 'long', 'it', 'gesture', 'motion', 'pose',
     'move', 'exercise', 'some', 'and'}
)  # fmt: skip
# Adverbs in -ly of time and extent, and words that only end so.
_NOT_MANNER = frozenset(
    {'infinitely', 'endlessly', 'constantly', 'continuously', 'continually', 'perpetually',
     'eternally', 'indefinitely', 'daily', 'hourly', 'weekly', 'monthly', 'nightly', 'yearly',
     'regularly', 'frequently', 'occasionally', 'rarely', 'hardly', 'scarcely', 'barely', 'nearly',
     'almost', 'partially', 'partly', 'fully', 'wholly', 'slightly', 'slowly', 'quickly',
     'rapidly', 'swiftly', 'briskly', 'deeply', 'only', 'early', 'family', 'belly', 'jelly',
     'bully', 'ally', 'july', 'lily', 'folly', 'fly', 'reply', 'apply', 'supply', 'rely',
     'multiply', 'assembly', 'comply', 'imply', 'rally', 'italy', 'butterfly', 'anomaly', 'ugly',
     'holy', 'vertically', 'horizontally', 'laterally', 'diagonally', 'doubly', 'alternately',
     'alternatingly', 'repeatedly', 'simultaneously', 'subsequently', 'previously', 'fairly',
     'finally', 'lastly', 'firstly', 'secondly', 'thirdly', 'impossibly', 'monopoly', 'melancholy',
     'sally', 'molly', 'polly', 'billy', 'silly', 'jolly', 'dolly', 'tally', 'sully', 'curly',
     'backwardly', 'forwardly', 'upwardly', 'oddly', 'clockwisely', 'initially', 'eventually',
     'ply', 'sly'}
)  # fmt: skip
_SOCIAL = frozenset({'wave', 'bow', 'salute', 'beckon', 'nod', 'shake_head', 'clap', 'shrug'})
_TO = re.compile(
    r'(?<!\S)(?:to|at|for|towards|in honor of|in front of|with) '
    r'(?:(?:the|my|our|your|that|this|those|these|all|a|an|his|her|their|every) (?:[a-z]+ ){0,3}?'
    r'[a-z]+|him|her|them|us|me|everyone|everybody|someone|somebody|grandma|grandpa|mom|mum|dad|'
    r'mommy|mummy|daddy|nobody|no one|people|visitors|guests|friends|fans|[a-z]+ and [a-z]+)'
    r'(?=$| (?:with|using|once|twice|slowly|quickly|one|two|three|four|five|six|seven|eight|left|'
    r'right|a few)(?!\S))'
)
_WHOM = re.compile(
    r'(?<=salute )(?:him|her|them|(?:the|my|our|your|that|this) (?:[a-z]+ ){0,2}?[a-z]+)'
    r'(?=$| (?:with|using)(?!\S))|(?<=applaud )(?:him|her|them|(?:the|my|our) [a-z]+)$'
    r'|(?<=give )(?:him|her|them|us|(?:the|my|our|your|that|this) (?:[a-z]+ ){0,2}?[a-z]+)'
    r'(?= (?:an?|one|two|three) )|(?<=greet )(?:him|her|them|(?:the|my|our|your|that|this) '
    r'(?:[a-z]+ )?[a-z]+)'
    r'(?=$| (?:with|using)(?!\S))'
)
_LIMBS = frozenset(
    {'hand', 'hands', 'arm', 'arms', 'leg', 'legs', 'foot', 'feet', 'head', 'left', 'right',
     'side', 'sides', 'hips'}
)  # fmt: skip
# "show me your best limp" is "limp".
_LIGHT = re.compile(
    r'^(?:(?:do|make|give|show|perform|execute|have|take|throw|get|go|see|strike|deliver|try|'
    r'offer)'
    r's?|doing|making|giving|showing|performing|having|taking|going) '
    r'(?:me |us |him |her |for |into |with |on )*(?:an? |the |your |some |one |another )*'
)
_TIMES: tuple[Rule, ...] = rules(
    ('all the', 'all the (?:way|while|time)', ''),
    ('the whole', 'the (?:whole|entire) (?:way|while|time)(?: around| round| through)?', ''),
    ('throughout', 'throughout', ''),
    ('as ', 'as you (?:go|do(?: it| so| that)?)', ''),
    ('while', 'while you (?:are (?:at|about) it|do(?: it| so| that)?)', ''),
    ('on ', 'on (?:your|the|his|her|their) way', ''),
    ('for ', 'for (?:a|one) (?:second|sec|minute|moment|bit|while|little while)', ''),
)  # fmt: skip


def without_spare(text: str, lexicon: Lexicon) -> str:
    """The text with every clause that the gate would refuse reduced to what it can take."""
    text = rewritten(text.replace(', ', ' , '), _TIMES)
    tokens = lexicon.merge(text.split())
    found: list[str] = []
    clause: list[str] = []
    for token in [*tokens, ',']:
        if token in CONNECTIVES:
            found += [*_reduced(clause, lexicon), token]
            clause = []
        else:
            clause.append(token)
    return ' '.join(' '.join(found[:-1]).split()).replace(' ,', ',').strip(' ,')


def _reduced(clause: list[str], lexicon: Lexicon) -> list[str]:
    """The words of a clause without those that may go, if it is complete without them."""
    if not clause or _fits(clause, lexicon):
        return clause
    known = [word for word in clause if word in lexicon.words or not _idle(word)]
    if _fits(known, lexicon):
        return known
    for shorter in (_aimless(known, lexicon), _bare(known), _bare(_aimless(known, lexicon))):
        if _fits(shorter, lexicon):
            return shorter
        soft = _softened(shorter, lexicon)
        if _fits(soft, lexicon):
            return soft
    return known


def _idle(word: str) -> bool:
    manner = word.endswith('ly') and len(word) > 4 and word not in _NOT_MANNER
    return word in _EMPTY or manner


def _softened(clause: list[str], lexicon: Lexicon) -> list[str]:
    """Without the soft words that no action in the clause knows."""
    said = set(clause)
    named = [entry for entry in lexicon.actions.values() if entry.named_in(said)]
    for entry in sorted(named, key=lambda entry: len(said - entry.words)):
        kept = [w for w in clause if w in entry.words or not (w in _SOFT or _idle(w))]
        if _fits(kept, lexicon):
            return kept
    return clause


def _aimless(clause: list[str], lexicon: Lexicon) -> list[str]:
    """Without whom a gesture is meant for; only for gestures that reach nobody."""
    said = set(clause)
    named = {name for name, entry in lexicon.actions.items() if entry.named_in(said)}
    if not named & _SOCIAL or {'kick', 'punch', 'reach', 'point', 'turn', 'walk'} & named:
        return clause
    text = ' '.join(clause)
    for pattern in (_TO, _WHOM):
        aim = pattern.search(text)
        if aim and _LIMBS.isdisjoint(aim.group().split()):
            text = text[: aim.start()] + text[aim.end() :]
    return lexicon.merge(text.split())


def _bare(clause: list[str]) -> list[str]:
    """Without a verb that only carries a noun."""
    return _LIGHT.sub('', ' '.join(clause)).split()


def _fits(clause: list[str], lexicon: Lexicon) -> bool:
    """Whether some action accounts for every word."""
    pieces = split(' '.join(clause), lexicon)
    return bool(pieces) and all(lexicon.candidates(piece.words) for piece in pieces)
