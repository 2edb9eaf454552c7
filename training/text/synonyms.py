# SPDX-License-Identifier: Apache-2.0
"""Words that people use beside those of the grammar, and what to offer for what is impossible.

A synonym is replaced before the model sees a command, so a word costs the model nothing; the
grammar itself uses none of them. Each table maps the grammar's words to what people say instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from irgm_ros.spec.inflect import verb
from training.text.templates import FORMS

# Verbs, replaced in all their forms.
_VERBS: Mapping[str, str] = {
    'walk': 'saunter|amble|wander|plod|trudge|tread|travel|tramp|traipse|march along',
    'walk forward': 'head forward|head straight|head ahead|push forward',
    'walk back': 'head back',
    'run': 'race|gallop|bolt',
    'turn': 'revolve|twirl|wheel',
    'turn around': 'swing around|wheel around|whirl around',
    'tiptoe': 'sneak|creep',
    'jump': 'bounce|vault',
    'skip': 'prance|frolic',
    'squat': 'hunker down|duck|squat yourself',
    'bow': 'curtsy|take a bow to',
    'raise': 'elevate|hoist',
    'wave': 'waggle',
    'punch': 'hit|smack|thump',
    'point': 'indicate',
    'stand': 'idle',
    'dance': 'jive|shimmy|bop',
    'nod': 'bow your head|dip your head|bob your head|lower your head',
    'shake your head': 'shake your head no',
    'shrug your shoulders': 'hunch your shoulders',
    'bend your knees': 'flex your knees',
}
_PHRASES: Mapping[str, str] = {
    # Pace and extent.
    'slowly': 'gradually|unhurriedly|leisurely|very slowly|real slow|nice and slow|really slowly|'
    'slower|more slowly|at low speed|at a leisurely pace|at a snails pace|super slowly',
    'quickly': 'hastily|hurriedly|speedily|very quickly|really quickly|in a hurry|in a rush',
    'fast': 'at full speed|as fast as you can|as fast as possible|really fast|very fast|real fast|'
    'faster|at top speed|super fast|at speed|with speed',
    'at normal speed': 'at usual speed|at your usual speed|at walking speed|at regular speed|'
    'at medium speed|at moderate speed|at an ordinary speed|neither fast nor slow',
    'at a normal pace': 'at your usual pace|at walking pace|at a natural pace|at a steady pace|'
    'at an ordinary pace|at a walking pace|at a comfortable pace',
    'really high': 'super high|extra high',
    'as high as possible': 'as high as you can',
    'up high': 'way up',
    'as far as possible': 'as far as you can',
    'very low': 'as low as you can|as deep as you can|really low|as low as possible|'
    'as deep as possible|very deeply|really deep|super low',
    'slightly': 'a tad|a tiny bit|ever so slightly|somewhat|barely|very slightly|a smidge',
    'at hip height': 'waist high|at waist level|at waist height|at hip level|to hip height',
    'at face height': 'at face level|in the face|to face height',
    'at head height': 'at head level|to head height|in the head',
    'to the belly': 'in the belly|into the belly|at the belly|in the gut|to the gut',
    'to the stomach': 'in the stomach|into the stomach|at the stomach',
    'at belly height': 'at stomach height|at stomach level|at belly level',
    # Directions and places.
    'backward': 'rearward|rearwards',
    'forward': 'onward|onwards|out front|to your front|in my direction|frontward|in front of you',
    'to the left': 'to the left side|to the left hand side|on the left side',
    'to the right': 'to the right side|to the right hand side|on the right side',
    'to your left': 'to your left side|to your left hand side|on your left side',
    'to your right': 'to your right side|to your right hand side|on your right side',
    'upward': 'skyward|skywards|heavenward',
    'at the ceiling': 'to the ceiling|towards the ceiling',
    'to the sky': 'towards the sky',
    'above your head': 'over your head',
    'above their head': 'over their head',
    'above his head': 'over his head',
    'above her head': 'over her head',
    'for the floor': 'for the ground|towards the ground|for your toes|to your toes',
    'on the spot': 'on the same spot|where you are standing',
    'in place': 'where you stand|at the same place',
    'diagonally': 'at an angle|on a diagonal',
    'the other way': 'in the other direction|in the opposite direction|the opposite way|'
    'in the opposite way',
    # Numbers.
    'steps': 'footsteps|big steps|small steps|large steps|little steps|giant steps|normal steps',
    'step': 'footstep|big step|small step|large step|little step|giant step',
    'once': 'only once|one single time',
    'repeatedly': 'again and again|over and over|over and over again',
    'a few times': 'many times|lots of times|a few more times|numerous times',
    'turn around': 'turn halfway around|turn halfway|turn half way around',
    'a half turn': 'a half circle|half a circle',
    'a quarter turn': 'a quarter of a turn|a quarter circle',
    # Order and time.
    'then': 'subsequently|thereafter|later|later on|after which|once done|'
    'when done|when finished|once finished|from there|following that|immediately after that|'
    'after this|followed up by a',
    'once you are done': 'once you have finished|once you finish|as soon as you are done|'
    'once you are finished|after you are done|once you are through',
    'when you are done': 'when you have finished|when you finish|when you are finished',
    'first': 'to begin with|to start with|first of all|to start|to begin|firstly|at first',
    'second': 'secondly',
    'third': 'thirdly',
    'finally': 'at the end|in the end|to finish|last of all|at last|to end|to conclude|'
    'to finish up',
    'before': 'prior to',
    'after': 'immediately after',
    'at the same time': 'concurrently|at one and the same time',
    'meanwhile': 'in the meantime|all the while',
    'at the same time as': 'simultaneously with|while also',
    'start by': 'starts by|starting by',
    'begin by': 'begins by|beginning by',
    'start with': 'starts with|starting with',
    'begin with': 'begins with|beginning with',
    'end by': 'ends by|ending by',
    'end with': 'ends with|ending with|wrap up with|conclude with',
    'finish by': 'finishes by|finishing by|finish off by',
    'finish with': 'finishes with|finishing with|finish off with|finish up with',
    # Limbs and things.
    'both hands': 'your left and right hands|your right and left hands',
    'both arms': 'your left and right arms|your right and left arms',
    'left hand': 'lefthand',
    'right hand': 'righthand',
    'upper body': 'upper torso|trunk',
    'at the waist': 'from the waist|at the hips|from the hips|from your waist|at your waist',
    'goodbye': 'farewell|adieu|see you',
    'hello': 'hello there|howdy',
    'bye': 'byebye',
    'say hi': 'say hey|say hallo',
    'everyone': 'everybody|people|the crowd|the people|my friends|the kids|the guests',
    'as if on a chair': 'as though on a chair|as if sitting on a chair|as if there was a chair|'
    'as if there were a chair|as if you were on a chair|as if onto a chair|like in a chair',
    'on an imaginary chair': 'on a pretend chair|in an imaginary chair|onto an imaginary chair|'
    'onto an invisible chair|in an invisible chair|on an air chair',
    'as if': 'as though',
    'on tiptoe': 'on the tips of your toes|on the tips of their toes',
    'in a circle': 'in circles|in a loop|around in circles|in a round',
    'a circle': 'a loop|a lap',
    'on one leg': 'on only one leg',
    'on one foot': 'on only one foot',
    'like a soldier': 'military style|like a guard',
    'a t pose': 'a t shape|the t pose|the shape of a t',
    'wide': 'wide open|out wide',
    'like a bird': 'like a chicken|like a butterfly|like a duck',
    'in agreement': 'in approval|approvingly|to agree',
    'in disagreement': 'in denial|disapprovingly|to disagree',
    'still': 'at attention|to attention|still as a statue|immobile|like a statue',
    'stand still': 'do nothing|hold your position|hold position',
    'wait': 'hold on|hang on',
    'a guard position': 'a fighting stance|a boxing stance|a defensive stance',
    'guard up': 'fists up',
    'protect your face': 'protect yourself|defend yourself|shield yourself|cover yourself',
    'a round of applause': 'a round of clapping|some applause',
    'politely': 'respectfully|courteously|solemnly',
    # Manner that this body does not show, and words that add nothing.
    '': 'and hold it there|and hold it|and hold there|and keep it there|and hold that|'
    'happily|cheerily|proudly|nicely|properly|again|yourself|real quick|once more|also|too|'
    'for a while|enthusiastically|warmly|friendly|elegantly|in total|altogether|'
    'in a friendly way|in a friendly manner|from where you are|from where you stand|'
    'the whole time|if possible|buddy|mate|my friend|dude|gently|carefully|'
    'calmly|gracefully|firmly|with care|a total of|clearly|as well',
}
_FINGERS = 'raise a hand, wave, point or salute; the fingers do not move'
_CARRY = 'reach down or reach forward; the hands hold nothing'
_FLOOR = 'kneel, squat, or sit as if on a chair'
_DANCES = 'dance, a sway of the hips'
# What comes near, by what is asked for and impossible.
_NEARBY: Mapping[str, str] = {
    _FINGERS: 'sign|palm|thumb|thumbs|fingers|peace|snap|middle finger|victory|fist bump',
    _DANCES: 'salsa|waltz|tango|ballet|hip hop|breakdance|macarena|moonwalk|samba|polka|twerk|'
    'floss|foxtrot|rumba|tap dance|cha|ballroom|flamenco|disco|pirouette',
    _CARRY: 'pick|picks|grab|throw|throws|catch|carry|push|pull|bring|fetch|pour|drink|eat|cup',
    'kick or punch the air': 'ball|wall',
    _FLOOR: 'lie|lies|lay|crawl|crawls|roll|plank|push ups|pushups|sit ups|all fours',
    'sit as if on a chair': 'chair|bench|sofa|couch|stool',
    'march in place, or walk on level ground': 'climb|climbs|stairs|ladder|stair',
    'flap your arms': 'swim|swims|fly',
    'jump, hop or do jumping jacks': 'cartwheel|handstand|backflip|somersault|headstand',
    'come forward, or beckon for the gesture': 'come here',
    'raise one hand': 'high five',
    'reach forward with the right arm': 'shake hands|handshake',
    'reach forward with both arms': 'hug',
    'march in place, or walk forward': 'march forward',
    'turn, nod or shake the head': 'look',
    'walk backward': 'run backward|jog backward',
    'punch high': 'uppercut',
    'step to the left or to the right': 'to the side',
    'march in place': 'run in place|jog in place|run on the spot',
    'squat, bow or kneel; raised arms come down by themselves': 'lower',
}


def synonyms() -> dict[str, str]:
    """Words and phrases with the grammar's own words for them, verbs in all their forms."""
    return {**dict(_inflected()), **_inverted(_PHRASES)}


def nearby() -> dict[str, str]:
    """What is impossible, with what the robot can do instead."""
    return _inverted(_NEARBY)


def _inverted(table: Mapping[str, str]) -> dict[str, str]:
    return {other: known for known, others in table.items() for other in others.split('|')}


def _inflected() -> Iterator[tuple[str, str]]:
    for known, others in _VERBS.items():
        for other in others.split('|'):
            for form in FORMS:
                yield verb(other, form), verb(known, form)
