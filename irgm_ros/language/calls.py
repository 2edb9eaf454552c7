# SPDX-License-Identifier: Apache-2.0
"""What is called to a listener and asks for nothing: names ("mate") and cheers ("come on")."""

from __future__ import annotations

import re

_PEOPLE = frozenset(
    {'mate', 'buddy', 'bud', 'pal', 'dude', 'bro', 'bruv', 'man', 'sir', 'madam', 'maam', 'miss',
     'mister', 'friend', 'friends', 'champ', 'champion', 'chief', 'boss', 'captain', 'soldier',
     'sailor', 'sergeant', 'private', 'trooper', 'cadet', 'comrade', 'robot', 'robo', 'bot',
     'android', 'droid', 'machine', 'humanoid', 'tin', 'sunshine', 'darling', 'sweetheart',
     'honey', 'sweetie', 'love', 'dear', 'dearie', 'kid', 'kiddo', 'son', 'lad', 'laddie', 'lass',
     'girl', 'boy', 'lady', 'gentleman', 'guy', 'guys', 'folks', 'everyone', 'everybody', 'team',
     'genius', 'star', 'superstar', 'legend', 'rockstar', 'tiger', 'cowboy', 'partner', 'ninja',
     'warrior', 'hero', 'king', 'queen', 'prince', 'princess', 'majesty', 'highness', 'grace',
     'lordship', 'excellency', 'honour', 'honor', 'professor', 'doctor', 'coach', 'maestro',
     'teacher', 'athlete', 'dancer', 'goose', 'devil', 'rascal', 'thing', 'one', 'bean', 'fellow',
     'chap', 'bird', 'beauty', 'pumpkin', 'muppet', 'slowpoke', 'lazybones', 'sleepyhead',
     'butterfingers', 'gorgeous', 'handsome', 'rocky', 'froggy', 'mr', 'mrs', 'human', 'metal',
     'pet', 'precious', 'amigo', 'governor', 'guv', 'squire', 'cutie', 'silly', 'cheeky', 'little',
     'old', 'big', 'poor', 'sweet', 'good', 'clever', 'lovely', 'beautiful', 'great', 'mighty',
     'brave', 'lazy', 'my', 'your', 'you', 'trusty', 'fine', 'young', 'funny', 'crazy', 'smart',
     'disco', 'dancing', 'dearest', 'esteemed', 'the', 'of', 'all', 'there', 'o', 'oh'}
)  # fmt: skip
_NAME = _PEOPLE
# A name is complete only with one of these.
_ADJECTIVE = frozenset(
    {'little', 'old', 'big', 'poor', 'sweet', 'clever', 'mighty', 'brave', 'my', 'your', 'you',
     'trusty', 'fine', 'young', 'the', 'of', 'all', 'there', 'o', 'silly', 'cheeky', 'lovely',
     'great', 'funny', 'crazy', 'smart', 'disco', 'dancing', 'esteemed', 'good', 'tin'}
)  # fmt: skip
_CHEERS = (
    'come on|chop(?: chop)?|off you (?:go|pop)|there you go|here (?:we|you) go|on you go|(?:go|'
    'get) on|'
    'wow|whoa|woo(?: ?hoo)?|yay|hooray|yeah|yep|yup|yes|ok(?: then)?|alright(?: then)?|right(?: '
    '(?:then|you are))?|well(?: then| done)?|very (?:good|nice|well)|good(?: (?:robot|job|boy|'
    'girl|'
    'work|stuff|morning|evening|afternoon|day|luck|man))?|great(?: (?:job|work|stuff|going))?|nice'
    '(?: (?:one|job|work|going))?|excellent|perfect|lovely|brilliant|super|awesome|cool|bravo|'
    'encore|splendid|fantastic|amazing|wonderful|hey|hi|hello|hiya|howdy|yo|oi|ahoy|psst|aye|'
    'greetings|look (?:alive|lively|sharp)|be (?:quick|brave|careful|gentle)(?: about it)?|'
    '(?:make|be) (?:it )?(?:snappy|quick)(?: about it)?|get a move on|get (?:cracking|going|set|'
    'moving|ready|to it)|give it (?:a (?:go|try|whirl|shot)|your (?:all|best)|some welly|a rest)|'
    'you (?:can do (?:it|this)|know|got this|have got this|rock|go girl|bet|hear|see)|do your '
    '(?:best|thing|worst)|have (?:fun|a go|no fear)|try (?:it|your best)|go for it|let us go|'
    'let us do (?:it|this)|ready(?: set)?|ready when you are|are you ready|on your marks|set|go|'
    'steady(?: now)?|easy(?: (?:now|does it|peasy))?|careful(?: now)?|quick(?:ly)? now|attention|'
    'listen(?: up)?|look(?: here)?|see|watch|guess what|you know what|how is it going|how are you'
    '(?: doing)?(?: today)?|what is up|got (?:it|that)|understood|clear|deal|agreed|fine|sure|'
    'of course|certainly|absolutely|naturally|honestly|seriously|frankly|anyway|anyhow|in fact|'
    'surprise (?:me|us)|impress (?:me|us)|prove (?:me wrong|it)|show (?:me|us) (?:what you '
    '(?:have '
    '(?:got)?|can do)|how it is done)|thanks|thank you|cheers|ta(?: da)?|tada|bless you|my bad|'
    'oops|never mind|hurry up|hurry|(?:as )?quick as you can|when(?:ever)? you (?:like|please)|'
    'any(?: \\w+)? (?:you like|will do)|any (?:leg|arm|hand|side|height|foot|way|direction)|'
    'your choice|you (?:choose|pick|decide)|whatever(?: you like)?|either (?:one|way|is fine)|'
    'trust me|believe me|let me see|let us see|i say|i mean it|i insist|one more time|'
    'perform these|(?:(?:do|perform|follow) (?:these|this|the following)(?: (?:things?|moves?|'
    'sequence|steps|actions|exercises))?(?: in (?:this )?(?:order|sequence))?)|in (?:this|that) '
    'order|(?:two|three|four) things|the following|as (?:follows|usual|always|before|agreed)|'
    'ladies and gentlemen|now|at ease|for (?:me|us)|for real|this time|once again|time out|'
    'coachs? orders|doctors orders|all right|hang on|counting each|count with me|simple as that'
)
_CHEER = re.compile(rf'(?:{_CHEERS})')

# After these a name is that of somebody else.
_BOUND = frozenset(
    {'a', 'an', 'the', 'to', 'at', 'for', 'my', 'your', 'of', 'with', 'like', 'as', 'on', 'by',
     'his', 'her', 'their', 'that', 'this', 'and'}
)  # fmt: skip


def is_name(words: list[str]) -> bool:
    """Whether the words are a name for the listener ("you silly goose")."""
    return 0 < len(words) < 6 and set(words) <= _NAME and not set(words) <= _ADJECTIVE


def is_cheer(text: str) -> bool:
    """Whether the text is an interjection or an encouragement as a whole."""
    return _CHEER.fullmatch(text) is not None


def name_at_end(words: list[str]) -> int:
    """How many words at the end are a name for the listener, not for somebody else."""
    size = 0
    while size < len(words) and words[-size - 1] in _NAME:
        size += 1
    split = len(words) - size
    others = not _BOUND.isdisjoint(words[max(0, split - 3) : split])
    return 0 if others or 'the' in words[split:] or not is_name(words[split:]) else size
