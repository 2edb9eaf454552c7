# SPDX-License-Identifier: Apache-2.0
"""One spelling for one meaning: the text that lexicon and model see.

`normalise` does, in this order: NFKC, lower case, contractions spelled out, punctuation dropped
except that sentence punctuation and line breaks become commas; counts 1 to 20 become words and
the angles 45 to 360 digits, however they are written; spelling variants are joined
("counter-clockwise" is "to the left", "backwards" is "backward", "two times" and "x2" are
"twice", "a couple of" is "a few"); politeness goes ("please", "could you", "robot,"), and so do
fillers, repetitions, slips of the ear (`irgm_ros.language.heard`) and what the speaker has taken
back (`irgm_ros.language.repair`). Signs that are none of these stay as words of their own, so
that nothing is dropped unseen. The result is stable: normalising it again changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from irgm_ros.language.heard import understood
from irgm_ros.language.numerals import COUNT_WORDS
from irgm_ros.language.repair import corrected
from irgm_ros.language.rewrite import rewritten, rules

_COUNTS = {str(n): word for n, word in enumerate(COUNT_WORDS, start=1)}

# Apostrophes, quotation marks and brackets, dashes, sentence ends.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys('\u2019\u2018\u02bc`', "'"),
        **dict.fromkeys('\u201c\u201d"()\u00a1\u00bf\u00ab\u00bb', ' '),
        **dict.fromkeys('-\u2010\u2011\u2212', ' '),
        **dict.fromkeys('.;:!?\n\u2013\u2014\u2026', ','),
        '\u00b0': ' degrees ',
        '&': ' and ',
    }
)
_TOKEN = re.compile(r"\d+(?:,\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|_")

_WORDS = {
    "don't": 'do not', 'dont': 'do not', "doesn't": 'does not', "won't": 'will not',
    "can't": 'can not', 'cannot': 'can not', "mustn't": 'must not', "shouldn't": 'should not',
    "isn't": 'is not', "aren't": 'are not', "i'd": 'i would', "let's": 'let us',
    "that's": 'that is', "you're": 'you are', "it's": 'it is', "he's": 'he is', "she's": 'she is',
    'backwards': 'backward', 'forwards': 'forward', 'upwards': 'upward', 'afterward': 'afterwards',
    'leftwards': 'leftward', 'rightwards': 'rightward', 'deg': 'degrees',
    'degs': 'degrees', 'degree': 'degrees', 'thrice': 'three times', 'tpose': 't pose',
    'anticlockwise': 'counterclockwise', 'backup': 'back up', 'okay': 'ok', 'alot': 'a lot',
    'ccw': 'counterclockwise', 'cw': 'clockwise', 'fwd': 'forward', 'downwards': 'downward',
    'toward': 'towards', 'whilst': 'while',
    'wanna': 'want to', 'gonna': 'going to', 'lemme': 'let me',
    'headshake': 'head shake', 'headshakes': 'head shakes',
}  # fmt: skip

_COUNT = '|'.join(COUNT_WORDS)
# Words after which "right now" may be a direction: "turn right now".
_DIRECTED = 'the|your|to|turn|rotate|spin|pivot|face|lean|step|move|walk|go|jump|hop|point|degrees'
_ASK = r'(?:could|can|would|will) you(?: just)?'
# Applied one after the other on words with single spaces, commas standing alone.
_PHRASES = rules(
    ('sixty', r'(?:three hundred (?:and )?|three )sixty', '360'),
    ('eighty', r'(?:one |a )?hundred (?:and )?eighty|one eighty', '180'),
    ('seventy', r'(?:two hundred (?:and )?|two )seventy', '270'),
    ('thirty', r'(?:one |a )?hundred (?:and )?thirty five|one thirty five', '135'),
    ('ninety', r'ninety', '90'),
    ('five', r'(?:forty|fourty) five', '45'),
    ('clockwise', r'(?:counter|anti) clockwise', 'counterclockwise'),
    ('clockwise', r'(?:in )?(?:a |the )?counterclockwise(?: direction)?', 'to the left'),
    ('clockwise', r'(?:in )?(?:a |the )?clockwise(?: direction)?', 'to the right'),
    ('', r'a (?:full )?(45|90|135|180|270|360)(?: turn)?(?! degrees)', r'a \1 degrees turn'),
    ('side', r'side step', 'sidestep'),
    ('side', r'side steps', 'sidesteps'),
    ('side', r'side stepping', 'sidestepping'),
    ('tip', r'tip toe(s)?', r'tiptoe\1'),
    ('tip', r'tip toeing|tippy toeing', 'tiptoeing'),
    ('tippy', r'tippy toes?', 'tiptoes'),
    ('x', rf'x ({_COUNT})(?: times?)?', r'\1 times'),
    ('x', rf'({_COUNT}) x', r'\1 times'),
    ('time', r'(?:one|a single) times?', 'once'),
    ('times', r'two times', 'twice'),
    ('couple', r'a couple(?: of)?', 'a few'),
    ('', r'several|multiple|a handful of|a number of|a bunch of', 'a few'),
    ('some', r'some(?= (?:times|steps|jumping jacks|star jumps)(?!\S))', 'a few'),
    ('single', r'a single', 'one'),
    ('two', r'two (hands|arms)', r'both \1'),
    (
        ' and ',
        r'(forward|backward|back|ahead) and (?:to )?(?:the |your |their |his |her |its )?'
        r'(left|right)(?! (?:hand|arm|leg|foot|fist|knee))',
        r'\1 \2',
    ),
    ('right now', rf'(?!(?:{_DIRECTED}) )(\S+) right now', r'\1'),
    ('now', r'(,|then|and) now', r'\1'),
    ('you', rf'(,|then|and) {_ASK}', r'\1'),
    ('', r'please|kindly|just|simply', ''),
    ('', r'(?:start|begin)s? to(?! (?:the|your|their|his|her|its) )', ''),
    ('', r'(?:start|begin)s?(?= (?:\w+ly )?\w+ing(?!\S))', ''),
)
_OPENING = re.compile(
    r'^(?:(?:,|(?:hey|hi|hello|ok) (?:there )?(?:, )?robot|hey|ok|robot|now|so|well|alright|just|'
    rf'would you mind|(?:{_ASK} )?(?:try to|show me how (?:to|you(?: can)?)|let me see you)|'
    rf'{_ASK}|'
    r'(?:the robot|you) (?:should|must|can|shall)|go ahead and|'
    r'(?:have|make) the robot|how about|do me a favor and|'
    r'be (?:so kind as to|so kind and|kind enough to)|(?:it is|its) (?:time|your turn) to|'
    r'i (?:want|need|would like) (?:you|the robot) to|i want to see you|'
    r'i would love (?:it if you could|to see you)|why do not you|let us see you)(?: |$))+'
)
_COMMAS = re.compile(r'(?:, )+')
_CLOSING = re.compile(
    r'(?:(?:^| )(?:,|for me|for us|immediately|right away|at once|now|robot|thanks(?: a lot)?|'
    r'thank you(?: very much| so much)?|would you|will you|could you|can you|if you can|'
    r'if you could|if you would|if you do not mind|ok|alright))+$'
)


def normalise(text: str) -> str:
    """Bring a command to the one spelling that lexicon and model know; see the module.

    Args:
        text: Any text.

    Returns:
        Words with single spaces between them, commas as the only punctuation.
    """
    text = unicodedata.normalize('NFKC', text.replace('\u00ba', '\u00b0')).lower()
    # A sign before a number must not vanish: it would turn the other way.
    text = re.sub(r'(^|[\s(,])[-\u2212](?=\d)', r'\1 minus ', text)
    text = text.translate(_SIGNS)
    words = (_WORDS.get(token, _COUNTS.get(token, token)) for token in _TOKEN.findall(text))
    return _settle(' '.join(words).replace("'", ''))


def _settle(text: str) -> str:
    """Apply all rules until nothing changes; every round shortens or ends."""
    while True:
        before = text
        text = rewritten(understood(text), _PHRASES)
        text = _OPENING.sub('', text)
        text = _CLOSING.sub('', text).strip()
        text = _COMMAS.sub(', ', text).strip(' ,')
        text = corrected(text)
        if text == before:
            return text.replace(' ,', ',')
