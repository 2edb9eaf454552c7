# SPDX-License-Identifier: Apache-2.0
"""Synonyms of pace, extent and height, and words that this body does not show."""

from __future__ import annotations

from collections.abc import Mapping

MANNER: Mapping[str, str] = {
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
    # Manner that this body does not show, and words that add nothing.
    '': 'and hold it there|and hold it|and hold there|and keep it there|and hold that|happily|'
    'cheerily|proudly|nicely|properly|again|yourself|real quick|also|too|for a while|'
    'enthusiastically|warmly|friendly|elegantly|in total|altogether|in a friendly way|'
    'in a friendly manner|from where you are|from where you stand|buddy|mate|my friend|dude|'
    'gently|carefully|calmly|gracefully|firmly|with care|a total of|clearly|as well',
}
