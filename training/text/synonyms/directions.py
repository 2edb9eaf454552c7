# SPDX-License-Identifier: Apache-2.0
"""Synonyms of directions, places and angles."""

from __future__ import annotations

from collections.abc import Mapping

DIRECTIONS: Mapping[str, str] = {
    'backward': 'behind you|back behind you',
    'forward': 'in a straight line forward|'
    'out in front of you|straight on ahead|to the front of you|'
    'further forward|dead ahead|straight in front of you|nearer|'
    'nearer to me|'
    'out front|in my direction|in front of you',
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
    'diagonally': 'crosswise|catty corner',
    'the other way': 'the other direction|the opposite direction|the opposite way|'
    'in reverse direction|back where you came from|in the other direction|'
    'in the opposite direction|in the opposite way',
}
