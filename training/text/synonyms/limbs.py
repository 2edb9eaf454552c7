# SPDX-License-Identifier: Apache-2.0
"""Synonyms of limbs, things and what gestures are meant for."""

from __future__ import annotations

from collections.abc import Mapping

LIMBS: Mapping[str, str] = {
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
    'a t pose': 'the shape of a t',
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
    'hold your position|hold position',
    'wait': 'linger|bide your time|wait a moment|wait a bit|take a break|give it a moment|'
    'wait a second|pause there|have a pause|hold on|hang on',
    'a guard position': 'a fighting stance|a boxing stance|a defensive stance',
    'guard up': 'fists up',
    'protect your face': 'protect yourself|defend yourself|cover yourself',
    'a round of applause': 'a round of clapping|some applause',
    'politely': 'respectfully|courteously|solemnly',
}
