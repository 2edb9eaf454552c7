# SPDX-License-Identifier: Apache-2.0
"""The many ways to say how fast, how far, how high and how deep.

"At a snail's pace", "in no hurry", "as far down as your joints permit", "only the tiniest bit",
"at the level of the hip": each becomes the grammar's word for it, the one that the action of the
clause takes. Manner that the body does not show goes with its "very".
"""

from __future__ import annotations

from irgm_ros.language.fragments import END
from irgm_ros.language.rewrite import rewritten, rules

_VERY = '(?:(?:very|really|quite|rather|extremely|super|so|nice and|pretty|fairly|too) )*'
_PACE = '(?:pace|speed|tempo|rate|rhythm|velocity|gait|clip|cadence|manner|way|fashion|motion)'
_SLOW = (
    r'(?:slow(?:er|est)?|sluggish|leisurely|unhurried|relaxed|lazy|low|reduced|glacial|crawling|'
    r'funeral|dawdling|gradual|snails|sedate|languid|minimum|minimal|walking funeral)'
)
_FAST = (
    r'(?:fast(?:er|est)?|quick(?:er|est)?|rapid|brisk|swift|high|top|full|maximum|maximal|hasty|'
    r'hurried|increased|racing|breakneck|lightning|speedy|cracking|great)'
)
_NORMAL = (
    r'(?:normal|usual|ordinary|regular|moderate|medium|average|standard|everyday|natural|'
    r'comfortable|middling|walking)'
)
# What the grammar says itself stays.
_KEPT = (
    r'(?!at (?:a )?(?:slow|normal|moderate|medium|regular|average|fast|brisk|high|quick) '
    r'(?:pace|speed)(?!\S)|in slow motion)'
)
_WITH = _KEPT + r'(?:at|in|with|using) (?:an? |the |your |its )?'
_PACES = rules(
    ('', rf'{_WITH}{_VERY}(?:{_SLOW} )+{_PACE}', 'slowly'),
    ('', rf'{_WITH}{_VERY}(?:{_FAST} )+{_PACE}', 'quickly'),
    ('', rf'{_WITH}{_VERY}(?:{_NORMAL} )+{_PACE}', 'at a normal pace'),
    ('', rf'(?<!a )(?<!at ){_SLOW} (?:pace|speed|tempo){END}', 'slowly'),
    ('', rf'(?<!a )(?<!at )(?:fast|quick|rapid|brisk|high|top|full) (?:pace|speed|tempo){END}',
     'quickly'),
    ('', r'(?:with(?:out)? (?:any )?|with no |in no |and no )(?:hurry(?:ing)?|haste|rush(?:ing)?)'
     + END, 'slowly'),
    ('', rf'(?:without|with no) (?:any |further )?delay{END}', ''),
    ('', rf'(?:unhurried|leisurely|slow and steady|slow and easy){END}', 'slowly'),
    ('double', r'(?:in )?double time|in double quick time', 'quickly'),
    ('', r'quick(?:ly)?(?: ,| and)* quick(?:ly)?', 'quickly'),
    ('', r'slow(?:ly)?(?: ,| and)* slow(?:ly)?', 'slowly'),
    ('', r'(?:brisk|rapid|swift|speedy|hasty|hurried) '
     r'(?=(?:steps?|claps?|waves?|squats?|turns?)(?!\S))', 'quick '),
    ('', r'(?:leisurely|unhurried|sluggish|lazy|gradual) '
     r'(?=(?:steps?|claps?|waves?|squats?|turns?)(?!\S))', 'slow '),
    ('', r'(?:very|quite|really|rather|extremely|so|too|ever so) '
     r'(?=(?:carefully|gently|calmly|cautiously|politely|quietly|gracefully|nicely|firmly|'
     r'properly|accurately|precisely|smoothly|softly|proudly|happily)(?!\S))', ''),
    ('', r'(?:gentle|careful|smooth|controlled|easy) '
     r'(?:, |and )?(?=(?:slow|quick|fast|deep|shallow) )', ''),
)  # fmt: skip
_CAN = (
    r'(?:can|could|may|might|dare|allows?|permits?|lets? you|goes|go|possible|manage(?:s|able)?|'
    r'reach(?:es)?|(?:is|are) able(?: to)?|able(?: to)?|'
    r'(?:can |will )(?:go|take you|manage|allow|permit|let you|possibly go)|feasible|comfortable)'
)
_AS = rf'(?:(?:you|it|they|your|the|is|are|possibly|humanly|physically|\w+s) ){{0,4}}{_CAN}'
_UTMOST = rules(
    ('', rf'as (?:far|much)(?: (?:down|over|out|forward|back|sideways))* as {_AS}{END}',
     'as far as possible'),
    ('', rf'as (?:deep|low)(?:ly)?(?: (?:down))* as {_AS}{END}', 'very low'),
    ('', rf'as high(?: up)? as {_AS}{END}', 'as high as possible'),
    ('', rf'as (?:fast|quick)(?:ly)? as {_AS}{END}', 'fast'),
    ('', rf'as slow(?:ly)? as {_AS}{END}', 'slowly'),
    ('to ', r'to (?:the (?:maximum|max|limit|utmost|full(?:est)?(?: extent)?|extreme)|'
     rf'your (?:limit|maximum)){END}', 'as far as possible'),
    ('thighs', r'(?:and |, |until |till |so that |with |to where )*(?:your |the )?thighs '
     r'(?:are )?(?:being )?(?:parallel|level|horizontal)(?: (?:to|with) the (?:floor|ground))?',
     ' deeply'),
    ('bottom', rf'(?:right |all the way )?to (?:the |rock )?bottom{END}', 'deeply'),
)  # fmt: skip
_LITTLE = (
    r'(?:(?:just|only|merely|but|ever so) )*(?:by )?'
    r'(?:(?:a|the|one) (?:(?:very|teeny) )?(?:tiny|wee|teeny|teensy|small|tiniest|slightest|'
    r'smallest|least) (?:little )?(?:bit|touch|amount|way)|'
    r'an? (?:tiny |mere |wee )?(?:touch|fraction|hair|hairs breadth|smidgen|smidge|tad|whisker|'
    r'trifle|shade|inch))'
)
_SLIGHT = rules(
    ('', rf'(?<!in )(?<!into ){_LITTLE}{END}', 'slightly'),
    ('', rf'{_LITTLE}(?= (?:to (?:the|your)|left|right|at the|leftward|rightward)(?!\S))',
     'slightly'),
    ('', r'(?:only |just |but |ever so |very |so )+slight(?:ly)?', 'slightly'),
    ('', rf'(?:marginally|minimally|faintly|a trifle|not (?:much|far|deep|a lot)){END}',
     'slightly'),
    ('ones', r'(?: ,)?(?: and| but| just| only)* an? (?:really |very |nice |quite )*'
     r'(?:shallow|small|little|tiny|slight) one' + END, ' slightly'),
    ('one', r'(?: ,)?(?: and| but| just| only)* an? (?:really |very |nice |quite )*'
     r'(?:shallow|small|little|tiny|slight) one' + END, ' slightly'),
    ('one',
     r'(?: ,)(?: and| but| just| only)* an? (?:really |very |nice |quite )*(?:deep) one'
     + END, ' deeply'),
    ('one',
     r'(?: ,)(?: and| but| just| only)* an? (?:really |very |nice |quite )*(high|low) one'
     + END, r' \1'),
    ('one', r'(?: ,)(?: and| but| just| only)* an? (?:really |very |nice |quite )*(slow|quick) '
     r'one' + END, r' \1ly'),
)  # fmt: skip
_AT = r'(?:(?:up |down )?(?:at|to|on|until|by|of|about|around) )?(?:(?:the|your|a|its) )?'
_LEVEL = r'(?:high|level|height|depth)'
_HIP = '(?:hips?|waist|belt|thigh)'
_FACE = '(?:face|heads?|nose|chin|eyes?|jaw|mouth|cheek|forehead)'
_BELLY = '(?:belly|stomach|tummy|gut|midriff|ribs?|abdomen|navel|body|waist|liver|solar plexus)'
_SHIN = '(?:shin|knee|ankle|calf)'
_KICK = r'(?:kicks?|kicking)'
_PUNCH = r'(?:punch|punches|punching|jabs?|jabbing|box|boxing|boxes|strike|hit)'
_WAY = r'((?:(?!and |then )[^\s,]+ |, )*?)'


