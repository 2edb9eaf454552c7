# SPDX-License-Identifier: Apache-2.0
"""A robot ready for retargeting: URDF, limits, frames and rest posture, from a YAML map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import RobotError
from irgm_ros.robot.assets import asset_root, preset_path
from irgm_ros.robot.schema import RobotSpec, read_spec
from irgm_ros.types import RobotPath

Array = NDArray[np.float64]
# Position limit [rad] that stands for "none" on continuous joints: sixteen turns.
UNLIMITED = 100.0
BASE_Q = 7  # x y z, quaternion xyzw: the floating base in a pinocchio configuration


@dataclass(frozen=True)
class JointInfo:
    """A movable joint as the URDF's XML gives it.

    Attributes:
        kind: ``revolute``, ``continuous`` or ``prismatic``.
        mimic: (joint, multiplier, offset) that it follows, or None.
        missing: Fields of ``<limit>`` that are absent or not usable.
    """

    kind: str
    mimic: tuple[str, float, float] | None
    missing: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Robot:
    """A humanoid with limits and a map from human joints to its frames.

    Attributes:
        spec: The YAML map.
        urdf_path: The URDF.
        mjcf_path: MuJoCo model of the same robot, or None.
        model: pinocchio model with a free-flyer base; all joints of the URDF.
        joint_names: n actuated joints in the URDF's tree order (no mimic, no locked ones).
        lower: (n,) position limits [rad].
        upper: (n,) position limits [rad].
        velocity_limits: (n,) the URDF's limits times ``velocity_scale`` [rad/s].
        acceleration_limits: (n,) [rad/s^2].
        rest_posture: (n,) [rad], inside the limits.
        mimic: Joint -> (joint that it follows, multiplier, offset).
    """

    spec: RobotSpec
    urdf_path: Path
    mjcf_path: Path | None
    model: Any
    joint_names: tuple[str, ...]
    lower: Array
    upper: Array
    velocity_limits: Array
    acceleration_limits: Array
    rest_posture: Array
    mimic: Mapping[str, tuple[str, float, float]]

    @property
    def name(self) -> str:
        """Short name."""
        return self.spec.name

    def configurations(self, joints: Array, base: Array, quat_xyzw: Array) -> Array:
        """Return pinocchio configurations with mimic, locked and continuous joints filled in.

        Args:
            joints: (F, n) actuated joints [rad].
            base: (F, 3) base position [m].
            quat_xyzw: (F, 4) base orientation.

        Returns:
            (F, nq).
        """
        values = {name: joints[:, i] for i, name in enumerate(self.joint_names)}
        still = np.zeros(len(joints))
        for name in self.spec.locked:
            values[name] = still + self.spec.rest.get(name, 0.0)
        for name, (source, factor, offset) in self.mimic.items():
            values[name] = factor * values.get(source, still) + offset
        q = np.zeros((len(joints), self.model.nq))
        q[:, :3], q[:, 3:BASE_Q] = base, quat_xyzw
        for name, value in values.items():
            joint = self.model.joints[self.model.getJointId(name)]
            if joint.nq == 2:
                q[:, joint.idx_q], q[:, joint.idx_q + 1] = np.cos(value), np.sin(value)
            else:
                q[:, joint.idx_q] = value
        return q

    def path_configurations(self, path: RobotPath) -> Array:
        """Return the pinocchio configurations (F, nq) of a path."""
        joints, base, quat = (
            np.asarray(array, dtype=np.float64)
            for array in (path.joint_positions, path.base_positions, path.base_quat_xyzw)
        )
        return self.configurations(joints, base, quat)

    def frame_id(self, human_joint: str) -> int:
        """Return the pinocchio frame that stands for a human joint, e.g. ``left_wrist``."""
        return _body_frame(self.model, self.spec.frames[human_joint])


def load_robot(name_or_yaml: str | Path) -> Robot:
    """Load a preset by name, or any robot by the path of its YAML map.

    Args:
        name_or_yaml: ``g1``, ``jvrc1`` ... or a path ending in ``.yaml`` or ``.yml``.

    Returns:
        The robot.

    Raises:
        RobotError: Unknown name, files not installed, a mistake in the map, or a URDF without
            joint limits.
    """
    given = str(name_or_yaml)
    path = Path(given) if given.endswith(('.yaml', '.yml')) else preset_path(given)
    spec = read_spec(path)
    root = _root(spec, path)
    urdf = root / spec.urdf
    if not urdf.is_file():
        raise RobotError(f'{spec.name}: URDF {urdf} not found; correct `urdf` in {path}')
    mjcf = root / spec.mjcf if spec.mjcf else None
    return _build(spec, urdf, mjcf if mjcf is not None and mjcf.is_file() else None)


def _root(spec: RobotSpec, path: Path) -> Path:
    """Return the folder that the map's paths are relative to."""
    if spec.asset is None:
        return path.resolve().parent
    root = asset_root(spec.asset)
    if root is None:
        raise RobotError(
            f'{spec.name}: the files are not installed; run `irgm robots --install {spec.name}` '
            f'({spec.asset.distribution} {spec.asset.version}, {spec.asset.size_mb:g} MB, '
            f'{spec.asset.licence})'
        )
    return root


