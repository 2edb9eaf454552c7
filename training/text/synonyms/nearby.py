# SPDX-License-Identifier: Apache-2.0
"""What comes near, by what is asked for and impossible."""

from __future__ import annotations

from collections.abc import Mapping

_FINGERS = 'raise a hand, wave, point or salute; the fingers do not move'
_CARRY = 'reach down or reach forward; the hands hold nothing'
_FLOOR = 'kneel, squat, or sit as if on a chair'
_DANCES = 'dance, a sway of the hips'
NEARBY: Mapping[str, str] = {
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
