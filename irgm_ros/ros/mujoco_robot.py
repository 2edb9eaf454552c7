# SPDX-License-Identifier: Apache-2.0
"""A robot in MuJoCo with its pelvis fixed in the air and a PD controller on each joint; no ROS.

A humanoid that stands freely falls under joint control alone, so the pelvis hangs as on a gantry:
the joints, their masses, friction and torque limits are simulated, balance is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mujoco
import numpy as np

from irgm_ros.errors import RobotError
from irgm_ros.types import FloatArray

TIME_STEP_S = 0.002
LIFT_M = 0.4
# Stiffness follows the inertia that each joint moves, so that small wrists do not oscillate.
_BANDWIDTH_RAD_S = 40.0
_DAMPING_RATIO = 0.7
_STIFFNESS_RANGE = (5.0, 600.0)


class MujocoRobot:
    """The simulated joints of one robot.

    Attributes:
        joint_names: n joints, in the order of all arrays.
        time: Simulated time [s].
    """

    def __init__(self, mjcf: Path, joint_names: Sequence[str], posture: FloatArray) -> None:
        """Load the model and hang it up.

        Args:
            mjcf: MuJoCo model; a free joint in it is removed.
            joint_names: n joints to control.
            posture: (n,) initial positions [rad].

        Raises:
            RobotError: The model cannot be read or lacks a joint.
        """
        self.joint_names = tuple(joint_names)
        self._model: Any = _fixed_base_model(mjcf)
        self._data: Any = mujoco.MjData(self._model)
        ids = [
            mujoco.mj_name2id(self._model, mujoco.mjtObj.mjOBJ_JOINT, name)
            for name in self.joint_names
        ]
        if -1 in ids:
            missing = [n for n, i in zip(self.joint_names, ids, strict=True) if i == -1]
            raise RobotError(f'{mjcf}: no joint named {missing}')
        self._q = self._model.jnt_qposadr[ids]
        self._v = self._model.jnt_dofadr[ids]
        self._torque = np.where(
            self._model.jnt_actfrclimited[ids], self._model.jnt_actfrcrange[ids, 1], np.inf
        )
        self._data.qpos[self._q] = posture
        mujoco.mj_forward(self._model, self._data)
        self._stiffness, self._damping = self._gains()
        self._steps = 0

    @property
    def time(self) -> float:
        """Simulated time [s]."""
        return self._steps * TIME_STEP_S

    @property
    def state(self) -> tuple[FloatArray, FloatArray]:
        """(n,) positions [rad] and (n,) velocities [rad/s], as copies."""
        return self._data.qpos[self._q], self._data.qvel[self._v]

    def step(self, position: FloatArray, velocity: FloatArray) -> None:
        """Advance by one time step towards a reference.

        Args:
            position: (n,) wanted positions [rad].
            velocity: (n,) wanted velocities [rad/s].
        """
        measured = self.state
        torque = self._stiffness * (position - measured[0])
        torque += self._damping * (velocity - measured[1])
        torque += self._data.qfrc_bias[self._v]  # gravity and Coriolis, compensated
        self._data.qfrc_applied[self._v] = np.clip(torque, -self._torque, self._torque)
        mujoco.mj_step(self._model, self._data)
        self._steps += 1

    def _gains(self) -> tuple[FloatArray, FloatArray]:
        """Return (n,) stiffness [N m/rad] and (n,) damping [N m s/rad]."""
        mass = np.zeros((self._model.nv, self._model.nv))
        mujoco.mj_fullM(self._model, self._data, mass)
        inertia = np.diag(mass)[self._v]
        stiffness = np.clip(inertia * _BANDWIDTH_RAD_S**2, *_STIFFNESS_RANGE)
        return stiffness, 2 * _DAMPING_RATIO * np.sqrt(stiffness * inertia)


def _fixed_base_model(mjcf: Path) -> Any:
    """Compile ``mjcf`` without its free joint, lifted so that no foot reaches the floor."""
    try:
        spec = mujoco.MjSpec.from_file(str(mjcf))
        for joint in list(spec.joints):
            if joint.type == mujoco.mjtJoint.mjJNT_FREE:
                joint.parent.pos = joint.parent.pos + np.array([0.0, 0.0, LIFT_M])
                spec.delete(joint)
        # Contact pairs of the model may name a floor that only its scene files have.
        if not any(geom.name == 'floor' for geom in spec.geoms):
            spec.worldbody.add_geom(
                name='floor', type=mujoco.mjtGeom.mjGEOM_PLANE, size=[5.0, 5.0, 0.1]
            )
        spec.option.timestep = TIME_STEP_S
        spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
        return spec.compile()
    except (ValueError, OSError) as error:
        raise RobotError(f'{mjcf}: MuJoCo cannot load it: {error}') from error
