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
    r'(?:me|us|him|her|them|someone|somebody|(?:the|that|this|a|our|your) '
    r'(?:guest|person|visitor|people|visitors|guests|man|woman|child|operator|other person|'
    r'others))'
)
_SALUTE = rules(
    ('', rf'(?:bring|put|rais|lift|tak|touch|hold|plac)(?:e|es|ing|ting|s)? (?:{ITS} )?'
     rf'(?:flat |open |straight )?{SIDE} (?:flat )?hand (?:up )?{_TO} {ITS} {_BROW}',
     r'salute~ with your \1 hand'),
    ('', rf'(?:bring|put|rais|lift|tak|touch|hold|plac)(?:e|es|ing|ting|s)? (?:{ITS} |a )?'
     rf'(?:flat |open |straight )?hand (?:up )?{_TO} {ITS} {_BROW}', 'salute~'),
    ('', rf'touch(?:es|ing)? {ITS} {_BROW} with {ITS} {SIDE} hand', r'salute~ with your \1 hand'),
    ('', rf'(?:{ITS} )?hand {_TO} {ITS} {_BROW}', 'salute~'),
    ('', rf'(?:{ITS} )?{SIDE} hand {_TO} {ITS} {_BROW}', r'salute~ with your \1 hand'),
    ('', r'(?:pay|give|make|render|do|perform|offer)(?:s|ing)? (?:the \w+ |me |us )?a '
     r'(?:military|soldiers|army|formal military) (?:greeting|salutation|salute)', 'salute~'),
    ('salute', r'salute , (?=salute(?!\S))', ''),
    ('salute', rf'salute(?: ,)? (?:soldier(?: ,)? )?(?:with )?{SIDE} hand',
     r'salute~ with your \1 hand'),
)  # fmt: skip
_CLAP = rules(
    ('', rf'(?:bring|put|strike|beat|slap|smack|press|bang|hit){S} '
     rf'(?:{ITS} |both |two |both the )?(?:palms|hands) together', 'clap~ your hands'),
    ('applau', r'(?:burst|break) into applause', 'applaud~'),
    ('hand', r'give (?:us |them |him |her )?a (?:big |great )+hand' + END, 'clap~'),
    ('applaud', r'applaud(?: with \w+)?(?: ,)? (?:with )?(quick|slow|rapid) clapping',
     r'applaud~ \1ly'),
)  # fmt: skip
_SHOULDERS = r'(?:(?:your|the|its|both|both your) shoulders)'
_FALL = r'(?:drop|lower|fall|sink|let (?:them )?(?:fall|drop|down|sink|go)|release|relax)'
_UNSURE = (
    r'(?:no idea|i do not know|do not know|you do not know|i have no idea|i have no clue|no clue|'
    r'you have no idea|who knows|not knowing|ignorance|cluelessness|uncertainty|'
    r'that you do not know|i dunno|i do not know|not sure|i am not sure)'
)
_SHRUG = rules(
    ('shoulders', rf'(?:lift|raise|hoist|pull up|move|push up|hunch){S} '
     rf'{_SHOULDERS}(?: up)?(?: ,)? (?:and|then|and then) '
     rf'{_FALL}{S}(?: them| {_SHOULDERS})?(?: (?:fall|drop|sink|again|down|back))*',
     'shrug~ your shoulders'),
    ('shoulders', rf'(?:raise|lift){S} and (?:drop|lower){S} {_SHOULDERS}',
     'shrug~ your shoulders'),
    ('shoulders', rf'let {_SHOULDERS} (?:rise|go up|come up) and (?:fall|drop|sink|go down)',
     'shrug~ your shoulders'),
    ('shoulders', rf'(?:show|say|express|signal|indicate|mime|do|make|give|tell me|tell us){S}'
     rf'(?: me| us)?(?: the| an?)?(?: that)? {_UNSURE}(?: {_SIGN})? (?:with|by|using) '
     rf'(?:(?:lifting|raising|moving) )?{_SHOULDERS}', 'shrug~ your shoulders'),
    ('', rf'(?:show|express|signal|indicate|mime|do|make|give){S}(?: me| us)?(?: the| an?)?'
     rf'(?: sign (?:of|for))? {_UNSURE} {_SIGN}', 'shrug~'),
    ('', rf'(?:make|give|do){S} (?:a|the) (?:sign|gesture|shrug) (?:of|for) {_UNSURE}', 'shrug~'),
    ('shrug', r'(shrug(?: your shoulders)?(?: (?!and |then )[^\s,]+)*?)(?: ,)? '
     r'(?:as|like|to|signifying|meaning|saying|showing|which|because|since|if)'
     r'(?: (?:if|one|someone|to|who|say|show|means|that|mean|you|were|saying|a person|does))* '
     rf'{_UNSURE}', r'\1'),
    ('shoulders', rf'shrug with {_SHOULDERS}', 'shrug~ your shoulders'),
)  # fmt: skip
_HEAD = r'(?:your|the|its|his|her|their) head'
_UP_DOWN = r'(?:(?:go(?:es)? |move )?(?:up and(?: then)? down|down and(?: then)? up))'
_ASIDE = (
    r'(?:from side to side|side to side|left and right|right and left|'
    r'to the left and to the right|from left to right|from right to left|to and fro|'
    r'back and forth sideways|to both sides)'
)
_NOD = rules(
    ('head', rf'(?:let {_HEAD}|move {_HEAD}|tip {_HEAD}|lower and raise {_HEAD}|bob {_HEAD})'
     rf' ?{_UP_DOWN}',
     'nod~ your head'),
    ('head', rf'(?:lower|drop|dip){S} and (?:raise|lift){S} {_HEAD}', 'nod~ your head'),
    ('head', rf'(?:say|signal|show|indicate|express|answer|reply|mean|give){S}(?: me)?(?: a)? '
     r'(?:yes|agreement|approval|assent|consent)'
     rf'(?: (?:with|by|using|by moving|by nodding) {_HEAD})',
     'nod~ your head'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?'
     r'(?:agreement|approval|assent|consent)(?= ,|$| and| then| once| twice)', 'nod~'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?'
     r'(?:agreement|approval|assent|consent|yes) (?:by|with) (?:a )?(?=nod)', ''),
    ('nod', r'(nod(?: your head)?(?: (?!and |then )[^\s,]+)*)(?: ,)? '
     r'(?:as a sign of (?:agreement|approval)|to '
     r'(?:confirm|say yes|show (?:agreement|approval)|agree|signal yes))', r'\1'),
    ('head', rf'{_HEAD} (?:says|say|saying) yes', 'nod~ your head'),
    ('head', rf'(?:an? )?(?:yes )+(?:with|of|from) {_HEAD}', 'nod~ your head'),
    ('head', rf'(?:your|the|its) head (?:goes|moves) {_UP_DOWN}', 'nod~ your head'),
)  # fmt: skip
_SHAKE = rules(
    ('head', rf'(?:let {_HEAD} (?:go|swing|turn|move)|'
     rf'(?:move|turn|wag|rotate|swing|shake|swivel){S} {_HEAD})(?: from the)? {_ASIDE}',
     'shake~ your head'),
    ('head', rf'(?:say|signal|show|indicate|express|answer|reply|mean|give){S}(?: me)?(?: a)? '
     r'(?:no|disagreement|disapproval|refusal)(?: '
     rf'(?:with|by|using|by moving|by shaking|by turning) {_HEAD})(?: {_ASIDE})?',
     'shake~ your head'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?'
     r'(?:disagreement|disapproval|refusal|no) (?:by|with) (?=shak|a shake|a head shake)', ''),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?'
     r'(?:disagreement|disapproval|refusal)(?= ,|$| and| then| once| twice)', 'shake~ your head'),
    ('head', rf'{_HEAD} (?:says|say|saying) no', 'shake~ your head'),
    ('head', rf'(?:an? )?(?:no[ ,]+)+(?:with|of|from) {_HEAD}', 'shake~ your head'),
    ('no', 'say no (?:with )?head only', 'shake~ your head'),
    ('head', rf'(shak\w* your head)(?: {_ASIDE})? to say no', 'shake~ your head'),
)  # fmt: skip
_BECKON = rules(
    ('', r'(?:make|do|give|show|use|perform)(?:s|ing)?(?: me)?'
     r'(?: with (?:your|the|a) (?:hand|arm))? (?:the|a|that|an)'
     rf'(?: {_SIGN}(?: of| for| that says| saying| ,)?)? '
     rf'come (?:here|closer|over|nearer)(?: {_SIGN})?',
     'beckon~'),
    ('', rf'(?:invite|call|bid|ask|get|signal|tell|motion|wave|beckon|summon|gesture){S}'
     rf'(?: to| for)? {_ANYONE}(?: to)? (?:to |should )?(?:come |step |move |approach )*{_NEAR}'
     rf'(?: {_NEAR})*', 'beckon~ me over'),
    ('approach', r'(?:invite|call|signal|motion|gesture|'
     r'beckon)s?((?: with (?:your|the) (?:left |right )?hand)?)(?: to| for|'
     rf' that)? {_ANYONE} (?:to |should )(?:approach|come)(?: {_NEAR})*', r'beckon\1'),
    ('over', rf'(?:call|wave|summon|beckon){S} {_ANYONE} over', 'beckon~ me over'),
    ('beckon', r'(beckon(?: me over)?) (?:with|by) a (?:movement|motion|wave|gesture|sweep) of '
     r'your (left |right |)hand',
     r'\1 with your \2hand'),
    ('come', r'(beckon[^,]*)(?: ,)? (?:like|saying|meaning|as in|as for) '
     r'come (?:closer|here|over|nearer)',
     r'\1'),
)  # fmt: skip
_STILL = rules(
    ('not', r'do not (?:move|stir|budge|fidget)(?: (?:a|any|your)? ?'
     r'(?:muscle|limb|inch|bit|anything))?(?: at all)?(?: '
     r'from (?:here|there|the spot|your (?:spot|place)))?' + END, 'stand~ still'),
    ('not', r'(?:and )?(?:do not do anything|do nothing(?: else)?)' + END, 'stand~ still'),
    ('nothing', r'(?: ,)? (?:and )?(?:do )?nothing else' + END, ''),
    ('be', r'be (?:upright|still|idle|motionless|quiet|at rest)'
     r'(?: and (?:upright|still|idle|motionless|quiet))?' + END,
     'stand~ still'),
    ('', r'(?:stay|remain|stand|keep)(s|ing)? (?:upright|standing|still|put|there|idle)'
     r'(?: and| ,)* (?:idle|motionless|still|inactive|immobile)', r'stand~ still'),
    ('stay', r'(?:stay|remain|stand|be)(s|ing)? (?:idle|inactive|upright|at rest|at your place|'
     r'in your place|on your spot(?! and (?:hop|jump)))'
     + END, r'stand~ still'),
    ('spot', r'(?:stay|remain)(s|ing)? on (?:your|the|this) spot and '
     r'(hop|jump)((?: (?!and |then )[^\s,]+)*)',
     r'\2 on the spot\3'),
)  # fmt: skip
_DANCE = rules(
    ('hips', r'(?:let|make) your hips (?:swing|sway|move|roll|shake)', 'sway~ your hips'),
    ('', r'(?:move|sway|groove|step|dance)(s|ing)? (?:along )?(?:with|to|in) (?:the|a|this|some) '
     r'(?:rhythm|pace|beat|music|song|groove|tune)(?! of)', r'dance~'),
    ('entertain', r'(?:entertain|amuse|treat|cheer up|delight) '
     r'(?:me|us|them|everyone|(?:the|our|your|my) \w+) (?:with|by|to) '
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
