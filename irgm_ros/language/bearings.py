# SPDX-License-Identifier: Apache-2.0
"""The many names of a direction: "sidewards", "to your rear", "astern", "at your nine o'clock".

All become the grammar's forward, backward, left, right and their diagonals. A direction is only
renamed here, never dropped.
"""

from __future__ import annotations

from irgm_ros.language.fragments import ITS, SIDE
from irgm_ros.language.rewrite import rewritten, rules

_BACK = r'(?:backwards?|back|rearwards?|behind(?: you)?|to (?:the|your) (?:rear|back))'
_AHEAD = (
    r'(?:forwards?|ahead|frontwards?|in front(?: of you)?|(?:straight )?on|to (?:the|your) front)'
)
_SLANT = (
    r'(?:diagonally|obliquely|slantwise|slantways|aslant|at an (?:oblique )?angle|'
    r'in (?:a )?diagonal(?: line| direction)?|'
    r'(?:on|along|in|at) (?:the|a) (?:diagonal|slant|bias)(?: line)?|with a slant|crabwise|'
    r'on the oblique|cornerwise)'
)
_AND = '(?: ,| and| but| with a slant| or rather)*'
_ASIDE = rf'(?:(?:(?:over |off |out )?(?:to|towards|on) )?(?:{ITS} )?)'
_HAND_SIDE = r'(?: hand)? (?:hand side|side|flank)(?! (?:step|bend|kick|lunge|straddle)s?(?!\S))'
_BODY = r'(?: (?:hand|arm|leg|foot|knee|fist|one|side|elbow|shoulder|heel|ankle))'
_GO = (
    r'(?:walk|go|move|step|stroll|stride|amble|proceed|head|come|pace|march|jump|hop|leap|wander|'
    r'shuffle)(?:s|es|ing|ping)?'
)
_RETREAT = r'(?:retreat|back up|back away|back off|reverse|withdraw|fall back)'

