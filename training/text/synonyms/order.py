# SPDX-License-Identifier: Apache-2.0
"""Synonyms of what says the order of steps."""

from __future__ import annotations

from collections.abc import Mapping

ORDER: Mapping[str, str] = {
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
}
