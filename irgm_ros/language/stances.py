# SPDX-License-Identifier: Apache-2.0
"""Idioms of standing, sitting and ways to go, said with the verb of the grammar.

"Weight on the left leg and lift the other", "lower your bottom as onto a chair", "with the right
foot tucked up, bounce", "describe a ring on the floor". A rule asks for the limb or the place
that makes it this movement, so that the same verbs elsewhere stay refused ("shift the blame").
"""

from __future__ import annotations

from irgm_ros.language.fragments import END, ITS, SIDE
from irgm_ros.language.rewrite import rewritten, rules

_GROUND = '(?:ground|floor)'
_AGAIN = r'(?:s|es|ing|ting)?'
_LEG = '(?:leg|foot)'
_OTHER = rf'(?:{ITS} )?(?:other|opposite|free|left|right)(?: one| leg| foot| knee)?'
_LIFT = r'(?:lift|raise|hoist|pick up|pull up|hold up|take up|pick|tuck up|draw up|bend)(?:s|ing)?'
_CLEAR = rf'(?: (?:up|off|in the air|(?:off|from|clear of|above) the {_GROUND}|a (?:bit|little)))*'
_LIFTED = (
    r'(?:(?: ,)?(?: and| while| with| then|, )* '
    rf'(?:{_LIFT} {_OTHER}{_CLEAR}|{_OTHER} (?:lifted|raised|up|off the {_GROUND}|in the air|'
    r'free)))?'
)
_BALANCE = rules(
    ('weight', r'(?:(?:put|shift|transfer|place|take|carry|have|keep|hold|bring|move|rest)'
     rf'(?:s|ing|ting)? )?(?:all |all of )?(?:{ITS} )?(?:whole |full |entire |'
     rf'body )?weight (?:is )?(?:on|onto|to|over|upon) (?:just |only )?{ITS} {SIDE} (?:leg|'
     rf'foot)(?: only| alone)?{_LIFTED}', r'stand~ on your \1 leg'),
    ('leg', rf'((?:stand|balance)(?:s|ing)? on {ITS} (?:left|right) {_LEG})(?: ,)?'
     rf'(?: and| while| with| then)* {_LIFT} {_OTHER}{_CLEAR}{END}', r'\1'),
    ('leg', r'((?:stand|balance|hop)(?:s|ing)?(?: still)? '
     r'on (?:your|the) (?:left|right) (?:leg|foot)) (?:only|alone)', r'\1'),
    ('', rf'(?:hold|keep|support|steady|poise)(?:s|ing)? (?:yourself|{ITS} balance|balance)'
     r'(?: upright| steady)? (?:on|over) (?=(?:one|your|the|a) )', 'balance~ on '),
    *(
        entry
        for up, down in (('left', 'right'), ('right', 'left'))
        for entry in (
            ('', rf'{_LIFT} {ITS} {up} (?:foot|leg){_CLEAR}{END}(?! (?:and|then) '
             r'(?:hop|jump|kick|bounce))', f'stand~ on your {down} leg'),
            ('knee', rf'{_LIFT} {ITS} {up} knee{_CLEAR} (?:to|and) '
             rf'(?:balance|hold (?:it|your balance)|keep (?:it|your balance))(?: up| there)*{END}',
             f'stand on your {down} leg'),
            ('', rf'(?:, )?(?:with|keeping|holding) {ITS} '
             rf'{up} (?:foot|leg|knee) (?:tucked|pulled|drawn|held|bent|lifted|raised)'
             r'(?: up| in| off the ground)*(?: ,)? (?:hop|bounce|jump)',
             f'hop~ on your {down} leg'),
            ('', rf'(hop|jump)(?:s|ping|ing)?((?: (?!and |then |on )[^\s,]+)*) with only {ITS} '
             rf'{up} (?:foot|leg)(?: touching(?: down| the (?:ground|floor)))?',
             rf'hop~\2 on your {up} leg'),
        )
    ),
    ('flamingo', r'(?:stand |pose |balance )?(?:like|imitate|as|be) '
     rf'an? (?:flamingo|stork|heron|crane)(?: does)?(?: ,)? (?:on|with) {ITS} {SIDE} '
     r'leg(?: as (?:your |the )?(?:support|base|standing leg))?', r'stand~ on your \1 leg'),
    ('', r'(?:imitate|do|play|be) (?:a|the) (?:flamingo|stork|heron)', 'stand~ on one leg'),
)  # fmt: skip
_HOP = rules(
    ('legged', r'(?:one|single) (?:legged|leg|foot|footed) '
     r'hop(s?)((?: (?!and |then |on |with )[^\s,]+)*)', r'hop\1\2 on one leg'),
    ('hop', r'(hop(?:s|ping)?(?: (?!and |then |on )[^\s,]+)*) (?:using|with|by) '
     rf'(?:only |just )?{ITS} {SIDE} {_LEG}(?: only)?', r'\1 on your \2 leg'),
    ('bounce', rf'(?:bounce|spring|jump)(s|ing)?((?: (?!and |then |on )[^\s,]+)*) on {ITS} '
     rf'{SIDE} {_LEG}', r'hop~\2 on your \3 leg'),
    ('hop', r'hop up and down(?= (?:on|with|in place|on the spot))', 'hop~'),
    ('skip', r'skipping hops', 'skips'),
    ('skip', r'hop skip', 'skip'),
)  # fmt: skip
_SEAT = '(?:chair|stool|bench|seat|sofa|couch|armchair)'
_AIR = '(?:imaginary|invisible|pretend|virtual|air|imagined|make believe|nonexistent|non existent)'
_REAR = '(?:bottom|behind|backside|bum|rear|rear end|hips|body|buttocks|posterior|seat)'
_SIT = rules(
    ('', r'(?:sit|sit down|take a seat|have a seat|perch|settle)(s|ting|ing)?(?: down)? '
     rf'(?:on|in|onto|into) an? {_AIR} {_SEAT}', r'sit~ down'),
    ('', rf'lower({_AGAIN}) (?:yourself|{ITS} {_REAR})(?: down)?,? ?(?:as|as if|like)? ?'
     r'(?:on|onto|into|in|for|there (?:is|was|were)|there|to) '
     rf'an? (?:{_AIR} )?{_SEAT}(?: (?:behind|under|below|beneath) you)?', 'sit~ down'),
    ('', rf'lower({_AGAIN}) (?:yourself|{ITS} {_REAR})(?: down)? (?:as if|as though|like) '
     rf'(?:an? {_SEAT} (?:is|was|were)|you (?:sit|are sitting|were sitting|sat)(?: down)?'
     rf'(?: on an? {_SEAT})?)(?: (?:behind|under|below|beneath) you)?', 'sit~ down'),
    ('', r'(?:pretend|imagine|suppose)(?: that)? there is an? '
     rf'{_SEAT}(?: (?:behind|under|below|beneath) you)?(?: ,)?(?: and| then)+ (?:sit|take a seat)'
     r'(?: down)?(?: on| in)?(?: it)?',
     'sit~ down'),
    ('', r'(?:sit|sit down)(s|ting|ing)?(?: down)? as if (?:there (?:is|was|were) )?(?:on )?an? '
     rf'{_SEAT}(?: (?:is|was|were))?(?: (?:behind|under|below|beneath) you)?', r'sit~ down'),
    ('sit', r'(?:assume|adopt|take(?: up)?|get into|go into|come into|move into) (?:a|the) '
     r'(?:sitting|seated) (?:position|posture|pose)(?: of (?:someone|somebody|a person))?',
     'sit~ down'),
    ('be', r'be (?:sitting|seated)(?: down)?', 'sit~ down'),
    ('on', r'(?<=sit down )on it', ''),
)  # fmt: skip
_TIP = r'(?:on tiptoes?|on your (?:tip)?toes|on the balls of your feet|on the tips of your toes)'
_STEPS = r'((?: (?:one|two|three|four|five|six|seven|eight|steps?|forward|backward|ahead|back))*)'
_TIPTOE = rules(
    ('heels', rf'(?: ,)? with (?:{ITS} |both )*(?:lifted|raised|high) heels{END}',
     ' on your toes'),
    ('', rf'(?:advance|proceed)(s|ing)?{_STEPS}(?: ,)? {_TIP}',
     r'walk~ forward\2 on your toes'),
    ('', rf'(?:retreat|back up|back away|reverse)(s|ing)?{_STEPS}(?: ,)? {_TIP}',
     r'walk~ backward\2 on your toes'),
    ('', rf'(?:up |get up |rise )?{_TIP} ,? ?((?:take )?(?:two|three|four|five|six|seven|eight) '
     r'steps(?: (?:forward|backward|ahead|back))?)', r'\1 on your toes'),
    ('', rf'(?:up |get up |rise |come up |go up |stand )?{_TIP}(?: ,)?(?: and)?(?: then)? '
     r'(?:tiptoe|creep)(s|ing)?',
     r'tiptoe~'),
    ('', rf'(?:up |get up |rise ){_TIP} (?:you )?(walk|go|move|step)', r'on your toes \1'),
    ('', rf'^{_TIP}(?: ,)? (walk|go|move|step)((?: (?!and |then )[^\s,]+)*)',
     r'\1\2 on your toes'),
    ('tiptoe', r'(tiptoe(?:s|ing)?(?: (?!and |then )[^\s,]+)*?) on your toes', r'\1'),
)  # fmt: skip
_ROUTE = rules(
    ('', r'(?:walk|go|move|make|do|take|describe|trace|draw|complete|follow)(s|es|ing|ting)? '
     r'(?:along |on |in |around )*(?:an?|one|the) (?:full |complete |whole |round )?'
     r'(?:ring|loop|lap|round tour|round trip|circuit|circle on the floor|circular walk|'
     r'circular path|hoop|circle)(?: on the (?:floor|ground))?'
     r'(?: by (?:your )?walking| on foot| with your (?:steps|feet))?(?= ,|$| and| then| to the|'
     r' left| right| once)', r'walk~ in a circle'),
    ('circle', r'(in a circle)(?: ,)? (?:curving|bending|turning|going|veering|bearing) '
     r'(?=to |left|right)',
     r'\1 '),
    ('circle', r'(in a circle(?: to (?:the|your) (?:left|right))?)(?: ,)? '
     r'and (?:arrive|finish|end|return|come|be|get)(?: up| again| back| home)*'
     r'(?: at| where| to| in)(?: your| the| you)*'
     r'(?: start| started| starting| own| same| began| initial| original| point| place| position|'
     r' spot)+(?: again)?',
     r'\1'),
    ('march', r'(march\S*(?: (?!then )\S+)*?)(?: ,)? (?:left(?: ,)? right(?: ,)?(?: and)? ?)+$',
     r'\1'),
    ('march', r'(march\S*(?: [^\s,]+)*)(?: ,)? (?:lifting|raising|with) (?:your |the )knees'
     r'(?: up| high| lifted| raised)*', r'\1'),
    ('march', r'(march\S*(?: [^\s,]+)*) , knees (?:up|high)', r'\1'),
    ('knee', r'(?:lift|raise)(s|ing)? (?:up )?(?:one knee after (?:the other|another)|'
     r'your knees (?:by turns|in alternation|one by one|in turns|alternatingly)|alternate knees|'
     r'each knee in turn)',
     r'march~'),
)  # fmt: skip


def stood(text: str) -> str:
    """The text with idioms of balance, seat and gait in the grammar's words.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    return rewritten(text, _HOP, _BALANCE, _SIT, _TIPTOE, _ROUTE)