def _build(spec: RobotSpec, urdf: Path, mjcf: Path | None) -> Robot:
    """Parse the URDF and gather limits in the order of pinocchio's tree."""
    import pinocchio

    infos = _read_joints(urdf)
    try:
        model = pinocchio.buildModelFromUrdf(str(urdf), pinocchio.JointModelFreeFlyer())
    except (ValueError, RuntimeError) as error:
        raise RobotError(f'{spec.name}: {urdf.name} cannot be parsed: {error}') from error
    mimic = {name: info.mimic for name, info in infos.items() if info.mimic is not None}
    names = tuple(n for n in list(model.names)[2:] if n not in mimic and n not in spec.locked)
    _check_map(spec, model, set(infos), names)
    lower, upper, velocity = _limits(spec, model, infos, names)
    default = spec.acceleration.get('default', 30.0)
    acceleration = np.array([spec.acceleration.get(n, default) for n in names])
    rest = np.clip([spec.rest.get(n, 0.0) for n in names], lower, upper)
    return Robot(spec, urdf, mjcf, model, names, lower, upper, velocity, acceleration, rest, mimic)


def _read_joints(urdf: Path) -> dict[str, JointInfo]:
    """Read movable joints from the XML; refuse limits that are absent.

    pinocchio counts mimic joints as independent, and the parser's own message for a missing limit
    names no field, hence this pass.
    """
    try:
        root = ElementTree.parse(urdf).getroot()
    except ElementTree.ParseError as error:
        raise RobotError(f'{urdf.name}: not XML: {error}') from error
    kinds = ('revolute', 'continuous', 'prismatic')
    found = [joint for joint in root.iter('joint') if joint.get('type') in kinds]
    infos = {str(joint.get('name')): _joint_info(joint) for joint in found}
    if not infos:
        raise RobotError(f'{urdf.name}: no movable joint; a URDF of a humanoid is expected')
    lacking = {name: info.missing for name, info in infos.items() if info.missing}
    if lacking:
        listed = '; '.join(f'{name} lacks {", ".join(gone)}' for name, gone in lacking.items())
        raise RobotError(
            f'{urdf.name}: joint limits missing: {listed}. Expected: <limit lower="[rad]" '
            'upper="[rad]" velocity="[rad/s, above 0]" effort="[N m]"/> in each joint '
            '(lower and upper not for continuous ones)'
        )
    return infos


def _joint_info(joint: ElementTree.Element) -> JointInfo:
    """Read kind, mimic and missing limit fields of one joint element."""
    kind = str(joint.get('type'))
    limit = joint.find('limit')
    given = {} if limit is None else dict(limit.attrib)
    wanted = ('velocity', 'effort') if kind == 'continuous' else _LIMIT_FIELDS
    values = {name: _number(given.get(name)) for name in wanted}
    missing = [name for name, value in values.items() if value is None]
    if values['velocity'] is not None and not values['velocity'] > 0:
        missing.append('velocity above 0')
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
    """Return a finite number, or None for anything else."""
    try:
        value = float(text or '')
    except ValueError:
        return None
    return value if np.isfinite(value) else None


_LIMIT_FIELDS = ('lower', 'upper', 'velocity', 'effort')


def _check_map(spec: RobotSpec, model: Any, joints: set[str], names: tuple[str, ...]) -> None:
    """Refuse frames and joints of the map that the URDF does not have, all at once."""
    import pinocchio

    errors = [
        f'frames.{key}: no link {link!r}'
        for key, link in spec.frames.items()
        if not model.existFrame(link, pinocchio.FrameType.BODY)
    ]
    for key in ('rest', 'held', 'locked', 'limits', 'acceleration'):
        allowed = joints | {'default'} if key == 'acceleration' else joints
        errors += [
            f'{key}: no joint {name!r}' for name in getattr(spec, key) if name not in allowed
        ]
    if errors:
        links = ', '.join(sorted({f.name for f in model.frames}))
        listed = ''.join(f'\n  - {line}' for line in errors)
        raise RobotError(
            f'{spec.name}: the map does not fit the URDF:{listed}\n  links: {links}\n  '
            f'joints: {", ".join(names)}'
        )


def _limits(
    spec: RobotSpec, model: Any, infos: dict[str, JointInfo], names: tuple[str, ...]
) -> tuple[Array, Array, Array]:
    """Return lower, upper [rad] and velocity [rad/s] limits of the actuated joints."""
    rows = []
    for name in names:
        joint = model.joints[model.getJointId(name)]
        low, high = -UNLIMITED, UNLIMITED
        if infos[name].kind != 'continuous':
            low = float(model.lowerPositionLimit[joint.idx_q])
            high = float(model.upperPositionLimit[joint.idx_q])
        narrow_low, narrow_high = spec.limits.get(name, (low, high))
        speed = float(model.velocityLimit[joint.idx_v]) * spec.velocity_scale
        rows.append((max(low, narrow_low), min(high, narrow_high), speed))
    lower, upper, velocity = np.array(rows).T
    return lower, upper, velocity


def _body_frame(model: Any, link: str) -> int:
    """Return the frame of a link (a joint may bear the same name)."""
    import pinocchio

    return int(model.getFrameId(link, pinocchio.FrameType.BODY))
