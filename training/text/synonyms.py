# SPDX-License-Identifier: Apache-2.0
"""Words that people use beside those of the grammar, and what to offer for what is impossible.

A synonym is replaced before the model sees a command, so a word costs the model nothing; the
grammar itself uses none of them. Each table maps the grammar's words to what people say instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from irgm_ros.spec.inflect import verb
from training.text.templates import FORMS
from training.text.verbs import PAST, VERBS

_PHRASES: Mapping[str, str] = {
    'deeply': 'nice and deep|good and deep|nice and low|right down|proper deep|'
    'as far down as you can|all the way to the bottom|extra deep',
    'deep squat': 'big squat|really deep squat|really low squat|very deep squat|'
    'proper deep squat|very low squat',
    'deep bow': 'big bow|really deep bow|really low deep bow|very deep bow|very low bow|'
    'really low bow|low deep bow|sweeping bow|grand bow',
    'small bow': 'tiny bow|wee bow|shallow bow|quick little bow|polite little bow|light bow|'
    'half bow|modest bow|mini bow|subtle bow|slight little bow',
    'deep lunge': 'big lunge|really deep lunge|very deep lunge|huge lunge',
    'small squat': 'tiny squat|little squat|wee squat|mini squat|quick little squat',
    'small lunge': 'tiny lunge|little lunge|wee lunge|mini lunge',
    'small jump': 'tiny jump|wee jump|mini jump|teeny jump',
    'little jump': 'little hop up|little bounce',
    'high jump': 'huge jump|giant jump|really high jump|very high jump|massive jump|'
    'big high jump|enormous jump|great big jump',
    'high kick': 'really high kick|head height kick|sky high kick',
    'low kick': 'wee low kick|shin kick|really low kick',
    'to the face': 'towards the face|into the face|at my face|on the chin',
    'low': 'low to the ground|close to the ground|near the ground|barely off the ground|low down|'
    'down by the shin',
    'high': 'nice and high|up really high|up nice and high|quite high|good and high|sky high',
    'diagonally backward': 'at an angle behind you|diagonally behind you',
    'all the way around': 'right around|the full way around|through a full circle|'
    'a full 360 degrees|a whole 360 degrees|all the way around once|'
    'one full turn|once around completely',
    'a full turn': 'one complete turn|a whole turn|one whole turn',
    'walk in a circle': 'trace a circle|trace out a circle|'
    'do laps|do a small circle|make a small circle|'
    'draw a circle on the floor|trace a circle on the floor|trace a ring on the floor|'
    'make your way around a circle|trace a ring on the floor with your steps|'
    'trace a circle on the floor with your steps|trace a circle with your steps',
    'hands on your hips': 'hands resting on your hips|hands placed on your hips|'
    'hands at your hips|hands firmly on your hips|hands planted on your hips|hands to your hips',
    'left leg': 'left ankle|left shin|left thigh|left lower leg|left hip|left limb',
    'right leg': 'right ankle|right shin|right thigh|right lower leg|right hip|right limb',
    'left foot': 'left shoe|left toes|left heel',
    'right foot': 'right shoe|right toes|right heel',
    'hurts': 'is sprained|were sprained|was sprained|is twisted|is broken|is killing you|'
    'is aching|aches|were hurt|were injured|is in pain|were twisted|was hurt|was injured|'
    'is painful|is lame|is wounded|were sore|were hurting|is hurting|were broken|is bruised|'
    'is damaged|is acting up|were bad|is bad|is playing up|has a cramp|was hurting|'
    'has been hurt',
    'as if your left leg hurts': 'as if you had twisted your left leg|'
    'as if you had hurt your left leg|as if you had injured your left leg|'
    'as if you had sprained your left leg|'
    ''
    'pretending your left leg hurts|with an injured left leg|'
    'with a hurt left leg|with a bad left leg',
    'as if your right leg hurts': 'as if you had twisted your right leg|'
    'as if you had hurt your right leg|as if you had injured your right leg|'
    'as if you had sprained your right leg|'
    ''
    'pretending your right leg hurts|with an injured right leg|'
    'with a hurt right leg|with a bad right leg',
    'walk as if your left leg hurts': 'pretend your left leg hurts|act as if your left leg hurts|'
    'pretend that your left leg hurts|imagine your left leg hurts|'
    'pretend your left leg is hurt|pretend to have a bad left leg',
    'walk as if your right leg hurts': 'pretend your right leg hurts|'
    'act as if your right leg hurts|pretend that your right leg hurts|'
    'imagine your right leg hurts|pretend your right leg is hurt|'
    'pretend to have a bad right leg',
    'stand on your right leg': ''
    ''
    ''
    'hold your left foot up in the air|hold your left foot up|'
    ''
    'put your weight on your right leg|'
    'pick up your left foot',
    'stand on your left leg': ''
    ''
    ''
    'hold your right foot up in the air|hold your right foot up|'
    ''
    'put your weight on your left leg|'
    'pick up your right foot',
    'hands up': 'reach for the skies|stick them up|put them up',
    'put your hand up': 'get your hand up|get a hand up|get your arm up|stick your hand up|'
    'bring your hand up|get your hand in the air',
    'put your hands up': 'get your hands up|get your arms up|bring your hands up|'
    'get your hands in the air',
    'put your right arm up': 'get your right arm up|bring your right arm up|'
    'get your right hand up|bring your right hand up|get your right arm in the air',
    'put your left arm up': 'get your left arm up|bring your left arm up|get your left hand up|'
    'bring your left hand up|get your left arm in the air',
    'raised': 'lifted|held high|held aloft|aloft|hoisted|stretched up',
    'left arm raised': 'left arm kept raised',
    'knee': 'kneecap',
    'put your left knee on the floor': 'get your left knee onto the floor|'
    'get your left knee on the floor|put your left knee onto the floor|'
    'put your left knee on the floor|get your left knee down',
    'put your right knee on the floor': 'get your right knee onto the floor|'
    'get your right knee on the floor|put your right knee onto the floor|'
    'get your right knee down',
    'on the floor': 'onto the floor|onto the ground|to the deck',
    'for the ceiling': 'for the top shelf|for the stars|for the heavens|for the skies|'
    'to the heavens|for the moon|for the clouds',
    'stand': 'stand up|get up|rise|rise to your feet|get to your feet',
    # Pace and extent.
    'slowly': 'lazily|sluggishly|languidly|leisurely|at your leisure|nice and slowly|'
    'nice and easy|taking your time over it|taking your time|taking it easy|take your time|'
    'at an easy pace|at a gentle pace|at a crawl|in slow mo|at a slow rate|at a leisurely rate|'
    'ponderously|as slowly as you can|as slow as you can|as slowly as possible|ever so slowly|'
    'quite slowly|dead slow|not too fast|not so fast|super slow|very slow|really slow|'
    'at a relaxed pace|at a slow walk|gradually|unhurriedly|very slowly|real slow|'
    'nice and slow|really slowly|slower|more slowly|at low speed|at a leisurely pace|'
    'at a snails pace|super slowly',
    'quickly': 'in double time|double quick|in a flash|in a jiffy|at a brisk rate|at a fast rate|'
    'at a quick rate|as quickly as you can|as quick as you can|quick as you can|'
    'as quickly as possible|in quick time|at pace|quick sharp|super quickly|in haste|'
    'lickety split|with haste|make haste|make it snappy|in a brisk manner|hastily|hurriedly|'
    'speedily|very quickly|really quickly|in a hurry|in a rush',
    'fast': 'as fast as lightning|flat out|at full tilt|full speed|at full pelt|at maximum speed|'
    'at a rapid pace|as fast as your legs will carry you|super fast|pretty fast|full throttle|'
    'like the wind|at a fast clip|like a flash|at a rapid rate|full steam|at full speed|'
    'as fast as you can|as fast as possible|really fast|very fast|real fast|faster|'
    'at top speed|at speed|with speed',
    'at normal speed': ''
    'not fast not slow|'
    'not too fast not too slow|at a normal rate|at your normal speed|at your own speed|'
    'at an ordinary rate|at everyday speed|at usual speed|'
    'at your usual speed|at walking speed|at regular speed|at medium speed|at moderate speed|'
    'at an ordinary speed',
    'at a normal pace': 'at your normal pace|at your own pace|at an everyday pace|'
    'at an even pace|at a standard pace|at a sensible pace|at a casual pace|at the usual pace|'
    'at your usual pace|at walking pace|at a natural pace|at a steady pace|at an ordinary pace|'
    'at a walking pace|at a comfortable pace',
    'really high': 'super high|extra high',
    'as high as possible': 'as high as you can',
    'up high': 'way up',
    'as far as possible': 'as far as you dare|as far as it will go|as far as it goes|'
    'as far as you are able|as far as they go|as far as you can manage|as far as you can go|'
    'to the limit|all the way over|as far as you can',
    'very low': 'as low as you can|as deep as you can|really low|as low as possible|'
    'as deep as possible|very deeply|really deep|super low',
    'slightly': 'a touch|a smidgen|a wee bit|a hair|a fraction|ever so slightly|a whisker|'
    'very slightly|only a little|a little way|a little ways|a teeny bit|a teensy bit|a tad|'
    'a tiny bit|somewhat|barely|a smidge',
    'at hip height': 'up at hip height|at the hip|at hips height|hip height or better|'
    'at hip height or better|at waist height or better|waist high|at waist level|'
    'at waist height|at hip level|to hip height',
    'at face height': 'face level|at the face|at nose height|at chin height|to the nose|'
    'to the chin|on the nose|in the nose|at eye level|at chin level|at the nose|at the chin|'
    'at face level|in the face|to face height',
    'at head height': 'at head level|to head height|in the head',
    'to the belly': 'in the belly|into the belly|at the belly|in the gut|to the gut',
    'to the stomach': 'towards the stomach|towards the belly|to the tummy|in the tummy|'
    'to the midriff|into the tummy|to the ribs|towards the tummy|in the stomach|'
    'into the stomach|at the stomach',
    'at belly height': 'at tummy height|at midriff height|at tummy level|at stomach height|'
    'at stomach level|at belly level',
    'out to the sides': 'straight out to the sides|out to both sides|straight out sideways|'
    'wide to the sides',
    'on one leg': 'on only one leg|on either leg|on any leg|on whichever leg',
    'quick': 'rapid|speedy|swift|hasty|hurried',
    'slow': 'sluggish|unhurried|lazy|gradual|slowed down',
    # Directions and places.
    'backward': 'in a backward direction|behind you|back behind you|rearward|rearwards',
    'forward': 'in a forward direction|in a straight line forward|'
    'out in front of you|straight on ahead|to the front of you|'
    'further forward|dead ahead|straight in front of you|nearer|'
    'nearer to me|onward|'
    'onwards|out front|to your front|in my direction|frontward|in front of you',
    'to the left': 'off to the left|towards the left|veering left|towards your left|'
    'to the left as you see it|round to the left|'
    'on the left side',
    'to the right': 'off to the right|towards the right|veering right|'
    'towards your right|round to the right|'
    'on the right side',
    'to your left': 'on your left side',
    'to your right': 'on your right side',
    'upward': 'skyward|skywards|heavenward',
    'at the ceiling': 'to the ceiling|towards the ceiling',
    'to the sky': 'towards the sky',
    'above your head': 'over your head',
    'above their head': 'over their head',
    'above his head': 'over his head',
    'above her head': 'over her head',
    'for the floor': 'to your feet|down to the floor|near the floor|at the floor|for your feet|'
    'towards your feet|towards your toes|down to your toes|for something on the floor|'
    'for the ground|towards the ground|for your toes|to your toes',
    'on the spot': 'right where you are|on the same spot|where you are standing',
    'in place': 'right there|on your mark|where you stand|at the same place',
    'diagonally': 'on the bias|slantwise|at a diagonal|obliquely|on a slant|crosswise|at a slant|'
    'catty corner|at an angle',
    'the other way': 'the other direction|the opposite direction|the opposite way|'
    'in reverse direction|back where you came from|in the other direction|'
    'in the opposite direction|in the opposite way',
    # Numbers.
    'steps': 'footsteps|big steps|small steps|large steps|little steps|giant steps|normal steps',
    'step': 'footstep|big step|small step|large step|little step|giant step',
    'once': 'one single time',
    'repeatedly': 'again and again|over and over|over and over again',
    'a few times': 'many times|lots of times|a few more times|numerous times',
    'turn around': 'turn halfway around|turn halfway|turn half way around',
    'of a turn': 'of a full turn|of a complete turn|of a whole turn|'
    'of a rotation|of a full circle|of a circle|of a full spin|of a spin',
    'a half turn': 'half a rotation|a half rotation|half a revolution|half a spin|one half turn|'
    'a half circle|half a circle',
    'a quarter turn': 'a quarter of a turn|a quarter circle',
    # Order and time.
    'then': 'subsequently|whereupon|after it|once there|anon|immediately afterwards|'
    'right afterwards|directly afterwards|straight afterwards|shortly afterwards|soon after|'
    'thereupon|upon which|and after it|thereafter|later|later on|after which|once done|'
    'when done|when finished|once finished|following that|after this',
    'once you are done': 'once you have finished|once you finish',
    'when you are done': 'when you have finished|when you finish',
    'first': 'before anything else|before all else|initially|for a start|first up|first off|'
    'to open|in the first place|first thing|beginning with|to begin with|to start with|'
    'first of all|to start|to begin|firstly|at first',
    'second': 'secondly',
    'third': 'thirdly',
    'finally': 'to round it off|to top it off|to cap it off|to wrap it up|to finish off|'
    'as a finale|for the finale|for a finale|eventually|in conclusion|to finish with|'
    'at the very end|to top it all off|at the end|in the end|'
    'to finish|last of all|at last|to end|to finish up',
    'before': 'prior to',
    'at the same time': 'both together|both at the same time|at once together|in parallel|'
    'simultaneously with it|meantime|in tandem|in unison|at that same time|concurrently|'
    'at one and the same time',
    'meanwhile': 'in the meantime',
    'at the same time as': 'together with|in combination with|along with|simultaneously with|'
    'while also',
    'start by': 'starts by|starting by',
    'begin by': 'begins by|beginning by',
    'start with': 'starts with|starting with',
    'begin with': 'begins with',
    'end by': 'ends by|ending by',
    'end with': 'ends with|ending with',
    'finish by': 'finishes by|finishing by',
    'finish with': 'finishes with|finishing with',
    # Limbs and things.
    'both hands': 'both your hands|each of your hands|your left and right hands|'
    'your right and left hands',
    'both arms': 'both your arms|each of your arms|your left and right arms|'
    'your right and left arms',
    'left hand': 'left paw|left mitt|left index finger|left palm|left hand only|left finger|'
    'lefthand',
    'right hand': 'right paw|right mitt|right index finger|right palm|right hand only|'
    'right finger|righthand',
    'upper body': 'upper torso|trunk',
    'at the waist': 'from the waist|at the hips|from the hips|from your waist|at your waist',
    'goodbye': 'farewell|adieu|see you',
    'hello': 'hello there|howdy',
    'bye': 'byebye',
    'say hi': 'say hey|say hallo',
    'everyone': 'everybody|people|the crowd|the people|my friends|the kids|the guests',
    'as if on a chair': 'as if sitting on a chair|as if there was a chair|'
    'as if there were a chair|as if you were on a chair|as if onto a chair|like in a chair',
    'on an imaginary chair': 'on a pretend chair|in an imaginary chair|onto an imaginary chair|'
    'onto an invisible chair|in an invisible chair|on an air chair',
    'on tiptoe': 'on the tips of your toes|on the tips of their toes',
    'in a circle': 'round a circle|in a round circle|round in circles|round and round|'
    'in a small circle|in a big circle|in a wide circle|in a little circle|in one circle|'
    'in a large circle|in circles|around in circles|in a round',
    'on one foot': 'on only one foot',
    'like a soldier': 'military style|like a guard',
    'a t pose': 'a t shape|the t pose|the shape of a t',
    'wide': 'wide open|out wide',
    'like a bird': 'like a chicken|like a butterfly|like a duck',
    'in agreement': 'in approval of it|in assent|to mean yes|meaning yes|for yes|to signal yes|'
    'in consent|in acknowledgement|with approval|affirmatively|in approval|approvingly|to agree',
    'in disagreement': 'in disapproval|in refusal|to refuse|to mean no|meaning no|for no|'
    'to signal no|in disbelief|in dismay|with disapproval|to disapprove|in denial|'
    'disapprovingly|to disagree',
    'still': 'at attention|to attention|still as a statue|immobile|like a statue',
    'stand still': 'stay right there|stay where you stand|remain where you are|'
    'stay exactly where you are|stay right where you are|hold it right there|hold it there|'
    'hold everything|stand by there|keep your position|stay in position|stay motionless|'
    'remain motionless|play statue|stand to attention|come to attention|attention stance|'
    'do nothing|hold your position|hold position',
    'wait': 'linger|bide your time|wait a moment|wait a bit|take a break|give it a moment|'
    'wait a second|pause there|have a pause|hold on|hang on',
    'a guard position': 'a fighting stance|a boxing stance|a defensive stance',
    'guard up': 'fists up',
    'protect your face': 'protect yourself|defend yourself|cover yourself',
    'a round of applause': 'a round of clapping|some applause',
    'politely': 'respectfully|courteously|solemnly',
    # Manner that this body does not show, and words that add nothing.
    '': 'and hold it there|and hold it|and hold there|and keep it there|and hold that|happily|'
    'cheerily|proudly|nicely|properly|again|yourself|real quick|also|too|for a while|'
    'enthusiastically|warmly|friendly|elegantly|in total|altogether|in a friendly way|'
    'in a friendly manner|from where you are|from where you stand|buddy|mate|my friend|dude|'
    'gently|carefully|calmly|gracefully|firmly|with care|a total of|clearly|as well',
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


_AFTER = (
    'after you have', 'once you have', 'when you have', 'having',
    'after having', 'after they have', 'once they have', 'after he has', 'once he has',
    'after she has', 'once she has',
)  # fmt: skip


def synonyms() -> dict[str, str]:
    """Words and phrases with the grammar's own words for them, verbs in all their forms."""
    return {**dict(_inflected()), **_inverted(_PHRASES), **dict(_finished())}


def nearby() -> dict[str, str]:
    """What is impossible, with what the robot can do instead."""
    return _inverted(_NEARBY)


def _finished() -> Iterator[tuple[str, str]]:
    for past, base in PAST.items():
        for after in _AFTER:
            yield f'{after} {past}', f'after {verb(base, "gerund")}'


def _inverted(table: Mapping[str, str]) -> dict[str, str]:
    return {other: known for known, others in table.items() for other in others.split('|')}


def _inflected() -> Iterator[tuple[str, str]]:
    for known, others in VERBS.items():
        for other in others.split('|'):
            for form in FORMS:
                yield verb(other, form), verb(known, form)
