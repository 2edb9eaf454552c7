# SPDX-License-Identifier: Apache-2.0
"""With what limb, how far and over which radio: said in the grammar's words.

"By the right hand" and "leading with the left leg" are "with ..."; "signal goodbye by waving" is
waving; "as high as the motors allow" is "as high as possible"; "over and out" is nothing.
"""

from __future__ import annotations

import re

from irgm_ros.language.fragments import END, MY, SIDE, N
from irgm_ros.language.rewrite import rewritten, rules

_LIMB = '(?:arms?|hands?|fists?|legs?|foot|feet|knee|forearms)'
_SIGN = (
    '(?:signal|show|indicate|express|say|sign|communicate|convey|gesture|greet|entertain|tell|'
    'welcome|acknowledge|answer|reply|respond|agree|disagree|confirm|thank|applaud|celebrate|'
    'defend|protect yourself|cheer|honou?r|warm up|amuse|please|refuse|decline|approve|bid|'
    'surrender|complain|demonstrate)(?:s|es|ing)?'
)
# What tells side, direction or amount is not dropped with the sign.
_PLAIN = (
    rf'(?!(?:{N}|left|right|forward|backward|up|down|times|once|twice|slowly|quickly|fast|high|'
    r'low|and|then|not|no|by|with|while|before|after|if|when)(?!\S))[a-z]+'
)
_DOING = (
    '(?:waving|nodding|shaking|bowing|clapping|saluting|shrugging|pointing|dancing|raising|'
    'lifting|kneeling|turning|jumping|beckoning|crossing|folding|holding|putting|blocking|'
    'moving|doing|giving|performing|making|a (?:\\w+ )?(?:wave|nod|bow|clap|salute|shrug|dance|'
    'head shake|shake|jump|kick|squat|lunge)(?!\\S))'
)
# What somebody may be part of while he does something.
EVENT = (
    '(?:class|classes|lesson|lessons|course|show|demo|demonstration|session|training|theater|'
    'theatre|play|scene|game|match|gym|drill|ceremony|concert|party|competition|contest|video|'
    'film|movie|test|tests|rehearsal|studio|lab|laboratory|parade|church|circus|opera|ballet|'
    'rehabilitation|rehab|exam|experiment|workshop|presentation|performance|meeting|warm up|'
    'school|army|club|festival|exhibition|fair|photo|picture|recording|therapy|physiotherapy)'
)
_BY = (
    '(?:by(?: means of| way of| using| use of)?|employing|through|via|making use of|with the '
    '(?:help|aid|use) of)'
)
_INSTRUMENTS = rules(
    ('', rf'{_BY} (?:the |your )?(?:both|two)(?: of)?(?: the| your)? (hands|arms|forearms)',
     r'with both \1'),
    ('', rf'{_BY} (?:{MY} )?(?:{SIDE} )?({_LIMB})(?! (?:in|on|to|at|up|down)(?!\S))',
     r'with your \1 \2'),
    ('', r'((?:turn|rotat|spin|swivel|pivot)\S*(?: (?!and |then )[^\s,]+)*?) '
     rf'by (?:the |your )?{SIDE}(?: side)?{END}', r'\1 to the \2'),
    ('through', r'((?:turn|rotat|spin|swivel|pivot)\S*(?: (?!and |then )[^\s,]+)*?) '
     rf'through(?= (?:an?|the|half|one|two|three|{N})(?!\S))', r'\1'),
    ('one', rf'(?:an?|one|{MY}) (hand|arm|leg|foot|knee|fist)((?: (?!and |then )[^\s,]+)*)(?: ,)?'
     rf' {MY} {SIDE} one{END}', r'your \3 \1\2'),
    ('by', rf'(?<!followed )by (?:the |your )?{SIDE}(?: side| one)?{END}', r'with the \1'),
    ('', rf'(?:leading|lead|led)(?: off)? (?:with|by|on) (?:{MY} )?{SIDE}'
     rf'(?: (?:leg|foot|side))?{END}', r'with your \1 foot'),
    ('kn', rf'(kneel\S*|genuflect\S*)(?: down)?(?: ,)? (?:using|with|by) (?:{MY} )?{SIDE} knee',
     r'\1 on your \2 knee'),
    ('', rf'hop(s|ping)?( [^,]*?)?(?: ,)? (?:using|with|by)(?: only| just)* (?:{MY} )?{SIDE} '
     r'(leg|foot)(?: touching(?: down| the (?:floor|ground))?)?' + END,
     r'hop\1\2 on your \3 \4'),
    ('by', rf'{_SIGN}(?: {_PLAIN}){{0,4}}? by(?= {_DOING})', ''),
    ('with', rf'{_SIGN}(?: {_PLAIN}){{0,4}}? with(?= (?:an?|{N}) (?:\w+ )?'
     r'(?:bow|wave|nod|clap|salute|head shake|shrug)s?(?= ,|$| and| then))', 'do'),
    ('by a', rf'by (?=an? (?:\w+ )?(?:wave|nod|bow|clap|salute|shrug|dance|head shake){END})',
     'with '),
)  # fmt: skip
_POSSIBLE = (
    r'(?:can|could|may|might|will|goes|go|gets|get|permits?|allows?|lets?|manages?|possible|'
    r'reach(?:es)?|stretch(?:es)?|bends?)'
)
_EXTENTS = rules(
    ('as ', r'as (high|far|low|deep|deeply|much|wide|tall)(?: (?:up|over|out))? as '
     r'(?!(?:you can|it will go|it goes|they go)(?!\S))'  # words that the vocabulary knows
     r'(?:(?:you|it|he|she|they|your|the|its|his|her) )?(?:(?!and |then )\w+ ){0,2}?'
     rf'(?:ever |possibly )*{_POSSIBLE}(?: (?:you|it|to|go|be|reach|manage|safely|you to))*{END}',
     r'as \1 as possible'),
    ('as much as', 'as much as possible', 'as far as possible'),
    ('far as', r'((?:jump|leap|hop|spring)\S*(?: (?!and |then )[^\s,]+)*?) as far as possible',
     r'\1'),
    ('as ', r'(squat\S*|hunker\S*|crouch\S*|lunge\S*|bow\S*|knee bends?)( down)? '
     r'as (?:far|low|deep|deeply) as possible', r'\1\2 deep'),
    ('until', rf'until {MY} (?:thighs?|upper legs?|hips?|bottom|seat|backside)(?: is| are)? '
     r'(?:nearly |almost |about )?(?:parallel|level|horizontal|low|flat|down|below|under|at|'
     rf'near|close)(?: (?:to|with|the|floor|ground|your|knees?|height|level|of|down))*{END}',
     'deep'),
    ('parallel', rf'(?:with |so that )?{MY} thighs?(?: are)? parallel to '
     rf'the (?:floor|ground){END}', 'deep'),
    ('until', rf'until {MY} (?:left |right )?(?:knee|leg|arm|arms|elbow|elbows|body)s? (?:is|are)'
     rf' (?:fully |completely |quite )?(?:straight|stretched|extended){END}', ''),
    ('until', r'until you (?:are|have)(?: back)? (?:where you (?:started|began|were)|'
     rf'at (?:your|the) (?:start|starting point|beginning)|finished|done){END}', ''),
)  # fmt: skip
_OCCASIONS = rules(
    ('', r'(?:at|towards|for|near) the (?:very )?(?:end|beginning|start|close) '
     rf'of (?:the|our|this|your|a|my|every) (?:\w+ )?(?:{EVENT}|song|piece|act|round){END}', ''),
    ('let us', r'let us (?:see|find out|check|test) (?:if|whether) (?:your|both|the|this|that|it)'
     r' [^,]+? (?:can|could|will|works?|is|are)(?: [^,]+)? ,', ''),
    ('let us', r'let us (?:now )?(?:test|check|train|practi[sc]e|examine|improve|work on|'
     r'exercise|verify|try out) (?:the|your|our|its) (?:\w+ )?(?:stability|balance|coordination|'
     r'strength|reflexes|joints|motors|legs|arms|knees|shoulders|flexibility|endurance|agility|'
     r'posture|gait|technique|form|movements?|skills?|abilit(?:y|ies)|body|hardware|actuators|'
     r'sensors) ,', ''),
)  # fmt: skip
_MEANWHILE = re.compile(
    r'^(?=(?:standing|balancing|marching|walking|sitting|squatting|tiptoeing|'
    r'circling)(?!\S))(?=[^,]+ , (?:wave|salute|point|raise|clap|nod|shake|shrug|cross|fold|'
    r'beckon|punch|reach|flap|hold|put|stretch|block|guard|protect|swing your arms)(?!\S))'
)
_RADIO = rules(
    ('', r',(?: ,)* (?:over(?: and out)?|out|roger(?: that)?|wilco|copy(?: that)?|'
     r'(?:do you|how) copy|do you read(?: me)?|acknowledge|confirm|'
     r'end of (?:message|transmission|order))(?=(?: ,)*$)', ''),
    ('over', 'over and out(?=(?: ,)*$)', ''),
    ('', r'(?:(?<=^)|(?<=, ))(?:roger(?: that)?|copy(?: that)?|attention all units|come in|'
     r'(?:radio|voice) check|all units|unit|base|control|operator here|'
     r'this is (?:the )?(?:operator|control|base)|message|new order|'
     r'order)(?: \S+)?(?: ,)+(?= [a-z])', ''),
    ('', r'(?:, )?(?:(?:as )?(?:requested|ordered|instructed|commanded|asked|told|called) '
     r'(?:by|for by|from) (?:the |your |our )?(?:\w+ )?\w+)(?= ,|$)', ''),
)  # fmt: skip


def by_means(text: str) -> str:
    """The text with limbs, extents and radio talk in plain words.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    text = rewritten(text, _RADIO, _OCCASIONS, _INSTRUMENTS, _EXTENTS)
    return _MEANWHILE.sub('while ', text)
