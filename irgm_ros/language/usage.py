# SPDX-License-Identifier: Apache-2.0
"""Ways of speaking that the grammar does not know, said in its words.

How instructors, radio operators and describers put it: places of the body ("heels off the
floor"), amounts ("six lifts", "shallow ones"), what happens between two steps of itself ("back on
your feet"), purposes that change nothing ("to ask a question"). No rule drops a count, a side, a
direction, an angle, a speed, a height or a depth.
"""

from __future__ import annotations

from irgm_ros.language.fragments import END, MY, SIDE, N
from irgm_ros.language.rewrite import rewritten, rules
from irgm_ros.language.talk import without_talk

_NOUN = (
    '(?:kick|punch|jab|jump|leap|hop|squat|lunge|bow|nod|shrug|clap|wave|salute|turn|spin|'
    'step|dance|march|walk|jumping jack|star jump|head shake|skip|circle|limp|t pose)'
)
_SORE = '(?:bad|injured|sore|hurt|hurting|lame|wounded|weak|stiff|aching|painful|broken)'
_PLACES = rules(
    ('though', 'as though', 'as if'),
    ('wards', r'(leftward|rightward)s', r'\1'),
    ('ward', r'((?:turn|rotat|spin|pivot|swivel|jump|lean|tilt|point|bend|fac)\S*'
     r'(?: (?!and |then )[^\s,]+)*) (left|right)ward', r'\1 to the \2'),
    ('', rf'(?:to|towards|over to|off to) (the|your|its|their|his|her) {SIDE}(?: hand)? '
     r'(?:side|flank)(?! of)', r'to \1 \2'),
    ('lateral', r'lateral (?=steps?(?!\S))', 'side '),
    ('lateral', rf'lateral(?= (?:jump|leap|hop|lean|bend|tilt)s?(?: [^\s,]+)* {SIDE}(?!\S))', ''),
    ('laterally', 'laterally', 'sideways'),
    ('', r'(?:to|towards) the (?:rear|back)(?! (?:left|right|of|row|wall|door)(?!\S))',
     'backward'),
    ('', r'(?:to|towards) the (?:front|fore)(?! (?:left|right|of|row|wall|door)(?!\S))',
     'forward'),
    ('', rf'(?:rear|back) {SIDE} diagonal(?:ly)?', r'diagonally backward \1'),
    ('', rf'(?:front|forward) {SIDE} diagonal(?:ly)?', r'diagonally forward \1'),
    ('', r'(?:retreat|back up|back away|back off|reverse)(s|ing)?(?= diagonally)', r'walk\1'),
    ('on the', 'on the place', 'on the spot'),
    ('hip', rf'(?:as high as|up to|level with) {MY} (?:hips?|waist)', 'at hip height'),
    ('shoulder', r'(sides|sideways) (?:at|to) shoulder (?:level|height)(?: like (?:a|the)'
     r'(?: letter)? t)?', r'\1'),
    ('shoulder', r'at shoulder (?:level|height)(?= (?:sideways|to the sides))', ''),
    ('front', rf'(arms?|hands?)((?: straight| out)+) in front(?: of (?:you|it|him|her|them|'
     rf'{MY} body))?(?! of)', r'\1 forward'),
)  # fmt: skip
_LEGS = rules(
    ('foot', '(?:two|both|double) (?:foot|footed|feet) (jump|hop|leap|takeoff)', r'\1 with both '
     'feet'),
    ('feet', 'off (?:of )?(?:both|two)(?: of)?(?: your| the)? feet', 'with both feet'),
    ('footed', r'(left|right) footed (kick|lunge|hop)', r'\2 with the \1 foot'),
    ('legged', r'(left|right) legged (kick|lunge)', r'\2 with the \1 leg'),
    ('legged', r'(left|right) legged hop', r'hop on the \1 leg'),
    ('', r'(?:(?:do|hold|take|keep|adopt|assume|strike|try|get into|go into|stay in|show)s? )?'
     r'(?:me )?(?:a|the|your) (?:one|single) leg(?:ged)? (?:stance|stand|balance|position|pose)',
     'stand on one leg'),
    ('off', r'(?:stand|balance|stay|wait|remain)(?:s|ing)?(?: still| there)? with (?:one|a) (?:'
     r'foot|leg) (?:raised|lifted|up|in the air|off (?:of )?the (?:ground|floor))',
     'stand on one leg'),
    ('off', r'(?:take|lift|raise|pick|hold|keep|get|bring|pull)s? (?:up )?(?:one|a) (?:foot|leg) '
     r'(?:up )?off (?:of )?the (?:ground|floor)', 'stand on one leg'),
    *(
        entry
        for up, down in (('left', 'right'), ('right', 'left'))
        for entry in (
            ('', rf'(?:take|lift|raise|pick|hold|keep|get|bring|pull)s? (?:up )?{MY} {up} '
             r'(?:foot|leg) (?:up )?(?:off|clear of|from|away from) (?:of )?the '
             r'(?:ground|floor)', f'stand on your {down} leg'),
            ('', rf'(?:take|lift|raise|pick|pull|bring)s? (?:up )?{MY} {up} (?:foot|leg)(?: up)?'
             r' and (?=(?:hold|keep|leave)s? it )', f'stand on your {down} leg and '),
            ('', rf'(?:stand|balance|stay)(?:s|ing)?(?: still| there)? with {MY} {up} (?:foot|'
             r'leg) (?:raised|lifted|up|in the air|off the (?:ground|floor))',
             f'stand on your {down} leg'),
        )
    ),
    ('', rf'(leg)(?: ,)? and (?:hold|keep|leave)s? (?:it|{MY} balance|balance|the pose|that)'
     r'(?: (?:there|up|raised|in the air|off the (?:ground|floor)|like that|so))*' + END, r'\1'),
    ('toes', r'(?:(?:go|get|rise|come|stand|push yourself|raise yourself)s? )?(?:up )?(?:on|onto) '
     rf'{MY} (?:tip)?toes(?: ,)?(?: and| then)+ (walk|move|go|step)(s?)(?: that way| like that| '
     r'like this| so)?', r'\1\2 on your toes'),
    ('heels', rf'(?:with |without )?(?:{MY} |both )?heels (?:up )?(?:off (?:of )?the (?:floor|'
     rf'ground)|raised|lifted|up|high|(?:not )?touching (?:the )?(?:floor|ground)){END}',
     'on your toes'),
    ('knee', rf'on one knee(?: ,)?(?: with)? {MY} {SIDE}(?: one| knee)?(?: being)?(?: the one)?'
     r'(?: (?:on|touching) the (?:ground|floor)| down)?' + END, r'on your \1 knee'),
    ('knee', rf'(?:drop|go|get|sink|fall|come)(s?) (?:down )?(?:on|onto) {MY} {SIDE} knee',
     r'kneel\1 on your \2 knee'),
    ('', rf'(?: ,)?(?: with)?(?: {MY})? {SIDE} (leg|foot) (?:leading|in the lead|leading the '
     rf'way|first|in front|going first|ahead){END}', r' with the \1 \2'),
    ('leading', rf'leading with {MY} {SIDE}(?: leg| foot)?', r'with your \1 foot'),
    ('use', rf'use (?:only )?{MY} {SIDE} (leg|foot)(?: only)? (?:and|to) (hop\S*[^,]*)',
     r'\3 on your \1 \2'),
    ('use', rf'use (?:only )?{MY} {SIDE} (leg|foot|hand|arm|fist)(?: only)? (?:and|to) '
     r'((?:kick|lunge|wave|salute|point|punch|reach|beckon)(?: (?!and |then )[^\s,]+)*)',
     r'\3 with your \1 \2'),
    ('', r'(lunge|kick)(s|ing)?( deeply| low| high)? (?:on |to |with )?(?:the |your )?'
     r'(left|right)(?: side)?(?= ,|$| and| then| once| twice| one| two| three| four| five| six|'
     r' seven| eight| deep| low| high)', r'\1\2\3 with your \4 leg'),
    ('', rf'{SIDE} (?:knee|ankle|hip|foot|thigh|calf|heel|shin) (hurts|aches|is (?:hurting|'
     rf'{_SORE}))', r'\1 leg \2'),
    ('', rf'(?:favou?ring|sparing|nursing|protecting|babying|going easy on|because of) '
     rf'(?:{MY}|a|an)(?: {_SORE})? {SIDE} (?:leg|foot|knee|ankle|hip)',
     r'as if your \1 leg hurts'),
    ('', rf'(?:because|since|for) {MY} {SIDE} leg (?:hurts|aches|is (?:hurting|{_SORE}))',
     r'as if your \1 leg hurts'),
    ('hurts', '(?<=hurts) (?:when|while|as) (?:you|it|he|she|they) (?:are )?(?:walks?|walking)',
     ''),
)  # fmt: skip
_ARMS = rules(
    ('arms', rf'(?:holding|keeping|with|stretching|spreading) (?:{MY}|both)(?: of {MY})? arms '
     r'(?:out )?(?:in|like|into|as) (?:the )?(?:shape of )?(?:a|the)(?: letter)? t'
     r'(?: shape| pose| position)?' + END, 'with your arms stretched out to the sides'),
    ('arms', rf'(?:hold|keep|put|stretch|extend|spread|bring)s? (?:{MY}|both)(?: of {MY})? arms '
     r'(?:out )?(?:sideways |to the sides )?(?:in|like|into|as) (?:the )?(?:shape of )?(?:a|the)'
     r'(?: letter)? t(?: shape| pose| position)?' + END, 'hold your arms out to the sides'),
    ('', rf'(?:holding|keeping|having|leaving) (?={MY} (?:left |right )?(?:arms?|hands?) (?:'
     r'crossed|folded|raised|up|high|overhead|above|on|out|stretched|spread)(?!\S))', 'with '),
    ('', r'(?<!reach )(?<!reaches )(?<!reaching )with '
     rf'(?:{MY}|both)(?: of {MY})? (?:arms|hands) (?:overhead|(?:above|over) {MY} '
     r'head|held high|stretched up|straight up|lifted|up in the air|high in the air|up high)',
     'with both arms raised'),
    ('time', '(?: ,)? (?:each|every) time(?= with)', ''),
    ('', rf'(?:{MY}) {SIDE} (arm|hand) (pointing|reaching|waving|saluting|beckoning|punching)'
     r'((?: (?!and |then )[^\s,]+)*)', r'\3\4 with your \1 \2'),
    ('combine', r'combine ((?:(?!with )\S+ )+?)with (?=\S+ing(?!\S)|an? |your )',
     r'\1at the same time as '),
    ('up and down', rf'(?:move|beat|swing|wave|lift)(s|ing)? (?:{MY}|both)(?: of {MY})? arms '
     r'up and down(?: like (?:a \w+|wings))?', r'flap\1 your arms'),
    ('forearms', rf'(?:lift|raise|put up|bring up|hold up|put|bring|hold)(s?) (?:{MY} |both )+'
     rf'forearms (?:up )?(?:in front )?to (?:protect|shield|guard|cover) {MY} (?:face|head)',
     r'protect\1 your face with both forearms'),
    ('', rf'(?:direct|aim|extend|stretch|straighten)(s?) (?:out )?{MY} {SIDE} (?:index )?finger'
     r'(?: out)?', r'point\1 with your \2 hand'),
    ('', rf'{MY} (hand|arm) (up|raised|high) on (?:the|your) {SIDE}(?: side)?',
     r'your \3 \1 \2'),
    ('', r'(?:show|signal|indicate|say|express|tell)s?(?: me| us)?(?: that)? (?:you|it|he|she) '
     r'(?:do not|does not|have no|has no) (?:know|care|understand|idea|clue)(?: ,| by|$)(?= )',
     ''),
    ('', r'(?:show|signal|indicate|express)s?(?: me| us)?(?: that)? (?:you|it|he|she) '
     r'(?:do not|does not|have no|has no) (?:know|care|understand|idea|clue)', 'shrug'),
    ('head', r'(?:a )?(slow |quick |)shake of (?:the|your|its|their) head', r'a \1head shake'),
    ('head', r'(?:a )?(slow |quick |)nod of (?:the|your|its|their) head', r'a \1nod'),
    ('a no', rf'a (?:clear |firm |big )?no(?: with {MY} head)?{END}', 'a head shake'),
    ('a yes', rf'a (?:clear |firm |big )?yes(?: with {MY} head)?{END}', 'a nod'),
    ('seated', 'be seated', 'sit down'),
)  # fmt: skip
_AMOUNTS = rules(
    ('', r'(?:neither|not) (?:too |very )?(?:quick|fast|rapid|slow|hurried)(?:ly)? (?:nor|or|and '
     r'not|but not|,? not) (?:too |very )?(?:quick|fast|rapid|slow|dawdling)(?:ly)?',
     'at a normal pace'),
    ('', r'(?:normal|ordinary|usual|regular|everyday|moderate) (walk|walking|march|marching)'
     r'(?: pace| speed| tempo)', r'\1 at a normal pace'),
    ('t', '(?:tempo|rhythm)', 'pace'),
    ('not', r'(?: ,)? (?:but )?not (?:too |very |so |that )?(?:much|far|deep|deeply|a lot)' + END,
     ' slightly'),
    ('without', r'without (?:moving|going|walking|stepping|travelling|traveling|leaving)(?: (?:'
     r'off|away|anywhere|forward|the spot|your (?:place|spot)|from (?:here|the spot|your place|'
     r'there)))+', 'on the spot'),
    ('knee', 'high knees? (march|marching)', r'\1 with your knees high'),
    ('knees', rf'((?:lift|raise)s? {MY} knees(?: [^\s,]+)*?)(?: while)? marching', r'\1'),
    ('', rf'({N}) (?:lifts|counts|beats|goes)(?: each)?{END}', r'\1 times'),
    ('number', rf'(?:the )?number of ({_NOUN})s(?: is| of| ,)* ({N})', r'\2 \1s'),
    ('repeat', rf'repeat (?:the|that|this|a) (?={_NOUN}(?!\S))', ''),
    ('ones', '(?: ,)?(?: but)? shallow ones', ' slightly'),
    ('ones', '(?: ,)?(?: but)? (deep|high|low) ones', r' \1'),
    ('ones', '(?: ,)?(?: but)? (slow|quick) ones', r' \1ly'),
    ('ones', '(?: ,)?(?: but)? fast ones', ' fast'),
    ('', rf'(?:, )?(?:let us (?:say|make it|do|make that)|shall we say) ({N})'
     r'(?: of (?:them|those|these)| times)?' + END, r'\1 times'),
    ('', r'(?:aim|launch|land|send|fire|unleash|attempt|complete|present|practi[sc]e|rehearse|'
     r'display|add|include|fit in|insert|try out|run through|achieve|squeeze in|'
     r'work in|put in|finish off|accomplish)(?= (?:a|an|another|some|one|two|three|four|five|six|'
     rf'seven|eight) (?:\w+ )?(?:\w+ )?{_NOUN}s?(?!\S))', 'do'),
    ('', '(full|complete|whole|entire) (?:revolution|rotation|twirl)', r'\1 turn'),
    ('', r'(one|a|the) (complete |full |whole |round |)(?:loop|lap|ring)(?! (?:on|of) )',
     r'a \2circle'),
    ('circular', r'(?:follow|take|trace|walk|go|move|describe|make|do)(s?) (?:along |on |in )?a '
     r'circular (?:path|route|course|track|line|way|walk)', r'walk\1 in a circle'),
    ('', r'(circle(?: [^\s,]+)*?)(?: ,)?(?: and)? (?:come|end|finish|return|get|arrive|go)'
     r'(?:s|es|ing)?(?: up)?(?: back)? (?:at|in|to|on|where)(?: (?:where|you|it|its|your|the|'
     r'same|starting|started|began|start|point|place|position|are|standing|stand|now|were|spot|'
     r'is|from|beginning))+' + END, r'\1'),
    ('knees', rf'bend(s?) {MY} knees(?: ,)?(?: and| then)+ (?:go|sink|drop|get)s? '
     r'((?:all the way |deep |far )?down(?: low)?)', r'squat\1 \2'),
)  # fmt: skip


def usual(text: str) -> str:
    """The text in the grammar's words where a way of speaking is known.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    text = without_talk(text)
    return rewritten(text, _PLACES, _LEGS, _ARMS, _AMOUNTS)
