# SPDX-License-Identifier: Apache-2.0
"""Whether the links and joints of a URDF make one tree, in words that name what does not.

The URDF parser below pinocchio prints its reasons to the terminal and says only "invalid".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

import numpy as np

from irgm_ros.errors import RobotError

KINDS = ('revolute', 'continuous', 'prismatic', 'fixed')
_SHOWN = 8  # mistakes that a message lists


def check_tree(root: Element, file: str) -> None:
    """Refuse what is no tree of links, all mistakes at once.

    Args:
        root: ``<robot>``.
        file: Name of the file, for the message.

    Raises:
        RobotError: Names every joint or link that is wrong.
    """
    joints, links = root.findall('joint'), [str(link.get('name')) for link in root.findall('link')]
    errors = [*_names(joints, links)]
    for joint in joints:
        errors += _joint(joint, set(links))
    errors += _masses(root)
    if not errors:
        errors += _shape(joints, links)
    if errors:
        more = f'\n  - and {len(errors) - _SHOWN} more' if len(errors) > _SHOWN else ''
        listed = ''.join(f'\n  - {line}' for line in errors[:_SHOWN])
        raise RobotError(
            f'{file}: no URDF that can be used: one tree of links is expected, but{listed}{more}'
        )


def _names(joints: list[Element], links: list[str]) -> Iterator[str]:
    names = [joint.get('name') for joint in joints]
    if not all(names):
        yield 'a joint has no name'
    for kind, given in (('joint', names), ('link', links)):
        for name, count in Counter(given).items():
            if name and count > 1:
                yield f'{count} {kind}s are named {name}'


def _joint(joint: Element, links: set[str]) -> Iterator[str]:
    """What is wrong with one joint by itself."""
    name, kind = joint.get('name'), joint.get('type')
    if kind not in KINDS:
        yield f'joint {name} is of type {kind}; {", ".join(KINDS)} are known'
    for end in ('parent', 'child'):
        link = _find(joint, end)
        if link not in links:
            yield f'joint {name}: {end} link {link} is missing'
    origin, axis = joint.find('origin'), joint.find('axis')
    for key in ('xyz', 'rpy'):
        text = None if origin is None else origin.get(key)
        if text is not None and vector(text) is None:
            yield f'joint {name}: origin {key}="{text}", three numbers expected'
    if axis is not None and kind != 'fixed':
        text = axis.get('xyz', '')
        along = vector(text)
        if along is None or not np.linalg.norm(along) > 1e-6:
            yield f'joint {name}: axis xyz="{text}" is no direction'


def _masses(root: Element) -> Iterator[str]:
    """Masses that are none."""
    for link in root.findall('link'):
        mass = link.find('inertial/mass')
        if mass is None:
            continue
        value = mass.get('value', '')
        number = vector(f'{value} 0 0')
        if number is None or number[0] < 0.0:
            yield f'link {link.get("name")}: mass value="{value}", a number of at least 0 expected'


def _shape(joints: list[Element], links: list[str]) -> Iterator[str]:
    """Links with two parents, several roots, cycles."""
    parents: dict[str, str] = {}
    for joint in joints:
        child, parent = (str(_find(joint, end)) for end in ('child', 'parent'))
        if child in parents:
            yield f'link {child} hangs on both {parents[child]} and {parent}'
        parents[child] = parent
    roots = [link for link in links if link not in parents]
    if len(roots) > 1:
        yield f'{len(roots)} links hang on none: {_some(roots)}'
    rooted, loose = set(roots), set(parents)
    while grown := {link for link in loose if parents[link] in rooted}:
        rooted |= grown
        loose -= grown
    if loose:
        way = [min(loose)]
        while (above := parents[way[-1]]) not in way:
            way.append(above)
        yield f'links hang on each other in a cycle: {_some(way[way.index(above) :])}'


def _find(joint: Element, end: str) -> str | None:
    element = joint.find(end)
    return None if element is None else element.get('link')


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ', '.join(listed[:_SHOWN]) + (' ...' if len(listed) > _SHOWN else '')


def vector(text: str) -> list[float] | None:
    """Three finite numbers, or None for anything else."""
    try:
        values = [float(part) for part in text.split()]
    except ValueError:
        return None
    return values if len(values) == 3 and np.isfinite(values).all() else None
