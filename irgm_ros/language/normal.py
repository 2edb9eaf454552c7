# SPDX-License-Identifier: Apache-2.0
"""One spelling for one meaning: the text that lexicon and model see.

`normalise` does, in this order: NFKC, lower case, contractions spelled out, punctuation dropped
except that sentence punctuation and line breaks become commas; counts 1 to 20 become words and
the angles 45 to 360 digits, however they are written; spelling variants are joined ("counter-
clockwise" is "to the left", "backwards" is "backward", "two times" and "x2" are "twice", "a
couple of" is "two"); politeness goes ("please", "could you", "robot,"), and so do fillers and
repetitions, slips of the ear (`irgm_ros.language.heard`) and what the speaker has taken back
(`irgm_ros.language.repair`). Ways of speaking beyond these are the business of the semantic
parser (`irgm_ros.language.interpreter`). Signs that are none of these stay as words of their own,
so that nothing is dropped unseen. The result is stable: normalising it again changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from irgm_ros.language.angles import angles
from irgm_ros.language.counting import counted
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
# "1) walk 2) wave".
_LISTED = re.compile(r'\s*1\s?[).:]\s+(?=[a-z])')
_NUMBERED = re.compile(r'[\s,;]+[2-9]\s?[).:]\s+(?=[a-z])')
_TOKEN = re.compile(r"\d+(?:,\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|_")

_WORDS = {
    "don't": 'do not', 'dont': 'do not', "doesn't": 'does not', "won't": 'will not',
    "can't": 'can not', 'cannot': 'can not', "mustn't": 'must not', "shouldn't": 'should not',
    "isn't": 'is not', "aren't": 'are not', "i'd": 'i would', "let's": 'let us',
    "that's": 'that is', "you're": 'you are', "it's": 'it is', "he's": 'he is', "she's": 'she is',
    "there's": 'there is', "here's": 'here is', "what's": 'what is', "who's": 'who is',
    "i'm": 'i am', "i've": 'i have', "i'll": 'i will', "you've": 'you have',
    "you'll": 'you will', "you'd": 'you would', "we're": 'we are', "we've": 'we have',
    "we'll": 'we will', "we'd": 'we would', "they're": 'they are', "they've": 'they have',
    "they'll": 'they will', "it'll": 'it will', "it'd": 'it would', "how's": 'how is',
    "didn't": 'did not', "wouldn't": 'would not', "couldn't": 'could not',
    "haven't": 'have not', "hasn't": 'has not', "wasn't": 'was not', "weren't": 'were not',
    "ain't": 'is not', 'im': 'i am', 'ive': 'i have', 'theres': 'there is', 'thats': 'that is',
    'youre': 'you are', 'youve': 'you have', 'youll': 'you will', 'youd': 'you would',
    'theyre': 'they are', 'weve': 'we have', 'hows': 'how is', 'didnt': 'did not',
    'isnt': 'is not', 'doesnt': 'does not', 'cant': 'can not', 'wont': 'will not',
    'wouldnt': 'would not', 'havent': 'have not', 'arent': 'are not', 'lets': 'let us',
    'dunno': 'do not know', "'em": 'them', 'em': 'them', 'cos': 'because', 'cuz': 'because',
    'coz': 'because', "'cause": 'because', 'gotta': 'have to', 'favour': 'favor',
    'favouring': 'favoring', 'ya': 'you',
    "y'all": 'you', 'pls': 'please', 'plz': 'please', 'thx': 'thanks', 'tq': 'thanks',
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
# Applied one after the other on words with single spaces, commas standing alone.
_PHRASES = rules(
    ('', r'(?:please|kindly|just|simply|thanks|thank you)', ''),
    ('right now', rf'(?!(?:{_DIRECTED}) )(\S+) right now', r'\1'),
    ('robot', r'(?:(?:hey|hi|hello|ok) )?(?<!the )(?<!this )(?<!a )robot(?: ,)?', ''),
    ('', r'(?:could|can|would|will) you(?! (?:mind|be so|like)(?!\S))', ''),
    ('mind', r'(?:would you |do you )?mind(?= \w+ing(?!\S))', ''),
    ('so kind', r'(?:would you )?be so kind as to', ''),
    ('favor', r'do me a favor and', ''),
    ('i ', r'i (?:would like|want|need) you to', ''),
    ('you should', r'you should', ''),
    ('let me see', r'let me see you', ''),
    ('show me', r'show me how (?:you|to)', ''),
    ('go ahead', r'go ahead and', ''),
    ('forget', r'do not (?:forget|hesitate) to', ''),
    ('try to', r'try to', ''),
    ('time to', r'it is time to', ''),
    ('how about', r'how about', ''),
    ('', r'(?:now|ok)(?= ,|$)', ''),
    ('', r'(?:(?<=^)|(?<=, ))(?:now|ok)', ''),
    ('for me', r'for me(?= ,|$)', ''),
    ('if you can', r'if you can(?= ,|$)', ''),
    ('now', r'(,|then|and) now', r'\1'),
    ('', r'(?:start|begin)s? to(?! (?:the|your|their|his|her|its) )', ''),
    ('', r'(?:start|begin)s?(?= (?:\w+ly )?\w+ing(?!\S))', ''),
    ('side', r'side step(s|ping)?', r'sidestep\1'),
    ('tip', r'tip toe(s|ing)?', r'tiptoe\1'),
    ('x', rf'x ({_COUNT})(?: times?)?', r'\1 times'),
    ('x', rf'({_COUNT}) x', r'\1 times'),
    ('time', r'(?:one|a single) times?', 'once'),
    ('times', r'two times', 'twice'),
    ('couple', r'a couple(?: of)?', 'two'),
    ('several', r'several', 'a few'),
    ('single', r'a single', 'one'),
    ('two', r'two (hands|arms)', r'both \1'),
    (
        ' and ',
        r'(forward|backward|back|ahead) and (?:to )?(?:the |your |their |his |her |its )?'
        r'(left|right)(?! (?:hand|arm|leg|foot|fist|knee))',
        r'\1 \2',
    ),
)
_COMMAS = re.compile(r'(?:, )+')


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
    text = re.sub(r'(\w+)-like(?=\s*(?:[,.;:!?]|$))', r'like a \1', text)
    if _LISTED.match(text):
        text = _NUMBERED.sub(', then ', _LISTED.sub('', text))
    text = text.translate(_SIGNS)
    words = (_WORDS.get(token, _COUNTS.get(token, token)) for token in _TOKEN.findall(text))
    return _settle(' '.join(words).replace("'", ''))


def _settle(text: str) -> str:
    """Apply all rules until nothing changes; every round shortens or ends."""
    while True:
        before = text
        text = counted(rewritten(angles(understood(text)), _PHRASES))
        text = corrected(_COMMAS.sub(', ', text).strip(' ,'))
        if text == before:
            return text.replace(' ,', ',')
