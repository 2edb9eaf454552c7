# SPDX-License-Identifier: Apache-2.0
"""Reduces a request wrapped in politeness to the bare request.

"I was wondering whether you could", "would it be possible for you to", "time for a", "if you do
not mind", "and that is all": none of it says what to do. Negations that forbid nothing belong
here too ("no rush", "nothing fancy"). A wish that the speaker has for himself ("i want to walk")
is no request and stays.
"""

from __future__ import annotations

import re

_MODAL = '(?:could|can|would|will|might|may)'
_ADVERB = '(?:just|really|now|also|simply|actually|first|then|quickly|so|very much|rather)'
_KIND = r'(?:kind|good|nice|sweet|lovely|gracious|helpful|generous)'
_PAL = (
    '(?:dear|darling|love|angel|pal|sport|good sport|mate|star|legend|champ|sweetheart|'
    'good (?:robot|lad|chap|boy|girl|fellow|sport|soldier|machine))'
)
_NAMED = '(?= (?:a|an|the|your|some|one|two|three|four|five|six|seven|eight|another|those)(?!\\S))'
# What a wish may go on with, so that it is one about the listener.
_ME = (
    rf'(?: you(?: all)?(?: {_ADVERB})? to| to see you(?:r)?| to see| you(?! to)| that you|'
    rf' from you|{_NAMED})'
)
_HOPE = rf'(?:if|whether|that) you {_MODAL}(?: {_ADVERB})?(?: please)?'
# Beginnings of a clause, in the order in which they are tried.
_OPENINGS = (
    r'(?:hey|hi|hello|ok|yo|oi|listen|dear)(?: there)?(?: ,)? robot', 'hey there', 'hey',
    'ok then', 'ok', 'yo', 'oi', 'robot', 'now then', 'now', 'right then', 'so then', 'so',
    'well(?! done)',
    'well then', 'all right', 'alright then', 'alright', 'just', 'simply',
    # Questions that ask for it.
    rf'(?:{_MODAL} you|would ya|could ya|can ya|will ya|could we have you) try(?: to| and)?',
    rf'(?:{_MODAL} you|would ya|could ya|can ya|will ya)(?: {_ADVERB}| perhaps| maybe| possibly)*'
    r'(?: (?:manage|be able|be willing)(?: to)?)?',
    rf'would you (?:please )?be (?:so |as )?{_KIND}(?: enough)?(?: as)?(?: to| and)',
    rf'(?:would you )?be an? {_PAL} and',
    '(?:would you |do you )?(?:mind|care|fancy|feel like)(?: to)?(?= (?:\\w+ly )?\\w+ing(?!\\S))',
    '(?:would you )?(?:care|like|love) to', 'would you mind', 'do you mind', 'mind',
    'be (?:so kind as to|so kind and|kind enough to|good enough to|so good as to)',
    '(?:have|do me) the (?:goodness|kindness|courtesy) (?:to|of)',
    '(?:do you (?:think|reckon|suppose) )(?:that )?you (?:could|can|might|would)',
    '(?:would|is|might) it (?:be )?(?:at all )?(?:possible|ok|alright|fine)'
    '(?: for you to| to| if you(?: could| would)?)',
    '(?:is there )?any chance (?:of(?: you)?|that you (?:could|can|would)|you (?:could|can|'
    'would))',
    'are you able to', 'are you ready to', 'why do not you', 'why do not we', 'why not',
    r'(?:could|can|may|might) (?:i|we) (?:please )?(?:just )?(?:have|get|see|trouble you for|'
    r'bother you for|trouble you to|ask (?:you )?(?:for|to)|request|interest you in)'
    '(?: you(?: to)?)?',
    'how about(?: you)?(?: try)?', 'what about(?: you)?', 'what (?:do|would) you say (?:to|we)',
    'how would you (?:like|feel about)(?: to)?',
    # Wishes of the speaker.
    rf'i(?: {_ADVERB})* (?:want|need|require|expect|order|command|ask|beg|urge|request){_ME}',
    rf'i (?:would|will)(?: {_ADVERB})* (?:like|love|want|need|appreciate|prefer|fancy|have|take|'
    rf'enjoy|adore|welcome|ask|request)(?: for)?{_ME}',
    rf'(?:i|we) could (?:do|use)(?: with)?{_ME}', 'i could (?:do|use)(?: with)?',
    rf'i would(?: {_ADVERB})* (?:love|like|appreciate|prefer|enjoy)(?: it)? if you'
    r'(?: (?:could|would|can|will|just))*',
    r'i (?:would|will) be (?:so |very |most |really |ever so |much |super )?\w+'
    r'(?: (?:if|were) you(?: (?:to|could|would|can|will|just))*| to see you(?:r)?| to have you)',
    rf'i (?:was|am) (?:just |merely )?(?:wondering|hoping|thinking|curious) {_HOPE}',
    rf'i (?:wonder|hope|trust|think|suggest|propose|recommend|insist)(?: {_HOPE}| you)',
    'i(?: would like to| want to)? (?:challenge|invite|dare|ask|instruct|tell|beg) you to',
    r'(?:it would be|that would be) \w+ (?:if you (?:could|would|can)|to see you(?:r)?)',
    rf'if you (?:could|would|can)(?: {_ADVERB})*(?= \w)(?! (?:not|be|mind|have|get)(?!\S))',
    rf'let (?:us|me)(?: {_ADVERB})? (?:see|have|get|try|watch|do|say|hear|make it)'
    r'(?: (?:you(?:r)?(?: try)?(?: to| do)?|if you can|how you(?: can)?|it))?',
    'let us(?: all)?', 'allow me to see',
    # Orders about an order.
    'see (?:if|whether) you can(?: manage(?: to)?)?', 'try (?:to|and|out|your hand at)', 'try',
    'attempt(?: to)?', 'have a go at', 'do your best to', '(?:make|be) sure (?:to|that you|you)',
    'remember to', 'do not forget to', 'feel free to', 'proceed to', 'prepare to', 'get ready to',
    'go ahead and', 'go on and', 'go on then', 'go and', 'come on and', 'come on then',
    'come on', 'do (?:me|us) a (?:favou?r|solid|kindness)(?: and| ,)?',
    '(?:have|make) the robot', 'show (?:me|us) (?:how (?:to|you(?: can| would)?)|'
    'that you can|you can|what you can do)', 'let me see you', 'let us see you(?:r)?',
    r'(?:the robot|you) (?:should|must|can|could|shall|may|might|will|ought to|need to|have to|'
    r'are to|get to|are going to|are supposed to|are free to|are allowed to|are welcome to|'
    r'are requested to|are asked to|might want to|had better|better)(?: now| next| also| just)*',
    r'your (?:next |first |new )?(?:task|job|mission|goal|assignment|challenge|order|orders|move|'
    r'turn|duty|exercise|instruction|instructions)(?: now| today| here)? (?:is|are|will be)'
    '(?: to| for you to)?', 'it is your (?:turn|task|job|mission) to',
    'the (?:task|job|mission|idea|plan|goal|order|request|exercise)(?: now| here)? is(?: to)?',
    r'(?:it is |now it is )?(?:about |high )?time (?:for(?: you to)?|to|you|that you)',
    r'it is (?:your turn|time) to',
    'what i (?:want|need|would like)(?: now)? is(?: for you to)?',
    r'(?:locomotion |motion |new |next )?(?:request|order|command|instruction|task|assignment) ,',
)  # fmt: skip
_IF = (
    'if you(?: please| like| will| would| could| can(?: manage(?: it)?)?| dare| may| must| '
    'want to|'
    ' wish| do not mind(?: me asking)?| would not mind| would be so kind| are able(?: to)?|'
    ' are ready| feel like it| fancy(?: it)?| can hear me| hear me| understand(?: me)?|'
    ' have (?:a (?:moment|minute|second|sec)|(?:the )?time|got (?:a (?:moment|minute)|time)))|'
    'if (?:it is|that is|it would be) (?:not|no)(?: too much)?(?: of a| any)? '
    '(?:trouble|bother|hassle|problem|imposition|inconvenience|to ask)|'
    'if (?:it is|that is|thats) (?:ok|alright|fine|possible|all right|good)(?: with you| by you)?|'
    'if (?:i may|possible|at all possible|need be|it pleases you)(?: ask| say so| be so bold)?'
)
_GOOD = (
    r'(?:\w+ly )?(?:fine|enough|nice|great|lovely|ideal|perfect|good|plenty|wonderful|fun|super|'
    r'sufficient|excellent|splendid|brilliant|neat|cool|awesome|appreciated|welcome|delightful|ok)'
)
# Ends of a clause.
_CLOSINGS = (
    _IF, 'if you', ',', 'my bad', 'for (?:me|us)(?: now| here)?', 'immediately', 'right away',
    'straight away', 'now',
    'this (?:instant|minute|second)', 'pronto', 'asap', 'at once', 'on the double', 'robot', 'ok',
    'at the double', 'please and thank(?:s| you)', 'and thank(?:s| you)', 'alright', 'cheers',
    'thanks?(?: you)?(?: a (?:lot|million|bunch|ton)| so much| very much| kindly| again| ever '
    'so)*',
    'thanks(?: in advance)?', 'much appreciated', 'ta', '(?:would|will|could|can) (?:you|ya)',
    'can you (?:do|manage|handle|try) (?:that|it|this)', 'if you ask me',
    'whenever you (?:are ready|like|can|want)', 'when you (?:are ready|can|get a chance|like)',
    'when you have (?:a (?:moment|minute|second)|time)', 'as soon as you can', 'without delay',
    'in your own time', 'for a change', 'for once', 'or so',
    f'(?:will|would) (?:do|suffice|be {_GOOD})(?: nicely| just fine| for me)?', f'is {_GOOD}',
    'is (?:all(?: i (?:need|want|ask))?|what i (?:want|need|am after|would like)|in order|it)',
    'and (?:that is|thats) (?:it|all|enough|that)', 'and (?:we|you) are (?:all )?done',
    'and leave it at that', 'or (?:something|whatever|similar|thereabouts|anything)', 'and so on',
    'i (?:should |would )?(?:say|think|dunno|guess|reckon)', 'you hear', 'so to speak',
    'or else', 'and be (?:quick|done with it)', 'and make it (?:snappy|quick)', 'i beg you',
    'i (?:am )?(?:beg|begging) (?:of )?you', 'for goodness sake', 'for heavens sake',
    'and that is an order', 'there is a (?:good|dear)(?: \\w+)?', 'just for (?:me|fun|laughs)',
    'for (?:fun|laughs|old times sake|the camera|a laugh|starters)', 'like that', 'like so',
)  # fmt: skip
_SHY = '(?:worry|be|panic|rush|hurry|complain|argue|cheat|ask|overdo|mess|let|fall|lose|get|laugh)'
_ACT = (
    r'(?:rush|hurry|panic|fuss|cheat\w*|slack\w*|excuses?|argu\w+|buts|peeking|dawdl\w*|worr\w*|'
)
_NOTHING = (
    rf'no {_ACT}pressure|problem|doubt|joke|kidding|questions asked|complain\w*|delay|nonsense|'
    r'messing (?:about|around)|funny business|big deal|hard feelings|time to lose|stress|wobbling|'
    r'fewer|less|more(?: (?:and|or|,)+ no (?:less|fewer))?|ifs or buts|ifs and buts|hesitat\w+)',
    r'(?:there is )?no (?:need|reason) (?:to|for) [^,]+?(?= ,|$)',
    r'(?:and )?nothing (?:too )?(?:else|other|besides|fancy|crazy|showy|special|wild|serious|'
     r'dramatic|more|less|extreme|major|'
    r'flashy|complicated|over the top|big|much)',
    rf'(?:do not|never) {_SHY}(?: (?:shy|afraid|scared|lazy|silly|nervous|late|a wimp|about it|it|'
    r'over|too much|me|down|up|yourself|your balance|why|overboard|carried away|hasty|any))*'
    r'(?= ,|$| and| then)',
    r'without (?:any |a |further |making a |making any |so much as a )*(?:words?|speaking|delay|'
    r'talking|hesitat\w+|pause|pausing|break|ado|rush\w*|hurry\w*|fuss|wobbling|sound|noise|fail|'
    r'falling(?: over)?|losing (?:your )?balance|complain\w*|question)',
    r'not (?:a (?:step|rep|single one|one) )?(?:more|less|fewer)(?: (?:and|or) not? less)?',
    r'not just yet|not bad|not at all|why not|you never know|is not it|are not you|do not you',
)  # fmt: skip
# What follows of itself.
_RECOVER = re.compile(
    r'(?:(?: ,)?(?: and| then)+|(?<=^)) (?:(?:come|get|stand|rise|straighten|spring|'
    r'push)(?:s)?(?: yourself)? '
    r'(?:back up|back|up|upright)(?: again| straight)?(?<!stand up)(?<!stands up)|'
    r'straightens?(?: up)?|'
    r'lands?(?: \w+ly)?|relax(?:es)?|(?:return|go|goes)(?:s)? (?:back )?to (?:standing|normal|'
    r'rest)|'
    r'(?:hold|holds|keep|keeps) (?:it|that|there)(?: there| up)?)(?= ,|$| and| then)'
)
_EITHER = re.compile(
    r'(?<!\S)(?<!on )(?:with |using )?(?:any|either|whichever) (?:leg|arm|hand|foot|knee|fist|'
    r'height|side)'
    r'(?: you (?:like|want|prefer|choose)| will do)?(?= ,|$| and| then)'
)
_PURPOSE = re.compile(
    r'(?<!you)(?<!try)(?<!how)(?<!like) (?:just |in order |so as )?to (?:show (?:that|how|off|'
    r'who|your|you)|prove|annoy|impress|please|amuse|entertain|celebrate|warm|'
    r'thank|honor|make (?:room|way|me|people|us|everyone)|test|loosen|let (?:me|us|him|her|them)|'
    r'express|cheer|tease|mock|scare|get (?:warm|started|going|ready)|welcome|demonstrate)(?: '
    r'(?!and |then |while |, )\S+)*'
)
_INNER = re.compile(r'(?<=\S) (?:(?:and|then) )?i (?:would like|want|need) you to ')
_BEGIN = r'(?:(?<=^)|(?<=, )|(?<=then )|(?<=and )|(?<=after that )|(?<=but ))'
_OPENING = re.compile(rf'{_BEGIN}(?:(?:{"|".join(_OPENINGS)})(?: ,)?(?: |$))+')
_CLOSING = re.compile(rf'(?:(?:^| )(?:{"|".join(_CLOSINGS)}))+(?= ,|$)')
_NEGATION = re.compile(rf'(?<!\S)(?:(?:and|but|so|with) )?(?:{"|".join(_NOTHING)})(?!\S)')
_STILL = re.compile(
    r'(?<!\S)(?:do not|never) (?:you )?(?:even )?'
    r'(?:(?:move|use|stir|twitch) (?:an?|any|a single|one) (?:muscle|inch|limb|joint|finger|part)|'
    r'move|budge|stir|twitch|go anywhere|do anything)(?= ,|$)'
)
_NOT_MOVING = re.compile(r'(?<=\S)(?: ,)? (?:and )?(?:not|without) (?:even )?moving(?= ,|$)')


def asked(text: str) -> str:
    """The request without its wrapping.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    text = _STILL.sub('stand still', text)
    text = _NOT_MOVING.sub('', text)
    text = _INNER.sub(' , ', text)
    for pattern in (_NEGATION, _RECOVER, _EITHER, _PURPOSE):
        text = pattern.sub('', text)
    text = ' '.join(text.split())
    text = _OPENING.sub('', text)
    text = _CLOSING.sub('', text)
    return ' '.join(text.split())