def _height(noun: str) -> str:
    return rf'(?:{_AT}{noun}s? {_LEVEL}|{_AT}(?:level|height) of (?:the |your |an? )?{noun}s?)'


_HEIGHTS = rules(
    ('', rf'({_KICK}) {_WAY}{_height("(?:" + _HIP + "|" + _FACE + "|chest|shoulder)")}',
     r'\1 \2at hip height'),
    ('', rf'({_KICK}) {_WAY}{_height(_SHIN)}', r'\1 \2low'),
    ('', rf'({_KICK}) {_WAY}(?:near|close|down|next)(?: to)? (?:the |your )?{_SHIN}s?',
     r'\1 \2low'),
    ('', rf'{_height("(?:" + _HIP + "|" + _FACE + "|chest|shoulder)")} ({_KICK})', r'high \1'),
    ('', rf'(?:{_SHIN} high|{_SHIN} {_LEVEL}) ({_KICK})', r'low \1'),
    ('', rf'({_PUNCH}) {_WAY}{_height(_FACE)}', r'\1 \2at face height'),
    ('', rf'({_PUNCH}) {_WAY}{_height(_BELLY)}', r'\1 \2at belly height'),
    ('', rf'{_height(_FACE)} ({_PUNCH})', r'high \1'),
    ('', rf'{_height(_BELLY)} ({_PUNCH})', r'low \1'),
    ('', rf'({_PUNCH}) {_WAY}(?:the |his |her |their |an? )?{_BELLY} '
     r'of (?:an? |the |your )(?:invisible |imaginary |pretend )?'
     r'(?:opponent|enemy|rival|boxer|person)', r'\1 \2to the '
     'belly'),
    ('', rf'({_PUNCH}) {_WAY}(?:the |his |her |their |an? )?{_FACE} '
     r'of (?:an? |the |your )(?:invisible |imaginary |pretend )?'
     r'(?:opponent|enemy|rival|boxer|person)', r'\1 \2to the '
     'face'),
    ('low', r'low(?: ,)? at belly height', 'at belly height'),
    ('high', r'high(?: ,)? at (face|hip) height', r'at \1 height'),
    ('', r'(?:barely|hardly|only just|just|scarcely) (?:leaving|clearing|off|above|lifting off) '
     r'(?:of )?(?:the )?(?:ground|floor)', 'low'),
    ('low', r'(?:really |very )?low (?:off|to|above|over) the (?:ground|floor)', 'low'),
    ('slightly', r'((?:jump|dance|walk|move|go|step|stroll|come)(?:s|es|ing|ping)?'
     r'(?: (?!and |then )[^\s,]+)*?) slightly', r'\1 a little'),
    ('jump', r'slightly (jump(?:s|ing)?)', r'\1 a little'),
)  # fmt: skip
_BEND = r'(?:squat|crouch|bow|lunge|lean|tilt|bend|side bend)(?:s|es|ing|ting)?'
_DEPTHS = rules(
    ('as far', rf'({_BEND}(?: (?!and |then )[^\s,]+)*?)(?: ,)? as far as possible', r'\1 deeply'),
    ('as far', r'((?:reach|stretch|extend)(?:es|s|ing)?(?: (?!and |then )[^\s,]+)*?)(?: ,)? as '
     r'far as possible', r'\1'),
    ('very low', r'((?:lean|tilt|bend)\S*(?: (?!and |then )[^\s,]+)*?)(?: ,)? very low',
     r'\1 deeply'),
    ('as high', r'((?:reach|stretch|extend|raise|lift|put|hold|kick|hoist)(?:es|s|ing|ting)?'
     r'(?: (?!and |then )[^\s,]+)*?)(?: ,)? as high as possible', r'\1 high'),
)  # fmt: skip


def mannered(text: str) -> str:
    """The text with pace, extent and height in the grammar's words.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    return rewritten(text, _PACES, _UTMOST, _SLIGHT, _HEIGHTS, _DEPTHS)
