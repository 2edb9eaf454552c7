# SPDX-License-Identifier: Apache-2.0
"""Idioms of what legs and trunk do, said with the verb of the grammar.

"Touch the ground with one knee", "hurl yourself off the ground", "swing your left foot out",
"tip your torso to the left". A rule asks for the limb or the place that makes it this movement,
so that the same verbs elsewhere stay refused ("list the files").
"""

from __future__ import annotations

from irgm_ros.language.fragments import ITS, SIDE
from irgm_ros.language.rewrite import rewritten, rules

_GROUND = '(?:ground|floor)'
_START = r'(?:(?<=^)|(?<=, )|(?<=then )|(?<=and )|(?<=let )|(?<=have ))'
_UP = '(?:up|back up|come up|rise|stand|get up|straighten|stand up)'
_RISE = (
    r'(?:(?: ,)? (?:and|then|and then) (?:(?:rise|rising|come|coming|get|straighten|push|spring)'
    r'(?:s|ing|ting)?(?: (?:back|up|again|upright|straight|yourself|to standing))*|'
    r'stand(?:s|ing)?(?: (?:back up|up|again|upright|straight))+)(?= ,|$| and| then| once| twice|'
    r' one| two| three| four| five| slowly| quickly))'
)
_AGAIN = r'(?:s|es|ing|ting)?'
_SQUAT = rules(
    ('', rf'(crouch|squat)({_AGAIN})(?: down)?{_RISE}', r'\1\2'),
    ('', rf'bend({_AGAIN}) (?:{ITS} |both |at the )*knees?(?: (?:down|low))?{_RISE}',
     r'bend~ your knees'),
    ('dip', rf'dip({_AGAIN})((?: a (?:little|bit|little bit)| slightly| deeply)?) (?:at|in|with) '
     rf'{ITS} knees', r'squat~\2'),
    ('haunches', r'(?:get|go|sit|sink|drop|come|lower yourself)(?:s|ting|ing)? (?:down )?'
     rf'(?:on|onto|to) {ITS} (?:haunches|hunkers)', 'squat~'),
    ('squat', r'(?:go|get|come|drop|sink)(es|s|ing|ting)? (?:low |right )?(?:down )?'
     r'(?:in|into|to) (?:a |the )?(?:(deep|low) |full )?(?:squat|crouch)(?: position)?',
     r'squat~ \2'),
    ('lower', rf'lower({_AGAIN}) (?:{ITS} )(?:hips|body|pelvis)(?: down)? '
     rf'(?:to(?:wards)? the {_GROUND}|down|into a (?:squat|crouch))', r'squat~'),
    ('lower', r'(?:lower yourself|sink|squat) (?=deeply)', 'squat~ '),
    ('knees', r'(?:do|perform) (?=bend your knees)', ''),
    ('bend', 'bend of (?:the|your) knees', 'knee bend'),
    ('bends', 'bends of (?:the|your) knees', 'knee bends'),
    ('deep', 'deep (knee bends?)(?= |$)', r'\1 deeply'),
    ('', r'(?:shallow|small|tiny|slight|little) (knee bends?)(?= |$)', r'\1 slightly'),
)  # fmt: skip
_JUMP = rules(
    ('yourself', rf'(?:hurl|launch|propel|throw|fling|catapult|push|spring|lift)({_AGAIN}) '
     rf'yourself(?: up)? (?:off|from|away from) (?:of )?(?:the {_GROUND})(?: {_UP})?',
     r'jump~'),
    ('yourself', rf'(?:hurl|launch|propel|throw|fling|catapult)({_AGAIN}) '
     r'yourself(?: up)? (?:into the air|up|upward|skyward)', r'jump~ up'),
    ('yourself', rf'(?:hurl|launch|propel|throw|fling|catapult)({_AGAIN}) yourself '
     r'(?=(?:forward|backward|to the (?:left|right))(?!\S))', r'jump~ '),
    ('', rf'(spring|jump|leap|hop|bounce)({_AGAIN})(?: up)? (?:off|from|away from|clear of) '
     rf'(?:of )?(?:the {_GROUND})', r'jump~'),
    ('', rf'(?:leave|clear)({_AGAIN}) the {_GROUND} with both (?:of )?(?:your )?feet',
     r'jump~ with both feet'),
    ('feet', r'(?:get|have|bring|take)s? both (?:of )?(?:your |the )?feet (?:up )?off the '
     rf'{_GROUND}',
     'jump~'),
    ('feet', r'(jump|leap|hop)((?: (?!and |then )[^\s,]+)*)(?: ,)? (?:with )?'
     rf'(?:{ITS} |both )*feet together', r'\1\2'),
    ('feet', r'(?:, )?(?:with )?(?:your |both |the )*feet (?:firmly |flat |well )*'
     rf'(?:planted|flat|together|apart|still)(?: on the {_GROUND})?(?= ,|$)', ''),
    ('vertical', r'(jump|hop|leap|spring)((?:s|ing|ping)?) vertically(?: up(?:ward)?)?',
     r'\1\2 up'),
    ('vertical', r'vertical (jump|leap|hop)(s?)', r'\1\2 up'),
    ('', r'(jumping jacks?|star jumps?) jumps?', r'\1'),
    ('', r'(?:side )?straddle (hop|jump)(s?)', r'jumping jack\2'),
    ('jax', r'(?:jumping )?jax', 'jumping jacks'),
    ('star', 'starjump(s?)', r'star jump\1'),
    ('jacks', '(?<!jumping )jacks(?= |$)', 'jumping jacks'),
    ('jump', r'(?<!star )jumps?(?: up and down)?(?: while| with|,)* '
     r'(?:(?:your|the|both|opening|spreading|and|closing|moving|swinging) )*(?:arms|hands) '
     r'and (?:your |the )?(?:legs|feet)(?: (?:opening|closing|spreading|apart|together|and|out|'
     r'in|wide|spread))*',
     'do~ jumping jacks'),
)  # fmt: skip
_LEG = '(?:leg|foot)'
_KICK = rules(
    ('', rf'(?:swing|shoot|thrust|snap|fling|flick|throw|lash|jab|whip)({_AGAIN}) (?:out )?{ITS} '
     rf'{SIDE} {_LEG}(?: (?:out|forward|ahead|in front|straight|forth))+',
     r'kick~ with your \2 foot'),
    ('', rf'(?:lash|strike|hit)({_AGAIN})(?: out)? with {ITS} {SIDE} {_LEG}',
     r'kick~ with your \2 foot'),
    ('let', rf'let {ITS} {SIDE} {_LEG} (?:shoot|fly|swing|snap|lash|kick)'
     r'(?: (?:out|forward|ahead|in front|straight|forth))*', r'kick~ with your \1 foot'),
    ('let fly', rf'let fly with {ITS} {SIDE} {_LEG}', r'kick~ with your \1 foot'),
    ('', rf'(kick{_AGAIN}(?: (?!and |then )[^\s,]+)*)(?: ,)? (?:as if|like) '
     r'(?:you (?:are |were )?)?(?:shooting|booting|kicking|shoot|boot|kick) '
     r'(?:at goal|at the goal|a (?:ball|football|penalty))', r'\1'),
)  # fmt: skip
_KNEEL = rules(
    ('knee', r'(?:go|get|sink|drop|come|fall|lower yourself)(s|ting|ping|ing)? (?:down )?'
     r'(?:to|on|onto|upon) (?:one|a|bended|bent|a bended|one bended) knee', r'kneel~ on one knee'),
    ('knee', r'(?:go|get|sink|drop|come|fall|lower yourself)(s|ting|ping|ing)? (?:down )?'
     rf'(?:to|on|onto|upon) {ITS} {SIDE} knee', r'kneel~ on your \2 knee'),
    ('bended', '(?:on|upon) (?:a )?bended knee', 'on one knee'),
    ('knee', rf'(kneel{_AGAIN}(?: down)?) (?:with|using|by) {ITS} {SIDE} knee',
     r'\1 on your \2 knee'),
    ('knee', rf'(kneel{_AGAIN}(?: down)?) (?:with|using|by) one knee', r'\1 on one knee'),
    ('knee', rf'(kneel{_AGAIN}(?: down)?)(?: ,)? (?:with )?(?:{ITS} )?{SIDE} '
     rf'knee (?:down|on the {_GROUND}|touching the {_GROUND}|to the {_GROUND})',
     r'\1 on your \2 knee'),
    ('knee', rf'{_START}{ITS} {SIDE} knee (?:to )?(?:touch(?:es|ing)?|meets?|goes? (?:down )?to|'
     rf'goes on|comes down to|rests? on|on|onto|to) the {_GROUND}',
     r'put~ your \1 knee on the floor'),
    ('knee', rf'(?:let|have) put your {SIDE} knee on the floor',
     r'put~ your \1 knee on the floor'),
    ('take a knee', rf'take a knee(?: ,)? (?:with )?{ITS} {SIDE} (?:one|knee)',
     r'kneel~ on your \1 knee'),
)  # fmt: skip
_LUNGE = rules(
    ('lunge', r'(?:take )?(?:a )?(?:big |long |large |wide )?step (?:out |forward |ahead )*'
     rf'(?:with|on) {ITS} {SIDE} {_LEG}(?: ,)?(?: and| then)* '
     r'(?:sink|drop|go|get|bend|lower yourself|fall)(?: down)? '
     r'into (?:a )?((?:deep |low |shallow |small )?)lunge',
     r'do~ a \2lunge with your \1 leg'),
    ('lunge', rf'step(?:s|ping)? {ITS} {SIDE} {_LEG} (?:out|forward|ahead|in front)(?: in front)?'
     r'(?: ,)?(?: and| then| into)* (?:a )?lunge', r'lunge~ with your \1 leg'),
    ('lunge', r'(?:sink|drop|go|get|step|fall)(s|ping|ing|ting)? (?:down )?(?:deep |low )?'
     r'(?:in|into) a (deep|low|long|shallow|small|short) lunge', r'do~ a \2 lunge'),
    ('leading', rf'(?:with|by|,) leading (?:by|with) (?:{ITS} )?{SIDE}(?: {_LEG})?',
     r' with your \1 leg'),
    ('leading', rf'(?:, )?leading (?:by|with|on) (?:{ITS} )?{SIDE}(?: {_LEG})?',
     r' with your \1 leg'),
)  # fmt: skip
_TRUNK = '(?:upper body|torso|trunk|body|whole body)'
_LEAN = rules(
    ('', rf'(?:let |have )?{ITS} {_TRUNK} (?:go|tip|lean|tilt|bend|sway|fall|drop|move|come|'
     r'drift|incline|slant)(?:s|es)? ((?:(?:far|slightly|deeply|over|a bit|a little|way) '
     rf')*)(?:to|towards) {ITS} {SIDE}', r'lean~ \1 to the \2'),
    ('', r'(?:tip|tilt|incline|slant|lean|bend|list|cant|angle|drop|sway)(s|ing|ping|ting|'
     rf'es)?((?: (?:slightly|deeply|far|over|a little|a bit))*) (?:{ITS} {_TRUNK} )?(?:sideways '
     r')?((?:to (?:the|your) )?)(left|right)(?:ward)?((?: '
     rf'(?:slightly|deeply|far|a little|a bit))*) (?:with|from|in) {ITS} {_TRUNK}',
     r'lean~\2 \3\4\5'),
    ('', rf'(?:tip|incline|slant|list|cant)(s|ing|ping|es)? {ITS} {_TRUNK} '
     r'(?=(?:(?:slightly|deeply|far|over|a little|a bit|sideways) )*(?:to (?:the|your) )?'
     r'(?:left|right))',
     r'lean~ your body '),
    ('', r'(?:tip|incline|slant|list|cant)(s|ing|ping|es)? '
     r'(?=(?:(?:slightly|deeply|far|over|a little|a bit|sideways) )*(?:to (?:the|your) )?'
     r'(?:left|right)(?:ward)?(?!\S))', r'lean~ '),
    ('', r'(?:list|cant|inclination|slant) (?=(?:to (?:the|your) )?(?:left|right))', 'lean~ '),
    ('bend', 'side bend to (left|right)', r'side bend to the \1'),
    ('bend', '(left|right) side bend', r'side bend to the \1'),
    ('bend', r'lateral (?:flexion|bend) (?=to)', 'side bend '),
)  # fmt: skip


def moved(text: str) -> str:
    """The text with idioms of legs and trunk in the grammar's words.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    return rewritten(text, _SQUAT, _JUMP, _KICK, _KNEEL, _LUNGE, _LEAN)
