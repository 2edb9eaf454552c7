# SPDX-License-Identifier: Apache-2.0
"""What happens to a command before any model sees it: stop words, safety, refusal.

`is_stop` comes first: a stop must never wait for a model. `check_command` then returns the
normalised text or refuses it with one of the codes of `irgm_ros.errors.CommandRefused`.
"""

from __future__ import annotations

import re
import unicodedata

from irgm_ros.errors import CommandRefused
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.normal import normalise
from irgm_ros.language.scope import check_scope

__all__ = ['MAX_CHARACTERS', 'Lexicon', 'check_command', 'is_stop', 'normalise']

MAX_CHARACTERS = 512
_STOPS = re.compile(r'(?:s+t+o+p+|halt|freeze+|abort|estop|cease|emergency)')
# Words that may stand before a stop at the beginning of a sentence ...
_BEFORE_WORDS = (
    'uh um uhm er erm hm hmm ah oh eh no nope wait please kindly robot hey hi hello ok okay now '
    'just quick quickly immediately all everyone everything you must should need to could can '
    'would will i want said say told we the a an e god whoa well so right alright for sake come '
    'on and but'
)
# ... and after one at the end of it.
_AFTER_WORDS = (
    'please now right immediately robot it that this there here at once everything all moving '
    'motion movement you thanks thank away instantly already i said hey ok okay'
)
_BEFORE, _AFTER = frozenset(_BEFORE_WORDS.split()), frozenset(_AFTER_WORDS.split())
# What makes a stop at the end of a sentence its last step, not an order of the moment.
_LAST_STEP = frozenset(
    {
        'then',
        'and',
        'a',
        'finally',
        'you',
        'to',
        'before',
        'after',
        'afterwards',
        'next',
        'lastly',
        'done',
    }
)
_AFTER_THAT = ['after', 'that']
_NOT_UTF8 = 'the bytes are not UTF-8; send UTF-8 text'
_TAGS = re.compile(r'[<>\[\]{}]')


def is_stop(text: str | bytes) -> bool:
    """Whether a command means: stop now. Never raises, needs no model and no lexicon.

    True if the sentence begins with a stop word (after fillers and politeness), consists of it,
    or ends with a bare one ("walk forward, no, stop"). "Walk two steps and then stop" is an
    ordinary command: its stop is the last step. In doubt the answer is True ("don't stop"):
    standing still is safe.

    Args:
        text: As received; bytes are read as UTF-8 as far as possible.
    """
    if isinstance(text, bytes):
        text = text.decode('utf-8', errors='ignore')
    plain = unicodedata.normalize('NFKC', text[-4 * MAX_CHARACTERS :]).lower()
    words = re.findall(r'[^\W_]+', re.sub(r'\be\W?stop', 'estop', plain))
    start = next((i for i, word in enumerate(words) if word not in _BEFORE), len(words))
    if start < len(words) and _STOPS.fullmatch(words[start]):
        return True
    end = len(words)
    while end and words[end - 1] in _AFTER:
        end -= 1
    if not end or not _STOPS.fullmatch(words[end - 1]):
        return False
    return end == 1 or not (
        words[end - 2] in _LAST_STEP or words[end - 3 : end - 1] == _AFTER_THAT
    )


def check_command(text: object, lexicon: Lexicon | None = None) -> str:
    """Check a command from outside and bring it to the spelling that the model knows.

    Args:
        text: As received.
        lexicon: What the model can do; None for a model without one (the published weights),
            for which only the safety checks run.

    Returns:
        The normalised text, in the model's own words where the lexicon knows synonyms.

    Raises:
        CommandRefused: NOT_TEXT for anything but readable text, EMPTY, TOO_LONG beyond 512
            characters, CONTROL_TOKENS for tags and brackets, UNSUPPORTED for what the model
            cannot do (other languages, unknown words or actions, numbers out of range).
    """
    plain = _readable(text)
    if len(plain) > MAX_CHARACTERS:
        raise CommandRefused(
            CommandRefused.TOO_LONG,
            f'{len(plain)} characters, allowed are {MAX_CHARACTERS}; say less at once',
        )
    if not any(character.isalnum() for character in plain):
        raise CommandRefused(
            CommandRefused.EMPTY, 'no words in the command; say what the robot shall do'
        )
    tag = _TAGS.search(unicodedata.normalize('NFKC', plain))
    if tag:
        raise CommandRefused(
            CommandRefused.CONTROL_TOKENS,
            f'"{tag.group()}" is reserved for control tokens; use plain words',
        )
    normal = normalise(plain)
    if not any(character.isalnum() for character in normal):
        raise CommandRefused(
            CommandRefused.EMPTY, 'only filler words in the command; say what the robot shall do'
        )
    if lexicon is not None:
        normal = normalise(lexicon.plain(normal))
        check_scope(normal, lexicon)
    return normal


def _readable(text: object) -> str:
    """The text as str without control characters other than white space."""
    if isinstance(text, bytes | bytearray):
        try:
            text = bytes(text).decode('utf-8')
        except UnicodeDecodeError:
            raise CommandRefused(CommandRefused.NOT_TEXT, _NOT_UTF8) from None
    if not isinstance(text, str):
        raise CommandRefused(
            CommandRefused.NOT_TEXT, f'{type(text).__name__} given; send a sentence as text'
        )
    for character in text:
        if unicodedata.category(character) == 'Cs':  # a surrogate: Python's mark for such a byte
            raise CommandRefused(CommandRefused.NOT_TEXT, _NOT_UTF8)
        # Cc control, Cf invisible marks, Co private, Cn unassigned.
        if unicodedata.category(character)[0] == 'C' and character not in '\n\t\r':
            raise CommandRefused(
                CommandRefused.NOT_TEXT,
                f'character U+{ord(character):04X} is not text; send plain words',
            )
    return text
