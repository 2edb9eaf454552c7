# SPDX-License-Identifier: Apache-2.0
"""Sentences that the default model must refuse, for benchmarks and tests."""

from __future__ import annotations

import numpy as np

_ACTIONS = (
    'lie down', 'lie on your back', 'climb the stairs', 'swim', 'cartwheel', 'do a handstand',
    'crawl forward', 'crawl on all fours', 'roll over', 'sing a song', 'pour a cup of tea',
    'moonwalk', 'do push ups', 'do ten sit ups', 'juggle', 'do a backflip', 'do the splits',
    'dance salsa', 'dance the waltz', 'dance a tango', 'do a ballet dance', 'breakdance',
    'make a stop sign with the palm', 'give me a thumbs up', 'make a peace sign',
    'snap your fingers', 'show the palm of your hand', 'shake hands with me',
    'give me a high five',
    'hug me', 'smile', 'wink', 'come here', 'do yoga', 'meditate', 'sneeze', 'scratch your head',
)  # fmt: skip
_OBJECTS = (
    'kick the ball', 'raise the flag', 'pick up the box', 'throw the ball', 'open the door',
    'wave your foot', 'punch the wall', 'point at the dog', 'push the table', 'clap your feet',
    'walk to the kitchen', 'jump over the fence', 'bring me a coffee', 'raise your leg',
    'hold the cup', 'turn off the light', 'stand on the chair', 'walk up the stairs',
    'sit on the chair', 'sit down on the sofa', 'throw the box', 'catch the ball',
    'pick up a pen', 'carry the bag', 'climb the ladder', 'shake your hand', 'cross your legs',
    'wave the flag', 'stand on your head', 'nod your arm', 'reach for the shelf', 'block the door',
)  # fmt: skip
_RANGES = (
    'take 50 steps', 'turn 37 degrees', 'jump nine times', 'clap 12 times', 'walk 100 steps',
    'turn left 500 degrees', 'squat twenty times', 'wave thirteen times', 'walk 2.5 steps',
    'walk for ten seconds', 'walk two meters', 'salute three times', 'limp nine steps',
    'shrug ten times', 'hop on one leg eleven times', 'run slowly', 'march forward',
    'run to the left', 'hop backward on your left leg', 'kneel quickly', 'tiptoe to the left',
)  # fmt: skip
_NEGATED = (
    "don't wave", 'do not walk', 'never jump', 'walk without waving', 'do not kneel', 'no kicking',
    'walk forward, no waving', 'nod but do not bow',
)  # fmt: skip
_FOREIGN = (
    'winke mit der linken hand', 'lève la main droite', 'salta dos veces', '挥手', 'помаши рукой',
    'gehe drei schritte vorwärts', 'cammina in avanti', 'spring två gånger', '手を振って',
)  # fmt: skip
_NONSENSE = (
    'colorless green ideas', 'what time is it', 'asdf qwer', 'the left of the right',
    'tell a joke', 'i am hungry', 'blorp three times', 'left left left', 'who are you', 'forward',
    'your head', 'hands', 'three times', 'slowly',
)  # fmt: skip
KINDS = (_ACTIONS, _OBJECTS, _RANGES, _NEGATED, _FOREIGN, _NONSENSE)
_POSSIBLE = ('walk forward', 'wave your left hand', 'squat twice', 'turn left')


def out_of_scope(rng: np.random.Generator) -> str:
    """A sentence outside the model's range: actions, objects, numbers, negation, languages."""
    kind = KINDS[int(rng.integers(len(KINDS)))]
    sentence = kind[int(rng.integers(len(kind)))]
    if kind in (_ACTIONS, _OBJECTS, _RANGES) and rng.random() < 0.3:
        possible = _POSSIBLE[int(rng.integers(len(_POSSIBLE)))]
        pair = (possible, sentence) if rng.random() < 0.5 else (sentence, possible)
        return ', then '.join(pair)
    return sentence
