# SPDX-License-Identifier: Apache-2.0
"""What instructors and operators say around a request, and what happens of itself between steps.

"Test sequence:", "unit one", "three, two, one", "I repeat", "on the other side the same":
announcements go; "lower it again" and "back on your feet" ask for nothing, as every step ends
standing with the arms down; purposes go only from a table.
"""

from __future__ import annotations

import re

from irgm_ros.language.fragments import END, MY, N
from irgm_ros.language.rewrite import rewritten, rules

_EXERCISE = (
    '(?:exercises?|drill|routine|sequence|programme|program|workout|task|test|movements?|moves?|'
    'combination|combo|warm up)'
)
_KIND = (
    '(?:test|new|next|short|quick|full|little|demo|training|motion|movement|the|this|that|your|a|'
    'an|our|following|first|second|third|last|final|other|simple|easy|morning|gym|fitness|here|'
    'is|comes|now|and|for|todays|small)'
)
_CALLER = '(?:operator|control|base|command|commander|hq|tower|ground|station|pilot|dispatch)'
_CALLED = '(?:unit|robot|all units|base|alpha|bravo|charlie|delta|echo|humanoid|bot)'
_TALK = rules(
    ('three', r'(?:(?:(?:five ,? ?)?four ,? ?)?three ,? ?two ,? ?one)'
     r'(?: ,| and| go| now)*(?= [a-z])(?! (?:steps?|times?|kicks?|jumps?|squats?|lunges?|'
     r'and)(?!\S))', ''),
    ('count', 'on (?:the|my) count of (?:two|three|four|five)(?: ,)?', ''),
    ('ready', '(?:ready(?: ,)? (?:steady|set)(?: ,)? go)(?: ,)?', ''),
    ('', r'(?:(?:now|and|so|ok) )*(?:we|i)(?: now)? '
     r'(?:do|will do|are doing|are going to do|continue with|come to|go to|start with|'
     r'practi[sc]e|train|try|move on to)(?: now)? (?:the|a|an|our|some) '
     rf'(?:\w+ ){{1,3}}{_EXERCISE}(?: now| next)?(?: ,)? (?:so|and|where you)', ''),
    ('know', r'do you (?:know|remember) how to (\S+[^,]*?)(?: ,)? show (?:me|us)(?: that| it)?$',
     r'\1'),
    ('', r'(?:can|could|does|will) (?:it|you|he|she|the robot|this thing) '
     r'(\w+)(?: ,)? (?:yeah|yes|yep|ok|alright|great|good)(?: ,| then)?(?= \1(?!\S))', ''),
    ('ok', rf'(?<=[a-z]) ok(?= (?:on|with|to|your|the|{N})(?!\S))', ''),
)  # fmt: skip
_ORDER = rules(
    ('first', r'(?:the )?first (?:step|move|action|exercise|thing|part|task)(?: is)?(?: to)? ,?',
     'first'),
    ('', r'(?:(?:, )?and )?(?:the )?(?:second|third|fourth|next) '
     r'(?:step|move|action|exercise|thing|part|task|movement|drill)(?: (?:is|will be))?(?: to)?'
     r' ?,', ', then'),
    ('', r'(?:(?:, )?and )?(?:the |as a |as the )(?:last|final) '
     r'(?:step|move|action|exercise|thing|part|task)(?: (?:is|will be))?(?: to)? ?,?',
     ', finally'),
    ('exercise', r'(?:now |and |then )*(?:the|this|that|an) (?:other|next|second|third|last) '
     r'(?:exercise|movement|drill|move)(?: ,| is)?(?= \w)', 'then'),
    ('', r'(?:(?:, )?and )(?:to )?(?:end|finish|close|conclude|round off|top off|wrap up) with ,',
     'and finally'),
    ('', r'(?:and )?(?:once|when|after|as soon as) (?:the|your|that|this) '
     r'(?:dance|walk|squats?|jumps?|turn|bow|kicks?|lunges?|wave|salute|march|exercise|movement|'
     r'move|set|circle|step|steps|shrug|hops?|claps?) (?:is|are|has|have)(?: been)? '
     r'(?:over|done|finished|completed?|ended)(?: ,)?', 'then'),
    ('at once', 'and at once(?= [a-z])', 'and then'),
    ('', r'(?:, )?and(?: ,)? (?:as|while) you (?:do|are)(?: so| that| it| this| there)? ,',
     'and at the same time'),
    ('keep standing', r'(?:keep|remain|stay)s? standing(?: still| there)? and (?!then|at )',
     'stand and at the same time '),
    ('stop', r'stop (?:where you are |there )?and (?:just )?(?=stand (?:still|there))', ''),
    ('here', r'from (?:here|there)(?= )(?! to )', ''),
)  # fmt: skip
_PURPOSES = rules(
    ('for', r'for (?:a few|some|several|a couple of) (?:seconds|moments|secs)', ''),
    ('', r'(?<=\S) (?:for|to (?:have|take)|and (?:have|take)) '
     r'a (?:little |short |quick |bit of a )?(?:rest|break|breather)' + END, ''),
    ('to ', r'(?: ,)? (?:like |as if |so as |in order |as if you (?:want|wanted) )?to '
     r'(?:ask (?:a question|something|for \w+)|answer(?: a question)?|'
     r'get (?:(?:my|our|the \w+) )?attention|vote|volunteer|swear(?: an oath)?|take an oath|'
     r'be (?:seen|noticed|counted)|rest|relax|keep (?:warm|fit))' + END, ''),
    ('attention', r'(?:return|turn|bring)s? your attention (?:back )?to (?:me|us)(?: with| and)',
     ''),
)  # fmt: skip
_RECOVERED = (
    r'(?:(?:you |it |he |she )?lands?(?: (?:softly|gently|safely|again|back|'
    r'on (?:both|your) feet))*|(?:(?:get|come|rise|be|jump|stand|go)s? )?back (?:on|onto|to) '
    rf'{MY} feet(?: again)?|(?:get|come|rise|stand)s? (?:to|on|onto) {MY} feet(?: again)?|'
    r'(?:get|stand|come|straighten|rise)s? (?:back up|up|upright)(?: again| straight)?|'
    r'(?:rise|straighten)s?(?: again)?|(?:return|go|come)s? (?:back )?to (?:a )?'
    r'(?:standing|stand)(?: position)?|(?:put|bring|take|let|lower|drop)s? '
    rf'(?:it|them|{MY} (?:left |right )?(?:arms?|hands?)) (?:back )?(?:down|fall|sink|drop|again)'
    r'(?: again)?|lowers? (?:it|them))'
)
_BETWEEN = re.compile(rf'(?: (?:,|and|then))+ {_RECOVERED}(?: (?:,|and|then))+ ')
_AT_END = re.compile(rf'(?: (?:,|and|then))+ {_RECOVERED}$')
_FIRST = re.compile(
    r'(?P<one>(?:(?!(?:,|and|then|before|after|first) )\S+ )+)first (?:, )?'
    r'(?:and )?(?P<next>then|afterwards|next|after that) '
)
_CALL = re.compile(
    rf'(?:(?:this is )?{_CALLER}(?: {N})? (?:to|calling|for) (?:{_CALLED}|{N})(?: {N})?|unit {N})'
    r'(?: ,)? (?P<said>.+?)(?:(?: ,)? over(?: and out)?)?(?: ,)*'
)
_TITLE = re.compile(rf'(?:{_KIND} )*{_EXERCISE}(?: (?:number )?{N})? , (?=\S)')
_AGAIN = re.compile(r'(?P<one>.+?)(?: ,)? i (?:repeat|say again)(?: ,)? (?P<two>.+)')
_GLUE = frozenset(
    [',', 'the', 'your', 'to', 'with', 'a', 'an', 'of', 'step', 'steps', 'times', 'and']
)


def without_talk(text: str) -> str:
    """The text without announcements and without what happens of itself.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    call = _CALL.fullmatch(text)
    if call:
        text = call.group('said')
    text = _TITLE.sub('', text) if _TITLE.match(text) else text
    again = _AGAIN.fullmatch(text)
    if again:
        text = _fuller(text, again.group('one'), again.group('two'))
    text = rewritten(text, _TALK, _ORDER, _PURPOSES)
    text = _FIRST.sub(r'\g<one>, \g<next> ', text) if _FIRST.match(text) else text
    return _AT_END.sub('', _BETWEEN.sub(' , then ', text))


def _fuller(text: str, one: str, two: str) -> str:
    """Of two versions of a request the one that holds all that the other says; else both."""
    first, second = set(one.split()) - _GLUE, set(two.split()) - _GLUE
    if second <= first:
        return one
    return two if first <= second else text
