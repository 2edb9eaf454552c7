# SPDX-License-Identifier: Apache-2.0
"""Idioms of gestures and what head and shoulders do, said with the verb of the grammar.

"Hand to the forehead", "bring your palms together", "let the shoulders rise and fall", "make the
sign come here", "say no with your head". A rule asks for the limb or the gesture's own words, so
that the verbs elsewhere stay refused ("call me later").
"""

from __future__ import annotations

from irgm_ros.language.fragments import END, ITS, SIDE, S
from irgm_ros.language.rewrite import rewritten, rules

_BROW = '(?:forehead|temple|brow|eyebrow|cap|visor|hat brim)'
_TO = r'(?:to|at|against|on|onto|by|near|touching)'
_SIGN = r'(?:sign|signal|gesture|motion|movement|move|thing|wave)'
_NEAR = r'(?:here|closer|nearer|over|over here|near|towards you|to you|this way)'
_ANYONE = (
    r'(?:me|us|him|her|them|someone|somebody|(?:the|that|this|a|our|your) (?:guest|person|visitor|'
    r'people|visitors|guests|man|woman|child|operator|other person|others))'
)
_SALUTE = rules(
    ('', rf'(?:bring|put|rais|lift|tak|touch|hold|plac)(?:e|es|ing|ting|s)? (?:{ITS} )?(?:flat '
     rf'|open |'
     rf'straight )?{SIDE} (?:flat )?hand (?:up )?{_TO} {ITS} {_BROW}', r'salute~ with your \1 '
     r'hand'),
    ('', rf'(?:bring|put|rais|lift|tak|touch|hold|plac)(?:e|es|ing|ting|s)? (?:{ITS} |a '
     rf')?(?:flat |open |'
     rf'straight )?hand (?:up )?{_TO} {ITS} {_BROW}', 'salute~'),
    ('', rf'touch(?:es|ing)? {ITS} {_BROW} with {ITS} {SIDE} hand', r'salute~ with your \1 hand'),
    ('', rf'(?:{ITS} )?hand {_TO} {ITS} {_BROW}', 'salute~'),
    ('', rf'(?:{ITS} )?{SIDE} hand {_TO} {ITS} {_BROW}', r'salute~ with your \1 hand'),
    ('', r'(?:pay|give|make|render|do|perform|offer)(?:s|ing)? (?:the \w+ |me |us )?a (?:military|'
     r'soldiers|army|formal military) (?:greeting|salutation|salute)', 'salute~'),
    ('salute', r'salute , (?=salute(?!\S))', ''),
    ('salute', rf'salute(?: ,)? (?:soldier(?: ,)? )?(?:with )?{SIDE} hand', r'salute~ with '
     r'your \1 hand'),
)  # fmt: skip
_CLAP = rules(
    ('', rf'(?:bring|put|strike|beat|slap|smack|press|bang|hit){S} (?:{ITS} |both |two |both '
     rf'the )?'
     r'(?:palms|hands) together', 'clap~ your hands'),
    ('applau', r'(?:burst|break) into applause', 'applaud~'),
    ('hand', r'give (?:us |them |him |her )?a (?:big |great )+hand' + END, 'clap~'),
    ('applaud', r'applaud(?: with \w+)?(?: ,)? (?:with )?(quick|slow|rapid) clapping',
     r'applaud~ \1ly'),
)  # fmt: skip
_SHOULDERS = r'(?:(?:your|the|its|both|both your) shoulders)'
_FALL = r'(?:drop|lower|fall|sink|let (?:them )?(?:fall|drop|down|sink|go)|release|relax)'
_UNSURE = (
    r'(?:no idea|i do not know|do not know|you do not know|i have no idea|i have no clue|no clue|'
    r'you have no idea|who knows|not knowing|ignorance|cluelessness|uncertainty|that you do not '
    r'know|i dunno|i do not know|not sure|i am not sure)'
)
_SHRUG = rules(
    ('shoulders', rf'(?:lift|raise|hoist|pull up|move|push up|hunch){S} {_SHOULDERS}(?: '
     rf'up)?(?: ,)? '
     rf'(?:and|then|and then) {_FALL}{S}(?: them| {_SHOULDERS})?(?: (?:fall|drop|sink|again|down|'
     r'back))*', 'shrug~ your shoulders'),
    ('shoulders', rf'(?:raise|lift){S} and (?:drop|lower){S} {_SHOULDERS}', 'shrug~ your '
     'shoulders'),
    ('shoulders', rf'let {_SHOULDERS} (?:rise|go up|come up) and (?:fall|drop|sink|go down)',
     'shrug~ your shoulders'),
    ('shoulders', rf'(?:show|say|express|signal|indicate|mime|do|make|give|tell me|tell us){S}'
     rf'(?: me| us)?(?: the| an?)?(?: that)? {_UNSURE}(?: {_SIGN})? (?:with|by|using) '
     rf'(?:(?:lifting|raising|moving) )?{_SHOULDERS}', 'shrug~ your shoulders'),
    ('', rf'(?:show|express|signal|indicate|mime|do|make|give){S}(?: me| us)?(?: the| an?)?'
     rf'(?: sign (?:of|for))? {_UNSURE} {_SIGN}', 'shrug~'),
    ('', rf'(?:make|give|do){S} (?:a|the) (?:sign|gesture|shrug) (?:of|for) {_UNSURE}', 'shrug~'),
    ('shrug', rf'(shrug(?: your shoulders)?(?: (?!and |then )[^\s,]+)*?)(?: ,)? (?:as|like|to|'
     rf'signifying|meaning|saying|showing|which|because|since|if)(?: (?:if|one|someone|to|who|say|'
     rf'show|means|that|mean|you|were|saying|a person|does))* {_UNSURE}', r'\1'),
    ('shoulders', rf'shrug with {_SHOULDERS}', 'shrug~ your shoulders'),
)  # fmt: skip
_HEAD = r'(?:your|the|its|his|her|their) head'
_UP_DOWN = r'(?:(?:go(?:es)? |move )?(?:up and(?: then)? down|down and(?: then)? up))'
_ASIDE = (
    r'(?:from side to side|side to side|left and right|right and left|to the left and to the '
    r'right|'
    r'from left to right|from right to left|to and fro|back and forth sideways|to both sides)'
)
_NOD = rules(
    ('head', rf'(?:let {_HEAD}|move {_HEAD}|tip {_HEAD}|lower and raise {_HEAD}|bob {_HEAD}) '
     rf'?{_UP_DOWN}',
     'nod~ your head'),
    ('head', rf'(?:lower|drop|dip){S} and (?:raise|lift){S} {_HEAD}', 'nod~ your head'),
    ('head', rf'(?:say|signal|show|indicate|express|answer|reply|mean|give){S}(?: me)?(?: a)? '
     rf'(?:yes|'
     rf'agreement|approval|assent|consent)(?: (?:with|by|using|by moving|by nodding) {_HEAD})',
     'nod~ your head'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?(?:agreement|approval|assent|'
     r'consent)(?= ,|$| and| then| once| twice)', 'nod~'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?(?:agreement|approval|assent|'
     r'consent|yes) (?:by|with) (?:a )?(?=nod)', ''),
    ('nod', r'(nod(?: your head)?(?: (?!and |then )[^\s,]+)*)(?: ,)? (?:as a sign of '
     r'(?:agreement|approval)|'
     r'to (?:confirm|say yes|show (?:agreement|approval)|agree|signal yes))', r'\1'),
    ('head', rf'{_HEAD} (?:says|say|saying) yes', 'nod~ your head'),
    ('head', rf'(?:an? )?(?:yes )+(?:with|of|from) {_HEAD}', 'nod~ your head'),
    ('head', rf'(?:your|the|its) head (?:goes|moves) {_UP_DOWN}', 'nod~ your head'),
)  # fmt: skip
_SHAKE = rules(
    ('head', rf'(?:let {_HEAD} (?:go|swing|turn|move)|(?:move|turn|wag|rotate|swing|shake|swivel)'
     rf'{S} {_HEAD})(?: from the)? {_ASIDE}', 'shake~ your head'),
    ('head', rf'(?:say|signal|show|indicate|express|answer|reply|mean|give){S}(?: me)?(?: a)? '
     rf'(?:no|'
     rf'disagreement|disapproval|refusal)(?: (?:with|by|using|by moving|by shaking|by turning) '
     rf'{_HEAD})'
     rf'(?: {_ASIDE})?', 'shake~ your head'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?(?:disagreement|disapproval|'
     r'refusal|no)'
     r' (?:by|with) (?=shak|a shake|a head shake)', ''),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?(?:disagreement|disapproval|'
     r'refusal)'
     r'(?= ,|$| and| then| once| twice)', 'shake~ your head'),
    ('head', rf'{_HEAD} (?:says|say|saying) no', 'shake~ your head'),
    ('head', rf'(?:an? )?(?:no[ ,]+)+(?:with|of|from) {_HEAD}', 'shake~ your head'),
    ('no', 'say no (?:with )?head only', 'shake~ your head'),
    ('head', rf'(shak\w* your head)(?: {_ASIDE})? to say no', 'shake~ your head'),
)  # fmt: skip
_BECKON = rules(
    ('', rf'(?:make|do|give|show|use|perform)(?:s|ing)?(?: me)?(?: with (?:your|the|a) (?:hand|'
     rf'arm))? (?:the|a|that|an)'
     rf'(?: {_SIGN}(?: of| for| that says| saying| ,)?)? come (?:here|closer|over|nearer)(?: '
     rf'{_SIGN})?',
     'beckon~'),
    ('', rf'(?:invite|call|bid|ask|get|signal|tell|motion|wave|beckon|summon|gesture){S}(?: '
     rf'to| for)? {_ANYONE}(?: to)? '
     rf'(?:to |should )?(?:come |step |move |approach )*{_NEAR}(?: {_NEAR})*', 'beckon~ me over'),
    ('approach', rf'(?:invite|call|signal|motion|gesture|beckon)s?((?: with (?:your|the) '
     rf'(?:left |right )?hand)?)'
     rf'(?: to| for| that)? {_ANYONE} (?:to |should )(?:approach|come)(?: {_NEAR})*', r'beckon\1'),
    ('over', rf'(?:call|wave|summon|beckon){S} {_ANYONE} over', 'beckon~ me over'),
    ('beckon', r'(beckon(?: me over)?) (?:with|by) a (?:movement|motion|wave|gesture|sweep) of '
     r'your (left |right |)hand',
     r'\1 with your \2hand'),
    ('come', r'(beckon[^,]*)(?: ,)? (?:like|saying|meaning|as in|as for) come (?:closer|here|'
     r'over|nearer)',
     r'\1'),
)  # fmt: skip
_STILL = rules(
    ('not', r'do not (?:move|stir|budge|fidget)(?: (?:a|any|your)? ?(?:muscle|limb|inch|bit|'
     r'anything))?(?: at all)?'
     r'(?: from (?:here|there|the spot|your (?:spot|place)))?' + END, 'stand~ still'),
    ('not', r'(?:and )?(?:do not do anything|do nothing(?: else)?)' + END, 'stand~ still'),
    ('nothing', r'(?: ,)? (?:and )?(?:do )?nothing else' + END, ''),
    ('be', r'be (?:upright|still|idle|motionless|quiet|at rest)(?: and (?:upright|still|idle|'
     r'motionless|quiet))?' + END,
     'stand~ still'),
    ('', r'(?:stay|remain|stand|keep)(s|ing)? (?:upright|standing|still|put|there|idle)(?: and|'
     r' ,)* (?:idle|motionless|'
     r'still|inactive|immobile)', r'stand~ still'),
    ('stay', r'(?:stay|remain|stand|be)(s|ing)? (?:idle|inactive|upright|at rest|at your place|'
     r'in your place|on your spot(?! and (?:hop|jump)))'
     + END, r'stand~ still'),
    ('spot', r'(?:stay|remain)(s|ing)? on (?:your|the|this) spot and (hop|jump)((?: (?!and |'
     r'then )[^\s,]+)*)',
     r'\2 on the spot\3'),
)  # fmt: skip
_DANCE = rules(
    ('hips', r'(?:let|make) your hips (?:swing|sway|move|roll|shake)', 'sway~ your hips'),
    ('', r'(?:move|sway|groove|step|dance)(s|ing)? (?:along )?(?:with|to|in) (?:the|a|this|'
     r'some) (?:rhythm|pace|beat|music|song|'
     r'groove|tune)(?! of)', r'dance~'),
    ('entertain', r'(?:entertain|amuse|treat|cheer up|delight) (?:me|us|them|everyone|(?:the|'
     r'our|your|my) \w+) (?:with|by|to) '
     r'(?=(?:a|some) (?:\w+ )?danc)', 'do~ '),
    ('', r'(?:show|let)(?: me| us)?(?: see)? how you (?=(?:groove|dance|boogie|move to)(?!\S))',
     ''),
)  # fmt: skip


def signed(text: str) -> str:
    """The text with idioms of head, shoulders and signals in the grammar's words.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    return rewritten(text, _SALUTE, _CLAP, _SHRUG, _NOD, _SHAKE, _BECKON, _STILL, _DANCE)
