# SPDX-License-Identifier: Apache-2.0
"""Synonyms of counts and parts of a turn."""

from __future__ import annotations

from collections.abc import Mapping

NUMBERS: Mapping[str, str] = {
    'steps': 'footsteps|big steps|small steps|large steps|little steps|giant steps|normal steps',
    'step': 'footstep|big step|small step|large step|little step|giant step',
    'once': 'one single time',
    'repeatedly': 'again and again|over and over|over and over again',
    'a few times': 'many times|lots of times|a few more times|numerous times',
    'turn around': 'turn halfway round|turn halfway around|turn halfway|turn half way around',
    'of a turn': 'of a full turn|of a complete turn|of a whole turn|'
    'of a rotation|of a full circle|of a circle|of a full spin|of a spin',
    'a half turn': '',
}
