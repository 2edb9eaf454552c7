# SPDX-License-Identifier: Apache-2.0
"""Sentence forms of assessments and refinements, by what is wrong.

Fields: ``subject``; ``do``, ``does``, ``doing`` (the action without its attributes, as base form,
third person and gerund); ``full`` (the action as it should be, base form); ``shown`` (as it is,
third person); ``seen`` and ``wanted`` (the attribute in words); ``degree`` ("too slowly") and
``change`` (what to change, in few words); ``other`` and ``othering`` (the action shown instead).
"""

from __future__ import annotations

from collections.abc import Mapping

SUBJECTS = ('The motion', 'The motion', 'This motion', 'The person')
APPROVALS = (
    'The motion matches: it {}', 'The motion matches the command: it {}',
    'The motion does what was asked: it {}', 'Everything is there: it {}', 'Correct: it {}',
    'The motion is right: it {}', 'All as asked: it {}',
)  # fmt: skip
FAULTS: Mapping[str, tuple[str, ...]] = {
    'missing': (
        '{subject} does not {do}.', '{subject} does not {do}.', 'There is no {doing}.',
        '{subject} never {does}.', 'The {doing} is missing.', 'No {doing}.',
    ),
    'instead': (
        '{subject} does not {do} but {other}.', '{subject} {other} instead of {doing}.',
        'It shows {othering}, not {doing}.', '{subject} {other} but should {do}.',
    ),
    'travelling': (
        '{subject} moves away while {doing}.', '{subject} does not stay in place while {doing}.',
        '{subject} drifts off while {doing}.',
    ),
    'not_so': ('{subject} does not {full}.', '{subject} fails to {full}.'),
    'side': (
        '{subject} {shown} instead of {wanted}.', '{subject} {shown}, not {wanted}.',
        'Wrong side: {subject_low} {shown}.', '{subject} should use {wanted} but {shown}.',
    ),
    'wrong_side': (
        '{subject} {does} on the wrong side instead of {wanted}.',
        'Wrong side: {wanted} is wanted for {doing}.',
    ),
    'count': (
        '{subject} {does} {seen} instead of {wanted}.', '{subject} {does} {seen}, not {wanted}.',
        '{subject} {does} {degree}: {seen}, not {wanted}.', 'Wrong count: {does} {seen}.',
        '{subject} should {full} but {does} {seen}.', '{subject} {does} {degree}.',
    ),
    'direction': (
        '{subject} {does} {seen} instead of {wanted}.', '{subject} {does} {seen}, not {wanted}.',
        'Wrong direction: {does} {seen}.', '{subject} should {full} but {does} {seen}.',
        'The direction is {seen}, not {wanted}.',
    ),
    'angle_deg': (
        '{subject} {does} {seen} instead of {wanted}.', '{subject} {does} {seen}, not {wanted}.',
        '{subject} {does} {degree}: {seen}, not {wanted}.', 'The turn has {seen}, not {wanted}.',
    ),
    'angle_near': (
        '{subject} {does} a bit {degree}, not {wanted}.', 'The turn goes a bit {degree}.',
        '{subject} misses {wanted}: it {does} a bit {degree}.',
    ),
    'speed': (
        '{subject} {does} {seen} instead of {wanted}.', '{subject} {does} {seen}, not {wanted}.',
        '{subject} {does} {degree}.', 'The {doing} is {degree_adjective}.',
        '{subject} {does} {degree}, it should be {wanted}.',
    ),
    'height': (
        '{subject} {does} {degree}.', '{subject} {does} {seen} instead of {wanted}.',
        '{subject} {does} {degree}, it should be {wanted}.',
        '{degree_start}: {subject_low} {does} {seen}.',
    ),
    'depth': (
        '{subject} {does} {degree}.', '{subject} {does} {seen} instead of {wanted}.',
        '{subject} {does} {degree}, it should be {wanted}.',
        '{subject} should {full} but {does} {seen}.',
    ),
    'order': (
        '{subject} {does} too early.',
        'The order is wrong: {subject_low} {does} before {before_doing}.',
        'Wrong order: {doing} comes before {before_doing}.',
        '{subject} should {before} first but {does}.',
    ),
    'together': (
        '{subject} does not {do} while {body_doing}.',
        'The {doing} and the {body_doing} are not at the same time.',
        '{subject} {does}, but not while {body_doing}.',
    ),
}  # fmt: skip
ADVICE: Mapping[str, tuple[str, ...]] = {
    'missing': ('{full}.', '{full}.', 'Add what is missing: {full}.', 'It should {full}.'),
    'instead': ('{full}.', '{full}.', '{full} instead.', 'Replace it: {full}.'),
    'travelling': ('Stay in place.', 'Do not move away.', 'Keep the place.'),
    'not_so': ('{full}.', 'It should {full}.'),
    'side': ('{full}.', '{full}.', 'Use {wanted}.', 'Change the side: {full}.'),
    'wrong_side': ('{full}.', 'Use {wanted}.'),
    'count': ('{full}.', '{full}.', '{change}: {full}.', '{change}.', 'Make it {wanted}.'),
    'direction': ('{full}.', '{full}.', 'Change the direction: {full}.', 'Not {seen}: {full}.'),
    'angle_deg': ('{full}.', '{full}.', '{change}: {full}.', 'Make it {wanted}.'),
    'angle_near': ('{full}.', '{change}: {wanted} in all.', 'A bit {change_low}.'),
    'speed': ('{full}.', '{full}.', '{change}.', '{change}: {full}.'),
    'height': ('{full}.', '{full}.', '{change}.', '{change}: {full}.'),
    'depth': ('{full}.', '{full}.', '{change}.', '{change}: {full}.'),
    'order': (
        '{before}, then {do}.', '{before}, then {do}.', 'First {before}, then {do}.',
        '{do} after {before_doing}.',
    ),
    'together': ('{do} while {body_doing}.', '{do} while {body_doing}.',
                 'Do both at once: {do} while {body_doing}.'),
}  # fmt: skip
# How far off and what to change, by whether more or less is wanted.
DEGREES: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    'count': (('too often', 'Less often'), ('too few times', 'More often')),
    'angle_deg': (('too far', 'Less'), ('too little', 'Further')),
    'speed': (('too fast', 'Slow down'), ('too slowly', 'Speed up')),
    'height': (('too high', 'Lower'), ('too low', 'Higher')),
    'depth': (('too deeply', 'Not so deep'), ('not deeply enough', 'Deeper')),
}
