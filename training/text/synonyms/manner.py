# SPDX-License-Identifier: Apache-2.0
"""Synonyms of pace, extent and height, and words that this body does not show."""

from __future__ import annotations

from collections.abc import Mapping

MANNER: Mapping[str, str] = {
    'slowly': 'lazily|sluggishly|languidly|at your leisure|nice and slowly|'
    'nice and easy|taking your time over it|taking your time|taking it easy|take your time|'
    'at an easy pace|at a gentle pace|at a crawl|in slow mo|'
    'ponderously|ever so slowly|'
    'quite slowly|dead slow|not too fast|not so fast|super slow|very slow|really slow|'
    'at a slow walk|gradually|unhurriedly|very slowly|real slow|'
    'nice and slow|really slowly|slower|more slowly|'
    'super slowly',
    'quickly': 'double quick|in a flash|in a jiffy|'
    'quick as you can|'
    'in quick time|at pace|quick sharp|super quickly|in haste|'
    'lickety split|make haste|make it snappy|hastily|hurriedly|'
    'speedily|very quickly|really quickly|in a hurry|in a rush',
    'fast': 'as fast as lightning|flat out|at full tilt|at full pelt|'
    'as fast as your legs will carry you|super fast|pretty fast|full throttle|'
    'like the wind|like a flash|full steam|'
    'really fast|very fast|real fast|faster|'
    'at speed|with speed',
    'at normal speed': 'not fast not slow|not too fast not too slow|at your own speed|',
    'at a normal pace': 'at your own pace|'
    'at an even pace|at a sensible pace|at a casual pace|'
    'at a steady pace|',
    'really high': 'super high|extra high',
    'up high': 'way up',
    'as far as possible': 'all the way over',
    'very low': 'really low|very deeply|really deep|super low',
    'slightly': 'only a little|a little way|a little ways|somewhat|barely',
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
    'slow': 'sluggish|lazy|gradual|slowed down',
    # Manner that this body does not show, and words that add nothing.
    '': 'and hold it there|and hold it|and hold there|and keep it there|and hold that|happily|'
    'cheerily|proudly|nicely|properly|again|yourself|real quick|also|too|for a while|'
    'enthusiastically|warmly|friendly|elegantly|in total|altogether|in a friendly way|'
    'in a friendly manner|from where you are|from where you stand|buddy|mate|my friend|dude|'
    'gently|carefully|calmly|gracefully|firmly|with care|a total of|clearly|as well',
}
