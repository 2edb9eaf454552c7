# SPDX-License-Identifier: Apache-2.0
"""Between the dataclasses of the pipeline and ROS messages."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
from builtin_interfaces.msg import Duration
from geometry_msgs.msg import Transform
from numpy.typing import NDArray
from trajectory_msgs.msg import (
    JointTrajectory,
    JointTrajectoryPoint,
    MultiDOFJointTrajectory,
    MultiDOFJointTrajectoryPoint,
)

from irgm_ros.errors import MotionError
from irgm_ros.msg import FeasibilityReport, HumanMotion, RefinementRound
from irgm_ros.ros.joint_controller import Waypoints
from irgm_ros.types import Feasibility, Motion, Round, TimedTrajectory

_NANOSECONDS = 1_000_000_000


def to_duration(seconds: float) -> Duration:
    """Return ``seconds`` >= 0 as a message, rounded to nanoseconds."""
    total = round(seconds * _NANOSECONDS)
    return Duration(sec=total // _NANOSECONDS, nanosec=total % _NANOSECONDS)


def to_seconds(stamp: Any) -> float:
    """Return a Duration or Time message in seconds."""
    return float(stamp.sec) + stamp.nanosec / _NANOSECONDS


def to_joint_trajectory(trajectory: TimedTrajectory | Waypoints) -> JointTrajectory:
    """Return the joints' trajectory; stamp 0 = it starts on receipt."""
    if isinstance(trajectory, TimedTrajectory):
        trajectory = Waypoints(
            trajectory.joint_names,
            trajectory.times,
            trajectory.joint_positions,
            trajectory.joint_velocities,
            trajectory.joint_accelerations,
        )
    message = JointTrajectory(joint_names=list(trajectory.names))
    for k, time in enumerate(trajectory.times):
        point = JointTrajectoryPoint(time_from_start=to_duration(time))
        for name in ('positions', 'velocities', 'accelerations'):
            values = getattr(trajectory, name)
            if values is not None:
                setattr(point, name, values[k].tolist())
        message.points.append(point)
    return message


def to_base_trajectory(
    trajectory: TimedTrajectory, frame: str, base: str
) -> MultiDOFJointTrajectory:
    """Return the floating base's trajectory.

    Args:
        trajectory: Source.
        frame: Frame of the poses, e.g. ``odom``.
        base: Name of the moving link, e.g. ``pelvis``.
    """
    message = MultiDOFJointTrajectory(joint_names=[base])
    message.header.frame_id = frame
    for k, time in enumerate(trajectory.times):
        pose = Transform()
        place, turn = pose.translation, pose.rotation
        place.x, place.y, place.z = trajectory.base_positions[k].tolist()
        turn.x, turn.y, turn.z, turn.w = trajectory.base_quat_xyzw[k].tolist()
        point = MultiDOFJointTrajectoryPoint(transforms=[pose], time_from_start=to_duration(time))
        message.points.append(point)
    return message


def _column(points: Sequence[Any], name: str, joints: int) -> NDArray[np.float64] | None:
    """Return one field of all points as (K, n), None if no point has it.

    Raises:
        MotionError: Some points have it, or with another length.
    """
    lengths = {len(getattr(point, name)) for point in points}
    if lengths == {0}:
        return None
    if lengths != {joints}:
        raise MotionError(
            f'{name}: lengths {sorted(lengths)} given, {joints} in all points wanted'
        )
    return np.array([getattr(point, name) for point in points], dtype=np.float64)


def from_joint_trajectory(message: JointTrajectory) -> Waypoints:
    """Return a message's points as arrays.

    Raises:
        MotionError: Its points do not all have the same fields, or have no positions.
    """
    joints, points = len(message.joint_names), message.points
    positions = _column(points, 'positions', joints) if points else np.zeros((0, joints))
    if positions is None:
        raise MotionError('positions: missing in all points')
    return Waypoints(
        tuple(message.joint_names),
        np.array([to_seconds(point.time_from_start) for point in points]),
        positions,
        _column(points, 'velocities', joints) if points else None,
        _column(points, 'accelerations', joints) if points else None,
    )


def to_timed_trajectory(joints: JointTrajectory, base: MultiDOFJointTrajectory) -> TimedTrajectory:
    """Return the two messages of a result as one trajectory.

    Raises:
        MotionError: The two do not fit together, or fields are missing.
    """
    points = from_joint_trajectory(joints)
    if points.velocities is None or points.accelerations is None:
        raise MotionError('velocities and accelerations are needed in all points')
    poses = [point.transforms[0] for point in base.points]
    return TimedTrajectory(
        tuple(points.names),
        points.times,
        points.positions,
        points.velocities,
        points.accelerations,
        np.array([(p.translation.x, p.translation.y, p.translation.z) for p in poses]),
        np.array([(p.rotation.x, p.rotation.y, p.rotation.z, p.rotation.w) for p in poses]),
    )


def to_round(round_: Round) -> RefinementRound:
    """Return one round of the loop as a message."""
    codes = round_.tokens.codes
    return RefinementRound(
        index=round_.index,
        tokens=codes.reshape(-1).tolist(),
        codebooks=codes.shape[1],
        assessment=round_.assessment,
        refinement=round_.refinement,
        source=round_.source,
        score=float(round_.score),
        seconds=float(round_.seconds),
        accepted=round_.accepted,
    )


def to_report(feasibility: Feasibility | None) -> FeasibilityReport:
    """Return what the robot layer measured; empty without it."""
    if feasibility is None:
        return FeasibilityReport()
    return FeasibilityReport(
        verdict=feasibility.verdict,
        reasons=list(feasibility.reasons),
        metric_names=list(feasibility.metrics),
        metric_values=[float(value) for value in feasibility.metrics.values()],
        score=float(feasibility.score),
    )


def to_motion(motion: Motion | None) -> HumanMotion:
    """Return the human motion; empty without one."""
    if motion is None:
        return HumanMotion()
    numbers = array('f', motion.features.astype(np.float32).tobytes())
    return HumanMotion(fps=float(motion.fps), width=motion.features.shape[1], features=numbers)


def from_motion(message: HumanMotion) -> Motion:
    """Return the message's motion.

    Raises:
        MotionError: It is empty or its size does not fit its width.
    """
    features = np.array(message.features, dtype=np.float32)
    if message.width == 0 or features.size % message.width:
        raise MotionError(f'{features.size} numbers given, a multiple of {message.width} expected')
    return Motion(features.reshape(-1, message.width), float(message.fps))
