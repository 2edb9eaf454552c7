# SPDX-License-Identifier: Apache-2.0
"""Idioms of what arms, shoulders and head do, said with the verb of the grammar.

"Hand to the forehead", "bring your palms together", "let the shoulders rise and fall", "make the
sign come here", "say no with your head". A rule asks for the limb or the gesture's own words, so
that the verbs elsewhere stay refused ("point out the error", "throw your hat").
"""

from __future__ import annotations

from irgm_ros.language.rewrite import rewritten, rules

_MY = '(?:your|the|its|his|her|their)'
_SIDE = '(left|right)'
_END = '(?= ,|$| and| then)'
_S = '(?:s|es|ing|ting|ping)?'
_BROW = '(?:forehead|temple|brow|eyebrow|cap|visor|hat brim)'
_TO = r'(?:to|at|against|on|onto|by|near|touching)'
_SIGN = r'(?:sign|signal|gesture|motion|movement|move|thing|wave)'
_NEAR = r'(?:here|closer|nearer|over|over here|near|towards you|to you|this way)'
_ANYONE = (
    r'(?:me|us|him|her|them|someone|somebody|(?:the|that|this|a|our|your) (?:guest|person|visitor|'
    r'people|visitors|guests|man|woman|child|operator|other person|others))'
)
_SALUTE = rules(
    ('', rf'(?:bring|put|raise|lift|take|touch|hold|place)(?:ing|s)? (?:{_MY} )?(?:flat |open |'
     rf'straight )?{_SIDE} (?:flat )?hand (?:up )?{_TO} {_MY} {_BROW}', r'salute~ with your \1 '
     r'hand'),
    ('', rf'(?:bring|put|raise|lift|take|touch|hold|place)(?:ing|s)? (?:{_MY} |a )?(?:flat |open |'
     rf'straight )?hand (?:up )?{_TO} {_MY} {_BROW}', 'salute~'),
    ('', rf'touch(?:es|ing)? {_MY} {_BROW} with {_MY} {_SIDE} hand', r'salute~ with your \1 hand'),
    ('', rf'(?:{_MY} )?hand {_TO} {_MY} {_BROW}', 'salute~'),
    ('', rf'(?:{_MY} )?{_SIDE} hand {_TO} {_MY} {_BROW}', r'salute~ with your \1 hand'),
    ('', r'(?:pay|give|make|render|do|perform|offer)(?:s|ing)? (?:the \w+ |me |us )?a (?:military|'
     r'soldiers|army|formal military) (?:greeting|salutation|salute)', 'salute~'),
    ('salute', r'salute , (?=salute(?!\S))', ''),
    ('salute', rf'salute(?: ,)? (?:soldier(?: ,)? )?(?:with )?{_SIDE} hand', r'salute~ with '
     r'your \1 hand'),
)  # fmt: skip
_CLAP = rules(
    ('', rf'(?:bring|put|strike|beat|slap|smack|press|bang|hit){_S} (?:{_MY} |both |two |both '
     rf'the )?'
     r'(?:palms|hands) together', 'clap~ your hands'),
    ('applau', r'(?:burst|break) into applause', 'applaud~'),
    ('hand', r'give (?:me |us |them )?a (?:big |great )?(?:hand|round of '
     r'applause)' + _END, 'clap~'),
    ('applaud', r'applaud(?: with \w+)?(?: ,)? (?:with )?(quick|slow|rapid) clapping',
     r'applaud~ \1ly'),
)  # fmt: skip
_SHOULDERS = r'(?:(?:your|the|its|both|both your) shoulders)'
_FALL = r'(?:drop|lower|fall|sink|let (?:them )?(?:fall|drop|down|sink|go)|release|relax)'
_UNSURE = (
    r'(?:no idea|i do not know|do not know|you do not know|i have no idea|i have no clue|no clue|'
    r'you have no idea|who knows|not knowing|ignorance|cluelessness|uncertainty|that you do not '
    r'know|i dunno|i do not know|not sure|i am not sure)'
)
_SHRUG = rules(
    ('shoulders', rf'(?:lift|raise|hoist|pull up|move|push up|hunch){_S} {_SHOULDERS}(?: '
     rf'up)?(?: ,)? '
     rf'(?:and|then|and then) {_FALL}{_S}(?: them| {_SHOULDERS})?(?: (?:fall|drop|sink|again|down|'
     r'back))*', 'shrug~ your shoulders'),
    ('shoulders', rf'(?:raise|lift){_S} and (?:drop|lower){_S} {_SHOULDERS}', 'shrug~ your '
     'shoulders'),
    ('shoulders', rf'let {_SHOULDERS} (?:rise|go up|come up) and (?:fall|drop|sink|go down)',
     'shrug~ your shoulders'),
    ('shoulders', rf'(?:show|say|express|signal|indicate|mime|do|make|give|tell me|tell us){_S}'
     rf'(?: me| us)?(?: the| an?)?(?: that)? {_UNSURE}(?: {_SIGN})? (?:with|by|using) '
     rf'(?:(?:lifting|raising|moving) )?{_SHOULDERS}', 'shrug~ your shoulders'),
    ('', rf'(?:show|express|signal|indicate|mime|do|make|give){_S}(?: me| us)?(?: the| an?)?'
     rf'(?: sign (?:of|for))? {_UNSURE} {_SIGN}', 'shrug~'),
    ('', rf'(?:make|give|do){_S} (?:a|the) (?:sign|gesture|shrug) (?:of|for) {_UNSURE}', 'shrug~'),
    ('shrug', rf'(shrug(?: your shoulders)?(?: (?!and |then )[^\s,]+)*?)(?: ,)? (?:as|like|to|'
     rf'signifying|meaning|saying|showing|which|because|since|if)(?: (?:if|one|someone|to|who|say|'
     rf'show|means|that|mean|you|were|saying|a person|does))* {_UNSURE}', r'\1'),
    ('shoulders', rf'shrug with {_SHOULDERS}', 'shrug~ your shoulders'),
)  # fmt: skip
_HEAD = r'(?:your|the|its|his|her|their) head'
_UP_DOWN = r'(?:(?:go(?:es)? |move )?(?:up and(?: then)? down|down and(?: then)? up))'
_ASIDE = (
    r'(?:from side to side|side to side|left and right|right and left|to the left and to the '
    r'right|'
    r'from left to right|from right to left|to and fro|back and forth sideways|to both sides)'
)
_NOD = rules(
    ('head', rf'(?:let {_HEAD}|move {_HEAD}|tip {_HEAD}|lower and raise {_HEAD}|bob {_HEAD}) '
     rf'?{_UP_DOWN}',
     'nod~ your head'),
    ('head', rf'(?:lower|drop|dip){_S} and (?:raise|lift){_S} {_HEAD}', 'nod~ your head'),
    ('head', rf'(?:say|signal|show|indicate|express|answer|reply|mean|give){_S}(?: me)?(?: a)? '
     rf'(?:yes|'
     rf'agreement|approval|assent|consent)(?: (?:with|by|using|by moving|by nodding) {_HEAD})',
     'nod~ your head'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?(?:agreement|approval|assent|'
     r'consent)(?= ,|$| and| then| once| twice)', 'nod~'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?(?:agreement|approval|assent|'
     r'consent|yes) (?:by|with) (?:a )?(?=nod)', ''),
    ('nod', r'(nod(?: your head)?(?: (?!and |then )[^\s,]+)*)(?: ,)? (?:as a sign of '
     r'(?:agreement|approval)|'
     r'to (?:confirm|say yes|show (?:agreement|approval)|agree|signal yes))', r'\1'),
    ('head', rf'{_HEAD} (?:says|say|saying) yes', 'nod~ your head'),
    ('head', rf'(?:an? )?(?:yes )+(?:with|of|from) {_HEAD}', 'nod~ your head'),
    ('head', rf'(?:your|the|its) head (?:goes|moves) {_UP_DOWN}', 'nod~ your head'),
)  # fmt: skip
_SHAKE = rules(
    ('head', rf'(?:let {_HEAD} (?:go|swing|turn|move)|(?:move|turn|wag|rotate|swing|shake|swivel)'
     rf'{_S} {_HEAD})(?: from the)? {_ASIDE}', 'shake~ your head'),
    ('head', rf'(?:say|signal|show|indicate|express|answer|reply|mean|give){_S}(?: me)?(?: a)? '
     rf'(?:no|'
     rf'disagreement|disapproval|refusal)(?: (?:with|by|using|by moving|by shaking|by turning) '
     rf'{_HEAD})'
     rf'(?: {_ASIDE})?', 'shake~ your head'),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?(?:disagreement|disapproval|'
     r'refusal|no)'
     r' (?:by|with) (?=shak|a shake|a head shake)', ''),
    ('', r'(?:signal|show|indicate|express)(?:s|ing)? (?:your )?(?:disagreement|disapproval|'
     r'refusal)'
     r'(?= ,|$| and| then| once| twice)', 'shake~ your head'),
    ('head', rf'{_HEAD} (?:says|say|saying) no', 'shake~ your head'),
    ('head', rf'(?:an? )?(?:no[ ,]+)+(?:with|of|from) {_HEAD}', 'shake~ your head'),
    ('no', 'say no (?:with )?head only', 'shake~ your head'),
    ('head', rf'(shak\w* your head)(?: {_ASIDE})? to say no', 'shake~ your head'),
)  # fmt: skip
_HIPS = r'(?:hips?|waist)'
_POSES = rules(
    ('', rf'hands (?:resting |placed |planted |firmly )*(?:onto|at|to|against|upon|by) (?:your '
     rf'|the )?{_HIPS}',
     'hands on your hips'),
    ('hands on', rf'(hands on (?:your |the )?hips)(?: ,)? (?:with )?(?:{_MY} )?elbows '
     rf'(?:pointing )?'
     r'(?:out(?:ward)?|to the sides|wide)', r'\1'),
    ('both the', 'both the (hands|arms|fists|forearms|legs|feet)', r'both \1'),
    ('akimbo', r'(?:have|be|stand|hold) (?:with )?(?:your )?arms akimbo', 'put~ your arms akimbo'),
    ('before', rf'((?:cross|fold)(?:s|es|ing|ed)? (?:your|both|the) arms|arms (?:crossed|'
     rf'folded)) before '
     rf'(?:the|{_MY}) (?:chest|breast|body)', r'\1 in front of your chest'),
    ('arms', r'(?:cross|fold)(s|ing)? (your|both) arms (?:over each other|one over the other)',
     r'cross~ \2 arms'),
    ('arms', r'arms (?:crossed|folded) (?:over each other|one over the other)', 'arms crossed'),
    ('t', r'(?:a|the) (?:letter )?t (?:shape|position|figure|stance|form|like pose)', 'a t pose'),
    ('t', r'(?:the|your) t pose', 'a t pose'),
    ('t pose', r'(?:(?:adopt|assume|show|form)(?:s|ing)?|(?:get|go|come|be|stand|stay)(?:s|ing|'
     r'ting)? in(?:to)?|'
     r'strik(?:es?|ing)|giv(?:es?|ing) (?:me|us)) a t pose', r'hold~ a t pose'),
    ('t', r'(?:form|make|shape|be)(s|ing)? (?:a|the) (?:letter )?t(?: with (?:your )?(?:body|'
     r'arms|whole body))?'
     + _END, r'make~ a t pose'),
    ('arms', r'(?:stretch|spread|extend|hold|put|raise|lift|keep|open)(s|es|ing|ting)? (your|'
     r'both|both your|the) arms'
     r'(?: straight| wide| out| horizontally| level| up)*(?: ,)? (?:out )?(?:to (?:both|the|'
     r'your) sides|sideways|'
     r'out sideways|to either side|to the left and (?:the )?right|to the left and to the '
     r'right)(?: ,)?'
     r'(?: (?:horizontally|at shoulder (?:level|height)|level with (?:your|the) shoulders|in '
     r'line with your '
     r'shoulders|parallel to the floor|like (?:a|the) (?:scarecrow|airplane|aeroplane|plane|'
     r'cross|t)))*',
     r'hold~ your arms out to the sides'),
    ('arms', r'(?:stretch|spread|extend|hold)(s|es|ing)? (your|both|the) arms (?:out '
     r')?horizontally'
     r'(?! (?:forward|in front))', r'hold~ your arms out to the sides'),
    ('arms', r'(?:make |form )?(?:a )?(?:straight |horizontal )?line (?:with|of) your arms '
     r'from (?:left to right|side'
     r' to side)(?: at shoulder (?:level|height))?', 'hold~ your arms out to the sides'),
    ('arms', r'your arms (?:shall |should |must )?(?:form|make) a (?:straight |horizontal '
     r')?line(?: from (?:left to '
     r'right|side to side))?(?: at shoulder (?:level|height))?', 'hold~ your arms out to the '
     'sides'),
)  # fmt: skip
_FLAP = rules(
    ('arms', rf'(?:move|beat|swing|wave|flap|use){_S} {_MY} arms(?: up and down)? (?:like|as) '
     rf'(?:the )?(?:wings?|a '
     r'(?:bird|chicken|duck|goose|eagle))(?: of (?:a|an) \w+| does| do| would| '
     r'might)?', 'flap~ your arms'),
    ('beats', r'(one|two|three|four|five|six|seven|eight) (?:wing ?beats?|beats of (?:your|'
     r'the) wings)'
     r'(?: with your arms)?', r'flap~ your arms \1 times'),
    ('flap', r'flapping of (?:the|your) (arms|wings)', r'flapping your \1'),
    ('', r'(?:pretend|imagine)(?: that)? you are (?:a|the) (?:chicken|bird|duck|goose)(?: '
     r'(?:that|who|which)?'
     r' ?(?:tries|is trying|trying|wants|wanting|about) to fly)', 'flap~ your arms'),
    ('', r'(?:pretend|imagine)(?: that)? your arms are wings(?: and flap)?', 'flap~ your arms'),
)  # fmt: skip
_BECKON = rules(
    ('', rf'(?:make|do|give|show|use|perform)(?:s|ing)?(?: me)?(?: with (?:your|the|a) (?:hand|'
     rf'arm))? (?:the|a|that|an)'
     rf'(?: {_SIGN}(?: of| for| that says| saying| ,)?)? come (?:here|closer|over|nearer)(?: '
     rf'{_SIGN})?',
     'beckon~'),
    ('', rf'(?:invite|call|bid|ask|get|signal|tell|motion|wave|beckon|summon|gesture){_S}(?: '
     rf'to| for)? {_ANYONE}(?: to)? '
     rf'(?:to |should )?(?:come |step |move |approach )*{_NEAR}(?: {_NEAR})*', 'beckon~ me over'),
    ('approach', rf'(?:invite|call|signal|motion|gesture|beckon)s?((?: with (?:your|the) '
     rf'(?:left |right )?hand)?)'
     rf'(?: to| for| that)? {_ANYONE} (?:to |should )(?:approach|come)(?: {_NEAR})*', r'beckon\1'),
    ('over', rf'(?:call|wave|summon|beckon){_S} {_ANYONE} over', 'beckon~ me over'),
    ('beckon', r'(beckon(?: me over)?) (?:with|by) a (?:movement|motion|wave|gesture|sweep) of '
     r'your (left |right |)hand',
     r'\1 with your \2hand'),
    ('come', r'(beckon[^,]*)(?: ,)? (?:like|saying|meaning|as in|as for) come (?:closer|here|'
     r'over|nearer)',
     r'\1'),
)  # fmt: skip
_FACE = r'(?:face|head|chin)'
_BLOCK = rules(
    ('forearms', rf'(?:(?:get|bring|put|lift|raise|hold|keep){_S} )?(?:{_MY} |both |two |both '
     rf'your )*forearms '
     rf'(?:go |come |held |are )*(?:up )?(?:before|in front of|to guard|to protect|ahead of) '
     rf'{_MY} {_FACE}',
     'hold~ both forearms in front of your face'),
    ('', rf'(?:protect|shield|guard|cover|hide|defend){_S} {_MY} {_FACE} (?:behind|by|with|'
     rf'using|between) '
     rf'(?:{_MY} |both |two |the two |both your )*(?:fore ?)?arms', 'protect~ your face with '
     'both arms'),
    ('hold', r'hold(?:s|ing)? (?:the|that|a|your) (?:block|guard)' + _END, 'hold~ your guard up'),
    ('guard', r'(?:get|bring|have)(?:s|ing)? your guard up', 'put~ your guard up'),
    ('arms', rf'(?:put|hold|raise|bring){_S} (?:{_MY} |both )+arms (?:up )?(?:in (?:self '
     rf')?(?:defence|defense)|to (?:block|'
     r'defend yourself|protect yourself|shield yourself))', 'protect~ your face with both arms'),
    ('face', r'((?:hold both forearms in front of|protect|shield) your face(?: with both '
     r'arms)?)(?: ,)? (?:as|as if|as '
     r'though|like|to)(?: you)?(?: were| are)?(?: to)? (?:catch|catching|stop|stopping|ward '
     r'off|block|blocking) '
     r'(?:a|the|any) (?:blow|punch|hit|strike|attack)', r'\1'),
    ('raise', rf'(?:put|hold|raise){_S} up your (?:fists|dukes)', 'put~ your guard up'),
)  # fmt: skip
_FIST = '(?:fist|hand|arm)'
_PUNCH = rules(
    ('', rf'(?:throw|thrust|shoot|drive|fire|send|launch|push|jab|swing){_S} (?:out )?{_MY} '
     rf'{_SIDE} fist(?: (?:out|'
     r'forward|ahead|straight|in front|away))*', r'punch~ with your \1 fist'),
    ('', r'(?:strike|hit)(s|es|ing|ting)?(?: out)?(?= (?:forward|in front of you|ahead|at face|'
     r'at belly|at head|high|'
     r'low|to the (?:face|belly|head|body|stomach)|with (?:your|the) (?:left|right) (?:fist|'
     r'hand|arm))(?!\S))',
     r'punch~'),
    ('punch', r'(punch(?:es|ing)?) (?:the )?(?:air )?(?:in front of|ahead of) (?:you|yourself)',
     r'\1 forward'),
    ('box', r'(?:do|shadow)s? (?:some )?(?:shadow )?boxing|shadow box', 'box'),
    ('punch', r'(punch(?:es|ing)?(?: (?!and |then )[^\s,]+)*) , (?=at (?:face|belly|head) '
     r'height|low|high)',
     r'\1 '),
    ('fist', rf'box(?:es|ing)?((?: the air)?(?: \w+ times| once| twice)?) with {_MY} {_SIDE} fist',
     r'punch~\1 with your \2 fist'),
    ('fist', r'(punch with your (?:left|right) fist) , ?', r'\1 '),
)  # fmt: skip
_FRO = r'(?:to and fro|back and forth|this way and that|hither and thither)'
_HANDS = rules(
    ('fro', 'to and fro', 'back and forth'),
    ('', r'(?:signal|say|bid|wish|gesture|indicate)(?:s|ing)? (?:me |us |them |everyone '
     r')?(goodbye|bye|hello|hi|farewell)'
     r' (?:by|with) (?:waving|a wave of|waving with|wave of) (?=your |the |both |a )', r'wave~ '),
    ('', r'(?:signal|bid|gesture)(?:s|ing)? (?:me |us |them |everyone )?(goodbye|bye|hello|'
     r'hi)(?= ,|$| with| and| then)',
     r'say~ \1'),
    ('greet', r'(greet(?:s|ing)?(?: (?!and |then )[^\s,]+)*) (?:by|with) (?:a |the |your |one '
     r')?hand',
     r'\1'),
    ('', r'(?:greet|thank|welcome|hono[u]?r|acknowledge)(s|ing)? (?:me|us|them|him|her|'
     r'everyone|(?:the|our|your|my) '
     r'(?:\w+ )?\w+)? ?(?:with|by) ((?:an?|one|two|three|four|five|a (?:deep|small|slight|'
     r'polite|slow|quick)) )(bow|nod|wave|salute)'
     r'(s?)', r'give~ \2\3\4'),
    ('respects', r'(?:pay|give|show|offer)(?:s|ing)? (?:me |us |them )?(?:your )?respects? '
     r'(?:by|with) (?:making |giving )?'
     r'(?=(?:a|an|one|two|three) (?:deep |small |low )?bows?)', 'make~ '),
    ('respects', r'(?:pay|give|show)s? your respects?' + _END, 'bow~'),
    ('', rf'(?:with )?(?:an? |the |{_MY} )?(?:extended|outstretched|stretched out|straight|'
     rf'stretched) {_SIDE} (arm|hand)'
     r'(?: ,)? (?=point)', r'with your \1 \2 '),
    ('with your', rf'^with your {_SIDE} (arm|hand) (point(?: (?!and |then '
     rf')[^\s,]+)*)$', r'\3 with your \1 \2'),
    ('', r'(?:indicate|gesture|signal|show|aim)(s|ing)? (to the (?:left|right|sky|ceiling)|up|'
     r'forward|at the (?:sky|ceiling)) '
     r'with (?:an?|your|the|one) (?:outstretched |extended |index )?finger', r'point~ \2'),
    ('', rf'(?:indicate|point out|show)(s|ing)? with {_MY} {_SIDE} (?:index )?(?:finger|hand|'
     rf'arm) (?:what is |the way |'
     r'where is )?(?:straight )?(ahead|forward|up|to the left|to the right)', r'point~ \3 with '
     r'your \2 hand'),
    ('', r'(?:indicate|show)(s|ing)? (?:me |us )?(?:the (?:way|direction) )?(to the (?:left|'
     r'right)|forward|ahead|up)(?: ,)? '
     r'(?:by )?pointing(?: (?:with|using) (?:your|an|one) (?:arm|hand|finger))?', r'point~ \2'),
    ('', r'(?:indicate|show)s? your (left|right) side by pointing', r'point~ to the \1'),
    ('pointing', r'by pointing (?=to the (?:left|right)|up|forward)', 'point~ '),
    ('stretch', r'stretch(es|ing)? yourself (?:up )?(?:to|towards|at|for) (?:the )?(?:ceiling|'
     r'sky|roof)',
     r'reach~ for the '
     'ceiling'),
    ('stretch', r'stretch(es|ing)? yourself(?= (?:up|forward|upward))', r'stretch~'),
    ('reach', r'(reach\w*(?: up)?)((?: with (?:your|both|the)(?: of your)?(?: left| right)? '
     r'(?:arms?|hands?))?) (?:at|to|'
     r'towards) the (?:ceiling|sky|roof)', r'\1\2 for the ceiling'),
    ('let', rf'let {_MY} {_SIDE} (hand|arm) (?:go|reach|hang|drop|come|sink) (?:all the way '
     rf')?down(?: (?:to|towards) the '
     r'(?:floor|ground))?', r'reach~ down with your \1 \2'),
    ('reach', r'(reach(?:es|ing)? (?:up|down|forward)(?: with (?:your|both)(?: left| right)? '
     r'(?:arms?|hands?))?)(?: ,)? as '
     r'(?:if|though) (?:you (?:want(?:ed)?|were going|were trying|are going|are trying) )?to '
     r'(?:collect|pick up|take|get|grab|'
     r'catch|touch) (?:an?|the|your) (?:\w+ )?\w+(?: (?:from|off|on) (?:the|a) (?:floor|ground|'
     r'ceiling|(?:\w+ )?shelf))?',
     r'\1'),
    ('hold of', r'(?:try to )?(?:get|grab|take|catch) (?:hold of )?an? (?:invisible|imaginary) '
     r'\w+ (?:hanging |which is |that '
     r'is )?(?:high up|high|overhead|up high|above (?:you|your head))', 'reach~ up'),
)  # fmt: skip
_STILL = rules(
    ('not', r'do not (?:move|stir|budge|fidget)(?: (?:a|any|your)? ?(?:muscle|limb|inch|bit|'
     r'anything))?(?: at all)?'
     r'(?: from (?:here|there|the spot|your (?:spot|place)))?' + _END, 'stand~ still'),
    ('not', r'(?:and )?(?:do not do anything|do nothing(?: else)?)' + _END, 'stand~ still'),
    ('nothing', r'(?: ,)? (?:and )?(?:do )?nothing else' + _END, ''),
    ('be', r'be (?:upright|still|idle|motionless|quiet|at rest)(?: and (?:upright|still|idle|'
     r'motionless|quiet))?' + _END,
     'stand~ still'),
    ('', r'(?:stay|remain|stand|keep)(s|ing)? (?:upright|standing|still|put|there|idle)(?: and|'
     r' ,)* (?:idle|motionless|'
     r'still|inactive|immobile)', r'stand~ still'),
    ('stay', r'(?:stay|remain|stand|be)(s|ing)? (?:idle|inactive|upright|at rest|at your place|'
     r'in your place|on your spot(?! and (?:hop|jump)))'
     + _END, r'stand~ still'),
    ('spot', r'(?:stay|remain)(s|ing)? on (?:your|the|this) spot and (hop|jump)((?: (?!and |'
     r'then )[^\s,]+)*)',
     r'\2 on the spot\3'),
)  # fmt: skip
_DANCE = rules(
    ('hips', r'(?:let|make) your hips (?:swing|sway|move|roll|shake)', 'sway~ your hips'),
    ('', r'(?:move|sway|groove|step|dance)(s|ing)? (?:along )?(?:with|to|in) (?:the|a|this|'
     r'some) (?:rhythm|pace|beat|music|song|'
     r'groove|tune)(?! of)', r'dance~'),
    ('entertain', r'(?:entertain|amuse|treat|cheer up|delight) (?:me|us|them|everyone|(?:the|'
     r'our|your|my) \w+) (?:with|by|to) '
     r'(?=(?:a|some) (?:\w+ )?danc)', 'do~ '),
    ('', r'(?:show|let)(?: me| us)?(?: see)? how you (?=(?:groove|dance|boogie|move to)(?!\S))',
     ''),
)  # fmt: skip


def signed(text: str) -> str:
    """The text with idioms of arms, shoulders and head in the grammar's words.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    for table in (
        _SALUTE, _CLAP, _SHRUG, _NOD, _SHAKE, _POSES, _FLAP, _BECKON, _BLOCK, _PUNCH, _HANDS,
        _STILL, _DANCE,
    ):  # fmt: skip
        text = rewritten(text, table)
    return text
