# SPDX-License-Identifier: Apache-2.0
"""Two-stage inverse kinematics on mink, as general motion retargeting is done today.

After the description of GMR (Ze et al., 2025; weights and scales of its G1 configuration): scaled
positions of the human's joints and orientations of its limbs, first orientations with pelvis and
feet in place, then all positions; each stage iterates until the error falls by less than 0.001.
Orientations are made from positions, which is all that there is; wrists have none. No velocity
limits, no contacts, no self-collision, as there.
"""

from __future__ import annotations

from typing import Any

import mink
import mujoco
import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import JOINTS, to_rep103
from irgm_ros.robot import Robot
from irgm_ros.robot.targets import trunk_rotations
from irgm_ros.types import RobotPath

Array = NDArray[np.float64]
_ITERATIONS, _DROP, _DAMPING, _DT = 10, 1e-3, 0.5, 0.02
_ARM, _LEG = ('shoulder', 'elbow'), ('hip', 'knee')
_OPEN = 0.2  # weight of the trunk's own across beside that of a bent limb
_ARMS = 0.8 / 0.9  # scale of the arms over that of root and legs
# Human joint -> (position, orientation) costs of both stages.
_COSTS = {
    'pelvis': ((100, 10), (100, 5)),
    'torso': ((0, 10), (0, 10)),
    **{f'{s}_hip': ((0, 10), (10, 5)) for s in ('left', 'right')},
    **{f'{s}_knee': ((0, 10), (10, 5)) for s in ('left', 'right')},
    **{f'{s}_ankle': ((100, 10), (100, 50)) for s in ('left', 'right')},
    **{f'{s}_shoulder': ((0, 10), (10, 5)) for s in ('left', 'right')},
    **{f'{s}_elbow': ((0, 10), (10, 5)) for s in ('left', 'right')},
    **{f'{s}_wrist': ((0, 0), (10, 0)) for s in ('left', 'right')},
}
# Limb frame of a joint: along the bone to the next joint, across by the pelvis or the chest.
_BONES = {
    f'{side}_{a}': f'{side}_{b}'
    for side in ('left', 'right')
    for a, b in (('hip', 'knee'), ('knee', 'ankle'), ('ankle', 'foot'), ('shoulder', 'elbow'),
                 ('elbow', 'wrist'))
}  # fmt: skip


