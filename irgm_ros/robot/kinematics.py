# SPDX-License-Identifier: Apache-2.0
"""The moving part of a robot: points, rotations and analytical Jacobians, for many frames at once.

pinocchio computes placements and joint Jacobians of each configuration in the frame of the base;
all that follows is array code over frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import RobotError
from irgm_ros.robot.description import Robot
from irgm_ros.robot.schema import LIMB_FRAMES, SIDES
from irgm_ros.robot.urdf import build_model

Array = NDArray[np.float64]
# Limbs whose directions are tracked, as (human joint, human joint).
LIMBS: tuple[tuple[str, str], ...] = tuple(
    (f'{side}_{a}', f'{side}_{b}')
    for side in SIDES
    for a, b in (('shoulder', 'elbow'), ('elbow', 'wrist'), ('hip', 'knee'), ('knee', 'ankle'))
)
POINTS = (*LIMB_FRAMES, 'left_sole', 'right_sole')
LIMB_INDEX: Array = np.array([[POINTS.index(a), POINTS.index(b)] for a, b in LIMBS])
ORIENTED = ('pelvis', 'torso', 'left_ankle', 'right_ankle')
# x @ _SKEW, reshaped to 3 x 3, is the matrix of the cross product with x.
_LINK = ' link'
_SKEW = np.zeros((3, 9))
_SKEW[[2, 1, 2, 0, 1, 0], [1, 2, 3, 5, 6, 7]] = [-1, 1, 1, -1, -1, 1]


def skew(vectors: Array) -> Array:
    """Return cross-product matrices (..., 3, 3) of vectors (..., 3)."""
    return (vectors @ _SKEW).reshape(*vectors.shape[:-1], 3, 3)


@dataclass(frozen=True)
class Pose:
    """Placements and Jacobians of F configurations, in the frame of the base.

    Attributes:
        points: (F, 14, 3) of ``POINTS`` [m].
        point_jacobians: (F, 14, 3, m) by active joints.
        rotations: (F, 4, 3, 3) of ``ORIENTED``;
            of the pelvis the identity, unless the root link is the chest.
        rotation_jacobians: (F, 4, 3, m), angular velocity in base axes by active joints.
    """

    points: Array
    point_jacobians: Array
    rotations: Array
    rotation_jacobians: Array


class Body:
    """The joints that retargeting moves (all but the held and locked ones), with their geometry.

    Attributes:
        names: m active joints.
        index: (m,) their places among the robot's actuated joints.
        lower: (m,) position limits [rad].
        upper: (m,) position limits [rad].
        velocity: (m,) velocity limits [rad/s].
        rest: (m,) rest posture [rad].
        limb_lengths: (8,) of ``LIMBS`` [m].
        hip_offsets: (2, 3) hips from the base at rest [m].
        sole_centres: (2, 3) from the ankle frames [m].
        sole_corners: (2, 4, 3) from the ankle frames [m].
        leg_length: Hip to ankle [m].
        ankle_points: Places of both ankles among ``POINTS``.
    """

    def __init__(self, robot: Robot) -> None:
        """Reduce the model to the active joints and measure its limbs.

        Raises:
            RobotError: A limb has no length, or nothing moves.
        """
        still = set(robot.spec.held) | set(robot.spec.locked) | set(robot.mimic)
        self.names = tuple(name for name in robot.joint_names if name not in still)
        if not self.names:
            raise RobotError(
                f'{robot.name}: no joint is left to move; shorten `held` or `locked` in the map'
            )
        self.index = np.array([robot.joint_names.index(name) for name in self.names])
        self.lower, self.upper = robot.lower[self.index], robot.upper[self.index]
        self.velocity = robot.velocity_limits[self.index]
        self.rest = robot.rest_posture[self.index]
        self._rest_of_all = rest_of_all(robot)
        self._facing = facing_of(robot)
        self.model = _reduced(robot, still, self._rest_of_all)
        self._data = self.model.createData()
        self._read_layout(robot)
        self._measure(robot)

    @property
    def size(self) -> int:
        """Number m of active joints."""
        return len(self.names)

    def evaluate(self, joints: Array) -> Pose:
        """Compute placements and Jacobians.

        Args:
            joints: (F, m) active joints [rad].

        Returns:
            The pose of each frame.
        """
        rotations, translations, jacobians = self.placements(joints, self._used)
        points, rotations = self._sites(rotations, translations)
        moving, turning = jacobians[:, :3], jacobians[:, 3:]
        point_jacobians = moving[:, None] - skew(points) @ turning[:, None]
        point_jacobians *= self._point_mask
        return Pose(points, point_jacobians, rotations, turning[:, None] * self._oriented_mask)

    def sites(self, joints: Array) -> tuple[Array, Array]:
        """Points and rotations of `Pose`, without their Jacobians.

        Args:
            joints: (F, m) active joints [rad].
        """
        rotations, translations, _ = self.placements(joints, self._used, jacobians=False)
        return self._sites(rotations, translations)

    def placements(
        self, joints: Array, used: NDArray[np.intp], jacobians: bool = True
    ) -> tuple[Array, Array, Array]:
        """Where joints are, in the frame of the base.

        Args:
            joints: (F, m) active joints [rad].
            used: (k,) joints of ``model``.
            jacobians: Whether they are wanted.

        Returns:
            Rotations (F, k, 3, 3), translations (F, k, 3) [m], and Jacobians (F, 6, m), or
            (0, 6, m), linear before angular, of points at the origin of the base.
        """
        import pinocchio

        frames, k = len(joints), len(used)
        rotations, translations = np.empty((frames, k, 3, 3)), np.empty((frames, k, 3))
        columns = np.empty((frames if jacobians else 0, 6, self.size))
        compute = pinocchio.computeJointJacobians if jacobians else pinocchio.forwardKinematics
        model, data = self.model, self._data
        for t, q in enumerate(self._configurations(joints)):
            compute(model, data, q)
            rotations[t] = self._seen_rotations[used]
            translations[t] = self._seen_translations[used]
            if jacobians:
                columns[t] = self._jacobian[:, self._columns]
        return rotations, translations, columns

    def carriers(
        self, model: Any, names: Sequence[str], points: Array
    ) -> tuple[NDArray[np.intp], Array]:
        """Fix points of the whole robot to the active joints that carry them.

        Args:
            model: pinocchio model of the whole robot with a fixed base.
            names: C joints of it, ``universe`` for the root link.
            points: (C, n, 3) from these joints, in their axes [m].

        Returns:
            (C,) joints of ``model``, and the points from those, all other joints at rest.
        """
        import pinocchio

        data = model.createData()
        pinocchio.forwardKinematics(model, data, self._rest_of_all[7:])
        carried, placed = [], []
        for name, own in zip(names, points, strict=True):
            joint = carrier = model.getJointId(name)
            while carrier and model.names[carrier] not in self.names:
                carrier = model.parents[carrier]
            relative = data.oMi[carrier].actInv(data.oMi[joint])
            if not carrier:
                relative = self._facing * relative
            carried.append(self.model.getJointId(model.names[carrier]) if carrier else 0)
            placed.append(own @ relative.rotation.T + relative.translation)
        return np.array(carried, dtype=np.intp), np.array(placed).reshape(points.shape)

    def supports(self, joints: Sequence[int]) -> Array:
        """(C, m): 1 for the active joints between the base and each of ``joints``."""
        rows = [self._support(int(joint)) for joint in joints]
        return np.concatenate(rows) if rows else np.empty((0, self.size))

    def _sites(self, rotations: Array, translations: Array) -> tuple[Array, Array]:
        """``POINTS`` and ``ORIENTED`` from the placements of the joints that carry them."""
        carrier = rotations[:, self._point_joint]
        offsets = (carrier @ self._point_offset[..., None]).squeeze(-1)
        turned = rotations[:, self._oriented_joint] @ self._oriented_offset
        return translations[:, self._point_joint] + offsets, turned

    def _configurations(self, joints: Array) -> Array:
        """Return (F, nq) configurations of the reduced model."""
        q = np.empty((len(joints), self.model.nq))
        q[:, self._q_index] = joints
        if self._circular.any():
            angle = joints[:, self._circular]
            q[:, self._q_index[self._circular]] = np.cos(angle)
            q[:, self._q_index[self._circular] + 1] = np.sin(angle)
        return q

    def _read_layout(self, robot: Robot) -> None:
        """Fill the index arrays of points and oriented bodies."""
        joints = [self.model.joints[self.model.getJointId(name)] for name in self.names]
        self._q_index = np.array([joint.idx_q for joint in joints])
        self._circular = np.array([joint.nq == 2 for joint in joints])
        columns = [joint.idx_v for joint in joints]
        self._columns: Any = slice(None) if columns == list(range(len(columns))) else columns
        frames = [self._frame(robot, name.replace('sole', 'ankle')) for name in POINTS]
        oriented = [self._frame(robot, name) for name in ORIENTED]
        used = sorted({frame.parentJoint for frame in (*frames, *oriented)})
        self._jacobian = self._data.J if self._data.J.ndim == 2 else self._data.J[:, None]
        self._used = np.array(used)
        self._seen_rotations, self._seen_translations = _seen(self._data)
        self._point_joint = np.array([used.index(frame.parentJoint) for frame in frames])
        self._oriented_joint = np.array([used.index(frame.parentJoint) for frame in oriented])
        self._point_offset = np.array([frame.placement.translation for frame in frames])
        self._point_mask = np.stack([self._support(frame.parentJoint) for frame in frames])
        self._oriented_mask = np.stack([self._support(frame.parentJoint) for frame in oriented])
        # Orientation targets are given in axes that are aligned with the base at zero.
        self._oriented_offset = self._aligned_offsets()
        self.ankle_points = [POINTS.index(f'{side}_ankle') for side in SIDES]
        self._attach_soles(robot, frames)

    def _frame(self, robot: Robot, human_joint: str) -> Any:
        """Return the pinocchio frame of a human joint in the reduced model."""
        import pinocchio

        link = robot.spec.frames[human_joint]
        return self.model.frames[self.model.getFrameId(link, pinocchio.FrameType.BODY)]

    def _support(self, joint: int) -> Array:
        """Return (1, m): 1 for the active joints between the base and ``joint``."""
        supports = set(self.model.supports[joint])
        ids = [self.model.getJointId(name) for name in self.names]
        return np.array([[float(i in supports) for i in ids]])

    def _aligned_offsets(self) -> Array:
        """Return (4, 3, 3): joint axes -> axes that equal the base's when all joints are 0."""
        rotations, _, _ = self.placements(np.zeros((1, self.size)), self._used)
        out: Array = rotations[0, self._oriented_joint].transpose(0, 2, 1).copy()
        return out

    def _attach_soles(self, robot: Robot, frames: list[Any]) -> None:
        """Place sole centres and corners of both feet in their joints' axes."""
        sole = robot.spec.sole
        mirror = np.array([1.0, -1.0, 1.0])
        centre = np.array(sole.centre)
        self.sole_centres = np.stack([centre, centre * mirror])
        grid = np.array([[x, y, 0.0] for x in (-1.0, 1.0) for y in (-1.0, 1.0)])
        extent = np.array([sole.half_length, sole.half_width, 0.0])
        self.sole_corners = self.sole_centres[:, None] + grid * extent
        for side in (0, 1):
            point = POINTS.index(f'{SIDES[side]}_sole')
            turn = self._oriented_offset[ORIENTED.index(f'{SIDES[side]}_ankle')]
            ankle = frames[point].placement.translation
            self._point_offset[point] = ankle + turn @ self.sole_centres[side]

    def _measure(self, robot: Robot) -> None:
        """Measure limb lengths and hip offsets at rest."""
        points = self.sites(self.rest[None])[0][0]
        ends = points[LIMB_INDEX]
        self.limb_lengths = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=-1)
        for (a, b), length in zip(LIMBS, self.limb_lengths, strict=True):
            if not 0.01 < length < 3.0:
                raise RobotError(
                    f'{robot.name}: {a} and {b} are {length:.3f} m apart; 0.01 to 3 m expected: '
                    'correct `frames`, or the URDF is not in metres'
                )
        self.hip_offsets = points[[POINTS.index('left_hip'), POINTS.index('right_hip')]]
        legs = [i for i, (_, b) in enumerate(LIMBS) if b.endswith(('knee', 'ankle'))]
        self.leg_length = float(self.limb_lengths[legs].sum()) / 2


