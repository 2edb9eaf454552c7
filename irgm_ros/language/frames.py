# SPDX-License-Identifier: Apache-2.0
"""Frames in which somebody or some part of a body is to do something, said as an order.

"The recruit has to march", "three bows are required", "both arms are to be raised", "let your
left hand wave", "what I expect is a squat": who is meant and that he must is no part of the
action. Only what obliges is a frame; "my brother can" and "the soldier marched" are none.
"""

from __future__ import annotations

import re

from irgm_ros.language.fragments import MY
from irgm_ros.language.rewrite import rewritten, rules

_BASES = {
    'raised': 'raise', 'lifted': 'lift', 'crossed': 'cross', 'folded': 'fold', 'turned': 'turn',
    'stretched': 'stretch', 'extended': 'extend', 'held': 'hold', 'put': 'put', 'moved': 'move',
    'placed': 'place', 'spread': 'spread', 'swung': 'swing', 'flapped': 'flap', 'bent': 'bend',
    'nodded': 'nod', 'shaken': 'shake', 'shrugged': 'shrug', 'waved': 'wave', 'rotated': 'rotate',
    'tilted': 'tilt', 'leaned': 'lean', 'lowered': 'lower', 'brought': 'bring', 'kept': 'keep',
    'rested': 'rest', 'pulled': 'pull', 'swayed': 'sway', 'clapped': 'clap', 'pointed': 'point',
    'kicked': 'kick', 'inclined': 'incline', 'straightened': 'straighten',
}  # fmt: skip
_PARTICIPLE = f'(?P<how>{"|".join(_BASES)})'
_DONE = '(?:done|performed|executed|made|carried out|shown|demonstrated|given|taken|presented)'
_N = 'one|two|three|four|five|six|seven|eight|some'
_WANTED = (
    '(?:required|requested|expected|wanted|needed|ordered|called for|asked for|desired|necessary|'
    'due|in order|on (?:the )?(?:program|programme|plan|schedule|menu|list)|up next|to follow|'
    f'to be {_DONE}|what (?:i|we) (?:want|need|expect|require)(?: now)?)'
)
_ADVERB = '(?: (?:now|next|first|also|please|just|only|simply|then|here|today))*'
_TOLD = '(?:supposed|expected|asked|required|requested|told|ordered|meant|obliged|instructed|due)'
# Not "can", "may" or "will": they tell what somebody is able to do or does by himself.
_MUST = (
    rf'{_ADVERB} (?:(?:has|have|had better|needs?|ought|is|are|is {_TOLD}|are {_TOLD}|will have|'
    rf'would have|will need|shall have)(?: got)?{_ADVERB} to|must|should|shall|had better)'
    rf'{_ADVERB}'
)
_LIMB = (
    '(?:arms?|hands?|forearms?|fists?|legs?|foot|feet|knees?|head|shoulders?|hips|upper body|body|'
    'torso|trunk|fingers?|wings|elbows?|palms?|back|waist|eyes?|face|heels?|toes|thighs?|bottom)'
)
_PART = (
    rf'(?P<part>(?:(?:both|two|each|{MY}|of|left|right|whole|entire|straight|outstretched) '
    rf')+{_LIMB})'
)
# No subject: a part of the body, and whatever begins another clause or forbids.
_NOT_WHO = (
    rf'(?!(?:{_LIMB}|and|or|then|not|no|never|nobody|none|if|when|while|who|that|which|before|'
    r'after|until|unless|you|he|she|they|it|left|right|last|only|but|to|what|is|are)(?!\S))'
)
_WHO = (
    rf'(?:the|this|our|that|each|every|an?) (?:{_NOT_WHO}[a-z]+ ){{0,2}}?{_NOT_WHO}[a-z]+'
    r'(?: (?:in you|of ours|of mine|here|in front of (?:me|us)))?'
)
_BEGIN = r'(?:(?<=^)|(?<=, )|(?<=then )|(?<=and )|(?<=next )|(?<=finally )|(?<=while ))'
_WISH = (
    r'(?:i|we)(?: (?:really|now|just|also|would|do|should))* '
    r'(?:like|want|wish|need|expect|require|demand|prefer|order|have|love)'
)
_OBLIGED = re.compile(rf'{_BEGIN}(?:{_WHO}|you|he|she|they|it|one|we){_MUST}(?: be(?= \w+ing))? ')
# "On your toes you must go four steps".
_INNER = re.compile(
    rf'(?<=[a-z]) (?:you|the robot){_MUST}(?: be(?= \w+ing))?(?= [a-z])(?! (?:not|never)(?!\S))'
)
_FRAMES = rules(
    ('what', rf'{_BEGIN}(?:what|all|the (?:\w+ ){{1,2}})(?: that)? ?(?:i|we)'
     r'(?: (?:would|now|just|really))* (?:want|expect|need|require|like|demand|wish|ask)'
     r'(?: (?:now|next|here|from you|of you|for|to see|you to do))* (?:is|are)'
     r'(?: (?:for you to|that you|you to|to see you|to see))?', ''),
    ('i want', rf'{_BEGIN}the (?:\w+ ){{1,3}}(?:that )?(?:i|we) (?:want|need|expect)(?: now)? '
     r'(?:is|are)(?: to see)?', ''),
    ('', rf'{_BEGIN}{_WISH}(?: that)?(?= {MY} (?:upper |left |right )?{_LIMB} '
     r'(?!up|down|on|out|in|to|off|over|above|at|with)[a-z]+)', ''),
    ('', rf'{_BEGIN}{_WISH}(?: to (?:see|watch|have))? '
     rf'that (?:you|it|he|she|the robot)(?:{_MUST})?', ''),
    ('it is', rf'{_BEGIN}it is (?:now )?(?:required|necessary|expected|requested|important|'
     r'essential|needed|ordered|mandatory|desired|advised|recommended|'
     r'your (?:duty|job|turn))(?: of you| for you| from you)?(?: that (?:you|the robot)|'
     rf'(?: for the robot)? to)(?:{_MUST})?', ''),
    ('', rf'{_BEGIN}{_WHO}(?: (?:now|really|would|also))* '
     r'(?:expects?|wants?|needs?|demands?|requires?|requests?|would like|awaits?|wish(?:es)?|'
     r'asks? for|calls? for|(?:is|are) waiting for)'
     rf'(?: (?:you(?: now)? to|to see(?: you)?|that you|from you|for)|(?= (?:an?|{_N}) ))', ''),
    ('', rf'{_BEGIN}(?:the|your|our|todays|my) (?:\w+ )?'
     r'(?:task|job|mission|exercise|routine|drill|assignment|order|command|program|programme|'
     r'plan|goal|movement|move|figure|action|element|item)s?'
     r'(?: (?:for|of) (?:today|now|you|the day|this \w+|the (?:robot|unit)))?'
     r'(?: (?:now|today|here|next))*(?: (?:is|are|will be|consists? of|contains?|comprises?)'
     r'(?: to)?|(?<!exercise)(?<!program)(?<!routine) ,(?= [a-z]))', ''),
    ('today ,', r'(?:the|our|your) \w+ for today ,', ''),
    ('we', rf'{_BEGIN}we(?= (?:then|finally|finish|end|close|continue))', ''),
    ('that', rf'{_BEGIN}{_WISH} that(?= [a-z])', ''),
    ('', rf'{_BEGIN}{_WISH} you(?= \w+ing(?!\S))', ''),
    ('', rf'{_BEGIN}{_WISH} to (?:see|watch) you(?= \w+ing(?!\S))', ''),
    ('how', r'(?:let (?:us|me) (?:see|watch)|show(?:ing)?(?: me| us)?|'
     r'demonstrat(?:e|ing)(?: to)?(?: me| us)?|see|watch) how (?:you|it|he|she|the robot|'
     r'one)(?: (?:can|would|could|do|will))?', ''),
    ('we', rf'{_BEGIN}(?:for (?:the|this|our|your|a)? ?(?:\w+ ){{1,2}})?we (?:now )?'
     r'(?:begin|start|continue|end|finish|open|close|go on) (?:off )?(?:with|by)', ''),
    ('be ', r'be(?= (?:turning|walking|standing|waving|nodding|jumping|kicking|leaning|bowing|'
     r'sitting|marching|dancing|raising|holding|squatting|kneeling|clapping|pointing|moving|'
     r'going|hopping|running|inclining)(?!\S))', ''),
    ('', r'(?:imitate|copy|mimic|do) (?:that|this|it|him|her|them|the same|likewise)'
     r'(?: too| now)?(?= ,|$)', ''),
)  # fmt: skip
_LET = '(?:let|have|get|make)'
_GO = '(?:go|goes|going|move|moves|moving|come|comes|coming|travel|travels|swing|swings)'
# What the way of a limb is called.
_WAYS = rules(
    ('head', rf'(?:{_LET} )?{MY} head {_GO} (?:down and (?:back )?up|up and down)', 'nod'),
    ('head', rf'(?:{_LET} )?{MY} head (?:{_GO}|turn|turns) '
     r'(?:from (?:one )?side to (?:the other|side)|'
     r'(?:to the )?(?:left|right) and (?:to the )?(?:left|right)|to and fro|'
     r'from (?:left|right) to (?:left|right))', 'shake your head'),
    ('head', rf'{MY} head(?:{_MUST})? (?:say|says|saying) no', 'shake your head'),
    ('head', rf'{MY} head(?:{_MUST})? (?:say|says|saying) yes', 'nod'),
    ('turning', rf'turning (?:{MY} )?head from (?:one )?side to (?:the other|side)',
     'shaking your head'),
    ('body', rf'(?:{_LET} )?{MY} (?:upper body|torso|trunk|body) {_GO} '
     r'(far |slightly )?(?:far )?(?:over )?to (?:the |your )?(left|right)', r'lean \1to the \2'),
    ('shoulders', rf'(?:{_LET} )?{MY} (?:both )?shoulders {_GO} '
     r'up(?: and (?:back )?down)?(?: again)?', 'shrug your shoulders'),
    ('knees', rf'(?:{_LET} )?{MY} knees {_GO} up', 'lift your knees'),
    ('up', rf'(?:{_LET} )?(?P<part>(?:{MY}|both)(?: left| right| of your)? (?:arms?|hands?)) '
     rf'{_GO} up', r'raise \g<part>'),
    ('down', rf'(?:{_LET} )?(?P<part>(?:{MY}|both)(?: left| right| of your)? (?:arms?|hands?)) '
     rf'{_GO} down(?= as if| to the (?:floor|ground)| ,|$)', r'reach down with \g<part>'),
    ('forearms', rf'(?:{_LET} )?(?P<part>(?:{MY}|both)(?: two)? forearms) {_GO} up',
     r'raise \g<part>'),
    ('', rf'(?:{_LET} )?(?P<part>(?:{MY}|both)(?: left| right| of your)? (?:arms|hands)) {_GO} '
     r'(?P<to>out|forward|on|to|onto)', r'put \g<part> \g<to>'),
)  # fmt: skip
_PASSIVE = re.compile(
    rf'{_BEGIN}(?:{_WISH} )?{_PART}(?:{_MUST} be|(?<=[a-z]) (?:to )?be) {_PARTICIPLE}(?!\S)'
)
_WISHED = re.compile(rf'{_BEGIN}{_WISH} (?:to (?:see|have) )?{_PART} {_PARTICIPLE}(?!\S)')
_TURNED = re.compile(
    rf'{_BEGIN}(?:(?:you|the robot){_MUST} be|{_WISH} (?:to see )?you) {_PARTICIPLE}(?!\S)'
)
_LETS = re.compile(rf'{_BEGIN}let {_PART} (?:to )?(?P<how>(?!(?:be|up|down|on|out)(?!\S))[a-z]+)')
_PARTED = re.compile(rf'{_BEGIN}{_PART}{_MUST} (?P<how>(?!(?:not|never|be)(?!\S))[a-z]+)(?!\S)')
_REQUIRED = re.compile(
    rf'{_BEGIN}(?P<what>(?:an?|{_N}) [^,]+?) (?:is|are){_ADVERB} '
    rf'{_WANTED}{_ADVERB}(?= ,|$| and| then)'
)
_TO_DO = re.compile(rf'{_BEGIN}(?P<what>(?:an?|{_N}) [^,]+?){_MUST} be {_DONE}(?= |$)')


def ordered_to(text: str) -> str:
    """The text with its frames said as orders.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    text = rewritten(text, _WAYS)
    for pattern in (_PASSIVE, _WISHED, _TURNED):
        text = pattern.sub(_active, text)
    for pattern in (_LETS, _PARTED):
        text = pattern.sub(r'\g<how> \g<part>', text)
    text = _TO_DO.sub(r'do \g<what>', text)
    text = _REQUIRED.sub(r'do \g<what>', text)
    text = rewritten(text, _FRAMES)
    text = _OBLIGED.sub('', text)
    return ' '.join(_INNER.sub('', text).split())


def _active(match: re.Match[str]) -> str:
    """Read "both arms are to be raised" as "raise both arms"."""
    part = match.groupdict().get('part')
    return f'{_BASES[match.group("how")]} {part or ""}'.strip()
