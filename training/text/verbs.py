# SPDX-License-Identifier: Apache-2.0
"""Verbs that people use beside those of the grammar, and past participles."""

from __future__ import annotations

from collections.abc import Mapping

# Verbs, replaced in all their forms.
VERBS: Mapping[str, str] = {
    'walk': 'saunter|amble|wander|plod|trudge|tread|travel|tramp|traipse|march along|shuffle|'
    'mosey|hike|toddle|trek|meander|parade|potter|ramble|perambulate|promenade|trundle|drift|'
    'scoot|lumber|waddle|swagger|strut|make your way|wend your way|take yourself|get yourself|'
    'pad|drift off|wander off|locomote|stumble|stagger|shift|roam|ease|step it out|go on foot',
    'walk slowly': 'inch|dawdle|edge|walk at a crawl|crawl along',
    'walk forward': 'head forward|head straight|head ahead|push forward|press forward|'
    'forge ahead|come at me|press on|go on ahead',
    'walk back': 'head back|withdraw|fall back|backpedal|back it up|give ground|back yourself up',
    'run': 'race|gallop|bolt|scamper|scurry|hurtle|zoom|leg it|hightail it|book it|hotfoot it|'
    'tear off|belt|pelt|scuttle|hoof it|peg it',
    'turn': 'revolve|twirl|wheel|yaw|whip|orient yourself|orient|reorient|angle yourself|slew',
    'turn around': 'swing around|wheel around|whirl around|whip around|twirl around|twist around|'
    'come about|turn about|flip around|turn your back|show me your back|face the opposite way|'
    'face the other direction|face the opposite direction|face backward',
    'turn to': 'swing to|veer to|twist to',
    'tiptoe': 'sneak|creep|pussyfoot|slink|prowl|tippytoe|sneak along|creep along',
    'jump': 'bounce|vault|bound|hurdle|boing|pounce',
    'jump up': 'leave the ground|pop up|get some air|get airborne|catch some air',
    'skip': 'prance|frolic|gambol|caper',
    'squat': 'hunker down|duck|squat yourself|get low|drop it low|duck down|bob down|hunker|'
    'scrunch down|crouch yourself|lower yourself',
    'kick': 'boot|punt|kick it|hoof',
    'bow': 'curtsy|curtsey|take a bow to|incline yourself|bow yourself|do a curtsy',
    'bow your upper body': 'incline your upper body|incline your torso|incline your body|'
    'dip your upper body|bend your upper body forward|bend your torso forward',
    'lean': 'tip over|lean way over|tip yourself|lean yourself|lean your whole body',
    'tilt your body': 'tilt your whole body|tip your body|tip your torso|tip your upper body|'
    'incline your body to the side',
    'kneel': 'genuflect|get down on your knees|go down on your knees|drop to your knees|'
    'get on your knees|fall to your knees|sink to your knees|kneel yourself',
    'put your': 'pop your',
    'hold both': 'bring both',
    'hold your': 'bring your',
    'sway your hips': 'shake your hips|swivel your hips|gyrate|roll your hips|gyrate your hips',
    'hold a t pose': 'stand like a scarecrow',
    'put': 'stick|plant|plonk|shove',
    'sit': 'perch yourself|park yourself|plonk yourself|plop|seat yourself|park your bottom|'
    'rest your legs|pop yourself',
    'take a seat': 'grab a seat|have a sit|take a load off|take the weight off|get a seat|'
    'find a seat|pull up a chair|have a chair|take a chair|get off your feet|take a pew',
    'balance': 'perch|poise|teeter|balance yourself|poise yourself',
    'stand on one leg': ''
    'stand like a stork|stand like a heron|strike a flamingo pose|'
    'do a tree pose',
    'raise': 'elevate|hoist|shoot up|fling up|thrust up|heave|bring up|reach your hand up',
    'wave': 'waggle|flourish',
    'say hello': 'say howdy|say hiya|say good day|say good morning|say ahoy|say yo',
    'punch': 'hit|smack|thump|sock|slug|whack|wallop|bash|clobber|strike back|sock it|whack it',
    'throw a punch': 'throw hands|land a blow|deliver a punch|give it a whack|take a swing',
    'point': 'indicate|aim your finger|direct your finger|aim your hand|aim your index finger|'
    'direct your index finger|aim a finger',
    'clap': 'give it up|clap along|give applause',
    'salute': 'snap a salute|throw up a salute|throw a salute|'
    'snap to a salute|offer a salute|render a salute|snap off a salute',
    'dance': 'jive|shimmy|bust a move|bust some moves|bust a groove|cut a rug|get down with it|'
    'show your moves|show me your moves|throw some shapes|get your groove on|jig|do a jig|'
    'shake a leg|break it down|wiggle|shake your booty|bust out some moves|hit the dance floor|'
    'show off your moves|shake it|rock out|jig about|dance away|dance along|bust out a move|'
    'shake your body|get jiggy',
    'do': 'execute|carry out|bang out|knock out|crank out|pump out|rattle off|pull off|fire off|'
    'bust out|treat me to|treat us to|deliver|produce|manage|demonstrate|whip out|give us',
    'nod': 'bow your head|dip your head|bob your head|lower your head|nod along|nod away|'
    'signal yes|indicate yes|nod your approval|nod your assent',
    'shake your head': 'shake your head no|signal no|indicate no|'
    'shake your noggin|shake your head to signal no|refuse with your head|wag your noggin',
    'shrug your shoulders': 'hunch your shoulders|bob your shoulders|hitch your shoulders|'
    'jerk your shoulders|'
    'scrunch your shoulders',
    'bend your knees': 'flex your knees|bend at the knees|bend at your knees|bend both knees|'
    'bend both your knees',
    'flap your arms': 'do the chicken dance|do the chicken|do a chicken dance|flutter your arms|'
    'do a chicken|do a bird|do the bird|flutter your wings|take flight|do chicken wings',
    'beckon': 'summon|gesture for me to come|'
    'usher me over|draw me closer|coax me over|hail me over|bid me come',
    'beckon me over': 'wave me across|wave for me to come|motion for me to come|wave me in|',
    'block': 'put up a block|parry|cover up|guard yourself|shield yourself|brace yourself|'
    'block yourself|throw up a block|do a block|make a block|ward off a blow|fend off a blow',
    'protect your face': 'protect your head|cover your head|shield your head|guard your head|'
    'hide your face|hide behind your forearms|guard your chin|protect your chin',
    'reach': 'grope|reach out far|strain',
    'limp': 'hirple|limp around|drag your leg|walk lamely',
    'march': 'goose step|stomp|do a march|parade march',
    'lunge': 'step out into a lunge|sink into a lunge|drop down into a lunge|step into lunge|'
    'go down into a lunge',
    'hop': 'pogo|bounce on one leg',
}
# Past participles, for "once you have walked"; regular ones follow from the verb.
PAST: Mapping[str, str] = {
    'walked': 'walk', 'turned': 'turn', 'nodded': 'nod', 'waved': 'wave', 'saluted': 'salute',
    'bowed': 'bow', 'jumped': 'jump', 'squatted': 'squat', 'clapped': 'clap', 'kicked': 'kick',
    'punched': 'punch', 'shrugged': 'shrug', 'knelt': 'kneel', 'kneeled': 'kneel', 'sat': 'sit',
    'danced': 'dance', 'hopped': 'hop', 'skipped': 'skip', 'marched': 'march', 'leaned': 'lean',
    'leant': 'lean', 'lunged': 'lunge', 'limped': 'limp', 'tiptoed': 'tiptoe', 'run': 'run',
    'jogged': 'jog', 'pointed': 'point', 'raised': 'raise', 'lifted': 'lift', 'stepped': 'step',
    'taken': 'take', 'done': 'do', 'made': 'make', 'given': 'give', 'thrown': 'throw',
    'crossed': 'cross', 'folded': 'fold', 'flapped': 'flap', 'beckoned': 'beckon',
    'blocked': 'block', 'reached': 'reach', 'stretched': 'stretch', 'shaken': 'shake',
    'put': 'put', 'stood': 'stand', 'gone': 'go', 'rotated': 'rotate', 'spun': 'spin',
    'balanced': 'balance', 'moved': 'move', 'crouched': 'crouch', 'performed': 'perform',
    'applauded': 'applaud', 'greeted': 'greet', 'circled': 'circle', 'swayed': 'sway',
    'spread': 'spread', 'waited': 'wait', 'paused': 'pause', 'sidestepped': 'sidestep',
    'sprinted': 'sprint', 'hobbled': 'hobble', 'leapt': 'leap', 'leaped': 'leap',
    'retreated': 'retreat', 'come': 'come', 'had': 'have', 'held': 'hold', 'bent': 'bend',
}  # fmt: skip
