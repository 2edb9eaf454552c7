# SPDX-License-Identifier: Apache-2.0
"""A robot ready for retargeting: URDF, limits, frames and rest posture, from a YAML map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import RobotError
from irgm_ros.robot.assets import asset_root, preset_path
from irgm_ros.robot.schema import SIDES, RobotSpec, read_spec
from irgm_ros.robot.urdf import JointInfo, build_model, read_joints
from irgm_ros.types import RobotPath

Array = NDArray[np.float64]
MODES = ('whole_body', 'upper_body')
# Position limit [rad] that stands for "none" on continuous joints: sixteen turns.
UNLIMITED = 100.0
BASE_Q = 7  # x y z, quaternion xyzw: the floating base in a pinocchio configuration


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
        velocity_limits: (n,) limits of URDF or map times ``velocity_scale`` [rad/s].
        acceleration_limits: (n,) [rad/s^2].
        jerk_limits: (n,) [rad/s^3].
        rest_posture: (n,) [rad], inside the limits.
        mimic: Joint -> (joint that it follows, multiplier, offset).
        mode: ``upper_body``: the legs belong to a walking controller, so they are locked here,
            and the base moves on the floor as that controller is told (``robot.walking``).
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
    jerk_limits: Array
    rest_posture: Array
    mimic: Mapping[str, tuple[str, float, float]]
    mode: str = 'whole_body'

    @property
    def name(self) -> str:
        """Short name."""
        return self.spec.name

    @property
    def mass(self) -> float:
        """Mass of all links [kg]; 0 where the URDF gives none."""
        return float(sum(inertia.mass for inertia in self.model.inertias))

    @property
    def facing(self) -> Array:
        """(3, 3) axes of the root link -> axes with x where the robot looks."""
        cos, sin = np.cos(self.spec.heading), np.sin(self.spec.heading)
        return np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])

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


def load_robot(name_or_yaml: str | Path, mode: str = 'whole_body') -> Robot:
    """Load a preset by name, or any robot by the path of its YAML map.

    Args:
        name_or_yaml: ``g1``, ``jvrc1`` ... or a path ending in ``.yaml`` or ``.yml``.
        mode: ``whole_body`` or ``upper_body``, see `Robot`.

    Returns:
        The robot.

    Raises:
        RobotError: Unknown name or mode, files not installed, a mistake in the map, or a URDF
            without joint limits.
    """
    if mode not in MODES:
        raise RobotError(f'mode: {mode!r} given, allowed: {", ".join(MODES)}')
    given = str(name_or_yaml)
    path = Path(given) if given.endswith(('.yaml', '.yml')) else preset_path(given)
    spec = read_spec(path)
    root = _root(spec, path)
    urdf = root / spec.urdf
    if not urdf.is_file():
        raise RobotError(f'{spec.name}: URDF {urdf} not found; correct `urdf` in {path}')
    mjcf = root / spec.mjcf if spec.mjcf else None
    robot = _build(spec, urdf, mjcf if mjcf is not None and mjcf.is_file() else None)
    if mode == 'whole_body':
        return robot
    locked = (*spec.locked, *_legs(robot))
    return replace(_build(replace(spec, locked=locked), urdf, robot.mjcf_path), mode=mode)


def _legs(robot: Robot) -> tuple[str, ...]:
    """Return the joints between the pelvis and the ankles."""
    model = robot.model

    def above(human_joint: str) -> set[int]:
        return set(model.supports[model.frames[robot.frame_id(human_joint)].parentJoint])

    legs = set.union(*(above(f'{side}_ankle') for side in SIDES)) - above('pelvis')
    return tuple(name for name in robot.joint_names if model.getJointId(name) in legs)


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
    infos = read_joints(urdf)
    _refuse_missing(spec, urdf, infos)
    model = build_model(urdf)
    mimic = {name: info.mimic for name, info in infos.items() if info.mimic is not None}
    names = tuple(n for n in list(model.names)[2:] if n not in mimic and n not in spec.locked)
    _check_map(spec, model, set(infos), names)
    if not names:
        raise RobotError(f'{spec.name}: no joint is left to command; shorten `locked` in the map')
    lower, upper, velocity = _limits(spec, model, infos, names)
    acceleration = _by_joint(spec.acceleration, names, 30.0)
    jerk = _by_joint(spec.jerk, names, 5000.0)
    rest = np.clip([spec.rest.get(n, 0.0) for n in names], lower, upper)
    return Robot(
        spec, urdf, mjcf, model, names, lower, upper, velocity, acceleration, jerk, rest, mimic
    )


def _by_joint(given: Mapping[str, float], names: tuple[str, ...], otherwise: float) -> Array:
    """Return the values of a map's key, its ``default`` where a joint has none of its own."""
    default = given.get('default', otherwise)
    return np.array([given.get(name, default) for name in names])


def _refuse_missing(spec: RobotSpec, urdf: Path, infos: dict[str, JointInfo]) -> None:
    """Refuse limits that neither the URDF nor the map gives, all at once."""
    lacking: dict[str, list[str]] = {}
    for name, info in infos.items():
        given = {'effort'}  # only the proposal of a map asks for it
        if spec.velocity.keys() & {name, 'default'}:
            given.add('velocity')
        gone = [field for field in info.missing if field not in given]
        if gone and info.mimic is None:
            lacking[name] = gone
    if lacking:
        listed = '; '.join(f'{name} lacks {", ".join(gone)}' for name, gone in lacking.items())
        raise RobotError(
            f'{urdf.name}: joint limits missing: {listed}. Expected: <limit lower="[rad]" '
            'upper="[rad]" velocity="[rad/s, above 0]" effort="[N m]"/> in each joint '
            '(lower and upper not for continuous ones), or `velocity` in the map'
        )


def _check_map(spec: RobotSpec, model: Any, joints: set[str], names: tuple[str, ...]) -> None:
    """Refuse frames and joints of the map that the URDF does not have, all at once."""
    import pinocchio

    errors = [
        f'frames.{key}: no link {link!r}'
        for key, link in spec.frames.items()
        if not model.existFrame(link, pinocchio.FrameType.BODY)
    ]
    for key in ('rest', 'held', 'locked', 'limits', 'velocity', 'acceleration', 'jerk'):
        allowed = joints | {'default'} if key in ('velocity', 'acceleration', 'jerk') else joints
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
        speed = spec.velocity_of(name, float(model.velocityLimit[joint.idx_v]))
        speed *= spec.velocity_scale
        rows.append((max(low, narrow_low), min(high, narrow_high), speed))
        if rows[-1][0] > rows[-1][1]:
            raise RobotError(
                f'{spec.name}: limits.{name}: [{narrow_low:g}, {narrow_high:g}] given; the URDF '
                f'allows [{low:g}, {high:g}] rad'
            )
    lower, upper, velocity = np.array(rows).T
    return lower, upper, velocity


def _body_frame(model: Any, link: str) -> int:
    """Return the frame of a link (a joint may bear the same name)."""
    import pinocchio

    return int(model.getFrameId(link, pinocchio.FrameType.BODY))
