# SPDX-License-Identifier: Apache-2.0
"""Reads a URDF: its movable joints as the XML gives them, and the pinocchio model.

pinocchio counts mimic joints as independent, refuses a joint without velocity or effort limit, and
its message for that names no field; hence the pass over the XML before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from irgm_ros.errors import RobotError

MOVABLE = ('revolute', 'continuous', 'prismatic')
_RANGE = ('lower', 'upper')
_OPTIONAL = ('velocity', 'effort')


@dataclass(frozen=True)
class JointInfo:
    """A movable joint as the URDF's XML gives it.

    Attributes:
        kind: ``revolute``, ``continuous`` or ``prismatic``.
        mimic: (joint, multiplier, offset) that it follows, or None.
        missing: Fields of ``<limit>`` that are absent, no finite number, or not above 0.
    """

    kind: str
    mimic: tuple[str, float, float] | None
    missing: tuple[str, ...]


def read_joints(urdf: Path) -> dict[str, JointInfo]:
    """Read the movable joints.

    Raises:
        RobotError: The file is not XML, or nothing in it moves.
    """
    found = _movable(_root(urdf))
    if not found:
        raise RobotError(f'{urdf.name}: no movable joint; a URDF of a humanoid is expected')
    return {str(joint.get('name')): _joint_info(joint) for joint in found}


def build_model(urdf: Path, *, floating: bool = True) -> Any:
    """Build the pinocchio model; velocity and effort limits that are missing become 0.

    Args:
        urdf: The file.
        floating: Whether the root link floats.

    Raises:
        RobotError: It cannot be parsed.
    """
    import pinocchio

    root = _root(urdf)
    for joint in _movable(root):
        limit = joint.find('limit')
        if limit is None:
            if joint.get('type') != 'continuous':
                continue  # without a range: pinocchio says so
            limit = ElementTree.SubElement(joint, 'limit')
        for field in _OPTIONAL:
            if _number(limit.get(field)) is None:
                limit.set(field, '0')
    text = ElementTree.tostring(root, encoding='unicode')
    try:
        if floating:
            return pinocchio.buildModelFromXML(text, pinocchio.JointModelFreeFlyer())
        return pinocchio.buildModelFromXML(text)
    except (ValueError, RuntimeError) as error:
        raise RobotError(f'{urdf.name}: no URDF that can be parsed: {error}') from error


def _root(urdf: Path) -> ElementTree.Element:
    try:
        return ElementTree.parse(urdf).getroot()
    except OSError as error:
        raise RobotError(f'{urdf}: cannot be read ({error.strerror})') from error
    except ElementTree.ParseError as error:
        raise RobotError(f'{urdf.name}: no URDF that can be parsed: {error}') from error


def _movable(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [joint for joint in root.iter('joint') if joint.get('type') in MOVABLE]


def _joint_info(joint: ElementTree.Element) -> JointInfo:
    """Read kind, mimic and missing limit fields of one joint element."""
    kind = str(joint.get('type'))
    limit = joint.find('limit')
    given = {} if limit is None else dict(limit.attrib)
    wanted = _OPTIONAL if kind == 'continuous' else (*_RANGE, *_OPTIONAL)
    values = {name: _number(given.get(name)) for name in wanted}
    missing = [name for name, value in values.items() if value is None]
    missing += [n for n in _OPTIONAL if values[n] is not None and not float(values[n] or 0) > 0]
    lower, upper = values.get('lower'), values.get('upper')
    if lower is not None and upper is not None and lower > upper:
        missing.append('lower <= upper')
    mimic = joint.find('mimic')
    follows = None
    if mimic is not None:
        factor, offset = mimic.get('multiplier', '1'), mimic.get('offset', '0')
        follows = (str(mimic.get('joint')), float(factor), float(offset))
    return JointInfo(kind, follows, tuple(missing))


def _number(text: str | None) -> float | None:
    """A finite number, or None for anything else."""
    try:
        value = float(text or '')
    except ValueError:
        return None
    return value if np.isfinite(value) else None
