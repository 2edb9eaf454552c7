# SPDX-License-Identifier: Apache-2.0
"""One spelling for one meaning: the text that lexicon and model see.

`normalise` does, in this order: NFKC, lower case, contractions spelled out, punctuation dropped
except that sentence punctuation and line breaks become commas; counts 1 to 20 become words and
the angles 45 to 360 digits, however they are written; spelling variants are joined ("counter-
clockwise" is "to the left", "backwards" is "backward", "two times" and "x2" are "twice", "a
couple of" is "two"); politeness goes ("please", "could you", "robot,"), and so do fillers,
repetitions, talk and ways of speaking that the grammar does not know (`irgm_ros.language.usage`),
slips of the ear (`irgm_ros.language.heard`) and what the speaker has taken back
(`irgm_ros.language.repair`). Signs that are none of these stay as words of their own, so that
nothing is dropped unseen. The result is stable: normalising it again changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from irgm_ros.language.angles import angles
from irgm_ros.language.arms import armed
from irgm_ros.language.asking import asked
from irgm_ros.language.bearings import bearings
from irgm_ros.language.counting import counted
from irgm_ros.language.ellipsis import completed
from irgm_ros.language.frames import ordered_to
from irgm_ros.language.heard import understood
from irgm_ros.language.manner import mannered
from irgm_ros.language.means import by_means
from irgm_ros.language.moves import moved
from irgm_ros.language.numerals import COUNT_WORDS
from irgm_ros.language.order import ordered
from irgm_ros.language.repair import corrected
from irgm_ros.language.rewrite import rewritten, rules
from irgm_ros.language.signs import signed
from irgm_ros.language.stances import stood
from irgm_ros.language.usage import usual

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
    (
        'round',
        r'((?:turn|spin|swing|wheel|whip|twirl|twist|rotat|pivot|swivel|walk|go|all the way|way|'
        r'completely|facing|face)(?:s|e|es|ing|ning)?) round(?! in)',
        r'\1 around',
    ),
    (
        'keep',
        r'(?:keep|keeps|keep on|carry on|continue|continues)(?= (?:\w+ly )?\w+ing(?!\S))',
        '',
    ),
    (
        'keep',
        r'keep(s?)(?= (?:both |your |the |his |her |one |of )+(?:left |right )?(?:hands?|arms?) '
        r'(?:up|raised|high|in the air|above)(?!\S))',
        r'hold\1',
    ),
    (
        'those',
        r'(?:those|these|them)(?= (?:hands|arms|legs|knees|hips|wings|shoulders|feet|'
        r'forearms)(?!\S))',
        'your',
    ),
    ('', r'(?:from|of|off) (your|the) (left|right) (leg|foot|arm|hand|fist)', r'with \1 \2 \3'),
    ('lead', r'(leg|foot) (?:leading|in the lead|leading the way)', r'\1'),
    ('led by', r'led by', 'with'),
    (
        'come',
        r'(?:for|to) (?:him|her|them|someone|somebody|anyone|people|the \w+) to come'
        r'(?= (?:over|closer|here)(?!\S))',
        'to come',
    ),
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
    ('couple', r'a couple(?: of)?', 'two'),
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
    ('please to', r'please to(?! (?:the|your|my|me|left|right|us)(?!\S))', ''),
    ('', r'please|kindly|just|simply', ''),
    ('', r'(?:start|begin)s? to(?! (?:the|your|their|his|her|its) )', ''),
    ('', r'(?:start|begin)s?(?= (?:\w+ly )?\w+ing(?!\S))', ''),
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
        text = understood(usual(by_means(bearings(text))))
        text = stood(moved(armed(signed(mannered(angles(text))))))
        text = rewritten(text, _PHRASES)
        text = asked(ordered_to(counted(completed(ordered(text)))))
        text = _COMMAS.sub(', ', text).strip(' ,')
        text = corrected(text)
        if text == before:
            return text.replace(' ,', ',')