class TwoStage:
    """Retargets with mink; one robot, one thread."""

    def __init__(self, robot: Robot) -> None:
        """Load the MuJoCo model of the robot and measure its limb frames at rest."""
        self.robot = robot
        self._model = _load(robot)
        self._configuration = mink.Configuration(self._model)
        self._address = [self._model.joint(name).qposadr[0] for name in robot.joint_names]
        self._stages = [self._tasks(stage) for stage in (0, 1)]
        self._limits = [mink.ConfigurationLimit(self._model)]
        self._start = self._configuration.q.copy()
        self._start[self._address] = robot.rest_posture
        self._rest = self._rest_rotations()  # also places the data at rest
        self._height = self._pelvis_height()

    def retarget(self, positions: Array, fps: float = 20.0) -> RobotPath:
        """Retarget (F, 22, 3) human joints, y up [m]."""
        human = to_rep103(np.asarray(positions, dtype=np.float64))
        places, turns = self._scaled(human), _limb_rotations(human)
        rows = []
        self._configuration.update(self._start)
        for frame in range(len(human)):
            for tasks in self._stages:
                self._solve(tasks, places, turns, frame)
            rows.append(self._configuration.q.copy())
        q = np.array(rows)
        quat_xyzw = q[:, [4, 5, 6, 3]]
        return RobotPath(self.robot.joint_names, q[:, self._address], q[:, :3], quat_xyzw, fps)

    def _tasks(self, stage: int) -> dict[str, mink.FrameTask]:
        frames = self.robot.spec.frames
        return {
            name: mink.FrameTask(frames[name], 'body', *map(float, costs[stage]), lm_damping=1.0)
            for name, costs in _COSTS.items()
        }

    def _scaled(self, human: Array) -> dict[str, Array]:
        """Places of the human's joints on the robot's scale, by name."""
        root = human[:, 0]
        ankles = human[:, [JOINTS['left_ankle'], JOINTS['right_ankle']], 2].min(axis=1)
        scale = self._height / float(np.percentile(root[:, 2] - ankles, 90))
        out = {}
        for name in _COSTS:
            joint = JOINTS.get({'torso': 'spine3'}.get(name, name))
            arm = name.endswith(('shoulder', 'elbow', 'wrist'))
            out[name] = scale * root + scale * (_ARMS if arm else 1.0) * (human[:, joint] - root)
        return out

    def _pelvis_height(self) -> float:
        """Height of the pelvis over the ankles at rest [m]."""
        data, frames = self._configuration.data, self.robot.spec.frames
        ankle = data.body(frames['left_ankle']).xpos
        return float(data.body(frames['pelvis']).xpos[2] - ankle[2])

    def _rest_rotations(self) -> dict[str, Array]:
        """Limb frame at rest -> link axes, by name."""
        self._configuration.update(self._start)
        data = self._configuration.data
        human = np.zeros((1, len(JOINTS), 3))
        for name, link in self.robot.spec.frames.items():
            if name in _COSTS and name in JOINTS:
                human[0, JOINTS[name]] = data.body(link).xpos
        for side in ('left', 'right'):
            ankle = human[0, JOINTS[f'{side}_ankle']]
            human[0, JOINTS[f'{side}_foot']] = ankle + np.array([0.12, 0.0, -0.06])
        middle = 0.5 * (human[0, JOINTS['left_shoulder']] + human[0, JOINTS['right_shoulder']])
        for name, share in (('spine1', 0.25), ('spine2', 0.5), ('spine3', 0.6), ('neck', 1.0)):
            human[0, JOINTS[name]] = human[0, 0] + share * (middle - human[0, 0])
        turns = _limb_rotations(human)
        return {
            name: turns[name][0].T @ data.body(self.robot.spec.frames[name]).xmat.reshape(3, 3)
            for name in turns
        }

    def _solve(
        self, tasks: dict[str, mink.FrameTask], places: dict[str, Array],
        turns: dict[str, Array], frame: int,
    ) -> None:  # fmt: skip
        configuration = self._configuration
        for name, task in tasks.items():
            turn = turns[name][frame] @ self._rest[name] if name in turns else np.eye(3)
            rotation = mink.SO3.from_matrix(turn)
            target = mink.SE3.from_rotation_and_translation(rotation, places[name][frame])
            task.set_target(target)
        chosen = list(tasks.values())
        before = self._error(chosen)
        for _ in range(_ITERATIONS):
            velocity = mink.solve_ik(
                configuration, chosen, _DT, 'daqp', _DAMPING, limits=self._limits
            )
            configuration.integrate_inplace(velocity, _DT)
            after = self._error(chosen)
            if before - after < _DROP:
                return
            before = after

    def _error(self, tasks: list[mink.FrameTask]) -> float:
        errors = [task.compute_error(self._configuration) for task in tasks]
        return float(np.linalg.norm(np.concatenate(errors)))


def _load(robot: Robot) -> Any:
    """Compile the robot's MuJoCo model; its contact pairs name a floor that it lacks."""
    spec = mujoco.MjSpec.from_file(str(robot.mjcf_path))
    if not any(geom.name == 'floor' for geom in spec.geoms):
        plane = mujoco.mjtGeom.mjGEOM_PLANE
        spec.worldbody.add_geom(name='floor', type=plane, size=[5.0, 5.0, 0.1])
    return spec.compile()


def _limb_rotations(human: Array) -> dict[str, Array]:
    """Rotations (F, 3, 3) of pelvis, torso and limbs, from (F, 22, 3) joints in REP-103 axes."""
    pelvis, torso = trunk_rotations(human)
    out = {'pelvis': pelvis, 'torso': torso}
    bones = {
        first: _unit(human[:, JOINTS[second]] - human[:, JOINTS[first]])
        for first, second in _BONES.items()
    }
    for first, along in bones.items():
        side, part = first.split('_')
        arm = part in ('shoulder', 'elbow')
        upper, lower = (bones[f'{side}_{p}'] for p in (_ARM if arm else _LEG))
        # The axis of elbow or knee, which is across at rest; a straight limb leaves it open.
        bend = np.cross(lower, upper) if arm else np.cross(upper, lower)
        hint = bend + _OPEN * (torso if arm else pelvis)[:, :, 1]
        across = hint - (hint * along).sum(axis=1, keepdims=True) * along
        across = _unit(across)
        out[first] = np.stack([np.cross(across, along), across, along], axis=-1)
    return out


def _unit(vectors: Array) -> Array:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    out: Array = vectors / np.maximum(length, 1e-6)
    return out
