# SPDX-License-Identifier: Apache-2.0
"""Synonyms of whole movements and of their names with a size."""

from __future__ import annotations

from collections.abc import Mapping

MOVES: Mapping[str, str] = {
    'deeply': 'nice and deep|good and deep|nice and low|right down|proper deep|extra deep',
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
    'high kick': 'really high kick|sky high kick',
    'low kick': 'wee low kick|shin kick|really low kick',
    'to the face': 'towards the face|into the face|at my face|on the chin',
    'low': 'close to the ground|near the ground|low down|down by the shin',
    'high': 'nice and high|up really high|up nice and high|quite high|good and high|sky high',
    'diagonally backward': 'diagonally behind you',
    'all the way around': 'right around|the full way around|through a full circle|'
    'a whole 360 degrees|all the way around once|'
    'one full turn|once around completely',
    'a full turn': 'one complete turn|a whole turn|one whole turn',
    'walk in a circle': 'trace out a circle|'
    'do laps|do a small circle|make a small circle|'
    ''
    'make your way around a circle|',
    'hands on your hips': 'hands resting on your hips|hands placed on your hips|'
    'hands firmly on your hips|hands planted on your hips',
    'SIDE leg': 'SIDE (ankle|shin|thigh|lower leg|hip|limb|calf)',
    'SIDE foot': 'SIDE (toes|heel)',
    'hurts': 'is sprained|were sprained|was sprained|is twisted|is broken|is killing you|'
    'is aching|aches|were hurt|were injured|is in pain|were twisted|was hurt|was injured|'
    'is painful|is lame|is wounded|were sore|were hurting|is hurting|were broken|is bruised|'
    'is damaged|is acting up|were bad|is bad|is playing up|has a cramp|was hurting|'
    'has been hurt',
    'as if your SIDE leg hurts': 'as if you had (twisted|hurt|injured|sprained|broken) '
    'your SIDE leg|'
    'pretending your SIDE leg hurts|with (an injured|a hurt|a bad|a sore|a lame) SIDE leg|'
    'with (injured|hurt|bad|sore|lame|your bad|your hurt|your injured) SIDE leg',
    'walk as if your SIDE leg hurts': '(pretend|act as if|pretend that|imagine) your SIDE leg '
    'hurts|'
    'pretend your SIDE leg is hurt|pretend to have a bad SIDE leg',
    'stand on your SIDE leg': 'hold your OTHER foot up in the air|hold your OTHER foot up',
    'hands up': 'reach for the skies|stick them up|put them up',
    'put your hand up': 'get your hand up|get a hand up|get your arm up|stick your hand up|'
    'bring your hand up|get your hand in the air',
    'put your hands up': 'get your hands up|get your arms up|bring your hands up|'
    'get your hands in the air',
    'put your SIDE arm up': '(get|bring) your SIDE (arm|hand) up|'
    'get your SIDE (arm|hand) in the air',
    'raised': 'lifted|held high|held aloft|aloft|hoisted|stretched up',
    'SIDE arm raised': 'SIDE arm kept raised',
    'knee': 'kneecap',
    'put your SIDE knee on the floor': 'get your SIDE knee (onto|on) the floor|'
    'put your SIDE knee onto the floor|get your SIDE knee down',
    'on the floor': 'onto the floor|onto the ground|to the deck',
    'for the ceiling': 'for the top shelf|for the stars|for the heavens|for the skies|'
    'to the heavens|for the moon|for the clouds',
    'stand': 'stand up|get up|rise|rise to your feet|get to your feet',
}
