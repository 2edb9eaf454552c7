# SPDX-License-Identifier: Apache-2.0
"""Data that crosses folder borders: one frozen dataclass per arrow of the data flow.

``str -> Prompt -> LoopEvent* -> MotionTokens -> Motion -> RobotPath -> TimedTrajectory ->
messages``.
Arrays are made read-only on construction. SI units and radians throughout.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import MotionError

FloatArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.integer[Any]]
Source = Literal['model', 'robot', 'check']


def _freeze(owner: object, name: str, dtype: type, shape: tuple[int | None, ...]) -> None:
    """Replace array field ``name`` by a read-only copy; check its shape and that it is finite."""
    array: NDArray[Any] = np.array(getattr(owner, name), dtype=dtype)
    where = f'{type(owner).__name__}.{name}'
    matches = array.ndim == len(shape) and all(
        want is None or got == want for got, want in zip(array.shape, shape, strict=True)
    )
    if not matches:
        wanted = tuple('any' if n is None else n for n in shape)
        raise MotionError(f'{where}: shape {array.shape} given, {wanted} expected')
    if np.issubdtype(array.dtype, np.floating) and not np.isfinite(array).all():
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise MotionError(f'{where}: non-finite number at index {first}; all must be finite')
    array.setflags(write=False)
    object.__setattr__(owner, name, array)


@dataclass(frozen=True)
class MotionTokens:
    """Codes of the motion tokenizer.

    Attributes:
        codes: (T, C) int64, one row per token step (4 frames), one column per codebook, each
            code in [0, 512).
    """

    codes: IntArray

    def __post_init__(self) -> None:
        """Check shape."""
        _freeze(self, 'codes', np.int64, (None, None))


@dataclass(frozen=True)
class Motion:
    """A human motion in HumanML3D features (y up, facing +z at frame 0).

    Attributes:
        features: (F, 263) or (F, 251) float32, not normalised.
        fps: Frames per second [Hz]: 20 for 263, 12.5 for 251.
    """

    features: FloatArray
    fps: float = 20.0

    def __post_init__(self) -> None:
        """Check shape and finiteness."""
        _freeze(self, 'features', np.float32, (None, None))
        if self.features.shape[0] < 1 or self.features.shape[1] not in (263, 251):
            raise MotionError(
                f'Motion.features: shape {self.features.shape} given, (F, 263) or (F, 251) '
                'with F >= 1 expected'
            )


@dataclass(frozen=True)
class RobotPath:
    """Retargeted frames, not yet timed for the robot's limits.

    Attributes:
        joint_names: n actuated joints in the robot's order.
        joint_positions: (F, n) [rad].
        base_positions: (F, 3) floating base in ``odom``, REP-103 [m].
        base_quat_xyzw: (F, 4) unit quaternions, base to ``odom``.
        fps: Frame rate of the path [Hz].
    """

    joint_names: tuple[str, ...]
    joint_positions: FloatArray
    base_positions: FloatArray
    base_quat_xyzw: FloatArray
    fps: float = 20.0

    def __post_init__(self) -> None:
        """Check shapes and finiteness."""
        _freeze(self, 'joint_positions', np.float64, (None, len(self.joint_names)))
        frames = self.joint_positions.shape[0]
        _freeze(self, 'base_positions', np.float64, (frames, 3))
        _freeze(self, 'base_quat_xyzw', np.float64, (frames, 4))


@dataclass(frozen=True)
class TimedTrajectory:
    """A trajectory inside the robot's limits, from its present posture to rest.

    Attributes:
        joint_names: n actuated joints.
        times: (K,) strictly increasing, first > 0 [s] from the start of execution.
        joint_positions: (K, n) [rad].
        joint_velocities: (K, n) [rad/s]; the last row is zero.
        joint_accelerations: (K, n) [rad/s^2].
        base_positions: (K, 3) in ``odom`` [m].
        base_quat_xyzw: (K, 4) base to ``odom``.
        blend_seconds: Time of the move from the start posture to the motion's first [s].
        stretch_factor: Duration of the motion over its duration as generated; 1 = not slowed.
        base_twists: (K, 3) where a walking controller has the legs: velocity of the base in its
            own axes laid flat, forward and to the left [m/s], turning [rad/s]; the last row is
            zero. None where the legs are among the joints.
    """

    joint_names: tuple[str, ...]
    times: FloatArray
    joint_positions: FloatArray
    joint_velocities: FloatArray
    joint_accelerations: FloatArray
    base_positions: FloatArray
    base_quat_xyzw: FloatArray
    blend_seconds: float = 0.0
    stretch_factor: float = 1.0
    base_twists: FloatArray | None = None

    def __post_init__(self) -> None:
        """Check shapes, finiteness and that time increases."""
        _freeze(self, 'times', np.float64, (None,))
        points, joints = len(self.times), len(self.joint_names)
        for name in ('joint_positions', 'joint_velocities', 'joint_accelerations'):
            _freeze(self, name, np.float64, (points, joints))
        _freeze(self, 'base_positions', np.float64, (points, 3))
        _freeze(self, 'base_quat_xyzw', np.float64, (points, 4))
        if self.base_twists is not None:
            _freeze(self, 'base_twists', np.float64, (points, 3))
        if points < 1 or self.times[0] <= 0 or (np.diff(self.times) <= 0).any():
            raise MotionError('TimedTrajectory.times: must start above 0 and strictly increase')


@dataclass(frozen=True)
class Feasibility:
    """What the robot layer measured on a motion.

    Attributes:
        verdict: ``executable``, ``fixed_base_only`` or ``refused``.
        reasons: One sentence per finding; empty when there is nothing to report.
        metrics: Named figures with the unit in the name, e.g. ``velocity_margin_min`` (1 = at
            rest, 0 = at the limit), ``stretch_factor``, ``foot_slip_mean_m_s``,
            ``foot_penetration_max_m``, ``tracking_error_mean_m``.
        assessment: One sentence for the loop, empty when nothing is wrong.
        refinement: One instruction for the loop, empty when nothing is wrong.
        score: In [0, 1]; 1 = nothing to improve. Enters the best-round selection.
    """

    verdict: Literal['executable', 'fixed_base_only', 'refused']
    reasons: tuple[str, ...] = ()
    metrics: dict[str, float] = field(default_factory=dict)
    assessment: str = ''
    refinement: str = ''
    score: float = 1.0


@dataclass(frozen=True)
class Round:
    """One finished round of the loop.

    Attributes:
        index: 0 for the first generation.
        tokens: The motion as generated.
        assessment: What was said of it; empty if the loop ended before.
        refinement: What to change; ``No refinements needed.`` if accepted.
        source: Who assessed: the language model, the robot layer or the checkers.
        score: Explicit score that picks the best round, in [0, 1]; see ``score_parts``.
        score_parts: The terms of the score, e.g. ``alignment``, ``feasibility``.
        seconds: Wall time of this round [s].
        accepted: Whether the assessment accepted the motion.
    """

    index: int
    tokens: MotionTokens
    assessment: str = ''
    refinement: str = ''
    source: Source = 'model'
    score: float = 0.0
    score_parts: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    accepted: bool = False


def as_plain(value: object) -> Any:
    """Turn dataclasses, arrays and tuples into what ``json`` can write.

    Args:
        value: Any of the types above, nested as you like.

    Returns:
        Dicts, lists, strings and numbers.
    """
    if hasattr(value, '__dataclass_fields__'):
        return {f.name: as_plain(getattr(value, f.name)) for f in fields(value)}  # type: ignore[arg-type]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {str(k): as_plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(v) for v in value]
    return value
