# SPDX-License-Identifier: Apache-2.0
"""Takes back what hesitation and speech recognition do to a command.

Fillers go, words said twice in a row stay once, and words that sound like those of a command are
read as them where their place tells ("waive", "two the left", "jump for times").
"""

from __future__ import annotations

import re

from irgm_ros.language.rewrite import rewritten, rules

# What can be counted, ahead.
_COUNTED = (
    r'(?= (?:times|steps|squats|jumps|kicks|punches|lunges|bows|claps|nods|hops|shrugs|waves|'
    r'skips|leaps|jabs|flaps|paces|strides|jumping jacks|star jumps|head shakes)(?!\S))'
)
_LIMB = '(?:hands?|arms?|legs?|foot|feet|knees?|fists?|side|shoulder|elbow)'
_OWNER = '(?:your|the|their|his|her|its|my)'
_START = r'(?:(?<=^)|(?<=, )|(?<=then )|(?<=and )|(?<=please )|(?<=you ))'
_AWAY = '(?:forward|backward|back|ahead|in|left|right|slowly|quickly|fast|to|two|three|four|five)'

_FILLERS = rules(
    ('', r'uh+|um+|uhm+|er|erm+|hm+|mm+|eh+|ah+|oh', ''),
    ('you know', 'you know', ''),
    ('i ', r'i (?:guess|think|suppose|reckon|(?:do not|dont) know|said|mean yeah)', ''),
    ('ye', r'(?:yeah|yep|yup|yea)', ''),
    ('whatever', r'(?:or )?whatever', ''),
    ('or ', r'or (?:something|so|anything)(?: like that)?', ''),
    ('and ', r'and (?:stuff|all that)', ''),
    ('of', r'(?:sort|kind) of', ''),
    ('at like', r'(?<=at )like', ''),
    ('basically', 'basically', ''),
    (
        'like',
        r'like(?! (?:a|an|the|you|to|that|this|wings|in|so|'
        r'someone|somebody|people|those|there|when|he|she|i|'
        r'we)(?!\S))(?<!would like)',
        '',
    ),
)
_HOMOPHONES = rules(
    ('ai', r'(wa)i(ve|ves|ved|ving)', r'\1\2'),
    ('rite', rf'(?:write|rite)(?= {_LIMB})', 'right'),
    ('rite', rf'({_OWNER}|to|turns?|turning|rotate|face|lean|steps?) (?:write|rite)', r'\1 right'),
    ('to', rf'(?:to|too){_COUNTED}', 'two'),
    ('fo', rf'(?:for|fore){_COUNTED}', 'four'),
    ('ee', rf'(?:tree|free){_COUNTED}', 'three'),
    ('ate', 'ate', 'eight'),
    ('won', 'won', 'one'),
    ('t', rf'(?:two|too)(?= {_OWNER} )', 'to'),
    ('four', r'four(?= (?:me|us|a (?:walk|run|jog|stroll|moment|bit|while))(?!\S))', 'for'),
    ('need', rf'((?:{_OWNER} )?(?:left|right)|one|on a) need', r'\1 knee'),
    ('marsh', rf'{_START}marsh(?= (?:in|on|for|slowly|quickly|fast|and|then|to|like|two|three|'
     rf'four|five|'
     r'six|seven|eight))', 'march'),
    ('jax', '(?:jumping|star) jax', 'jumping jacks'),
    ('wards', '(back|for|side|left|right) wards?', r'\1ward'),
    ('sideward', 'sideward', 'sideways'),
    ('needs', rf'({_OWNER}|both) needs', r'\1 knees'),
    ('n', r'(?:neel|kneal|neal)(s|ing)?', r'kneel\1'),
    ('neil', rf'{_START}neil(?= (?:down|on))', 'kneel'),
    ('tea', 'tea pose', 't pose'),
    ('tee', 'tee (pose|shape)', r't \1'),
    ('tow', 'tip tows?', 'tiptoes'),
    ('squad', '(a|one|deep|low|quick|slow|small|half) squad', r'\1 squat'),
    ('squad', '(two|three|four|five|six|seven|eight) squads', r'\1 squats'),
    ('squads', r'(deep|low|quick|slow|small|half|shallow|little) squads', r'\1 squats'),
    ('squad', r'(tiny|little|shallow|mini) squad', r'\1 squat'),
    ('squads', rf'{_START}(?:for|fore) squads', 'four squats'),
    ('squads', rf'(?:{_START}|(?<=do ))(?:to|too) squads', 'two squats'),
    ('squad', rf'{_START}squad(?= (?:down|low|deep))', 'squat'),
    ('for arms', 'for arms', 'forearms'),
    ('four arms', '(your|both|his|her) four arms', r'\1 forearms'),
    ('hi', '(as|kick|kicks|jump|jumps|up|punch|reach|knees|arms?|hands?) hi', r'\1 high'),
    ('hi', 'hi(?= (?:up|kick|jump|punch|as)(?!\\S))', 'high'),
    ('you are', rf'you are(?= (?:left |right |both )?(?:{_LIMB}|head|hips|face|shoulders|body)'
     r'(?!\S))', 'your'),
    ('waste', rf'(on {_OWNER}) waste', r'\1 waist'),
    ('a head', '(walk|go|move|straight|steps?|jump|run|jog) a head', r'\1 ahead'),
    ('plays', 'in plays', 'in place'),
    ('lunch', rf'{_START}lunch(?= (?:forward|with|on|to|deep|left|right))', 'lunge'),
    ('lunch', '(a|one|deep|shallow|small|two|three) lunch', r'\1 lunge'),
    ('beacon', rf'{_START}beacon(?= (?:me|to|with|him|her))', 'beckon'),
    ('flab', r'flab(?= (?:your|the|both))', 'flap'),
    ('booth', 'booth (hands|arms)', r'both \1'),
    ('bye', 'bye bye', 'bye'),
    ('in', rf'{_START}(walk|jump|kick|turn|march|punch|point|nodd|wav|kneel|bow|lean|danc|clapp)'
     r'in', r'\1ing'),
    ('ward', '(?:foward|forwad|farward|forwrad|fowards)', 'forward'),
    ('ward', '(?:bakward|backwad|backwrad|bakwards)', 'backward'),
    ('rig', '(?:rigth|rihgt)', 'right'),
    ('le', 'lefft|letf', 'left'),
    ('twise', 'twise', 'twice'),
    ('bough', r'bough(s|ing)?', r'bow\1'),
    ('ra', r'(?:raze|rase|rays)', 'raise'),
    ('tern', r'tern(s|ing)?', r'turn\1'),
    ('lien', r'lien(s|ing)?', r'lean\1'),
    ('wok', r'wok(s|ing)?', r'walk\1'),
    ('work', rf'{_START}work(?= {_AWAY}(?!\S))', 'walk'),
    ('weight', rf'{_START}weight', 'wait'),
    ('limb', rf'{_START}limb', 'limp'),
    ('for', 'foreword|foreward|forword', 'forward'),
    ('say', r'(say|says|saying) high', r'\1 hi'),
    ('say', r'(say|says|saying) (?:by|buy)', r'\1 bye'),
    ('there', r'there(?= (?:left|right) )', 'their'),
    ('couldyou', 'couldyou', 'could you'),
    ('couldyouplease', 'couldyouplease', 'could you'),
    ('canyou', 'canyou', 'can you'),
    ('wouldyou', 'wouldyou', 'would you'),
)  # fmt: skip
_TWICE = re.compile(r'(?<!\S)([^\s,]+(?: [^\s,]+){0,2})(?: \1)+(?!\S)')


def understood(text: str) -> str:
    """The words meant, without fillers, repetitions and slips of the ear.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    before = ''
    while text != before:  # "you uh know" holds two
        before, text = text, rewritten(text, _FILLERS)
    words = text.split(' ')
    if len(set(words)) < len(words):
        text = _TWICE.sub(r'\1', text)
    return rewritten(text, _HOMOPHONES)