def _seen(data: Any) -> tuple[Array, Array]:
    """Placements of all joints in pinocchio's own memory, which each computation refreshes.

    Read one by one they would cost five times what computing them does.

    Args:
        data: pinocchio data; lives as long as what is returned is used.

    Returns:
        Rotations (n, 3, 3) and translations (n, 3), read only.
    """
    first, second = data.oMi[0], data.oMi[1]
    apart = _address(second.rotation) - _address(first.rotation)  # elements of a C++ vector

    def every(part: Array) -> Array:
        shape, strides = (len(data.oMi), *part.shape), (apart, *part.strides)
        return np.lib.stride_tricks.as_strided(part, shape, strides, writeable=False)

    return every(first.rotation), every(first.translation)


def _address(array: Array) -> int:
    return int(array.__array_interface__['data'][0])


@lru_cache(maxsize=8)
def body_of(robot: Robot) -> Body:
    """Return the kinematics of a robot, built once; one thread at a time may use it."""
    return Body(robot)


def rest_of_all(robot: Robot) -> Array:
    """(nq,) configuration of all joints at rest, floating base included."""
    q: Array = robot.configurations(robot.rest_posture[None], np.zeros((1, 3)), np.eye(4)[3:])[0]
    return q


def facing_of(robot: Robot) -> Any:
    """`Robot.facing` as a pinocchio placement."""
    import pinocchio

    return pinocchio.SE3(robot.facing, np.zeros(3))


def _reduced(robot: Robot, still: set[str], rest: Array) -> Any:
    """Return the fixed-base model with held, locked and mimic joints frozen at rest.

    Its axes have x where the robot looks.
    """
    import pinocchio

    model = build_model(robot.urdf_path, floating=False)
    frozen = [model.getJointId(name) for name in still if model.existJointName(name)]
    # A link that bears the name of a joint would stop pinocchio's reduction.
    for frame in model.frames:
        if frame.type == pinocchio.FrameType.BODY:
            frame.name += _LINK
    reduced = pinocchio.buildReducedModel(model, frozen, rest[7:])
    facing = facing_of(robot)
    for frame in reduced.frames:
        frame.name = frame.name.removesuffix(_LINK)
        if frame.parentJoint == 0:
            frame.placement = facing * frame.placement
    for joint, parent in enumerate(reduced.parents):
        if joint and parent == 0:
            reduced.jointPlacements[joint] = facing * reduced.jointPlacements[joint]
    return reduced
