# SPDX-License-Identifier: Apache-2.0
"""Idioms of what arms do, said with the verb of the grammar.

"Arms akimbo", "form a line with your arms", "forearms before your face", "throw your left fist
forward", "show the direction by pointing". A rule asks for the limb, so that the verbs elsewhere
stay refused ("point out the error", "throw your hat").
"""

from __future__ import annotations

from irgm_ros.language.fragments import ITS, SIDE, S
from irgm_ros.language.rewrite import rewritten, rules

_END = '(?= ,|$| and| then| next| after| before| while)'
_HIPS = r'(?:hips?|waist)'
_POSES = rules(
    ('', r'hands (?:resting |placed |planted |firmly )*(?:onto|at|to|against|upon|by) '
     rf'(?:your |the )?{_HIPS}',
     'hands on your hips'),
    ('hands on', rf'(hands on (?:your |the )?hips)(?: ,)? (?:with )?(?:{ITS} )?elbows '
     r'(?:pointing )?(?:out(?:ward)?|to the sides|wide)', r'\1'),
    ('both the', 'both the (hands|arms|fists|forearms|legs|feet)', r'both \1'),
    ('akimbo', r'(?:have|be|stand|hold) (?:with )?(?:your )?arms akimbo', 'put~ your arms akimbo'),
    ('before', r'((?:cross|fold)(?:s|es|ing|ed)? (?:your|both|the) arms|arms (?:crossed|folded))'
     rf' before (?:the|{ITS}) (?:chest|breast|body)', r'\1 in front of your chest'),
    ('arms', r'(?:cross|fold)(s|ing)? (your|both) arms (?:over each other|one over the other)',
     r'cross~ \2 arms'),
    ('arms', r'arms (?:crossed|folded) (?:over each other|one over the other)', 'arms crossed'),
    ('t', r'(?:a|the) (?:letter )?t (?:shape|position|figure|stance|form|like pose)', 'a t pose'),
    ('t', r'(?:the|your) t pose', 'a t pose'),
    ('t pose', r'(?:(?:adopt|assume|show|form)(?:s|ing)?|'
     r'(?:get|go|come|be|stand|stay)(?:s|ing|ting)? in(?:to)?|strik(?:es?|ing)|'
     r'giv(?:es?|ing) (?:me|us)) a t pose', r'hold~ a t pose'),
    ('t', r'(?:form|make|shape|be)(s|ing)? (?:a|the) (?:letter )?t'
     r'(?: with (?:your )?(?:body|arms|whole body))?'
     + _END, r'make~ a t pose'),
    ('arms', r'(?:stretch|spread|extend|hold|put|raise|lift|keep|open)(s|es|ing|ting)? '
     r'(your|both|both your|the) arms(?: straight| wide| out| horizontally| level| up)*(?: ,)? '
     r'(?:out )?(?:to (?:both|the|your) sides|sideways|out sideways|to either side|'
     r'to the left and (?:the )?right|to the left and to the right)(?: ,)?'
     r'(?: (?:horizontally|at shoulder (?:level|height)|level with (?:your|the) shoulders|'
     r'in line with your shoulders|parallel to the floor|'
     r'like (?:a|the) (?:scarecrow|airplane|aeroplane|plane|cross|t)))*',
     r'hold~ your arms out to the sides'),
    ('arms', r'(?:stretch|spread|extend|hold)(s|es|ing)? (your|both|the) '
     r'arms (?:out )?horizontally(?! (?:forward|in front))', r'hold~ your arms out to the sides'),
    ('arms', r'(?:make |form )?(?:a )?(?:straight |horizontal )?line (?:with|of) your arms '
     r'from (?:left to right|side to side)(?: at shoulder (?:level|height))?',
     'hold~ your arms out to the sides'),
    ('arms', r'your arms (?:shall |should |must )?(?:form|make) '
     r'a (?:straight |horizontal )?line(?: from (?:left to right|side to side))?'
     r'(?: at shoulder (?:level|height))?', 'hold~ your arms out to the sides'),
)  # fmt: skip
_FLAP = rules(
    ('arms', rf'(?:move|beat|swing|wave|flap|use){S} {ITS} '
     r'arms(?: up and down)? (?:like|as) (?:the )?(?:wings?|a (?:bird|chicken|duck|goose|eagle))'
     r'(?: of (?:a|an) \w+| does| do| would| might)?', 'flap~ your arms'),
    ('beats', r'(one|two|three|four|five|six|seven|eight) '
     r'(?:wing ?beats?|beats of (?:your|the) wings)(?: with your arms)?',
     r'flap~ your arms \1 times'),
    ('flap', r'flapping of (?:the|your) (arms|wings)', r'flapping your \1'),
    ('', r'(?:pretend|imagine)(?: that)? you are (?:a|the) (?:chicken|bird|duck|goose)'
     r'(?: (?:that|who|which)? ?(?:tries|is trying|trying|wants|wanting|about) to fly)',
     'flap~ your arms'),
    ('', r'(?:pretend|imagine)(?: that)? your arms are wings(?: and flap)?', 'flap~ your arms'),
)  # fmt: skip
_FACE = r'(?:face|head|chin)'
_BLOCK = rules(
    ('forearms', rf'(?:(?:get|bring|put|lift|raise|hold|keep){S} )?'
     rf'(?:{ITS} |both |two |both your )*forearms (?:go |come |held |are )*(?:up )?'
     rf'(?:before|in front of|to guard|to protect|ahead of) {ITS} {_FACE}',
     'hold~ both forearms in front of your face'),
    ('', rf'(?:protect|shield|guard|cover|hide|defend){S} {ITS} '
     rf'{_FACE} (?:behind|by|with|using|between) (?:{ITS} |both |two |the two |both your )*'
     r'(?:fore ?)?arms', 'protect~ your face with both arms'),
    ('hold', r'hold(?:s|ing)? (?:the|that|a|your) (?:block|guard)' + _END, 'hold~ your guard up'),
    ('guard', r'(?:get|bring|have)(?:s|ing)? your guard up', 'put~ your guard up'),
    ('arms', rf'(?:put|hold|raise|bring){S} (?:{ITS} |both )+arms (?:up )?'
     r'(?:in (?:self )?(?:defence|defense)|to (?:block|defend yourself|protect yourself|'
     r'shield yourself))', 'protect~ your face with both arms'),
    ('face', r'((?:hold both forearms in front of|protect|shield) your face(?: with both arms)?)'
     r'(?: ,)? (?:as|as if|as though|like|to)(?: you)?(?: were| are)?(?: to)? '
     r'(?:catch|catching|stop|stopping|ward off|block|blocking) (?:a|the|any) '
     r'(?:blow|punch|hit|strike|attack)', r'\1'),
    ('raise', rf'(?:put|hold|raise){S} up your (?:fists|dukes)', 'put~ your guard up'),
)  # fmt: skip
_PUNCH = rules(
    ('', rf'(?:throw|thrust|shoot|drive|fire|send|launch|push|jab|swing){S} (?:out )?{ITS} '
     rf'{SIDE} fist(?: (?:out|forward|ahead|straight|in front|away))*',
     r'punch~ with your \1 fist'),
    ('', r'(?:strike|hit)(s|es|ing|ting)?(?: out)?(?= '
     r'(?:forward|in front of you|ahead|at face|at belly|at head|high|low|'
     r'to the (?:face|belly|head|body|stomach)|'
     r'with (?:your|the) (?:left|right) (?:fist|hand|arm))(?!\S))',
     r'punch~'),
    ('punch', r'(punch(?:es|ing)?) (?:the )?(?:air )?(?:in front of|ahead of) (?:you|yourself)',
     r'\1 forward'),
    ('box', r'(?:do|shadow)s? (?:some )?(?:shadow )?boxing|shadow box', 'box'),
    ('punch', r'(punch(?:es|ing)?(?: (?!and |then )[^\s,]+)*) , '
     r'(?=at (?:face|belly|head) height|low|high)',
     r'\1 '),
    ('fist', rf'box(?:es|ing)?((?: the air)?(?: \w+ times| once| twice)?) with {ITS} {SIDE} fist',
     r'punch~\1 with your \2 fist'),
    ('fist', r'(punch with your (?:left|right) fist) , ?', r'\1 '),
)  # fmt: skip
_HANDS = rules(
    ('fro', 'to and fro', 'back and forth'),
    ('', r'(?:signal|say|bid|wish|gesture|indicate)(?:s|ing)? '
     r'(?:me |us |them |everyone )?(goodbye|bye|hello|hi|farewell) (?:by|with) '
     r'(?:waving|a wave of|waving with|wave of) (?=your |the |both |a )', r'wave~ '),
    ('', r'(?:signal|bid|gesture)(?:s|ing)? (?:me |us |them |everyone )?(goodbye|bye|hello|'
     r'hi)(?= ,|$| with| and| then)',
     r'say~ \1'),
    ('greet', r'(greet(?:s|ing)?(?: (?!and |then )[^\s,]+)*) (?:by|with) '
     r'(?:a |the |your |one )?hand',
     r'\1'),
    ('', r'(?:greet|thank|welcome|hono[u]?r|acknowledge)(s|ing)? '
     r'(?:me|us|them|him|her|everyone|(?:the|our|your|my) (?:\w+ )?\w+)? ?(?:with|by) '
     r'((?:an?|one|two|three|four|five|a (?:deep|small|slight|polite|slow|quick)) )(bow|nod|wave|'
     r'salute)(s?)', r'give~ \2\3\4'),
    ('respects', r'(?:pay|give|show|offer)(?:s|ing)? (?:me |us |them )?(?:your )?respects? '
     r'(?:by|with) (?:making |giving )?(?=(?:a|an|one|two|three) (?:deep |small |low )?bows?)',
     'make~ '),
    ('respects', r'(?:pay|give|show)s? your respects?' + _END, 'bow~'),
    ('', rf'(?:with )?(?:an? |the |{ITS} )?(?:extended|outstretched|stretched out|straight|'
     rf'stretched) {SIDE} (arm|hand)(?: ,)? (?=point)', r'with your \1 \2 '),
    ('with your', rf'^with your {SIDE} (arm|hand) (point(?: (?!and |then )[^\s,]+)*)$',
     r'\3 with your \1 \2'),
    ('', r'(?:indicate|gesture|signal|show|aim)(s|ing)? '
     r'(to the (?:left|right|sky|ceiling)|up|forward|at the (?:sky|ceiling)) '
     r'with (?:an?|your|the|one) (?:outstretched |extended |index )?finger', r'point~ \2'),
    ('', rf'(?:indicate|point out|show)(s|ing)? with {ITS} '
     rf'{SIDE} (?:index )?(?:finger|hand|arm) (?:what is |the way |where is )?'
     r'(?:straight )?(ahead|forward|up|to the left|to the right)', r'point~ \3 with your \2 hand'),
    ('', r'(?:indicate|show)(s|ing)? (?:me |us )?'
     r'(?:the (?:way|direction) )?(to the (?:left|right)|forward|ahead|up)(?: ,)? '
     r'(?:by )?pointing(?: (?:with|using) (?:your|an|one) (?:arm|hand|finger))?', r'point~ \2'),
    ('', r'(?:indicate|show)s? your (left|right) side by pointing', r'point~ to the \1'),
    ('pointing', r'(?<!followed )by pointing (?=to the (?:left|right)|up|forward)', 'point~ '),
    ('stretch', r'stretch(es|ing)? yourself (?:up )?(?:to|towards|at|for) (?:the )?'
     r'(?:ceiling|sky|roof)',
     r'reach~ for the ceiling'),
    ('stretch', r'stretch(es|ing)? yourself(?= (?:up|forward|upward))', r'stretch~'),
    ('reach', r'(reach\w*(?: up)?)((?: with (?:your|both|the)(?: of your)?(?: left| right)? '
     r'(?:arms?|hands?))?) (?:at|to|towards) the (?:ceiling|sky|roof)', r'\1\2 for the ceiling'),
    ('let', rf'let {ITS} {SIDE} (hand|arm) (?:go|reach|hang|drop|come|sink) (?:all the way )?down'
     r'(?: (?:to|towards) the (?:floor|ground))?', r'reach~ down with your \1 \2'),
    ('reach', r'(reach(?:es|ing)? (?:up|down|forward)'
     r'(?: with (?:your|both)(?: left| right)? (?:arms?|hands?))?)(?: ,)? as (?:if|'
     r'though) (?:you (?:want(?:ed)?|were going|were trying|are going|are trying) '
     r')?to (?:collect|pick up|take|get|grab|catch|touch) (?:an?|the|'
     r'your) (?:\w+ )?\w+(?: (?:from|off|on) (?:the|a) (?:floor|ground|ceiling|(?:\w+ )?shelf))?',
     r'\1'),
    ('hold of', r'(?:try to )?(?:get|grab|take|catch) (?:hold of )?an? (?:invisible|imaginary) '
     r'\w+ (?:hanging |which is |that is )?(?:high up|high|overhead|up high|'
     r'above (?:you|your head))', 'reach~ up'),
)  # fmt: skip


def armed(text: str) -> str:
    """The text with idioms of the arms in the grammar's words.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    return rewritten(text, _POSES, _FLAP, _BLOCK, _PUNCH, _HANDS)
