# SPDX-License-Identifier: Apache-2.0
"""Ways to say what comes when that the grammar does not use: "but first", "step one", "that done".

A clause that is said last and done first goes to the front; the rest becomes "then", "first",
"after" or "finish with".
"""

from __future__ import annotations

import re

from irgm_ros.language.rewrite import rewritten, rules

_THAT = '(?:that|this|it|which)'
_DONE = '(?:done|finished|over|completed?|accomplished|behind you|out of the way|achieved)'
# The grammar's own words stay.
_OTHER = '(?!(?:once|when) (?:you are|that is) done)'
_ORDER = rules(
    ('step one', '(?:step|number|part|phase|move) one(?: ,)?', 'first'),
    ('', '(?:(?:, )?and |, )?(?:step|number|part|phase|move) (?:two|three|four) ,', ', then'),
    ('', rf'(?:with )?(?:{_THAT} |all {_THAT} )(?:being )?{_DONE}(?: ,)?', 'then'),
    ('', rf'(?:once|when|as soon as|after) (?:you have )?{_DONE}(?: with)? {_THAT}(?: ,)?',
    'then'),
    ('', rf'{_OTHER}(?:once|when|as soon as|after) {_THAT} (?:is|has been) (?:all )?{_DONE}(?: '
    rf',)?', 'then'),
    ('', rf'{_OTHER}(?:once|when|as soon as|after|the moment) you are (?:all )?(?:{_DONE}|'
    rf'through|ready)'
     rf'(?: with {_THAT})?(?: ,)?', 'then'),
    ('having', f'having done (?:so|{_THAT})(?: ,)?', 'then'),
    ('', '(?:up)?on arrival(?: ,)?|(?:when|once) you (?:arrive|get there|are there)(?: ,)?',
    'then'),
    ('on', '(?:up)?on (?:completion|finishing)(?: ,)?', 'then'),
    ('soon', 'as soon as(?= you )', 'once'),
    ('moment', '(?:the|at the) (?:moment|instant|second)(?= you have)', 'once'),
    ('only', '(?:but )?only (after|once|when)', r'\1'),
    ('after', '(?:directly|shortly|immediately|just) after', 'after'),
    ('before', '(?:directly|shortly|immediately|just) before', 'before'),
    ('followed', '(?:immediately |directly |promptly |quickly |closely )?followed (?:up )?by',
     'followed by'),
    ('start', r'start(s?|ing) (?:out|off|things off|it off|us off) (by|with)', r'start\1 \2'),
    ('begin', r'begin(s?|ning) (?:things |it )?(by|with)', r'begin\1 \2'),
    ('kick off', 'kick (?:things |it )?off (by|with)', r'start \1'),
    ('', r'(end|finish)(s|es|ing)? (?:in|on)(?= an?(?!\S))', r'\1\2 with'),
    ('open', 'open (by|with)', r'start \1'),
    ('lead off', 'lead off (by|with)', r'start \1'),
    ('', r'(?:wrap (?:it |things )?up|round (?:it |things )?off|close|conclude|end up|end it|'
     r'finish (?:it |things )?(?:up|off)|top it(?: all)? off|cap it(?: all)? off|'
     r'finish it|complete it) (by|with)', r'finish \1'),
    ('', r'(?:and )?(?:carry on|continue|go on|move on|proceed|follow (?:it |that )?up|follow on|'
     r'keep going|go over) (?:with|to|by)(?= (?:a|an|the|one|two|three|four|\w+ing)(?!\S))',
     'then'),
    ('', r'(?:and )?(?:on top of (?:that|it)|in addition|additionally|plus|moreover|furthermore|'
     r'besides|what is more|as an encore|after a (?:pause|moment|while)|a moment later|'
     r'without (?:a )?(?:pause|pausing|stopping)|moving on|following on|to follow|'
     r'next up|next thing|and next|and now|this time)(?: ,)?', 'then'),
    ('', r'(?:(?:, )?and )(?:then )?(?:last|at the very end|lastly|to (?:close|conclude|round off|'
     r'wrap up|cap it off|top it off))(?: ,)?', 'and finally'),
    ('last', r'last(?= an? )', 'finally'),
    ('to ', '(?:to (?:close|conclude|round off|wrap up|start off|kick off))(?: ,)?', 'then'),
    ('in order', '(?:in (?:this|that|the following) order|in sequence|one after (?:the other|'
     'another)|in turn) ,', ','),
    ('', r'(?:all the while|the (?:whole|entire) (?:time|way)(?: round| around| there)?|'
     r'throughout|all the way through|all along|for the duration)(?= ,|$| and| then)', ''),
    ('', r'(?:while|as) you(?: are)? (?:at it|go(?: along)?|doing (?:so|that|it|this)|'
     r'do (?:so|that|it|this))(?= ,|$)', 'at the same time'),
    ('while', 'while (?:doing|at) (?:so|that|it|this)(?= ,|$)', 'at the same time'),
    ('while', 'while (?:being )?at it(?= ,|$)', 'at the same time'),
    ('course', '(?:in|during|over) the course of', 'while'),
    ('then', '(?:then )+then', 'then'),
    ('then', 'and then and', 'and then'),
    ('', '(,|then|and) but(?= )', r'\1'),
    ('', r'(?:(?:, |and |but )+)?(?:keep|make|do|take) it (?:really |very |nice and )*(low|'
    r'high|deep|'
     r'fast)(?= ,|$| and| then| to)', r'\1'),
    ('it ', r'(?:(?:, |and |but )+)?(?:keep|make|do|take) it (?:really |very |nice and )*'
     r'(slow|quick)(?:ly)?(?= ,|$| and| then)', r'\1ly'),
    ('them', r'(?:(?:, |and )+)?(?:keep|hold|leave) them (?:up|there|raised|crossed|folded|'
    r'high|out)'
     r'(?: there| high)?', ''),
    ('both of them', '(?:, )?both of them', ''),
    ('but', '(?<!once )(?<!twice )(?:, )?but(?= )', ','),
)  # fmt: skip
# What is said after one of these is done before all that is said ahead of it.
_SWAP = re.compile(
    r'(?P<late>[^,].*?)(?: ,)?(?: and| but)* (?:but first|but before (?:that|doing so|you do)|'
    r'but not before(?: you)?|preceded by|though first|but to begin with|only first)(?: ,)? '
    r'(?P<early>.+)'
)


# "jump to the left, then to the right" jumps twice.
_ELLIPSIS = re.compile(
    r'(?<!\S)(?P<verb>turn|jump|lean|step|walk|point|hop|face|rotate|spin|sidestep|reach|tilt|'
    r'bend)'
    r'(?P<said>(?: (?!and |then |while )[^\s,]+)*(?: ,)?(?: and)? then )'
    r'(?=(?:far |slightly |over |back )*(?:to (?:the|your) )?(?:left|right|forward|backward)'
    r'(?: a little| slightly)?(?= ,|$| and| then))'
)


def ordered(text: str) -> str:
    """The text with its clauses in the order in which they are done.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    swap = _SWAP.fullmatch(text)
    if swap:
        text = f'{swap.group("early")} , then {swap.group("late")}'
    return _ELLIPSIS.sub(r'\g<verb>\g<said>\g<verb> ', rewritten(text, _ORDER))
