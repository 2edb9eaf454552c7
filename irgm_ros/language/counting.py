# SPDX-License-Identifier: Apache-2.0
"""The many ways to say how often: "a pair of", "a triple clap", "do it four times", "five reps".

All of them become "three times" or "three claps"; a count after a comma joins the clause before.
"""

from __future__ import annotations

import re

from irgm_ros.language.numerals import COUNT_WORDS, VALUES
from irgm_ros.language.rewrite import rewritten, rules

N = f'(?:{"|".join(COUNT_WORDS)})'  # a count
END = '(?= ,|$| and| then)'  # of a clause
_OFTEN = rf'(?:{N} times|once|twice|a few times)'
_ONES = (
    r'(kick|clap|nod|shrug|wave|jump|squat|lunge|bow|hop|skip|leap|jab|step|jumping jack|'
    r'star jump|flap|head shake|knee lift)'
)
_ADJECTIVES = r'((?:(?:high|low|deep|slow|quick|fast|small|big|left|right|shallow) )*)'
_THEM = '(?:that|it|this|so|them|the same(?: thing)?)'
_SAME_CLAUSE = (
    r'(?: (?!(?:and|then|lastly|finally|next|first|second|third|before|after|afterwards|while|as|'
    r'followed|meanwhile|during|simultaneously)(?!\S))[^\s,]+)'
)
_GAIT = r'(?: (?:forward|backward|back|ahead|along|on|with|your|the|left|right|leg|foot))'
_COUNTS = rules(
    ('pair', '(?:a |one )?pair of', 'two'),
    ('brace', '(?:a )?brace of', 'two'),
    ('', rf'({_OFTEN}|{N} steps?) (?:only|alone|and no more|no more no less|exactly|precisely)'
     + END, r'\1'),
    ('', rf'(?:only|merely|exactly|precisely) (?={_OFTEN}|{N} steps?)', ''),
    ('number', r'(?:the )?number of steps(?: is| of| ,| =| being| equals)* '
     rf'({N})(?: steps)?(?: and(?= the|$| to| forward| backward))?', r'\1 steps'),
    ('', r'(?:, )?(?:the )?(?:count|counts|reps?|repetitions?|'
     r'number of (?:reps|repetitions|times))(?: is| of| ,| =| being|'
     rf' equals)* ({N})(?: times)?{END}', r'\1 times'),
    ('step', rf'steps (?:,|=) ({N}){END}', r'\1 steps'),
    ('', rf'({N}) (?:pieces|counts|beats|cycles|instances|units|executions|attempts|tries)'
     + END, r'\1 times'),
    ('', rf'({N} \w+s?{_SAME_CLAUSE}*?)(?: ,)? one (?:after|by) (?:another|the other|one)'
     + END, r'\1'),
    ('', rf'((?:tiptoe|limp|hobbl|creep)\S*{_GAIT}*)(?: ,)? (?:for )?({N}) times',
     r'\1 \2 steps'),
    ('twice', rf'((?:tiptoe|limp|hobbl)\S*{_GAIT}*)(?: ,)? twice', r'\1 two steps'),
    ('hops', rf'(skip(?:s|ping)?{_SAME_CLAUSE}*?)(?: ,)? (?:for )?({N}) hops', r'\1 \2 times'),
    ('march', rf'(march\S*{_SAME_CLAUSE}*?) , ({N}) (?:knee )?lifts', r'\1 \2 times'),
    ('lifts', rf'({N}) knee lifts(?: ,)* (?=march)', r'\1 times '),
    ('marching', 'as in marching', ''),
    ('couple', '(?:the |one )couple of', 'two'),
    ('dozen', '(?:a )?half(?: a)? dozen(?: of)?', 'six'),
    ('trio', '(?:a )?trio of', 'three'),
    ('duo', '(?:a )?duo of', 'two'),
    ('quartet', '(?:a )?quartet of', 'four'),
    ('double', rf'(?:a |one )?double {_ADJECTIVES}{_ONES}', r'two \1\2s'),
    ('triple', rf'(?:a |one )?triple {_ADJECTIVES}{_ONES}', r'three \1\2s'),
    ('double', rf'(?:a |one )?double {_ADJECTIVES}punch', r'two \1punches'),
    ('triple', rf'(?:a |one )?triple {_ADJECTIVES}punch', r'three \1punches'),
    ('set', rf'(?:(?:a|one) )?(?:set|series|round|total|count|sequence|batch) of ({N})', r'\1'),
    ('total', rf'(?:for |with )?(?:in )?a total of ({N})', r'\1'),
    ('count', rf'(?:(?:for|to|on) )?(?:(?:a|the) )?count of ({N})', r'\1 times'),
    ('for', rf'for ({N})(?= ,|$)', r'\1 times'),
    ('consecutive', rf'({N}) consecutive', r'\1'),
    ('successive', rf'({N}) successive', r'\1'),
    ('more', rf'({N}) more', r'\1'),
    ('whole', rf'({N}) (?:whole|entire|separate|individual|full|'
     r'of your best)(?= (?:times|steps|squats))', r'\1'),
    ('of ', rf'({N}) of (?:them|those|these)', r'\1 times'),
    ('re', rf'({N}) (?:reps?|repetitions?|repeats?|rounds?|iterations?)(?: of)?', r'\1 times'),
    ('go', rf'({N}) (?:goes|in all)', r'\1 times'),
    ('one', 'one times', 'once'),
    ('two', 'two times', 'twice'),
    ('', r'(times|once|twice) (?:over|running|straight|through|each|all told)(?= ,|$| and| then)',
     r'\1'),
    ('', r'(times|once|twice) (?:in succession|in a row|consecutively|in sequence|in total|'
     r'altogether|one after another|back to back|on the trot)', r'\1'),
    ('twice', r'twice (?:over|running|in succession|in total)', 'twice'),
    ('in a', rf'({N}) (?:in a row|in succession|on the trot|straight)', r'\1 times'),
    ('do', r'(?:(?:, )?(?:and )?|then )(?:do|repeat|perform) '
     rf'{_THEM} (?:all )?(?:for )?({_OFTEN})', r'\1'),
    ('repeat', rf'(?:(?:, )?and |, )?(?:repeat|repeated) (?:{_THEM} )?({_OFTEN})', r'\1'),
    ('not once', rf'not (?:once|twice) but ({_OFTEN})', r'\1'),
    ('not just', rf'not just (?:once|twice|one) but ({_OFTEN}|{N})', r'\1'),
    ('', rf'(?:exactly|precisely) (?={N}|once|twice)', ''),
    ('', rf'(\S+) ,(?: and| i would say| maybe| perhaps| say)? ({_OFTEN})(?= ,|$| then)',
    r'\1 \2'),
)  # fmt: skip
# "Two sets of three squats" are six.
_SETS = re.compile(rf'(?<!\S)({N}) (?:sets|series|rounds|batches) of ({N})(?!\S)')
_MAKE = re.compile(rf'(?:(?:, |and |but |or |no )+)?make (?:it|that) ({N})(?: times)?(?= ,|$)')
_SAID = re.compile(rf'(?<!\S)(?:{N}|once|twice)(?!\S)')


def counted(text: str) -> str:
    """The text with every count in one of the grammar's forms.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    text = rewritten(_SETS.sub(_multiplied, text), _COUNTS)
    made = _MAKE.search(text)
    if made and made.start() and not _SAID.search(text[: made.start()]):
        head, tail = text[: made.start()].rstrip(' ,'), text[made.end() :]
        text = f'{head} {made.group(1)} times{tail}'
    return text


def _multiplied(match: re.Match[str]) -> str:
    """So many sets of so many as one count; as it stands where that is beyond all counts."""
    total = VALUES[match.group(1)] * VALUES[match.group(2)]
    return COUNT_WORDS[total - 1] if total <= len(COUNT_WORDS) else match.group()
