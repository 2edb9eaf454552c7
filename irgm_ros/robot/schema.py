# SPDX-License-Identifier: Apache-2.0
"""The YAML map of a robot: which of its frames stand for which human joints.

Unknown keys are refused, and every mistake of a file is reported at once. See ``RobotSpec`` for
the meaning of each key; ``irgm_ros/data/robots/g1.yaml`` is a commented example.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from irgm_ros.errors import RobotError

SIDES = ('left', 'right')
LIMB_FRAMES = tuple(
    f'{side}_{part}'
    for side in SIDES
    for part in ('hip', 'knee', 'ankle', 'shoulder', 'elbow', 'wrist')
)
REQUIRED_FRAMES = ('pelvis', 'torso', *LIMB_FRAMES)
FASTEST = 50.0  # velocity limit above which a URDF gives none, in truth [rad/s]
LARGEST = 1.0  # of any figure of a sole [m]
OPTIONAL_FRAMES = ('head',)


@dataclass(frozen=True)
class AssetSpec:
    """The wheel that holds the robot's files.

    Attributes:
        package: Folder inside site-packages or the data folder of the environment; paths are
            relative to it.
        distribution: Name on the package index.
        version: The version these paths were checked with.
        sha256: Of the wheel, checked on installation.
        size_mb: Download size [MB].
        licence: Licence of the files.
    """

    package: str
    distribution: str
    version: str
    sha256: str
    size_mb: float
    licence: str


@dataclass(frozen=True)
class SoleSpec:
    """The rectangle under each foot, in axes x forward and z up while all joints are at 0.

    Attributes:
        centre: Middle of the sole from the ankle frame [m]; z is minus the sole height. For the
            right foot y is mirrored.
        half_length: Half extent along x [m].
        half_width: Half extent along y [m].
    """

    centre: tuple[float, float, float]
    half_length: float
    half_width: float


@dataclass(frozen=True)
class RobotSpec:
    """A robot as its YAML file gives it.

    Attributes:
        name: Short name.
        urdf: Path; relative to the asset's package, else to the YAML file.
        frames: ``pelvis``, ``torso``, ``{left,right}_{hip,knee,ankle,shoulder,elbow,wrist}`` and
            optionally ``head`` -> link names. With all joints at 0 the pelvis frame must have x
            forward and z up. The ankle frame must be the last one of the leg.
        sole: Where the soles lie.
        mjcf: MuJoCo model of the same robot, used for simulation and pictures; may be absent.
        asset: The wheel with these files; absent for files of your own.
        rest: Rest posture by joint [rad]; joints not named rest at 0 (or the nearest limit).
        held: Joints that stay at rest and are commanded (wrists, neck).
        locked: Joints that are neither commanded nor moved (at rest), e.g. a fixed waist. Mimic
            joints are left out by themselves: they follow the joint that they mimic.
        limits: Narrower position limits than the URDF's, ``[lower, upper]`` by joint [rad].
        velocity: Velocity limits in the place of the URDF's, by joint; ``default`` for those that
            have none there, or one above ``FASTEST`` that nobody meant [rad/s].
        velocity_scale: Share of the velocity limits that is used, in (0, 1].
        acceleration: Acceleration limit by joint, ``default`` for all others [rad/s^2].
        jerk: Jerk limit by joint, ``default`` for all others [rad/s^3].
        self_collision: Whether links are kept apart and their collisions refused; each report says
            so where they are not.
        heading: Where the robot looks, about z of the root link [rad]: pi for a root link whose x
            axis points backward. All that is said of axes here is said after that turn.
        blend_velocity: Joint speed of the move from the present posture [rad/s].
        walking: Fastest base motion that a walking controller of this robot follows: forward and
            sideways [m/s], turning [rad/s]. Used in mode ``upper_body`` only.
    """

    name: str
    urdf: str
    frames: dict[str, str]
    sole: SoleSpec
    mjcf: str | None = None
    asset: AssetSpec | None = None
    rest: dict[str, float] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    limits: dict[str, tuple[float, float]] = field(default_factory=dict)
    velocity: dict[str, float] = field(default_factory=dict)
    velocity_scale: float = 0.9
    acceleration: dict[str, float] = field(default_factory=lambda: {'default': 30.0})
    jerk: dict[str, float] = field(default_factory=lambda: {'default': 5000.0})
    self_collision: bool = True
    heading: float = 0.0
    blend_velocity: float = 1.5
    walking: tuple[float, float, float] = (0.8, 0.4, 1.0)

    def velocity_of(self, joint: str, given: float) -> float:
        """Velocity limit of a joint for which the URDF gives ``given`` [rad/s]."""
        if joint in self.velocity:
            return self.velocity[joint]
        return given if 0.0 < given <= FASTEST else self.velocity.get('default', given)


def read_spec(path: Path) -> RobotSpec:
    """Read and check a robot's YAML file.

    Args:
        path: The file.

    Returns:
        The checked specification.

    Raises:
        RobotError: The file is absent or not YAML, or lists every wrong, missing or unknown key.
    """
    import yaml

    try:
        raw = yaml.safe_load(path.read_text(encoding='utf-8'))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise RobotError(f'robot map {path}: cannot be read as YAML ({error})') from error
    errors: list[str] = []
    spec: RobotSpec | None = _build(RobotSpec, raw, '', errors)
    if spec is not None and not errors:
        errors += _check_values(spec)
    if errors or spec is None:
        listed = ''.join(f'\n  - {line}' for line in errors)
        raise RobotError(f'robot map {path}: {len(errors)} mistake(s):{listed}')
    return spec


def _build(kind: type[Any], raw: object, where: str, errors: list[str]) -> Any:
    """Make dataclass ``kind`` from mapping ``raw``; append what is wrong to ``errors``."""
    if not isinstance(raw, dict):
        errors.append(f'{where or "file"}: {raw!r} given, a mapping expected')
        return None
    known = {f.name: f for f in dataclasses.fields(kind)}
    unknown = [key for key in raw if key not in known]
    errors += [f'{where}{key}: unknown key; known: {", ".join(known)}' for key in unknown]
    values: dict[str, Any] = {}
    for name, entry in known.items():
        if raw.get(name) is not None:
            values[name] = _convert(name, entry.type, raw[name], f'{where}{name}', errors)
        elif entry.default is entry.default_factory is dataclasses.MISSING:
            errors.append(f'{where}{name}: missing')
    return None if errors else kind(**values)


def _convert(name: str, kind: Any, value: object, where: str, errors: list[str]) -> Any:
    """Turn a YAML value into what the annotation ``kind`` (a string) says."""
    nested = {'asset': AssetSpec, 'sole': SoleSpec}.get(name)
    if nested is not None:
        return _build(nested, value, f'{where}.', errors)
    try:
        return _READERS[str(kind).removesuffix(' | None')](value)
    except (TypeError, ValueError, AttributeError):
        errors.append(f'{where}: {value!r} given, {kind} expected')
        return None


def _text(value: object) -> str:
    """Accept a string only."""
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: object) -> bool:
    """Accept true and false only."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def _finite(value: Any) -> float:
    """Accept a finite number."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _names(value: object) -> tuple[str, ...]:
    """Accept a list of strings."""
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(name) for name in value)


def _pair(value: Any) -> tuple[float, float]:
    """Accept two numbers."""
    low, high = value
    return _finite(low), _finite(high)


def _triple(value: Any) -> tuple[float, float, float]:
    """Accept three numbers."""
    x, y, z = value
    return _finite(x), _finite(y), _finite(z)


_READERS: dict[str, Any] = {
    'str': _text,
    'float': _finite,
    'bool': _flag,
    'dict[str, str]': lambda v: {_text(k): _text(x) for k, x in v.items()},
    'dict[str, float]': lambda v: {_text(k): _finite(x) for k, x in v.items()},
    'dict[str, tuple[float, float]]': lambda v: {_text(k): _pair(x) for k, x in v.items()},
    'tuple[str, ...]': _names,
    'tuple[float, float, float]': _triple,
}


def _check_values(spec: RobotSpec) -> list[str]:
    """Return what is wrong with the values of a well-formed specification."""
    errors = [f'frames.{n}: missing' for n in REQUIRED_FRAMES if n not in spec.frames]
    known = (*REQUIRED_FRAMES, *OPTIONAL_FRAMES)
    errors += [
        f'frames.{n}: unknown; known: {", ".join(known)}' for n in spec.frames if n not in known
    ]
    if not 0.0 < spec.velocity_scale <= 1.0:
        errors.append(f'velocity_scale: {spec.velocity_scale} given, 0 < value <= 1 expected')
    if spec.sole.half_length <= 0 or spec.sole.half_width <= 0:
        errors.append('sole.half_length and sole.half_width: must be above 0')
    if max(spec.sole.half_length, spec.sole.half_width, *map(abs, spec.sole.centre)) > LARGEST:
        errors.append(f'sole: {spec.sole} given, at most {LARGEST:g} m expected')
    if min(spec.walking) <= 0:
        errors.append(f'walking: {list(spec.walking)} given, three speeds above 0 expected')
    if spec.blend_velocity <= 0:
        errors.append(f'blend_velocity: {spec.blend_velocity} given, above 0 expected')
    for key in ('velocity', 'acceleration', 'jerk'):
        for name, value in getattr(spec, key).items():
            if value <= 0:
                errors.append(f'{key}.{name}: {value} given, above 0 expected')
    for name, (low, high) in spec.limits.items():
        if low >= high:
            errors.append(f'limits.{name}: [{low}, {high}] given, lower < upper expected')
    return errors
