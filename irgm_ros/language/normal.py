# SPDX-License-Identifier: Apache-2.0
"""One spelling for one meaning: the text that lexicon and model see.

`normalise` does, in this order: NFKC, lower case, contractions spelled out, punctuation dropped
except that sentence punctuation and line breaks become commas; counts 1 to 20 become words and
the angles 45, 90, 180 and 360 digits, however they are written; spelling variants are joined
("counter-clockwise" is "to the left", "backwards" is "backward", "two times" is "twice");
fillers and politeness go ("uh", "please", "could you", "robot,"). Signs that are none of these
stay as words of their own, so that nothing is dropped unseen. The result is stable:
normalising it again changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

COUNT_WORDS = (
    'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven',
    'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
    'twenty',
)  # fmt: skip
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
    'leftwards': 'leftward', 'rightwards': 'rightward', 'sideways': 'sideways', 'deg': 'degrees',
    'degs': 'degrees', 'degree': 'degrees', 'thrice': 'three times', 'tpose': 't pose',
    'anticlockwise': 'counterclockwise', 'backup': 'back up', 'okay': 'ok', 'alot': 'a lot',
}  # fmt: skip

_COUNT = '|'.join(COUNT_WORDS)
_FILLER = r'(?:uh+|um+|uhm+|er+|erm+|hm+|mm+|eh)'
# Words after which "right now" may be a direction: "turn right now".
_DIRECTED = 'the|your|to|turn|rotate|spin|pivot|face|lean|step|move|walk|go|jump|hop|point|degrees'
# A word that must be there for the pattern to be worth trying, the pattern, what it becomes.
# Applied one after the other on words with single spaces, commas standing alone.
_PHRASES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (key, re.compile(rf'(?<!\S)(?:{pattern})(?!\S)'), replacement)
    for key, pattern, replacement in (
        ('sixty', r'(?:three hundred (?:and )?|three )sixty', '360'),
        ('eighty', r'(?:one |a )?hundred (?:and )?eighty|one eighty', '180'),
        ('ninety', r'ninety', '90'),
        ('five', r'(?:forty|fourty) five', '45'),
        ('clockwise', r'(?:counter|anti) clockwise', 'counterclockwise'),
        ('clockwise', r'(?:in )?(?:a |the )?counterclockwise(?: direction)?', 'to the left'),
        ('clockwise', r'(?:in )?(?:a |the )?clockwise(?: direction)?', 'to the right'),
        ('side', r'side step', 'sidestep'),
        ('side', r'side steps', 'sidesteps'),
        ('side', r'side stepping', 'sidestepping'),
        ('time', r'(?:one|a single) time', 'once'),
        ('times', r'(?:two|a couple of) times', 'twice'),
        ('couple', r'a couple of', 'two'),
        ('single', r'a single', 'one'),
        ('two', r'two (hands|arms)', r'both \1'),
        ('right now', rf'(?!(?:{_DIRECTED}) )(\S+) right now', r'\1'),
        ('', rf'(?:{_FILLER} )*{_FILLER}', ''),
        ('', r'please|kindly', ''),
    )
)
_OPENING = re.compile(
    r'^(?:(?:,|(?:hey|hi|hello|ok) (?:there )?(?:, )?robot|hey|ok|robot|now|so|well|alright|just|'
    r'(?:could|can|would|will) you(?: just)?|you (?:should|must|can)|go ahead and|'
    r'i (?:want|need|would like) you to|try to)(?: |$))+'
)
_COMMAS = re.compile(r'(?:, )+')
_CLOSING = re.compile(
    r'(?:(?:^| )(?:,|for me|immediately|now|robot|thanks|thank you|would you|'
    r'will you|could you))+$'
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
    """Apply the phrases until nothing changes; every round shortens or ends."""
    while True:
        before = text
        for key, pattern, replacement in _PHRASES:
            if key in text:
                text = pattern.sub(replacement, text)
        text = ' '.join(text.split())
        text = _OPENING.sub('', text)
        text = _CLOSING.sub('', text).strip()
        text = _COMMAS.sub(', ', text).strip(' ,')
        if text == before:
            return text.replace(' ,', ',')
