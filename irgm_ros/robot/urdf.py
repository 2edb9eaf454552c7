# SPDX-License-Identifier: Apache-2.0
"""Reads a URDF: its movable joints as the XML gives them, and the pinocchio model.

pinocchio counts mimic joints as independent, refuses a joint without velocity or effort limit, and
its message for that names no field; hence the pass over the XML before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from irgm_ros.errors import RobotError
from irgm_ros.robot.urdf_tree import check_tree

MOVABLE = ('revolute', 'continuous', 'prismatic')
_RANGE = ('lower', 'upper')
_OPTIONAL = ('velocity', 'effort')
_ORDER = 'lower <= upper'
_MIMIC = (('multiplier', '1'), ('offset', '0'))


@dataclass(frozen=True)
class JointInfo:
    """A movable joint as the URDF's XML gives it.

    Attributes:
        kind: ``revolute``, ``continuous`` or ``prismatic``.
        mimic: (joint, multiplier, offset) that it follows, or None. The joint follows no other.
        missing: Fields of ``<limit>`` that are absent, no finite number, or not above 0.
    """

    kind: str
    mimic: tuple[str, float, float] | None
    missing: tuple[str, ...]


def read_joints(urdf: Path) -> dict[str, JointInfo]:
    """Read the movable joints.

    Raises:
        RobotError: The file is not XML, nothing in it moves, its links are no tree, or a joint
            follows one that there is not.
    """
    root = _root(urdf)
    check_tree(root, urdf.name)
    found = _movable(root)
    if not found:
        raise RobotError(f'{urdf.name}: no movable joint; a URDF of a humanoid is expected')
    infos = {str(joint.get('name')): _joint_info(joint, urdf.name) for joint in found}
    return {
        name: info if info.mimic is None else replace(info, mimic=_leader(name, infos, urdf.name))
        for name, info in infos.items()
    }


def refuse_ranges(infos: Mapping[str, JointInfo], file: str) -> None:
    """Refuse joints without a range of positions.

    Raises:
        RobotError: Names them.
    """
    fields = {*_RANGE, _ORDER}
    lacking = [f'{name} lacks {", ".join(gone)}' for name, info in infos.items()
               if (gone := [field for field in info.missing if field in fields])]  # fmt: skip
    if lacking:
        raise RobotError(
            f'{file}: joint limits missing: {"; ".join(lacking)}. Expected: <limit lower="[rad]" '
            'upper="[rad]" velocity="[rad/s]" effort="[N m]"/> in joints that are not continuous'
        )


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
    return [joint for joint in root.findall('joint') if joint.get('type') in MOVABLE]


def _joint_info(joint: ElementTree.Element, file: str) -> JointInfo:
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
        missing.append(_ORDER)
    mimic = joint.find('mimic')
    follows = None
    if mimic is not None:
        factor, offset = (_number(mimic.get(*key)) for key in _MIMIC)
        if factor is None or offset is None:
            raise RobotError(
                f'{file}: <mimic> of joint {joint.get("name")}: {dict(mimic.attrib)} given; '
                'multiplier and offset must be finite numbers'
            )
        follows = (str(mimic.get('joint')), factor, offset)
    return JointInfo(kind, follows, tuple(missing))


def _leader(name: str, infos: Mapping[str, JointInfo], file: str) -> tuple[str, float, float]:
    """Follow mimic joints up to the one that moves by itself."""
    seen, total, shift = [name], 1.0, 0.0
    while (follows := infos[seen[-1]].mimic) is not None:
        joint, factor, offset = follows
        total, shift = total * factor, shift + total * offset
        if joint not in infos or joint in seen:
            why = 'in a circle' if joint in seen else 'which does not move'
            raise RobotError(f'{file}: joint {name} follows {joint}, {why}; correct its <mimic>')
        seen.append(joint)
    return seen[-1], total, shift


def _number(text: str | None) -> float | None:
    """A finite number, or None for anything else."""
    try:
        value = float(text or '')
    except ValueError:
        return None
    return value if np.isfinite(value) else None