_NAMES = rules(
    ('oclock', r'((?:turn|rotate|pivot|spin|swivel|face)(?:s|ing)?) (?:to|towards|at) '
     r'(?:the|your) three oclock(?: position| direction)?', r'\1 to the right 90 degrees'),
    ('oclock', r'((?:turn|rotate|pivot|spin|swivel|face)(?:s|ing)?) (?:to|towards|at) '
     r'(?:the|your) nine oclock(?: position| direction)?', r'\1 to the left 90 degrees'),
    ('oclock', r'((?:turn|rotate|pivot|spin|swivel|face)(?:s|ing)?) (?:to|towards|at) '
     r'(?:the|your) six oclock(?: position| direction)?', r'\1 180 degrees'),
    ('sidewa', 'sidewards|sidewise|sideway|edgeways|edgewise', 'sideways'),
    ('wards', '(left|right)wards', r'\1ward'),
    ('ward', 'back wards?', 'backward'),
    ('ward', 'for wards?', 'forward'),
    ('ward', '(?:rear|hind|stern)wards?', 'backward'),
    ('ward', '(?:front|on)wards?', 'forward'),
    ('stern', '(?:to )?astern', 'backward'),
    ('in reverse gear', 'in reverse gear', 'backward'),
    ('direction', r'in(?:to)? (?:the|a) (forward|backward|reverse)s? direction', r'\1'),
    ('direction', rf'in(?:to)? the {SIDE} direction', r'to the \1'),
    ('direction', r'(?:the |a )?direction(?: is| being| of|,)* '
     rf'(?=(?:{SIDE}|forward|backward|up)(?!\S))', 'to the '),
    ('to the', 'to the (forward|backward|up)(?= ,|$| and| then)', r'\1'),
    ('port', r'(?:to|towards|on|off to) (?:the )?port(?: side)?', 'to the left'),
    ('starboard', r'(?:to|towards|on|off to) (?:the )?starboard(?: side)?', 'to the right'),
    ('port', r'(?<!the )port(?:wards?| side)?(?= ,|$| and| then|by)', 'to the left'),
    ('starboard', r'(?<!the )starboard(?:wards?| side)?', 'to the right'),
    ('oclock', r'(?:to|towards|at|in) (?:the|your) (?:nine|9) oclock(?: position| direction)?',
     'to the left'),
    ('oclock', r'(?:to|towards|at|in) (?:the|your) (?:three|3) oclock(?: position| direction)?',
     'to the right'),
    ('oclock', r'(?:to|towards|at|in) (?:the|your) (?:six|6) oclock(?: position| direction)?',
     'backward'),
    ('oclock', r'(?:to|towards|at|in) (?:the|your) (?:twelve|12) oclock(?: position| direction)?',
     'forward'),
    ('hand', rf'(to|towards|on|at) {ITS} {SIDE}(?: hand)? '
     r'(?:hand side|side|flank)(?! of (?:the|your) (?:room|hall|table|street)(?!\S))',
     r'to your \2'),
    ('hand', rf'{SIDE} hand side(?= ,|$| and| then)', r'to your \1'),
    ('of you', rf'(?:to|on) {ITS} {SIDE} of you(?:rself)?', r'to your \1'),
    ('towards', rf'towards {ITS} {SIDE}(?: hand| arm)(?= ,|$| and| then| once| twice)',
     r'to your \1'),
    ('by the', rf'(?<!followed )by (?:the|way of the) {SIDE}(?: hand)? side', r'to the \1'),
    ('over', rf'over {ITS} {SIDE} shoulder', r'to the \1'),
    ('via', rf'via {ITS} {SIDE}(?: side)?', r'to the \1'),
)  # fmt: skip
_REAR = rules(
    ('front', rf'({_GO}) front', r'\1 forward'),
    ('', r'(?:to|towards|in) (?:the|your|its) (?:rear|stern)(?! (?:left|right|of|row|door)(?!\S))',
     'backward'),
    ('to your', r'(?:to|towards) your (?:back|behind)(?= ,|$| and| then| two| three| four| five|'
     r' six| seven| eight)', 'backward'),
    ('to your', r'(?:to|towards) your (?:front|fore)(?! (?:left|right)(?!\S))', 'forward'),
    ('ahead of', 'ahead of (?:you|yourself|it|her|him|them)', 'ahead'),
    ('where', '(?:the way|back where) you are (?:facing|looking)', 'forward'),
    ('facing', 'in the direction (?:that )?you are (?:facing|looking)', 'forward'),
)  # fmt: skip
_DIAGONALS = rules(
    ('', _SLANT, 'diagonally'),
    ('diagonal', r'(?:a )?diagonal (walk|stroll)(?= |$)', r'\1 diagonally'),
    ('diagonally', rf'diagonally ,? ?(?:to (?:the|your) )?(front|back|rear) (?:and )?{SIDE}',
     r'diagonally to the \1 \2'),
    ('front', rf'(?:to (?:the|your) )?front(?: and|,)?(?: to (?:the|your))? {SIDE}(?!{_BODY})',
     r'diagonally forward \1'),
    ('', rf'(?:to (?:the|your) )?(?:rear|back)(?: and|,)? to the {SIDE}(?!{_BODY})',
     r'diagonally backward \1'),
    ('', rf'{SIDE} and (?:forwards?|ahead|to the front)', r'diagonally forward \1'),
    ('', rf'{SIDE} and (?:backwards?|to the rear)', r'diagonally backward \1'),
    ('diagonally', rf'diagonally{_AND} {_AHEAD}{_AND} {_ASIDE}{SIDE}(?!{_BODY})',
     r'diagonally forward \1'),
    ('diagonally', rf'diagonally{_AND} {_BACK}{_AND} {_ASIDE}{SIDE}(?!{_BODY})',
     r'diagonally backward \1'),
    ('diagonally', rf'{_AHEAD}{_AND} diagonally{_AND} {_ASIDE}{SIDE}(?!{_BODY})',
     r'diagonally forward \1'),
    ('diagonally', rf'{_BACK}{_AND} diagonally{_AND} {_ASIDE}{SIDE}(?!{_BODY})',
     r'diagonally backward \1'),
    ('diagonally', rf'(?:to (?:the|your) )?{SIDE} (?:diagonally|and) {_AHEAD}',
     r'diagonally forward \1'),
    ('diagonally', rf'(?:to (?:the|your) )?{SIDE} (?:diagonally|and) {_BACK}',
     r'diagonally backward \1'),
    ('diagonally', rf'({_AHEAD})(?: ,)? {_ASIDE}{SIDE} diagonally', r'diagonally forward \2'),
    ('diagonally', rf'({_BACK})(?: ,)? {_ASIDE}{SIDE} diagonally', r'diagonally backward \2'),
    ('diagonally', rf'{_RETREAT}(s|ing)? diagonally (?:to (?:the|your) )?{SIDE}',
     r'walk~ diagonally backward \2'),
    ('diagonally', rf'{_RETREAT}(s|ing)? ((?:one|two|three|four|five|six|seven|eight) steps?) '
     rf'diagonally (?:to (?:the|your) )?{SIDE}', r'walk~ diagonally backward \3 \2'),
    ('diagonally', rf'{_RETREAT}(s|ing)? diagonally backward', r'walk~ diagonally backward'),
    ('', rf'({_GO}(?: (?:two|three|four|five|six|seven|eight|one) steps?)?) '
     rf'{_BACK} (?:and )?to (?:the|your) {SIDE}(?!{_BODY})(?= ,|$| then)',
     r'\1 diagonally backward \2'),
)  # fmt: skip


def bearings(text: str) -> str:
    """The text with directions in the grammar's words.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    return rewritten(text, _NAMES, _REAR, _DIAGONALS)
